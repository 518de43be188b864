"""Rows become the figures of a report: counted by the database, or folded from facts for the past."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from activities.kind import Kind
from activities.state import State
from reports.figures import ActivityFigures, Counts, Delivery, DepartmentLine, Overview
from services.office import Office
from services.reporting.counts import count
from services.reporting.scope import Scope, activities_in, narrowing, say_scope, status_at
from services.reporting.standings import Standing, standings, standings_as_of
from services.views import kind_of
from storage import people
from storage.activities import CLOSED, OPEN, PUBLISHING, WITHDRAWN, Activity
from storage.assignments import Assignment
from storage.messages import CANCELLED, SENDING, SENT, UNCERTAIN, UNREACHABLE, WAITING, Message
from storage.people import Department
from storage.tallies import Count, count_states

STATUS_TITLES = {PUBLISHING: "发布中", OPEN: "进行中", CLOSED: "已结束", WITHDRAWN: "已撤回"}
_DELIVERY_FIELDS = {
    SENT: "delivered",
    UNCERTAIN: "uncertain",
    WAITING: "waiting",
    SENDING: "waiting",
    UNREACHABLE: "failed",
}


def overview(session: Session, office: Office, now: datetime, department_id: int | None = None) -> Overview:
    """Return where everything stands now, in the whole bureau or in one department."""
    return overview_of(session, office, now, Scope(department=department_id or 0))


def overview_as_of(
    session: Session, office: Office, moment: datetime, department_id: int | None = None
) -> Overview:
    """Return where everything stood at a past moment, from the facts that were recorded by then."""
    return overview_of(session, office, moment, Scope(department=department_id or 0, at=moment))


def overview_of(session: Session, office: Office, now: datetime, scope: Scope) -> Overview:
    """Return where what a scope is about stands, at its moment.

    Messages are counted where the tallies have them: they keep no history, and are nobody's branch.
    """
    activities = activities_in(session, office, now, scope)
    ids = [activity.id for activity in activities]
    order = people.departments(session)
    each: list[tuple[Activity, tuple[DepartmentLine, ...], Delivery | None]]
    if scope.at is None and not scope.branch and not scope.person:
        kept: dict[int, list[Count]] = defaultdict(list)
        for row in count_states(session, now, ids, scope.department or None):
            kept[row.activity_id].append(row)
        each = [(one, _lines(order, kept[one.id]), _delivery(kept[one.id])) for one in activities]
    else:
        counted = count(session, now, scope, ids)
        asking = [one for one in activities if one.id in counted or not narrowing(scope)]
        each = [(one, in_order(order, counted.get(one.id, {})), None) for one in asking]
    moment = office.local(scope.at or now)
    figures = tuple(
        _figures(office, activity, lines, delivery, status_at(activity, scope.at))
        for activity, lines, delivery in each
    )
    return Overview(office.bureau, say_scope(session, scope), moment, figures)


def activity_figures(
    session: Session, office: Office, now: datetime, activity: Activity, department_id: int | None = None
) -> ActivityFigures:
    """Return where one activity stands now, without the people."""
    counted = count_states(session, now, [activity.id], department_id)
    figures = _figures(
        office, activity, _lines(people.departments(session), counted), _delivery(counted), activity.status
    )
    extras = _stages(kind_of(activity), _staged(session, activity, department_id))
    if not _counts_replies(kind_of(activity)):
        return replace(figures, extras=extras)
    done = select(Assignment.reply).where(
        Assignment.activity_id == activity.id, Assignment.outcome == State.DONE.value
    )
    if department_id is not None:
        done = done.where(Assignment.department_id == department_id)
    return replace(figures, extras=extras + kind_of(activity).figures(session.scalars(done).all()))


def figures_with_people(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    department_id: int | None = None,
    *,
    remarks: bool = True,
) -> ActivityFigures:
    """Return where one activity stands now, person by person.

    The departments are added up from the very lines that are listed. `remarks` adds what people gave as
    reasons and what they scored.
    """
    rows = standings(session, now, activity, department_id)
    delivery = deliveries(session, [activity.id], department_id).get(activity.id, Delivery())
    return _of_standings(session, office, now, activity, rows, delivery, activity.status, remarks=remarks)


def figures_as_of(
    session: Session,
    office: Office,
    moment: datetime,
    activity: Activity,
    department_id: int | None = None,
    *,
    remarks: bool = True,
) -> ActivityFigures:
    """Return where one activity stood at a past moment, person by person, from the facts recorded by then.

    Messages keep no history, and are left out. Nor does an audience: it counts as asked from the moment
    publishing began.
    """
    rows = standings_as_of(session, moment, activity, department_id)
    status = status_at(activity, moment)
    return _of_standings(session, office, moment, activity, rows, None, status, remarks=remarks)


def deliveries(
    session: Session, activity_ids: Sequence[int], department_id: int | None = None
) -> dict[int, Delivery]:
    """Return what became of the last message of each assignment, by activity; withheld ones do not count."""
    last = (
        select(func.max(Message.id))
        .join(Assignment, Assignment.id == Message.assignment_id)
        .where(Assignment.activity_id.in_(activity_ids), Message.state != CANCELLED)
        .group_by(Message.assignment_id)
    )
    if department_id is not None:
        last = last.where(Assignment.department_id == department_id)
    query = (
        select(Assignment.activity_id, Message.state, func.count())
        .join(Assignment, Assignment.id == Message.assignment_id)
        .where(Message.id.in_(last))
        .group_by(Assignment.activity_id, Message.state)
    )
    found: dict[int, Delivery] = {}
    for activity_id, state, number in session.execute(query):
        delivery, field = found.get(activity_id, Delivery()), _DELIVERY_FIELDS[state]
        found[activity_id] = replace(delivery, **{field: getattr(delivery, field) + number})
    return found


def _of_standings(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    rows: Sequence[Standing],
    delivery: Delivery | None,
    status: str,
    *,
    remarks: bool,
) -> ActivityFigures:
    counted = (Count(activity.id, row.assignment.department_id, row.state, "", 1) for row in rows)
    lines = _lines(people.departments(session), counted)
    done = [row.assignment.reply for row in rows if row.state is State.DONE]
    staged = Counter(row.assignment.stage for row in rows if row.state not in (State.DONE, State.EXEMPT))
    return replace(
        _figures(office, activity, lines, delivery, status),
        people=tuple(row.line(session, office, now, activity, remarks=remarks) for row in rows),
        extras=_stages(kind_of(activity), staged) + kind_of(activity).figures(done),
    )


def _staged(session: Session, activity: Activity, department_id: int | None) -> Mapping[str, int]:
    """Count those who are on the way by where they stand; only where a kind has such stages."""
    if not kind_of(activity).stages:
        return {}
    on_the_way = (
        Assignment.activity_id == activity.id,
        Assignment.outcome != State.DONE.value,
        or_(Assignment.exempt.is_(None), Assignment.outcome == State.DECLINED.value),
    )
    query = select(Assignment.stage, func.count()).where(*on_the_way).group_by(Assignment.stage)
    if department_id is not None:
        query = query.where(Assignment.department_id == department_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _stages(kind: Kind[Any], staged: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    return tuple((stage, f"{staged[stage]} 人") for stage in kind.stages if staged.get(stage))


def _counts_replies(kind: Kind[Any]) -> bool:
    """Tell whether a kind has lines of its own: else a hundred thousand replies need not be read."""
    return type(kind).figures is not Kind.figures


def in_order(order: Sequence[Department], counted: Mapping[int, Counts]) -> tuple[DepartmentLine, ...]:
    """Return counts by department as lines in roster order."""
    placed = ((place, one) for place, one in enumerate(order) if one.id in counted)
    return tuple(DepartmentLine(one.name, counted[one.id], place) for place, one in placed)


def _lines(order: Sequence[Department], counted: Iterable[Count]) -> tuple[DepartmentLine, ...]:
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    for row in counted:
        sums[row.department_id][row.state.value] += row.number
    return in_order(order, {id_: Counts(**counted) for id_, counted in sums.items()})


def _delivery(counted: Iterable[Count]) -> Delivery:
    sums: Counter[str] = Counter()
    for row in counted:
        if row.delivery:
            sums[_DELIVERY_FIELDS[row.delivery]] += row.number
    return Delivery(**sums)


def _figures(
    office: Office,
    activity: Activity,
    lines: tuple[DepartmentLine, ...],
    delivery: Delivery | None,
    status: str,
) -> ActivityFigures:
    return ActivityFigures(
        activity_id=activity.id,
        title=activity.title,
        kind_title=kind_of(activity).title,
        status_title=STATUS_TITLES[status],
        published_at=office.local(activity.published_at) if activity.published_at else None,
        deadline=office.local(activity.deadline) if activity.deadline else None,
        departments=lines,
        delivery=delivery,
    )
