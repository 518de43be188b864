"""The office's calendar: the libraries' holidays with the bureau's own entries laid over them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.activities import HolidayOverride
from workdays.holidays import Calendar, Override


def office_calendar(session: Session) -> Calendar:
    """Return the calendar as the bureau has it now."""
    rows = session.scalars(select(HolidayOverride))
    return Calendar([Override(row.day, row.working, row.name) for row in rows])
