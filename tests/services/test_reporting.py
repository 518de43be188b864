"""/report: what each role is shown, and that every view adds up."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from activities.kind import Action
from services.office import Office
from services.refusals import NotAllowed, NotYours
from services.reporting import entrance
from services.reporting import lists as report_lists
from services.reporting import views as report_views
from services.reporting.export import report_json, report_lines
from services.reporting.words import NoSuchMoment
from storage.activities import CLOSED, WITHDRAWN, Activity
from storage.people import ADMIN, Person, Role
from storage.store import Store
from tests.services.bureau import LETTER, assignment_of, deliver, publish, tap

OK = Action("ok")


@pytest.fixture
async def reminder(store: Store, office: Office, now: datetime, roster: dict[str, int]) -> int:
    """Return a reminder that 钱敏 and 李强 acknowledged and that did not reach 周喆."""

    def prepare(session: Session) -> int:
        activity = publish(session, office, now)
        deliver(session, now, failing={roster["周喆"]: "本人已停用机器人"})
        tap(session, office, now, activity, roster["钱敏"], OK)
        tap(session, office, now, activity, roster["李强"], OK)
        return activity

    return await store.write(prepare)


async def test_the_secretary_sees_the_whole_bureau(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    reply = await store.read(entrance.report, office, now, 1000 + roster["陈清"])
    assert "江州市应急管理局 全局" in reply.text
    assert "应办 6 人次" in reply.text
    assert "未送达 1 人次，待完成 3 人次" in reply.text.splitlines()[0]
    assert "已送达 5 条，不确定 0 条，发不出 1 条" in reply.text
    assert [row[0].label for row in reply.rows] == ["1．元旦廉洁提醒", "换个角度看"]
    (picture,) = reply.files
    assert picture.picture
    assert picture.make().startswith(b"\x89PNG")


async def test_a_head_sees_the_own_department_only(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    head = 1000 + roster["孙丽"]
    reply = await store.read(entrance.report, office, now, head)
    assert "法规处" in reply.text
    assert "应办 3 人次" in reply.text
    opened = await store.read(entrance.activity_report, office, now, head, reminder, picture=True)
    assert "应办 3 人" in opened.text
    assert "办公室" not in opened.text
    assert [b.label for row in opened.rows for b in row] == [
        "未办理名单",
        "办理进程",
        "换个角度看",
        "导出 Excel",
        "返回",
    ]
    listed = await store.read(report_lists.pending_list, office, now, head, reminder, 0, 0)
    assert "孙　丽" in listed.text
    assert "赵　刚" not in listed.text
    exported = await store.read(entrance.export, office, now, head, reminder)
    people = load_workbook(BytesIO(exported.files[0].make()))["名单"]
    cells = {str(cell.value) for row in people.iter_rows() for cell in row}
    assert {"孙*", "李*", "周*"} <= cells
    assert not {"陈清", "赵刚", "钱敏", "办公室"} & cells


async def test_a_head_cannot_reach_another_department_by_a_forged_button(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    head = 1000 + roster["孙丽"]
    other = await store.read(lambda s: s.get_one(Person, roster["赵刚"]).department_id)
    with pytest.raises(NotYours):
        await store.read(report_lists.department_report, office, now, head, reminder, other)
    with pytest.raises(NotYours):
        await store.read(report_lists.pending_list, office, now, head, reminder, other, 0)
    with pytest.raises(NotYours):
        await store.read(entrance.activity_report, office, now, head, 999, picture=False)
    offered = await store.read(report_lists.choose_department, office, now, head, reminder, 0)
    assert "办公室" not in str(offered)


@pytest.mark.parametrize("name", ["钱敏", "李强"])
async def test_staff_and_the_it_admin_get_no_report(
    store: Store, office: Office, now: datetime, roster: dict[str, int], name: str
) -> None:
    await store.write(lambda s: s.add(Role(person_id=roster["李强"], role=ADMIN, granted_at=now)))
    asking = 1000 + roster[name]
    with pytest.raises(NotAllowed):
        await store.read(entrance.report, office, now, asking)
    with pytest.raises(NotAllowed):
        await store.read(entrance.overview_page, office, now, asking, 0)
    with pytest.raises(NotAllowed):
        await store.read(entrance.export, office, now, asking, 0)


async def test_the_list_says_why_somebody_is_not_reached_and_what_to_do(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    reply = await store.read(report_lists.pending_list, office, now, 1000 + roster["陈清"], reminder, 0, 0)
    assert "周　喆　未送达：本人已停用机器人，请当面请其重新打开机器人" in reply.text
    assert reply.text.index("办公室") < reply.text.index("法规处")
    assert "钱　敏" not in reply.text


async def test_one_department_adds_up(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    law = await store.read(lambda s: s.get_one(Person, roster["孙丽"]).department_id)
    secretary = 1000 + roster["陈清"]
    chosen = await store.read(report_lists.choose_department, office, now, secretary, reminder, 0)
    assert [b.label for b in chosen.rows[0]] == ["办公室 1/3", "法规处 1/3"]
    reply = await store.read(report_lists.department_report, office, now, secretary, reminder, law)
    assert "\n处室：法规处\n" in reply.text
    assert "应办 3 人\n已完成 1，有异议 0，免 0\n未送达 1，逾期 0，待完成 1" in reply.text


async def test_reasons_of_an_objection_are_the_secretarys_alone(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    def prepare(session: Session) -> int:
        activity = publish(session, office, now, "commitment", LETTER)
        tap(session, office, now, activity, roster["李强"], Action("object", text="第三条有疑问"))
        return activity

    letter = await store.write(prepare)
    seen = await store.read(report_lists.pending_list, office, now, 1000 + roster["陈清"], letter, 0, 0)
    assert "有异议：理由：第三条有疑问" in seen.text
    hidden = await store.read(report_lists.pending_list, office, now, 1000 + roster["孙丽"], letter, 0, 0)
    assert "李　强　有异议" in hidden.text
    assert "疑问" not in hidden.text


async def test_withdrawn_is_listed_and_not_counted(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    def withdraw(session: Session) -> None:
        session.get_one(Activity, publish(session, office, now)).status = WITHDRAWN

    await store.write(withdraw)
    reply = await store.read(entrance.report, office, now, 1000 + roster["陈清"])
    assert "共 2 项，应办 6 人次" in reply.text
    assert "（已撤回）" in reply.text


async def test_report_as_of_a_past_moment(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    secretary = 1000 + roster["陈清"]
    later = now + timedelta(days=1)
    await store.write(tap, office, later, reminder, roster["赵刚"], OK)
    reply = await store.read(report_views.typed, office, later, secretary, "昨天17:30")
    assert "截至 2026年12月2日（星期三）17:30" in reply.text
    assert "已完成 2，" in reply.text
    assert [file.name for file in reply.files] == [
        "事项办理情况_20261202_1730.png",
        "事项办理情况_20261202_1730.xlsx",
    ]
    assert "已完成 3，" in (await store.read(entrance.report, office, later, secretary)).text
    with pytest.raises(NoSuchMoment, match="还没有到"):
        await store.read(report_views.typed, office, later, secretary, "明天17:30")
    with pytest.raises(NoSuchMoment, match="直接发送 /report"):
        await store.read(report_views.typed, office, later, secretary, "胡<言>乱语")


async def test_the_period_is_a_year_and_whatever_is_open(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    later, secretary = now + timedelta(days=400), 1000 + roster["陈清"]
    assert "共 1 项" in (await store.read(entrance.report, office, later, secretary)).text
    await store.write(lambda s: setattr(s.get_one(Activity, reminder), "status", CLOSED))
    empty = await store.read(entrance.report, office, later, secretary)
    assert "目前没有事项" in empty.text
    assert empty.rows == ()
    assert empty.files == ()


async def test_more_than_ten_activities_are_paged(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    def prepare(session: Session) -> None:
        for minute in range(12):
            publish(session, office, now + timedelta(minutes=minute))

    await store.write(prepare)
    later, secretary = now + timedelta(hours=1), 1000 + roster["陈清"]
    first = await store.read(entrance.report, office, later, secretary)
    assert [b.label for b in first.rows[10]] == ["下一页"]
    second = await store.read(entrance.overview_page, office, later, secretary, 1)
    assert [row[0].label for row in second.rows] == [
        "11．元旦廉洁提醒",
        "12．元旦廉洁提醒",
        "上一页",
        "换个角度看",
    ]
    beyond = await store.read(entrance.overview_page, office, later, secretary, 99)
    assert beyond.rows == second.rows


async def test_the_command_line_gets_the_same_figures(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    figures = await store.read(report_json, office, now)
    (activity,) = figures["activities"]
    assert figures["total"] == {
        "asked": 6,
        "done": 2,
        "declined": 0,
        "exempt": 0,
        "unreachable": 1,
        "overdue": 0,
        "pending": 3,
        "rate": 0.3333,
    }
    assert [d["asked"] for d in activity["departments"]] == [3, 3]
    assert activity["messages"] == {"delivered": 5, "uncertain": 0, "waiting": 0, "failed": 1}
    lines = await store.read(report_lines, office, now)
    assert f"[{reminder}] 元旦廉洁提醒（清风行动，进行中）" in lines
    assert "  应办 6 人：已完成 2 人，未送达 1 人，待完成 3 人" in lines


async def test_names_cannot_break_the_message(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    def rename(session: Session) -> None:
        person = session.get_one(Person, roster["赵刚"])
        person.name = "<b>&"
        person.department.name = "A&B<i>"
        session.get_one(Activity, reminder).title = "<u>标题&"

    await store.write(rename)
    secretary = 1000 + roster["陈清"]
    for reply in (
        await store.read(entrance.report, office, now, secretary),
        await store.read(report_lists.choose_department, office, now, secretary, reminder, 0),
        await store.read(report_lists.pending_list, office, now, secretary, reminder, 0, 0),
    ):
        assert "<u>" not in reply.text
        assert "<i>" not in reply.text
        assert "<b>&<" not in reply.text


async def test_the_row_of_a_late_answer_is_marked(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    late = now + timedelta(days=8)
    await store.write(tap, office, late, reminder, roster["赵刚"], OK)
    assert await store.read(lambda s: assignment_of(s, reminder, roster["赵刚"]).late)
    exported = await store.read(entrance.export, office, late, 1000 + roster["陈清"], reminder)
    people = load_workbook(BytesIO(exported.files[0].make()))["名单"]
    row = next(row for row in people.iter_rows(values_only=True) if "赵刚" in row)
    assert "已完成" in row
    assert "迟，知悉" in row
