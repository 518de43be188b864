"""The plan's pages pressed one by one: what each change does, and what is said to what no longer fits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.plan import REVIEW_COLUMNS
from reports.plan_sheets import review_workbook
from services.office import Office
from services.plan import doors, sheet
from services.plan.sheet import SheetRefused, read_sheet
from services.plan.wording import EVERY, kind_titles
from services.refusals import NotYours, Outdated, Refusal
from services.reply import Reply
from storage.activities import Draft
from storage.people import Person
from storage.plans import GATHERING, IN_FORCE, REPLACED, AnnualPlan, PlanItem
from storage.series import OPEN, SKIPPED, Series, SeriesTime
from tests.conftest import add_roster

CLERK = 1001
TEXT = """××局2027年机关纪委工作要点
一、加强学习教育
1.开展专题讲座。每季度邀请1名专家学者举办专题讲座。
二、加强监督
2.召开会议。局党委每年至少召开2次全面从严治党专题会议。
3.开展谈心谈话。领导班子成员每半年与分管处室负责人开展1次谈心谈话。
"""
Press: TypeAlias = Callable[..., Reply]


@pytest.fixture
def press(session: Session, office: Office, now: datetime) -> Press:
    """Return what presses a button of the plan as the secretary."""
    add_roster(session)
    session.flush()

    def press(what: str, id_: int = 0, choice: object = "") -> Reply:
        reply = doors.press(session, office, now, CLERK, what, id_, str(choice))
        session.commit()  # each press is a transaction of its own
        return reply

    return press


@pytest.fixture
def type_(session: Session, office: Office, now: datetime) -> Callable[[str, int, str], Reply]:
    """Return what types words for something the plan asked for."""

    def type_(what: str, id_: int, text: str) -> Reply:
        reply = doors.typed(session, office, now, CLERK, {"what": what, "id": id_}, text)
        session.commit()
        return reply

    return type_


@pytest.fixture
def item(session: Session, now: datetime, press: Press) -> PlanItem:
    """Return an item of a plan in force: 廉情通报会, each quarter."""
    return add_item(session, now)


def add_item(session: Session, now: datetime, **more: Any) -> PlanItem:
    plan = session.scalars(select(AnnualPlan).where(AnnualPlan.status == IN_FORCE)).first()
    if plan is None:
        plan = AnnualPlan(year=2026, status=IN_FORCE, title="要点", created_at=now)
        session.add(plan)
        session.flush()
    given = {"title": "廉情通报会", "every": "quarter", "quota": 1, "kind": "study"} | more
    number = len(session.scalars(select(PlanItem)).all()) + 1
    item = PlanItem(plan_id=plan.id, place=number, number=f"{number}", sentence="召开。", **given)
    session.add(item)
    session.flush()
    return item


def labels(reply: Reply) -> list[str]:
    return [one.label for row in reply.rows for one in row]


def test_how_often_how_many_and_by_which_way_are_changed_by_buttons(press: Press, item: PlanItem) -> None:
    names, kinds = list(EVERY), list(kind_titles())
    assert "现在是" in press("ev", item.id).text
    assert press("ev", item.id, names.index("ongoing")).toast == "已改。"
    assert (item.every, item.quota, item.unset) == ("ongoing", None, False)
    assert "改月份" not in labels(press("ri", item.id))
    press("ev", item.id, names.index("month"))
    assert (item.every, item.quota) == ("month", 1)
    assert press("qu", item.id, "unset").toast == "已改为未设定。"
    assert (item.quota, item.unset) == (None, True)
    assert "次数未设定" in press("ri", item.id).text
    press("ev", item.id, names.index("year"))
    assert (item.every, item.quota, item.unset) == ("year", None, True)
    press("qu", item.id, 4)
    assert (item.quota, item.unset) == (4, False)
    press("ev", item.id, names.index(""))
    press("qu", item.id, 2)
    assert (item.every, item.quota) == ("year", 2)  # what has a number has a period
    for month in (9, 3, 5, 5):
        press("mo", item.id, month)
    assert item.months == [3, 9]
    assert "✓3月" in labels(press("mo", item.id))
    press("mo", item.id, "no")
    assert item.months == []
    assert press("ki", item.id, kinds.index("essay")).toast == "已改。"
    assert item.kind == "essay"
    assert "现在是：" in press("ki", item.id, 99).text


def test_typed_words_that_do_not_fit_are_asked_for_again(
    press: Press, item: PlanItem, type_: Callable[[str, int, str], Reply]
) -> None:
    assert "请重新发送" in type_("title", item.id, "会").text
    assert type_("title", item.id, "  廉情  分析会 ").rows
    assert item.title == "廉情 分析会"
    assert "没看懂这个次数" in type_("quota", item.id, "很多").text
    type_("quota", item.id, "6次")
    assert item.quota == 6


def test_what_was_dropped_or_belongs_to_a_replaced_plan_is_not_changed(
    session: Session, press: Press, item: PlanItem
) -> None:
    press("dr", item.id)
    assert press("ri", item.id).toast.startswith("这一条已删去")
    session.get_one(AnnualPlan, item.plan_id).status = REPLACED
    for what in ("ri", "ev", "si"):
        with pytest.raises(Outdated):
            press(what, item.id)
    for what, id_ in (("ri", 999), ("rv", 999), ("sc", 999), ("so", 999), ("ss", 999)):
        with pytest.raises(NotYours):
            press(what, id_)
    with pytest.raises(Outdated):
        press("zz")


def test_a_plan_is_gathered_read_or_given_up(
    session: Session, office: Office, now: datetime, press: Press, type_: Callable[[str, int, str], Reply]
) -> None:
    with pytest.raises(NotYours):
        press("yr", 0, 1999)
    press("yr", 0, 2026)
    first = session.scalars(select(AnnualPlan)).one()
    assert "请把计划文件" in press("rd", first.id).prompt  # nothing was sent yet
    press("yr", 0, 2026)
    assert first.status == REPLACED
    plan = session.scalars(select(AnnualPlan).where(AnnualPlan.status == GATHERING)).one()
    assert "没有从文字里找到要做的事" in (type_("text", plan.id, "你好"), press("rd", plan.id))[1].text
    assert "没有收下这一条" in type_("text", plan.id, "长" * 400_001).text
    type_("text", plan.id, TEXT)
    assert "⚠ 原文写的是2027年，您选的是2026年" in press("rd", plan.id).text
    assert "核对计划" in press("rd", plan.id).text  # pressed again
    assert "已经读入，还没有启用" in press("in").text
    assert "已经读过了" in type_("text", plan.id, "再补一条").text
    assert press("ab", plan.id).toast == "已放弃。"
    assert press("rd", plan.id).toast.startswith("这份计划已经读过了")
    with pytest.raises(Outdated):
        doors.take_text(session, office, now, CLERK, TEXT)
    assert "是哪一年的计划" in press("in").text


def test_a_file_for_a_plan_that_was_read_meanwhile_is_not_taken(
    session: Session, office: Office, now: datetime, press: Press
) -> None:
    press("yr", 0, 2027)
    plan = session.scalars(select(AnnualPlan)).one()
    plan.status = IN_FORCE
    assert "已经读过了" in doors.take_text(session, office, now, CLERK, TEXT).text


def row_of(item: PlanItem, **more: str) -> dict[str, str]:
    """Return an item's row as it comes back, with some cells changed."""
    cells = dict.fromkeys(REVIEW_COLUMNS, "") | {
        REVIEW_COLUMNS[0]: str(item.id),
        "名称": item.title,
        "频次": EVERY[item.every],
        "次数": str(item.quota or ""),
        "办理方式": kind_titles()[item.kind],
        "处理": "保留",
    }
    return cells | more


