"""The course of an activity: where everybody stood at the end of each of its days, by the facts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from reports.figures import Counts
from reports.grouped import Course
from services.facts import fold, opened_as, state_of
from services.reporting.desk import Desk
from services.reporting.scope import narrowing
from services.views import kind_of
from storage.activities import Activity
from storage.assignments import Assignment, Fact

SHOWN = 31  # days; of a longer course every second, every third …


def course(desk: Desk) -> Course:
    """Return the course of the scope's activity up to the scope's moment."""
    activity = desk.session.get_one(Activity, desk.scope.activity)
    local = desk.office.local
    ends = _ends(desk, activity)
    sums = [Counter[str]() for _ in ends]
    facts: dict[int, list[Fact]] = defaultdict(list)
    of_activity = Assignment.activity_id == activity.id
    for fact in desk.session.scalars(select(Fact).join(Assignment).where(of_activity).order_by(Fact.id)):
        facts[fact.assignment_id].append(fact)
    for assignment in desk.session.scalars(select(Assignment).where(of_activity, *narrowing(desk.scope))):
        _add(sums, ends, assignment, facts[assignment.id])
    deadline = local(activity.deadline).date() if activity.deadline else None
    return Course(
        above=f"{desk.office.bureau} · {kind_of(activity).title}",
        title=activity.title,
        as_of=local(desk.moment),
        deadline=deadline,
        days=tuple(
            (local(end - timedelta(seconds=1)).date(), Counts(**counted))
            for end, counted in zip(ends, sums, strict=True)
        ),
    )


def _ends(desk: Desk, activity: Activity) -> list[datetime]:
    """Return the moments at which it is counted: the end of each day, and last the moment of the report."""
    first = desk.office.today(activity.published_at or activity.opens_at)
    stops = [at for at in (activity.closed_at, desk.moment) if at is not None]
    last = max(first, desk.office.today(min(stops)))
    number = (last - first).days + 1
    step = -(-number // SHOWN)
    days: list[date] = [last - timedelta(days=back) for back in range(0, number, step)]
    midnights = [
        datetime.combine(day + timedelta(days=1), time(), tzinfo=desk.office.zone) for day in reversed(days)
    ]
    return [min(end, desk.moment) for end in midnights]


def _add(
    sums: Sequence[Counter[str]], ends: Sequence[datetime], assignment: Assignment, facts: Sequence[Fact]
) -> None:
    """Count one assignment into every day, folding no fact twice."""
    row, known = opened_as(assignment, facts), 0
    for counted, end in zip(sums, ends, strict=True):
        if assignment.opened_at > end:
            continue
        upto = known
        while upto < len(facts) and facts[upto].recorded_at <= end:
            upto += 1
        if upto > known:
            row, known = fold(row, facts[known:upto]), upto
        counted[state_of(row, end).value] += 1
