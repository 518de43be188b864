"""Presses of many people at once: asked for together, judged one by one, written together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from activities.kind import Action
from services.access import Own, access_own, of_each
from services.answering import Acting, act_all
from services.backing import backing_of
from services.focus import expected_on
from services.office import Office
from services.reply import Reply
from services.updates import Redelivered, remember_all, said_before
from storage.store import Apart


@dataclass(frozen=True, slots=True)
class Tap:
    """A press on an assignment, and the update it came by."""

    update_id: int
    telegram_id: int
    now: datetime
    assignment_id: int
    version: int
    action: Action


def tap_together(session: Session, office: Office, taps: Sequence[Tap]) -> list[Reply | Apart]:
    """Apply presses that came at the same time, as if one after the other, each update at most once.

    Of several, those that another could touch or that are to be refused are left apart. For a single one
    raises Redelivered, Stranger or NotYours.
    """
    said = said_before(session, {tap.update_id: tap.telegram_id for tap in taps})
    if len(taps) == 1 and said:
        raise Redelivered(said[taps[0].update_id])
    found = of_each(session, {tap.assignment_id for tap in taps})
    acting: dict[int, Acting] = {}
    people: set[int] = set()
    for tap in taps:
        own = found.get(tap.assignment_id)
        if len(taps) == 1:
            own = own if own and _is_theirs(own, office, tap) else _as_second(session, office, tap)
        elif own is None or not _is_theirs(own, office, tap) or not _is_plain(own):
            continue
        if tap.update_id in said or own.person.id in people:
            continue
        people.add(own.person.id)
        acting[tap.update_id] = Acting(own, tap.now, tap.version, tap.action)
    done = zip(acting, act_all(session, office, list(acting.values())), strict=True)
    replies = {update_id: reply for update_id, (_, reply) in done}
    remember_all(
        session, [(update_id, acting[update_id].now, replies[update_id].toast) for update_id in acting]
    )
    return [replies.get(tap.update_id, Apart.TO_RUN) for tap in taps]


def _is_theirs(own: Own, office: Office, tap: Tap) -> bool:
    return own.person.telegram_id == tap.telegram_id and own.person.on_roster(office.today(tap.now))


def _as_second(session: Session, office: Office, tap: Tap) -> Own:
    """Return what somebody acts in after the person who was asked. Raises Stranger or NotYours."""
    person, assignment, activity = access_own(
        session, tap.telegram_id, tap.assignment_id, office.today(tap.now), to_change=True
    )
    return Own(person, assignment, activity, expected_on(session, person.id))


def _is_plain(own: Own) -> bool:
    """Tell whether nothing but the assignment counts, so that no other press can change what is answered."""
    backing = backing_of(own.activity.kind)
    return backing.more is None and backing.after is None
