"""The outbox: what is taken and when, and what becomes of messages, people and assignments."""

from datetime import datetime, timedelta
from typing import Any, Literal

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.doubt import doubt_unsettled
from services.duty import OffDuty
from services.office import Office
from services.outbox import ANSWER, AT_ONCE, OWN_ACCORD, claim, enqueue, give_back, message_row
from services.outbox import settle_and_claim as both
from services.outcomes import FIRST_BACKOFF, LONGEST_BACKOFF, Result, note_delivery, settle
from storage.assignments import Assignment, facts_of
from storage.leases import DUTY, Lease
from storage.messages import SENDING, SENT, UNCERTAIN, WAITING, Message
from storage.people import Person
from storage.tallies import Stale
from tests.conftest import add_roster
from tests.services.bureau import assignment_of, publish

BLOCKED = "本人已停用机器人"
SECOND = timedelta(seconds=1)


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    """Store the small roster."""
    return add_roster(session)


def put(session: Session, key: str, person_id: int, due_at: datetime, **more: Any) -> int:
    enqueue(session, [message_row(key, "tell", person_id, due_at, **more)])
    return session.scalars(select(Message.id).where(Message.key == key)).one()


def found(session: Session, message_id: int) -> Message:
    session.expire_all()
    return session.get_one(Message, message_id)


def one_sent(message_id: int) -> Result:
    return Result(message_id, "sent", chat_id=7, telegram_message_id=70, text_hash="ab")


def test_a_key_is_put_in_once(session: Session, now: datetime, ids: dict[str, int]) -> None:
    first = put(session, "tell/1", ids["李强"], now, payload={"text": "一"}, lane=ANSWER)
    put(session, "tell/1", ids["周喆"], now, payload={"text": "二"})
    message = found(session, first)
    assert (message.person_id, message.payload, message.lane) == (ids["李强"], {"text": "一"}, ANSWER)
    assert (message.state, message.reason, message.attempts, message.text_hash) == (WAITING, "", 0, "")
    assert found(session, put(session, "tell/2", ids["李强"], now)).lane == OWN_ACCORD


def test_answers_are_taken_first_then_what_is_due_longest(
    session: Session, now: datetime, ids: dict[str, int]
) -> None:
    later = put(session, "a", ids["李强"], now)
    sooner = put(session, "b", ids["周喆"], now - SECOND)
    answer = put(session, "c", ids["钱敏"], now, lane=ANSWER)
    put(session, "d", ids["赵刚"], now + SECOND)
    assert claim(session, now, 1, quiet=False) == [answer]
    assert claim(session, now, 9, quiet=False) == [sooner, later]
    assert claim(session, now, 9, quiet=False) == []


def test_in_quiet_hours_only_answers_go(session: Session, now: datetime, ids: dict[str, int]) -> None:
    own, answer = put(session, "a", ids["李强"], now), put(session, "b", ids["周喆"], now, lane=ANSWER)
    assert claim(session, now, 9, quiet=True) == [answer]
    assert claim(session, now, 9, quiet=False) == [own]


def test_nobody_has_more_than_two_under_way(session: Session, now: datetime, ids: dict[str, int]) -> None:
    mine = [put(session, f"a/{n}", ids["李强"], now) for n in range(3)]
    other = put(session, "b", ids["周喆"], now)
    assert claim(session, now, 9, quiet=False) == [*mine[:AT_ONCE], other]
    assert claim(session, now, 9, quiet=False) == []
    settle(session, now, [one_sent(mine[0])])
    assert claim(session, now, 9, quiet=False) == [mine[2]]


def test_what_is_taken_counts_as_an_attempt(session: Session, now: datetime, ids: dict[str, int]) -> None:
    id_ = put(session, "a", ids["李强"], now)
    claim(session, now, 1, quiet=False)
    assert (found(session, id_).state, found(session, id_).attempts) == (SENDING, 1)
    give_back(session, [])
    claim(session, now, 1, quiet=False)
    assert found(session, id_).attempts == 2


def test_only_what_is_not_held_is_given_back(session: Session, now: datetime, ids: dict[str, int]) -> None:
    held, lost = put(session, "a", ids["李强"], now), put(session, "b", ids["周喆"], now)
    gone = put(session, "c", ids["钱敏"], now)
    claim(session, now, 9, quiet=False)
    settle(session, now, [one_sent(gone)])
    give_back(session, [held])
    assert [found(session, id_).state for id_ in (held, lost, gone)] == [SENDING, WAITING, SENT]


def test_outcomes_and_the_next_share_a_call(session: Session, now: datetime, ids: dict[str, int]) -> None:
    first, second = put(session, "a", ids["李强"], now), put(session, "b", ids["周喆"], now)
    assert both(session, now, [], 1, quiet=False) == [first]
    assert both(session, now, [one_sent(first)], 0, quiet=False) == []
    assert found(session, first).state == SENT
    assert both(session, now, [], 5, quiet=False) == [second]


