"""Messages in doubt: a tap settles them, else they are sent once more, or left, as their activity chose."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from services.belonging import enrolment
from services.doubt import AT_ONCE, REPEAT_AFTER, repeat_uncertain
from services.office import Office
from services.outbox import ANSWER, claim, enqueue, message_row
from services.outcomes import Result, settle
from services.rendering import render
from storage.activities import LEAVE, Activity
from storage.messages import CANCELLED, SENT, UNCERTAIN, WAITING, Message
from storage.people import Person
from tests.conftest import add_roster
from tests.services.bureau import assignment_of, publish, tap
from tests.services.secretary import Secretary, sit_down

LATER = REPEAT_AFTER + timedelta(seconds=1)


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    """Store the small roster."""
    return add_roster(session)


def lose(session: Session, now: datetime) -> list[int]:
    """Send what is due, every reply lost on its way; return the messages."""
    claimed = claim(session, now, 64, quiet=False)
    settle(session, now, [Result(id_, "uncertain", "没有收到回执，可能已送达") for id_ in claimed])
    session.flush()
    return claimed


def waiting(session: Session) -> list[str]:
    return list(session.scalars(select(Message.key).where(Message.state == WAITING).order_by(Message.id)))


def test_what_nobody_answered_is_sent_once_more_and_says_so(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    activity = publish(session, office, now)
    lost = lose(session, now)
    assert repeat_uncertain(session, now + REPEAT_AFTER) == 0  # a tap may still come
    tap(session, office, now, activity, ids["李强"], Action("ok"))
    assert repeat_uncertain(session, now + LATER) == len(lost) - 1 == 5
    again = claim(session, now + LATER, 64, quiet=False)
    assert all(one.reply.text.startswith("（重发）\n") for one in render(session, office, now, again))
    # Lost once more: there is no third time.
    settle(session, now + LATER, [Result(id_, "uncertain") for id_ in again])
    session.flush()
    assert repeat_uncertain(session, now + 3 * LATER) == 0


def test_what_its_activity_chose_to_leave_waits_for_the_tap(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    activity = publish(session, office, now)
    session.get_one(Activity, activity).on_doubt = LEAVE
    lost = lose(session, now)
    assert repeat_uncertain(session, now + LATER) == 0
    tap(session, office, now, activity, ids["李强"], Action("ok"))
    states = [session.get_one(Message, id_) for id_ in lost]
    (settled,) = [message for message in states if message.state != UNCERTAIN]
    assert (settled.person_id, settled.state) == (ids["李强"], SENT)
    assert settled.reason == "本人已操作，视为送达"


def test_a_tap_settles_nothing_but_the_doubt(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    activity = publish(session, office, now)
    asked = assignment_of(session, activity, ids["李强"])
    withheld = message_row(f"open/{asked.id}/0", "open", ids["李强"], now, assignment_id=asked.id)
    enqueue(session, [withheld])
    claimed = claim(session, now, 64, quiet=False)
    cancelled = session.scalars(select(Message).where(Message.key == withheld["key"])).one()
    outcomes = [Result(id_, "cancelled" if id_ == cancelled.id else "uncertain") for id_ in claimed]
    settle(session, now, outcomes)
    session.flush()
    session.expire_all()
    tap(session, office, now, activity, ids["李强"], Action("ok"))
    session.expire_all()
    assert (cancelled.state, asked.delivery) == (CANCELLED, SENT)


def test_what_was_sent_anew_meanwhile_is_not_repeated(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    publish(session, office, now)
    lost = lose(session, now)
    back = session.get_one(Person, ids["李强"])
    back.unreachable = "本人已停用机器人"
    assert back.telegram_id is not None
    enrolment.membership(session, office, now, back.telegram_id, blocked=False)
    session.flush()
    assert repeat_uncertain(session, now + LATER) == len(lost) - 1
    mine = select(Message.key).where(Message.person_id == back.id, Message.state == WAITING)
    assert [key.rpartition("/")[2] for key in session.scalars(mine)] == ["2"]


def test_a_word_to_the_secretary_is_sent_once_more_too(
    session: Session, now: datetime, ids: dict[str, int]
) -> None:
    row = message_row("tell/1", "tell", ids["陈清"], now, payload={"text": "有人请假"})
    enqueue(session, [row])
    lose(session, now)
    repeat_uncertain(session, now + LATER)
    assert waiting(session) == ["tell/1/again"]


def test_what_is_sent_once_more_is_the_same_in_all_else(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    activity = publish(session, office, now)
    enqueue(session, [message_row("tell/1", "tell", ids["陈清"], now, payload={"text": "x"}, lane=ANSWER)])
    lost = [session.get_one(Message, id_) for id_ in lose(session, now)]
    repeat_uncertain(session, now + LATER)
    for message in lost:
        again = session.scalars(select(Message).where(Message.key == f"{message.key}/again")).one()
        for name in ("purpose", "person_id", "assignment_id", "activity_id", "lane"):
            assert getattr(again, name) == getattr(message, name)
        assert again.payload == message.payload | {"again": True}
    assert {message.activity_id for message in lost} == {activity, None}


def test_what_arrived_or_was_done_on_paper_is_not_repeated(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    activity = publish(session, office, now)
    arrived, *others = claim(session, now, 64, quiet=False)
    settle(session, now, [Result(arrived, "sent"), *(Result(id_, "uncertain") for id_ in others)])
    session.flush()
    (done,) = (id_ for id_ in others if session.get_one(Message, id_).person_id == ids["李强"])
    assignment_of(session, activity, ids["李强"]).outcome = "done"
    assert repeat_uncertain(session, now + LATER) == len(others) - 1
    assert session.get_one(Message, done).state == UNCERTAIN


def test_many_in_doubt_all_get_their_turn(session: Session, now: datetime, ids: dict[str, int]) -> None:
    rows = [
        message_row(f"tell/{n}", "tell", ids["陈清"], now, payload={"text": "x"})
        for n in range(AT_ONCE + 100)
    ]
    enqueue(session, rows)
    while lose(session, now):
        pass
    assert [repeat_uncertain(session, now + LATER) for _ in range(3)] == [AT_ONCE, 100, 0]


@pytest.fixture
def chen(sqlite_url: str, office: Office, now: datetime) -> Iterator[Secretary]:
    """Yield the secretary."""
    secretary = sit_down(sqlite_url, office, now)
    yield secretary
    secretary.engine.dispose()


def test_the_secretary_chooses_in_the_draft(chen: Secretary) -> None:
    chen.new()
    chen.press("清风行动", "元旦节前提醒", "1周内", "确定")
    assert "不确定" not in chen.seen.text
    chen.press(
        "修改内容", "送达不确定时：重发一次", "送达不确定时：不重发", "送达不确定时：重发一次", "返回预览"
    )
    assert "送达不确定的消息：不重发" in chen.seen.text
    chen.press("立即发布")
    assert [activity.on_doubt for activity in chen.activities()] == [LEAVE]
