"""The outbox: put messages in, take them out to be sent; `outcomes` records what became of them.

waiting -> sending -> sent | unreachable(reason) | uncertain | cancelled(reason). `sending` is committed
before the network is touched, so that after a crash a row says that it may have gone.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from services.duty import OffDuty, check_duty
from services.outcomes import Result, note_delivery, settle
from storage.assignments import Assignment
from storage.base import as_columns, table_of
from storage.messages import SENDING, WAITING, Message
from storage.upsert import upsert

ANSWER = 0
OWN_ACCORD = 1
AT_ONCE = 2

# What runs for every batch is put together once: to build a statement costs more than to run it.
_OUTBOX = table_of(Message)
_THESE = _OUTBOX.c.id.in_(bindparam("ids", expanding=True))
# A chat takes one message a second: a hundred notices to one secretary must not fill every slot.
_SENDING = select(_OUTBOX.c.person_id).where(_OUTBOX.c.state == SENDING).group_by(_OUTBOX.c.person_id)
_BUSY = _SENDING.having(func.count() >= AT_ONCE)
_DUE = (
    select(_OUTBOX.c.id, _OUTBOX.c.person_id)
    .where(
        _OUTBOX.c.state == WAITING,
        _OUTBOX.c.lane.in_(bindparam("lanes", expanding=True)),
        _OUTBOX.c.due_at <= bindparam("now"),
        _OUTBOX.c.person_id.not_in(_BUSY),
    )
    .order_by(_OUTBOX.c.lane, _OUTBOX.c.due_at, _OUTBOX.c.id)
    .limit(bindparam("slots"))
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(_OUTBOX)
    .where(_THESE, _OUTBOX.c.state == WAITING)
    .values(state=SENDING, attempts=_OUTBOX.c.attempts + 1)
)


def message_row(
    key: str,
    purpose: str,
    person_id: int,
    due_at: datetime,
    *,
    assignment_id: int | None = None,
    activity_id: int | None = None,
    payload: dict[str, Any] | None = None,
    lane: int = OWN_ACCORD,
) -> dict[str, Any]:
    """Return a row of the outbox, for enqueue()."""
    return {
        "key": key,
        "purpose": purpose,
        "person_id": person_id,
        "assignment_id": assignment_id,
        "activity_id": activity_id,
        "payload": payload or {},
        "lane": lane,
        "state": WAITING,
        "reason": "",
        "due_at": due_at,
        "attempts": 0,
        "text_hash": "",
    }


def enqueue(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Put messages in; a key that is already there stays as it is, so nothing is ever sent twice over."""
    if not rows:
        return
    session.execute(upsert(session, Message).on_conflict_do_nothing(index_elements=["key"]), list(rows))
    assignment_ids = {row["assignment_id"] for row in rows if row["assignment_id"] is not None}
    if assignment_ids:
        note_delivery(session, select(Assignment.id).where(Assignment.id.in_(assignment_ids)))


def enqueue_each(session: Session, row: dict[str, Any], source: Select[Any]) -> None:
    """Put in a message for each row of a query, without fetching any.

    `row` is of message_row(); some of its values are columns of the source, which selects nothing yet.
    """
    rows = source.add_columns(*as_columns(Message, row))
    session.execute(
        upsert(session, Message).on_conflict_do_nothing(index_elements=["key"]).from_select(list(row), rows)
    )
    if row["assignment_id"] is not None:
        note_delivery(session, source.add_columns(row["assignment_id"]))


def claim(session: Session, now: datetime, slots: int, quiet: bool, fence: int | None = None) -> list[int]:
    """Take up to `slots` messages that are due, answers first, and mark them as being sent.

    Nobody has more than AT_ONCE of them under way. In quiet hours only answers go: what the bot starts by
    itself waits for the morning. Raises OffDuty where another process has taken over.
    """
    check_duty(session, fence)
    lanes = [ANSWER] if quiet else [ANSWER, OWN_ACCORD]
    ids = []
    of_person: Counter[int] = Counter()
    for id_, person_id in session.execute(_DUE, {"lanes": lanes, "now": now, "slots": slots}):
        if of_person[person_id] < AT_ONCE:
            of_person[person_id] += 1
            ids.append(id_)
    if ids:
        session.execute(_TAKE, {"ids": ids})
    return ids


def give_back(session: Session, held: Collection[int], fence: int | None = None) -> None:
    """Let wait again what was claimed in this spell and is not among `held`.

    Where the database goes away while it commits a claim, nobody hears which messages were taken.
    """
    check_duty(session, fence)
    session.execute(
        update(Message).where(Message.state == SENDING, Message.id.not_in(held)).values(state=WAITING)
    )


def settle_and_claim(
    session: Session,
    now: datetime,
    results: Sequence[Result],
    slots: int,
    quiet: bool,
    fence: int | None = None,
) -> list[int] | None:
    """Record outcomes and take up to `slots` messages, on one commit; None where the duty is another's.

    The outcomes are recorded all the same then: what was sent stays sent.
    """
    settle(session, now, results)
    if not slots:
        return []
    try:
        return claim(session, now, slots, quiet, fence)
    except OffDuty:
        return None