def test_each_of_many_gets_its_own_outcome(session: Session, now: datetime, ids: dict[str, int]) -> None:
    taken = [put(session, f"a/{n}", id_, now) for n, id_ in enumerate(ids.values())]
    claim(session, now, 9, quiet=False)
    states = ["sent", "cancelled", "sent", "uncertain", "waiting", "unreachable"]
    settle(session, now, [Result(id_, state, state) for id_, state in zip(taken, states, strict=True)])  # type: ignore[arg-type]  # each is one
    session.flush()
    assert [found(session, id_).state for id_ in taken] == states


def test_both_in_one_call_keep_the_moment_and_the_quiet(
    session: Session, now: datetime, ids: dict[str, int]
) -> None:
    first = put(session, "a", ids["李强"], now)
    put(session, "b", ids["周喆"], now)
    claim(session, now, 1, quiet=False)
    assert both(session, now, [one_sent(first)], 9, quiet=True) == []
    assert found(session, first).sent_at == now


def on_duty(session: Session, now: datetime) -> int:
    """Let some process be on duty; return the fence of its spell."""
    session.add(Lease(name=DUTY, holder="one", fence=3, until=now))
    session.flush()
    return 3


def test_only_the_spell_that_lasts_takes_and_gives_back(
    session: Session, now: datetime, ids: dict[str, int]
) -> None:
    fence, id_ = on_duty(session, now), put(session, "a", ids["李强"], now)
    with pytest.raises(OffDuty):
        claim(session, now, 9, quiet=False, fence=fence - 1)
    assert claim(session, now, 9, quiet=False, fence=fence) == [id_]
    with pytest.raises(OffDuty):
        give_back(session, [], fence - 1)
    with pytest.raises(OffDuty):
        doubt_unsettled(session, now, fence - 1)
    assert found(session, id_).state == SENDING
    give_back(session, [], fence)
    assert found(session, id_).state == WAITING


def test_a_spell_that_is_over_still_records_what_it_sent(
    session: Session, now: datetime, ids: dict[str, int]
) -> None:
    fence, id_ = on_duty(session, now), put(session, "a", ids["李强"], now)
    put(session, "b", ids["周喆"], now)
    assert both(session, now, [], 1, quiet=False, fence=fence) == [id_]
    assert both(session, now, [one_sent(id_)], 9, quiet=False, fence=fence - 1) is None
    assert found(session, id_).state == SENT


def test_what_an_earlier_spell_had_on_the_wire_is_doubted(
    session: Session, now: datetime, ids: dict[str, int]
) -> None:
    on_the_wire, sent = put(session, "a", ids["李强"], now), put(session, "b", ids["周喆"], now)
    waiting = put(session, "c", ids["钱敏"], now + SECOND)
    claim(session, now, 9, quiet=False)
    settle(session, now, [one_sent(sent)])
    assert doubt_unsettled(session, now + SECOND) == 1
    assert [found(session, id_).state for id_ in (on_the_wire, sent, waiting)] == [UNCERTAIN, SENT, WAITING]
    message = found(session, on_the_wire)
    assert (message.reason, message.sent_at) == ("发送途中程序中断，无法确定是否送达", now + SECOND)


def test_what_was_sent_says_where_and_when(session: Session, now: datetime, ids: dict[str, int]) -> None:
    id_ = put(session, "a", ids["李强"], now)
    claim(session, now, 1, quiet=False)
    settle(session, now, [Result(id_, "waiting", "未能连接，稍后再发")])
    claim(session, now + LONGEST_BACKOFF, 1, quiet=False)
    settle(session, now + LONGEST_BACKOFF, [one_sent(id_)])
    message = found(session, id_)
    assert (message.state, message.reason, message.sent_at) == (SENT, "", now + LONGEST_BACKOFF)
    assert (message.chat_id, message.message_id, message.text_hash) == (7, 70, "ab")


@pytest.mark.parametrize(
    ("state", "sent"), [("uncertain", True), ("cancelled", False), ("waiting", False), ("unreachable", False)]
)
def test_other_outcomes_keep_their_reason(
    session: Session,
    now: datetime,
    ids: dict[str, int],
    state: Literal["uncertain", "cancelled", "waiting", "unreachable"],
    sent: bool,
) -> None:
    id_ = put(session, "a", ids["李强"], now)
    claim(session, now, 1, quiet=False)
    settle(session, now, [Result(id_, state, "原因")])
    session.flush()
    message = found(session, id_)
    assert (message.state, message.reason) == (state, "原因")
    assert message.sent_at == (now if sent else None)
    assert session.get_one(Person, ids["李强"]).unreachable == ("原因" if state == "unreachable" else None)


def test_what_did_not_go_waits_longer_each_time_up_to_a_limit(
    session: Session, now: datetime, ids: dict[str, int]
) -> None:
    id_, waits = put(session, "a", ids["李强"], now), []
    for _ in range(14):
        assert claim(session, now, 1, quiet=False) == [id_]
        settle(session, now, [Result(id_, "waiting", "未能连接，稍后再发")])
        session.flush()
        due_at = found(session, id_).due_at
        waits.append(due_at - now)
        now = due_at
    assert waits[:3] == [2 * FIRST_BACKOFF, 4 * FIRST_BACKOFF, 8 * FIRST_BACKOFF]
    assert waits[7:] == [LONGEST_BACKOFF] * 7


