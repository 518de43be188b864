"""Somebody at the reports: who they are, what they may see, and what they look at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.access import access_report, access_reported
from services.audit.recording import note
from services.office import Office
from services.refusals import NotAllowed, NotYours
from services.reply import Press
from services.reporting.scope import Scope
from storage.people import Person

ROUTE = "v"


@dataclass(frozen=True)
class Desk:
    """What every view of a report is given. `own` is a head's department, None for a secretary."""

    session: Session
    office: Office
    now: datetime
    own: int | None
    scope: Scope
    page: int = 0

    @property
    def moment(self) -> datetime:
        """Return the moment that is reported."""
        return self.scope.at or self.now

    def press(self, label: str, view: str, scope: Scope | None = None, page: int = 0) -> Press:
        """Return a button that leads to a view, of this scope or of another."""
        return Press(label, ROUTE, (view, (scope or self.scope).code(), page))


def open_desk(
    session: Session, office: Office, now: datetime, telegram_id: int, scope: Scope, page: int = 0
) -> Desk:
    """Return the desk of a secretary, or of a head for whom everything is narrowed to their department.

    Raises Stranger, NotAllowed, and NotYours for what a head may not see.
    """
    _, own = access_report(session, telegram_id, office, now)
    if scope.person:
        note(session, session.get(Person, scope.person))
    if scope.activity:
        access_reported(session, scope.activity, own)
    if own is None:
        return Desk(session, office, now, own, scope, page)
    if scope.item:
        raise NotAllowed
    if scope.department not in (0, own):
        raise NotYours
    if scope.person:
        person = session.get(Person, scope.person)
        if person is None or person.department_id != own:
            raise NotYours
    return Desk(session, office, now, own, scope.narrowed(department=own), page)


def file_name(title: str) -> str:
    """Return a title as a file's name on any phone or desktop."""
    kept = "".join("_" if letter in '\\/:*?"<>|' or not letter.isprintable() else letter for letter in title)
    return kept.strip(" .")[:40] or "报表"
