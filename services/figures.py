"""Rows become the figures of a report: counted by the database, or folded from facts for the past."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from activities.kind import Kind
from activities.state import State
from reports.figures import ActivityFigures, Counts, Delivery, DepartmentLine, Overview
from services.office import Office
from services.standings import Standing, standings, standings_as_of
from services.views import kind_of
from storage import people
from storage.activities import CLOSED, OPEN, PUBLISHING, WITHDRAWN, Activity
from storage.assignments import Assignment
from storage.messages import CANCELLED, SENDING, SENT, UNCERTAIN, UNREACHABLE, WAITING, Message
from storage.people import Department
from storage.tallies import Count, count_states

PERIOD = timedelta(days=365)
STATUS_TITLES = {PUBLISHING: "发布中", OPEN: "进行中", CLOSED: "已结束", WITHDRAWN: "已撤回"}
_DELIVERY_FIELDS = {
    SENT: "delivered",
    UNCERTAIN: "uncertain",
    WAITING: "waiting",
    SENDING: "waiting",
    UNREACHABLE: "failed",
}


def reported(session: Session, now: datetime, department_id: int | None = None) -> Sequence[Activity]:
    """Return what a report lists, newest first: a year's activities, and whatever is still open."""
    recent = or_(Activity.published_at >= now - PERIOD, Activity.status.in_((PUBLISHING, OPEN)))
    query = select(Activity).where(Activity.published_at <= now, recent)
    if department_id is not None:
        asked = select(Assignment.activity_id).where(Assignment.department_id == department_id)
        query = query.where(Activity.id.in_(asked))
    return session.scalars(query.order_by(Activity.published_at.desc(), Activity.id.desc())).all()


def overview(session: Session, office: Office, now: datetime, department_id: int | None = None) -> Overview:
    """Return where everything stands now, in the whole bureau or in one department."""
    activities = reported(session, now, department_id)
    ids = [activity.id for activity in activities]
    counted: dict[int, list[Count]] = defaultdict(list)
    for row in count_states(session, now, ids, department_id):
        counted[row.activity_id].append(row)
    order = people.departments(session)
    figures = tuple(
        _figures(office, activity, _lines(order, counted[activity.id]), _delivery(counted[activity.id]))
        for activity in activities
    )
    return Overview(office.bureau, _scope(session, department_id), office.local(now), figures)


def overview_as_of(
    session: Session, office: Office, moment: datetime, department_id: int | None = None
) -> Overview:
    """Return where everything stood at a past moment, from the facts that were recorded by then."""
    each = [
        figures_as_of(session, office, moment, activity, department_id)
        for activity in reported(session, moment, department_id)
    ]
    figures = tuple(replace(one, people=()) for one in each)
    return Overview(office.bureau, _scope(session, department_id), office.local(moment), figures)


def activity_figures(
    session: Session, office: Office, now: datetime, activity: Activity, department_id: int | None = None
) -> ActivityFigures:
    """Return where one activity stands now, without the people."""
    counted = count_states(session, now, [activity.id], department_id)
    figures = _figures(office, activity, _lines(people.departments(session), counted), _delivery(counted))
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
    delivery = deliveries(session, [activity.id], department_id)
    return _of_standings(session, office, now, activity, rows, delivery, remarks=remarks)


def figures_as_of(
    session: Session,
    office: Office,
    moment: datetime,
    activity: Activity,
    department_id: int | None = None,
) -> ActivityFigures:
    """Return where one activity stood at a past moment, person by person, from the facts recorded by then.

    Messages keep no history: the delivery is that of messages due by the moment, as it is known today. Nor
    does an audience: it counts as asked from the moment publishing began.
    """
    rows = standings_as_of(session, moment, activity, department_id)
    delivery = deliveries(session, [activity.id], department_id, due_by=moment)
    return _of_standings(session, office, moment, activity, rows, delivery, remarks=True)


def deliveries(
    session: Session,
    activity_ids: Sequence[int],
    department_id: int | None = None,
    due_by: datetime | None = None,
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
    if due_by is not None:
        last = last.where(Message.due_at <= due_by)
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
    delivery: Mapping[int, Delivery],
    *,
    remarks: bool,
) -> ActivityFigures:
    counted = (Count(activity.id, row.assignment.department_id, row.state, "", 1) for row in rows)
    lines = _lines(people.departments(session), counted)
    done = [row.assignment.reply for row in rows if row.state is State.DONE]
    staged = Counter(row.assignment.stage for row in rows if row.state not in (State.DONE, State.EXEMPT))
    return replace(
        _figures(office, activity, lines, delivery.get(activity.id, Delivery())),
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


def _lines(order: Sequence[Department], counted: Iterable[Count]) -> tuple[DepartmentLine, ...]:
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    for row in counted:
        sums[row.department_id][row.state.value] += row.number
    return tuple(DepartmentLine(one.name, Counts(**sums[one.id])) for one in order if one.id in sums)


def _delivery(counted: Iterable[Count]) -> Delivery:
    sums: Counter[str] = Counter()
    for row in counted:
        if row.delivery:
            sums[_DELIVERY_FIELDS[row.delivery]] += row.number
    return Delivery(**sums)


def _figures(
    office: Office, activity: Activity, lines: tuple[DepartmentLine, ...], delivery: Delivery
) -> ActivityFigures:
    return ActivityFigures(
        activity_id=activity.id,
        title=activity.title,
        kind_title=kind_of(activity).title,
        status_title=STATUS_TITLES[activity.status],
        published_at=office.local(activity.published_at) if activity.published_at else None,
        deadline=office.local(activity.deadline) if activity.deadline else None,
        departments=lines,
        delivery=delivery,
    )


def _scope(session: Session, department_id: int | None) -> str:
    where = "全局" if department_id is None else session.get_one(Department, department_id).name
    return f"{where}，近一年及未结束的事项"
