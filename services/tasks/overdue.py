"""By how many working days a task is overdue."""

from datetime import datetime, timedelta

from services.office import Office
from storage.assignments import Assignment
from workdays.holidays import Calendar


def overdue_days(office: Office, now: datetime, calendar: Calendar, assignment: Assignment) -> int:
    """Return how many working days have begun since the deadline of what still waits for the person."""
    waits = assignment.outcome == "none" and assignment.exempt is None and assignment.waits_for == "person"
    if not waits or assignment.deadline is None or assignment.deadline >= now:
        return 0
    return len(
        calendar.working_days(office.today(assignment.deadline) + timedelta(days=1), office.today(now))
    )