def test_each_cell_of_the_workbook_that_does_not_fit_is_named(
    session: Session, office: Office, now: datetime, press: Press, item: PlanItem
) -> None:
    other = add_item(session, now, title="专题讲座")
    wrong = (
        ({"名称": "会"}, "名称应为2至60字"),
        ({"频次": "有空就开"}, "频次只能填"),
        ({"月份": "春天"}, "月份只能填数字"),
        ({"办理方式": "跳舞"}, "没有“跳舞”这种办理方式"),
        ({"处理": "再说"}, "处理只能填"),
        ({"处理": f"并入{item.id}"}, "或是本条自己"),
        ({"处理": "并入999"}, "不在表格里"),
        ({"次数": "很多"}, "次数只能填"),
        ({REVIEW_COLUMNS[0]: "999"}, "第999号：不在这份计划里"),
    )
    for cells, said in wrong:
        rows = [row_of(other), row_of(item, **cells)]
        with pytest.raises(SheetRefused) as refused:
            doors.take_sheet(session, office, now, CLERK, rows)
        assert said in str(refused.value)
    for rows in ([], [row_of(item) | {REVIEW_COLUMNS[0]: "999"}]):
        with pytest.raises(SheetRefused, match="不是现在的计划"):
            doors.take_sheet(session, office, now, CLERK, rows)


