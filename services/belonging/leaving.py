"""Leaving: what becomes of what is open for somebody, and of their account, on the day they go."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from activities.kind import esc
from services.facts import record
from services.focus import drop_focus
from services.office import Office
from services.open_items import open_assignments
from services.outbox import enqueue, message_row
from services.refusals import Refusal
from storage import people
from storage.activities import OPEN, PUBLISHING, Activity
from storage.assignments import Assignment
from storage.people import Invite, Person, Role

LEFT = "调离"


class NoSecretaryLeft(Refusal):
    """A change would leave the bureau without a secretary."""

    def __init__(self) -> None:
        super().__init__(
            "照此办理，单位就没有纪检秘书了，所以没有改动。请先用 /role 授予另一位同志秘书，再办理。"
        )


def check_secretary_stays(session: Session, office: Office, now: datetime, leavers: Iterable[Person]) -> None:
    """Refuse to let the last secretary go. Raises NoSecretaryLeft."""
    leaving = {person.id for person in leavers}
    # Two secretaries who withdraw each other at once must not both succeed.
    session.execute(select(Role).where(Role.role == people.SECRETARY).with_for_update())
    holders = people.with_role(session, people.SECRETARY, office.today(now))
    # A secretary whose leaving is entered for a later day does not stay either.
    if leaving and holders and all(person.id in leaving or person.left is not None for person in holders):
        raise NoSecretaryLeft


def depart(session: Session, office: Office, now: datetime, person: Person, by: int | None) -> None:
    """Let go of somebody who has left: exempt what is open, drop account, links and roles."""
    assert person.left is not None
    effective = datetime.combine(person.left, time.min, office.zone)
    for assignment in open_assignments(session, [person.id]):
        record(session, assignment, "left", {"exempt": LEFT}, now, by=by, effective=min(effective, now))
    said = f"您已从{esc(office.bureau)}花名册中调离，本账号的绑定已解除。"
    unlink(session, now, person, f"{said}如有疑问，请联系纪检秘书。")
    session.execute(delete(Role).where(Role.person_id == person.id))
    drop_focus(session, person.id)


def unlink(session: Session, now: datetime, person: Person, say: str) -> None:
    """Part a person from their account, which is told why, and revoke the links made for them."""
    revoke_invites(session, now, [person.id])
    if person.telegram_id is None:
        return
    tell_account(session, now, person, person.telegram_id, say)
    person.telegram_id = None
    person.unreachable = None
    session.flush()


def tell_account(session: Session, now: datetime, person: Person, telegram_id: int, say: str) -> None:
    """Tell an account that is being parted from its person."""
    key = f"parted/{person.id}/{telegram_id}/{int(now.timestamp())}"
    payload = {"text": say, "chat_id": telegram_id}
    enqueue(session, [message_row(key, "tell", person.id, now, payload=payload)])


def revoke_invites(session: Session, now: datetime, person_ids: Sequence[int]) -> None:
    """Make links that have not been used worthless."""
    session.execute(
        update(Invite)
        .where(Invite.person_id.in_(person_ids), Invite.used_at.is_(None), Invite.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def depart_due(session: Session, office: Office, now: datetime) -> int:
    """Let go of those whose day of leaving has come; return how many."""
    still_open = exists().where(
        and_(
            Assignment.person_id == Person.id,
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
            Activity.id == Assignment.activity_id,
            Activity.status.in_((OPEN, PUBLISHING)),
        )
    )
    query = select(Person).where(
        Person.left <= office.today(now), or_(Person.telegram_id.is_not(None), still_open)
    )
    leaving = session.scalars(query).all()
    for person in leaving:
        depart(session, office, now, person, by=None)
    return len(leaving)
