"""The secretary's pages pressed one by one: names, what is kept, acts, essays; and what no longer fits."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from services import naming
from services.audit import chain, looking
from services.audit.chain import Entry
from services.desk import press as at_desk
from services.desk import typed as typed_at_desk
from services.holidays import campaign_talk
from services.holidays.campaigns import APPROVED, LAPSED, PUBLISHED, SKIPPED, WAITING
from services.office import Office
from services.refusals import NotYours, Outdated, Refusal
from services.reply import Reply
from services.retention import doors, erasing_screen
from services.retention.rules import CHOICES, RULES
from services.skip import Skip
from storage.activities import Activity, Campaign
from storage.audit import AuditRow
from storage.erasures import Clearance, Erasure
from storage.messages import Message
from storage.people import Person
from tests.conftest import add_roster
from tests.services.bureau import publish, tap
from tests.services.test_essays import CALL, write

CLERK = 1001


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    found = add_roster(session)
    session.flush()
    return found


def labels(reply: Reply) -> list[str]:
    return [one.label for row in reply.rows for one in row]


def add_namesakes(session: Session, number: int) -> list[int]:
    """Store people called 王伟 in one department; return their ids."""
    made = []
    for place in range(number):
        one = Person(
            name="王伟",
            department_id=1,
            political="群众",
            roster_order=20 + place,
            joined=datetime(2020, 1, 1).date(),  # noqa: DTZ001 a date
            position="科员" if place == 0 else "",
            staff_no=f"A{number}" if place == 1 else None,
        )
        session.add(one)
        session.flush()
        one.telegram_id = 1000 + one.id
        made.append(one.id)
    return made


def test_namesakes_are_told_apart_by_position_number_or_place(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    twins = add_namesakes(session, 3)
    found = naming.named(session, office, now, CLERK, {"for": "export"}, "王伟")
    assert labels(found) == [
        "王伟　办公室　科员",
        "王伟　办公室　A3",
        "王伟　办公室　第3位",
        "不办理了",
    ]
    session.get_one(Person, twins[2]).left = office.today(now)
    session.flush()
    assert "王伟　办公室　已调离　第3位" in labels(
        naming.named(session, office, now, CLERK, {"for": "erase"}, "王伟")
    )
    assert len(labels(naming.named(session, office, now, CLERK, {"for": "invite"}, "王"))) == 3
    add_namesakes(session, 22)
    many = naming.named(session, office, now, CLERK, {"for": "invite"}, "王伟")
    assert "只列出前20位" in many.text
    assert (
        "花名册上没有“无此人”" in naming.named(session, office, now, CLERK, {"for": "invite"}, "无此人").text
    )
    assert naming.chosen(session, office, now, CLERK, "stop", 0).toast == "已停止。"
    for purpose, person in (("invite", twins[2]), ("invite", 999), ("dance", ids["李强"])):
        with pytest.raises(NotYours):
            naming.chosen(session, office, now, CLERK, purpose, person)
    assert "专用链接" in naming.chosen(session, office, now, CLERK, "invite", ids["李强"]).text


def test_how_long_something_is_kept_is_chosen_and_what_was_cleared_is_told(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    def press(action: str, number: int) -> Reply:
        return doors.press(session, office, now, CLERK, action, number)

    assert press("rule", 1).text.startswith(f"<b>{RULES[0].title}</b>")
    for action, number in (("rule", 0), ("rule", len(RULES) + 1), ("keep", 100 + len(CHOICES)), ("zz", 0)):
        with pytest.raises(Outdated):
            press(action, number)
    assert "✓" in "".join(labels(press("keep", 101)))
    assert "还没有清除过" in press("record", 0).text
    assert "不能再暂缓" in press("hold", 0).text
    ahead = Clearance(
        told_at=now, cutoffs={}, due_on=office.today(now) + timedelta(days=3), counts={}, cleared={}
    )
    session.add(ahead)
    session.flush()
    assert "清除</b>" in press("home", 0).text
    assert press("hold", 0).toast == "已暂缓。"
    ahead.finished_at = now
    session.add(
        Erasure(
            person_id=ids["李强"],
            scope="words",
            reason="误发",
            asked_by=ids["陈清"],
            asked_at=now,
            done_at=now,
            cleared={"建议": 2},
        )
    )
    session.flush()
    told = press("record", 0).text
    assert "陈清曾暂缓" in told
    assert "没有需要清除的内容。" in told
    assert "· 建议：2" in told


def test_what_is_not_there_or_was_done_is_not_erased_again(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    def press(action: str, number: int) -> Reply:
        return doors.press(session, office, now, CLERK, action, number)

    assert "没有已办结、内容还在的事项" in press("items", ids["李强"]).text
    id_ = publish(session, office, now)
    tap(session, office, now, id_, ids["李强"], Action("ok"))
    assert labels(press("items", ids["李强"]))
    for action, number in (("items", 999), ("item", 999), ("words", 999), ("sure", 9990)):
        with pytest.raises(NotYours):
            press(action, number)
    assert "没有清除任何内容" in press("stop", 0).text
    ref = {"person": ids["李强"], "scope": "words", "assignment": None}
    assert "请用1至" in erasing_screen.reason_typed(session, office, now, CLERK, ref, "　").text
    erasing_screen.reason_typed(session, office, now, CLERK, ref, "本人提出")
    asked = session.scalars(select(Erasure)).one()
    press("sure", asked.id * 10)
    session.flush()
    with pytest.raises(Outdated):
        press("sure", asked.id * 10)
    assert "没有找到需要清除的内容" in press("sure", asked.id * 10 + 1).text
    session.flush()
    assert press("sure", asked.id * 10 + 1).toast == "此前已经清除。"


def test_an_act_that_was_erased_a_namesake_and_a_reason_that_does_not_fit(
    session: Session, office: Office, now: datetime, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("李强", "周喆"):
        entry = Entry("look", "陈清（办公室）", "纪检秘书", "查看", actor_id=1, about_id=ids[name])
        chain.append(session, office, now, entry)
    chain.erase_about(session, ids["李强"])
    session.expire_all()
    assert "内容已按规定删除" in looking.show(session, office, now, CLERK, "1").text
    assert "内容已按规定删除" in looking.show(session, office, now, CLERK).text
    for who in ("李强", "周喆"):
        session.get_one(Person, ids[who]).name = "王伟"
    session.flush()
    assert len(labels(looking.show(session, office, now, CLERK, "王伟"))) == 4
    for number in ("9", "999999999"):
        with pytest.raises(NotYours):
            looking.show(session, office, now, CLERK, number)

    def press(what: str, place: int, number: int) -> Reply:
        return looking.press(session, office, now, CLERK, what, place, "", "", number)

    for what in ("why", "is"):
        with pytest.raises(NotYours):
            press(what, 0, 99)
    for place in (-1, 99):
        with pytest.raises(Outdated):
            press("is", place, 2)
    ref = {"number": 2}
    assert "请把原因写在1至200字" in looking.typed(session, office, now, CLERK, ref, "长" * 201).text
    monkeypatch.setattr(looking, "MOST_IN_CHAT", 1)
    with pytest.raises(looking.TooMany, match="太多"):
        press("xlsx", 0, 0)
    assert len(session.scalars(select(AuditRow)).all()) == 2


def test_a_campaign_that_has_gone_is_shown_as_it_is_and_not_moved(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    campaign = Campaign(year=2027, holiday="元旦", status=WAITING, publish_at=now + timedelta(days=20))
    session.add(campaign)
    session.flush()

    def answer(choice: str, key: str = "元旦") -> Reply:
        return campaign_talk.answer(session, office, now, CLERK, 2027, key, choice)

    with pytest.raises(Outdated):
        answer("ok", "没有")
    with pytest.raises(Outdated):
        answer("dance")
    assert "请输入发布时间" in answer("move").prompt
    ref = {"year": 2027, "key": "元旦"}
    for typed, said in (
        ("有空", "请"),
        ("2027年1月2日9点", "假期开始以前"),
        ("12月26日9点", "不是工作日"),
        ("12月24日23点", "免打扰"),
    ):
        assert said in campaign_talk.moved(session, office, now, CLERK, ref, typed).text
    assert answer("skip").toast == "已跳过，不会发布。"
    assert campaign.status == SKIPPED
    assert answer("ok").toast == "已确认，到时自动发布。"
    assert campaign.status == APPROVED
    shown = Message(payload={"year": 2027, "holiday": "元旦"})
    with pytest.raises(Skip):
        campaign_talk.render_preview(session, office, now, shown, session.get_one(Person, ids["陈清"]))
    for status in (PUBLISHED, LAPSED):
        campaign.status = status
        session.flush()
        gone = answer("skip")
        assert "不能再改" in gone.toast
        assert gone.rows == ()
        assert "时间不能再改" in campaign_talk.moved(session, office, now, CLERK, ref, "12月24日9点").text


def test_a_short_notice_that_was_missed_is_answered_once(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    id_ = publish(session, office, now)
    for activity, choice in ((999, "no"), (id_, "no")):
        with pytest.raises(Outdated):
            campaign_talk.answer_missed(session, office, now, CLERK, activity, choice)
    session.get_one(Activity, id_).moment = "before"
    session.flush()
    assert campaign_talk.answer_missed(session, office, now, CLERK, id_, "no").toast == "好的，不补发。"
    with pytest.raises(Outdated):
        campaign_talk.answer_missed(session, office, now, CLERK, id_, "dance")
    with pytest.raises(Refusal):
        campaign_talk.answer_missed(session, office, now, 1003, id_, "no")


def test_essays_are_paged_read_and_given_back_with_a_reason(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    call = publish(session, office, now, "essay", CALL)

    def press(action: str, arg: object = "") -> Reply:
        return at_desk(session, office, now, CLERK, call, action, str(arg))

    def give_back(essay: int, reason: str) -> Reply:
        ref = {"activity": call, "action": "return", "arg": str(essay)}
        return typed_at_desk(session, office, now, CLERK, ref, reason)

    with pytest.raises(Refusal, match="还没有人提交文章"):
        press("list")
    writers = [*add_namesakes(session, 9), ids["李强"]]
    session.flush()
    late = publish(session, office, now, "essay", CALL)  # everybody is asked, those who came since too
    call = late
    essays = [write(session, office, now, call, person, f"守纪律{person:02}。" * 520) for person in writers]
    first = press("list")
    assert "共收到10篇" in first.text
    assert "下一页" in labels(first)
    assert "上一页" in labels(press("list", 1))
    mine = essays[-1]
    assert "全文较长，请点“下载 Word”" in press("open", mine.id).text
    assert "退回修改" in labels(press("open", mine.id))
    assert "没有看到意见" in give_back(mine.id, "　").text
    assert "现在有301字" in give_back(mine.id, "改" * 301).text
    assert "已退回李强的文章" in give_back(mine.id, "请结合岗位").text
    session.flush()
    assert "没有再次退回" in give_back(mine.id, "再改").text
    assert "已退回，等待修改</b>：请结合岗位" in press("open", mine.id).text
    with pytest.raises(Refusal, match="已不在"):
        press("open", 999)