def test_where_telegram_says_when_it_waits_until_then(
    session: Session, now: datetime, ids: dict[str, int]
) -> None:
    id_ = put(session, "a", ids["李强"], now)
    claim(session, now, 1, quiet=False)
    settle(session, now, [Result(id_, "waiting", "对方要求稍后再发", retry_after=timedelta(seconds=33))])
    assert found(session, id_).due_at == now + timedelta(seconds=33)


class TestOfAnAssignment:
    """Messages that carry what somebody was asked."""

    @pytest.fixture
    def asked(self, session: Session, office: Office, now: datetime, ids: dict[str, int]) -> Assignment:
        """Ask everybody, and return what 李强 was asked, as nothing was sent yet."""
        return assignment_of(session, publish(session, office, now), ids["李强"])

    @staticmethod
    def attempt(session: Session, asked: Assignment, now: datetime, *outcome: Any) -> None:
        messages = claim(session, now, 99, quiet=False)
        for id_ in messages:
            if session.get_one(Message, id_).assignment_id == asked.id:
                settle(session, now, [Result(id_, *outcome)])
        session.flush()
        session.expire_all()

    def again(self, session: Session, asked: Assignment, now: datetime, **payload: Any) -> None:
        row = message_row(
            f"open/{asked.id}/2", "open", asked.person_id, now, assignment_id=asked.id, payload=payload
        )
        enqueue(session, [row])

    def test_it_knows_the_fate_of_its_last_message_that_was_not_withheld(
        self, session: Session, now: datetime, asked: Assignment
    ) -> None:
        assert asked.delivery == "waiting"
        self.attempt(session, asked, now, "sent")
        assert asked.delivery == "sent"
        self.again(session, asked, now)
        session.expire_all()
        assert asked.delivery == "waiting"
        self.attempt(session, asked, now, "uncertain", "没有收到回执")
        assert asked.delivery == "uncertain"

    def test_withheld_it_is_as_before(self, session: Session, now: datetime, asked: Assignment) -> None:
        self.attempt(session, asked, now, "cancelled", "已办理")
        assert asked.delivery == ""
        note_delivery(session, select(Assignment.id))
        session.expire_all()
        assert asked.delivery == ""

    def test_doubted_it_knows_that_too(self, session: Session, now: datetime, asked: Assignment) -> None:
        claim(session, now, 99, quiet=False)
        doubt_unsettled(session, now)
        session.expire_all()
        assert asked.delivery == "uncertain"

    def test_each_outcome_calls_its_tallies_stale(
        self, session: Session, now: datetime, asked: Assignment
    ) -> None:
        session.execute(delete(Stale))
        self.attempt(session, asked, now, "sent")
        stale = session.scalars(select(Stale)).all()
        assert [(one.activity_id, one.department_id) for one in stale] == [
            (asked.activity_id, asked.department_id)
        ]

    def test_unreachable_and_reached_again_are_facts_once(
        self, session: Session, now: datetime, asked: Assignment
    ) -> None:
        person = session.get_one(Person, asked.person_id)
        self.attempt(session, asked, now, "unreachable", BLOCKED)
        assert (asked.unreachable, person.unreachable) == (BLOCKED, BLOCKED)
        person.unreachable = None
        self.again(session, asked, now)
        self.attempt(session, asked, now, "unreachable", BLOCKED)
        assert [fact.kind for fact in facts_of(session, asked.id)] == ["undelivered"]
        enqueue(session, [message_row("tell/9", "tell", asked.person_id, now, assignment_id=asked.id)])
        self.attempt(session, asked, now + SECOND, "sent")
        assert (asked.unreachable, person.unreachable) == (None, None)
        facts = facts_of(session, asked.id)
        assert [(fact.kind, fact.change) for fact in facts] == [
            ("undelivered", {"unreachable": BLOCKED}),
            ("delivered", {"unreachable": None}),
        ]
        assert facts[-1].recorded_at == now + SECOND
        assert facts[-1].recorded_by is None

    def test_another_message_that_arrives_says_nothing_of_an_assignment_reached_before(
        self, session: Session, now: datetime, asked: Assignment
    ) -> None:
        session.get_one(Person, asked.person_id).unreachable = BLOCKED
        self.attempt(session, asked, now, "sent")
        assert session.get_one(Person, asked.person_id).unreachable is None
        assert facts_of(session, asked.id) == []

    @pytest.mark.parametrize("outcome", [("unreachable", BLOCKED), ("sent",)])
    def test_what_went_to_an_account_of_before_says_nothing(
        self, session: Session, now: datetime, asked: Assignment, outcome: tuple[str, ...]
    ) -> None:
        self.attempt(session, asked, now, "cancelled", "已办理")
        person = session.get_one(Person, asked.person_id)
        person.unreachable = before = None if outcome[0] == "unreachable" else BLOCKED
        self.again(session, asked, now, chat_id=999)
        self.attempt(session, asked, now, *outcome)
        assert (person.unreachable, asked.unreachable) == (before, None)
        assert facts_of(session, asked.id) == []