def test_what_the_workbook_changes_is_told_and_done_once(
    session: Session, office: Office, now: datetime, press: Press, item: PlanItem
) -> None:
    talk, gone = add_item(session, now, title="专题讲座"), add_item(session, now, title="演讲比赛")
    same = doors.take_sheet(session, office, now, CLERK, [row_of(item), row_of(talk), row_of(gone)])
    assert "没有要改的" in same.text
    press("dr", gone.id)
    rows = [
        row_of(item, 名称="廉情分析会", 次数="未设定", 责任主体="机关纪委"),
        row_of(talk, 处理=f"并入{item.id}"),
        row_of(gone, 办理方式="体会征文"),
    ]
    if "体会征文" not in kind_titles().values():
        rows[2] = row_of(gone, 办理方式=kind_titles()["essay"])
    told = doors.take_sheet(session, office, now, CLERK, rows).text
    for said in ("名称改为“廉情分析会”", "次数未设定", "责任主体改为“机关纪委”", "恢复，办理方式改为"):
        assert said in told
    assert f"并入第{item.id}号" in told
    assert item.title == "廉情通报会"  # not before it is confirmed
    plan = session.get_one(AnnualPlan, item.plan_id)
    assert press("ap", plan.id).toast == "已修改。"
    assert (item.title, item.unset, talk.merged_into) == ("廉情分析会", True, item.id)
    assert press("ap", plan.id).toast == "这些改动已经办理过。"
    plan.changes = [{"id": 999, "title": "没有"}]
    with pytest.raises(Outdated):
        press("ap", plan.id)


def test_the_workbook_that_goes_out_can_be_read_when_it_comes_back(
    session: Session, office: Office, now: datetime, press: Press, item: PlanItem
) -> None:
    sent = press("xs", item.plan_id)
    (file,) = sent.files
    rows = read_sheet(file.make(), file.name)
    assert [row["名称"] for row in rows] == [item.title]
    assert "没有要改的" in doors.take_sheet(session, office, now, CLERK, rows).text
    assert doors.wants_file(session, office, now, CLERK, "x.xlsx") == "sheet"
    assert doors.wants_file(session, office, now, 1003, f"{sheet.NAME}.xlsx") == ""
    with pytest.raises(SheetRefused, match="看不出是"):
        read_sheet("姓名,处室\n".encode(), "名册.csv")
    assert read_sheet(review_workbook([], "要点"), "x.xlsx") == []


def test_a_series_is_set_turned_left_out_and_ended(
    session: Session, now: datetime, press: Press, item: PlanItem, type_: Callable[[str, int, str], Reply]
) -> None:
    assert "多久一次" in press("si", item.id).text or press("si", item.id).prompt
    series = session.scalars(select(Series)).one()
    assert press("sk", series.id).text == press("sr", series.id).text  # no rule yet: asked again
    assert "请" in type_("rule", series.id, "有空的时候").text
    assert "以后一次也没有" in type_("rule", series.id, "每月第一个工作日").text  # it is December
    assert type_("rule", series.id, "每周五").rows
    opening = series.opening
    press("st", series.id)
    assert series.opening is opening  # a session's day is its own
    series.kind = "reading"
    session.commit()
    press("st", series.id)
    assert series.opening is not opening
    press("sa", series.id)
    assert series.automatic
    assert press("sk", series.id).toast == "已启用。"
    assert press("si", item.id).text == press("sc", series.id).text
    with pytest.raises(Outdated):
        press("sx", series.id, "19990101")
    assert "1．" in press("sl").text
    draft = Draft(person_id=series.person_id, kind="reading", step="", fields={}, audience={}, updated_at=now)
    session.add(draft)
    session.flush()
    time = SeriesTime(series_id=series.id, key="k", day=now.date(), state=OPEN, draft_id=draft.id)
    session.add(time)
    session.flush()
    draft.activity_id = 7
    assert "已经发布，不能跳过" in press("ss", time.id).toast
    draft.activity_id, draft.person_id = None, 2
    with pytest.raises(NotYours):
        press("ss", time.id)
    assert press("se", series.id).toast == "已停止。"
    assert time.state == SKIPPED
    with pytest.raises(Outdated):
        press("sc", series.id)
    assert "还没有" in press("sl").text
    time.draft_id = None
    with pytest.raises(Outdated):
        press("so", time.id)


def test_a_series_that_was_not_begun_leaves_nothing(
    session: Session, now: datetime, press: Press, item: PlanItem
) -> None:
    press("si", item.id)
    series = session.scalars(select(Series)).one()
    assert press("se", series.id).toast == "没有设周期。"
    assert session.scalars(select(Series)).all() == []
    ledger = add_item(session, now, title="谈心谈话", kind="register:talk")
    assert "由台账或清风行动计次" in press("si", ledger.id).toast
    assert "请用 /ledger 登记" in press("nx", ledger.id).toast


def test_nobody_but_a_secretary_is_at_the_plan(
    session: Session, office: Office, now: datetime, press: Press
) -> None:
    for who in (1003, 4000):
        with pytest.raises(Refusal):
            doors.overview(session, office, now, who)
        with pytest.raises(Refusal):
            doors.press(session, office, now, who, "home", 0, "")
    leaver = session.get_one(Person, 1)
    leaver.left = office.today(now)
    session.flush()
    with pytest.raises(Refusal):
        replace(doors.overview(session, office, now, CLERK))
