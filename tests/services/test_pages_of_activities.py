"""An activity's pages pressed where they no longer fit: people, deadlines, approvals, corrections."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from services import approval, missed
from services import desk as service
from services.correcting import talk as correcting
from services.groups import pairing
from services.importing import receiving
from services.importing.reading import read_upload
from services.managing.common import NotManaged, to_arg
from services.office import Office
from services.refusals import NotYours, Outdated, Refusal
from services.reply import Reply
from storage.activities import CLOSED, HELD, SCHEDULED, WITHDRAWN, Activity
from storage.approvals import RETURNED, WAITING, Approval
from storage.groups import LEFT, PAIRED, Group
from storage.groups import WAITING as UNPAIRED
from storage.messages import Message
from storage.people import APPROVER, Person, Role
from tests.conftest import add_roster
from tests.language.files import xlsx
from tests.services.bureau import assignment_of, publish, session_at, tap

CLERK = 1001


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    found = add_roster(session)
    session.flush()
    return found


def labels(reply: Reply) -> list[str]:
    return [one.label for row in reply.rows for one in row]


def test_people_are_added_taken_off_and_asked_again(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    id_ = publish(session, office, now)

    def press(action: str, arg: object = "", text: str = "") -> Reply:
        reply = service.press(session, office, now, CLERK, id_, action, str(arg), text)
        session.flush()
        return reply

    for name in ("李强", "李强"):
        twin = Person(name=name, department_id=1, political="群众", roster_order=30, joined=office.today(now))
        session.add(twin)
        session.flush()
    both = press("m-add", text="李强、无此人、周喆")
    assert "花名册上没有：无此人" in both.text
    assert "以下同名" in both.text
    assert labels(both)[0] == "李强　办公室" or "李强　法规处" in labels(both)
    assert "没有绑定账号的，请另行通知" in press("m-added", twin.id).text
    with pytest.raises(NotYours):
        press("m-added", 999)
    tap(session, office, now, id_, ids["周喆"], Action("ok"))
    mine = assignment_of(session, id_, ids["周喆"])
    assert "已办理，不能移出" in press("m-removed", mine.id).text
    with pytest.raises(NotManaged, match="不用延期"):
        press("m-one-until", mine.id)
    qian = assignment_of(session, id_, ids["钱敏"])
    assert "移出《元旦廉洁提醒》的名单吗" in press("m-removing", qian.id).text
    assert "已把钱敏（办公室）移出名单" in press("m-removed", qian.id).text
    assert "已经是免（移出名单）" in press("m-removed", qian.id).text
    assert "已移出：钱敏" in press("m-people").text
    assert "已重新列入：钱敏" in press("m-add", text="钱敏（办公室）").text
    assert qian.exempt is None
    other = publish(session, office, now)
    with pytest.raises(NotYours):
        press("m-removing", assignment_of(session, other, ids["钱敏"]).id)


def test_deadlines_that_cannot_be_are_refused_with_a_reason(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    id_ = publish(session, office, now)
    activity = session.get_one(Activity, id_)
    assert activity.deadline is not None

    def press(action: str, arg: object = "", text: str = "") -> Reply:
        return service.press(session, office, now, CLERK, id_, action, str(arg), text)

    assert "没有改动" in press("m-extended", to_arg(activity.deadline)).toast
    with pytest.raises(NotManaged, match="已经过去"):
        press("m-extended", to_arg(now - timedelta(days=1)))
    with pytest.raises(Outdated):
        press("m-extend-to", "x")
    mine = assignment_of(session, id_, ids["李强"]).id
    for typed, said in (("有空", "没有改动"), ("3000年1月1日", "没有改动"), ("今天11点", "不晚于现在的截止")):
        assert said in press("m-one-until", mine, typed).prompt
    session.get_one(Person, ids["李强"]).telegram_id = None
    activity.closes_at = None
    session.flush()
    assert "的截止已延到" in press("m-one-until", mine, "2026年12月30日").text
    assert assignment_of(session, id_, ids["李强"]).deadline is not None


def test_what_was_held_is_published_let_be_or_too_late(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    made = [publish(session, office, now) for _ in range(3)]
    for id_ in made:
        activity = session.get_one(Activity, id_)
        activity.status, activity.opens_at = SCHEDULED, now - timedelta(hours=3)
    session.flush()
    assert missed.hold_missed(session, office, now) == 3
    session.flush()
    asked = session.scalars(select(Message).where(Message.key.startswith("held/"))).all()
    assert "错过了发布时间" in asked[0].payload["text"]

    def answer(id_: int, choice: str) -> Reply:
        reply = missed.answer_held(session, office, now, CLERK, id_, choice)
        session.flush()
        return reply

    assert answer(made[0], "now").toast == "正在发布。"
    assert session.get_one(Activity, made[0]).status == SCHEDULED
    assert answer(made[1], "no").toast == "好的，不发布。"
    session.get_one(Activity, made[2]).deadline = now
    session.flush()
    assert answer(made[2], "now").toast == "截止时间已过。"
    assert session.get_one(Activity, made[2]).status == WITHDRAWN
    assert answer(made[1], "now").toast == "此前已经答复过。"
    for id_, choice in ((999, "now"), (made[0], "dance")):
        with pytest.raises(Outdated):
            answer(id_, choice)
    assert session.get_one(Activity, made[1]).status != HELD


def test_only_what_waits_for_an_approver_can_be_answered(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    boss = 1000 + ids["孙丽"]
    with pytest.raises(approval.NotApprover):
        approval.press(session, office, now, boss, 1, "yes")
    session.add(Role(person_id=ids["孙丽"], role=APPROVER, granted_at=now))
    session.flush()
    with pytest.raises(Outdated):
        approval.press(session, office, now, boss, 1, "yes")
    asked = Approval(draft_id=1, content={}, title="提醒", status=WAITING, asked_by=ids["陈清"], asked_at=now)
    session.add(asked)
    session.flush()
    long = approval.typed(session, office, now, boss, {"approval": asked.id}, "长" * 201)
    assert "原因最多200字，您写了201字，还没有退回" in long.text
    asked.status, asked.reason = RETURNED, "请改"
    session.flush()
    for reply in (
        approval.press(session, office, now, boss, asked.id, "yes"),
        approval.typed(session, office, now, boss, {"approval": asked.id}, "再改"),
    ):
        assert "已退回" in reply.text + reply.toast
    with pytest.raises(Outdated):
        approval.switch(session, office, now, CLERK, "dance")


def test_a_correction_that_cannot_be_is_said_and_changes_nothing(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    id_ = publish(session, office, now, "study", session_at(now + timedelta(days=5)))

    def press(choice: str, arg: str = "") -> Reply:
        reply = correcting.press(session, office, now, CLERK, id_, choice, arg)
        session.flush()
        return reply

    def type_(field: str, text: str) -> Reply:
        activity = session.get_one(Activity, id_)
        ref = {"activity": id_, "version": activity.version, "changes": {}, "field": field}
        reply = correcting.typed(session, office, now, CLERK, ref, text)
        session.flush()
        return reply

    for choice, arg in (("field", "dance"), ("is", "place.99"), ("is", "place.x"), ("dance", "")):
        with pytest.raises(Outdated):
            press(choice, arg)
    assert "⚠" in type_("starts_at", "2020年1月1日9点").text
    assert "和现在的一样" in type_("place", "三楼会议室").text
    assert "请选择要更正的项目" in type_("", "随便说说").text
    assert "改为：五楼" in type_("place", "五楼").text
    assert session.get_one(Activity, id_).version == 1


def test_a_code_is_shown_and_a_roll_called_only_in_their_time(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    starts = now + timedelta(days=5)
    id_ = publish(session, office, now, "study", session_at(starts))

    def press(at: datetime, action: str, arg: str = "") -> Reply:
        reply = service.press(session, office, at, CLERK, id_, action, arg)
        session.flush()
        return reply

    assert "现在不能点名" in press(now, "second").toast
    assert press(now, "finish").toast == "登记没有在进行。"
    assert "散会后再安排补学" in press(now, "makeup").toast
    during = starts + timedelta(minutes=5)
    assert press(during, "finish", "no").toast == "登记继续。"
    assert "第二次点名已开始" in press(during, "second").toast
    assert press(during, "second").toast == "第二次点名已经进行过。"
    assert press(during, "finish", "yes").toast == "登记已结束。"
    assert "没有选择扫码登记" in press(during, "code").toast
    with pytest.raises(NotYours):
        press(during, "mark", "999")


def test_a_group_is_heard_of_by_its_new_name_first(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    assert pairing.pair(session, office, now, CLERK, -5, "办公室工作群")
    session.flush()
    group = session.scalars(select(Group)).one()
    assert group.status == PAIRED
    assert pairing.added(session, office, now, CLERK, -5, "办公室工作群") == Reply()  # only promoted
    assert not pairing.pair(session, office, now, 1000 + ids["李强"], -6, "群")
    assert not pairing.pair(session, office, now, 4000, -6, "群")
    pairing.added(session, office, now, CLERK, -100, "办公室工作群")
    session.flush()
    pairing.moved(session, office, now, CLERK, -5, -100)
    session.flush()
    session.expire_all()
    assert [one.status for one in session.scalars(select(Group).where(Group.chat_id == -100))] == [PAIRED]
    group = session.scalars(select(Group).where(Group.chat_id == -100)).one()
    group.status = LEFT
    session.flush()
    assert "已经不是配对的群" in pairing.press(session, office, now, CLERK, group.id, "end").text
    pairing.removed(session, office, now, CLERK, -999)  # never heard of
    assert UNPAIRED != PAIRED


def test_a_preview_that_is_settled_or_not_ones_own_is_left_alone(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    rows = [["姓名", "处室/单位", "政治面貌"], ["张三", "办公室", "群众"]]
    shown = receiving.receive(session, office, now, CLERK, read_upload(xlsx(rows), "名册.xlsx"))
    session.flush()
    assert shown.rows
    with pytest.raises(Outdated):
        receiving.press(session, office, now, CLERK, 1, "dance")
    far = receiving.since_typed(session, office, now, CLERK, {"preview": 1}, "2040年1月1日")
    assert "离今天超过一年" in far.text
    assert "请" in receiving.since_typed(session, office, now, CLERK, {"preview": 1}, "有空").text
    assert receiving.press(session, office, now, CLERK, 1, "no").toast == "已取消。"
    session.flush()
    assert "已经办理过" in receiving.press(session, office, now, CLERK, 1, "ok").toast
    assert "已经办理过" in receiving.settle_doubt(session, office, now, CLERK, 1, 2, 0).toast
    assert "已经办理过" in receiving.since_typed(session, office, now, CLERK, {"preview": 1}, "12月1日").text
    with pytest.raises(NotYours):
        receiving.press(session, office, now, CLERK, 99, "ok")
    with pytest.raises(Refusal):
        receiving.press(session, office, now, 1003, 1, "ok")


def test_letters_whose_turn_it_is_not_are_counted_and_a_closed_activity_takes_nothing(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    id_ = publish(session, office, now)
    session.get_one(Activity, id_).status = CLOSED
    session.flush()
    with pytest.raises(NotManaged, match="已经结束"):
        service.press(session, office, now, CLERK, id_, "m-add", "", "李强")
    with pytest.raises(Refusal):
        service.press(session, office, now, CLERK, id_, "dance", "")
    with pytest.raises(Refusal):
        service.press(session, office, now, 1000 + ids["李强"], id_, "m-close", "")
