"""Counting by department, branch or person, now or as of any past moment; every way adds up to the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reports.figures import Counts
from services.facts import fold, opened_as, state_of
from services.reporting.scope import Scope, narrowing
from storage.assignments import Assignment, Fact, state_sql
from storage.tallies import count_states

By = Literal["department_id", "branch", "person_id"]
Counted = Mapping[int, Mapping[Any, Counts]]
"""Activity id -> key (a department's or a person's id, a branch's name) -> counts."""

CHUNK = 500  # ids in one condition


def count(
    session: Session, now: datetime, scope: Scope, activity_ids: Sequence[int], by: By = "department_id"
) -> Counted:
    """Count the assignments of activities within a scope, at its moment."""
    sums: dict[int, dict[Any, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for activity_id, key, state, number in _rows(session, now, scope, activity_ids, by):
        sums[activity_id][key][state] += number
    return {
        activity_id: {key: Counts(**counted) for key, counted in of_activity.items()}
        for activity_id, of_activity in sums.items()
    }


def _rows(
    session: Session, now: datetime, scope: Scope, activity_ids: Sequence[int], by: By
) -> Iterable[tuple[int, Any, str, int]]:
    if scope.at is None and by == "department_id" and not scope.branch and not scope.person:
        kept = count_states(session, now, activity_ids, scope.department or None)
        return [(row.activity_id, row.department_id, row.state.value, row.number) for row in kept]
    key, state = getattr(Assignment, by), state_sql(scope.at or now).label("standing")
    query = select(Assignment.activity_id, key, state, func.count()).group_by(
        Assignment.activity_id, key, state
    )
    query = query.where(Assignment.activity_id.in_(activity_ids), *narrowing(scope))
    if scope.at is None:
        return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
    # What nothing has moved since stands in the rows; only the others are folded from their facts.
    moved = select(Fact.assignment_id).where(Fact.recorded_at > scope.at)
    unmoved = query.where(Assignment.opened_at <= scope.at, Assignment.id.not_in(moved))
    rows = [(row[0], row[1], row[2], row[3]) for row in session.execute(unmoved)]
    return rows + list(_folded(session, scope, scope.at, activity_ids, by))


def _folded(
    session: Session, scope: Scope, moment: datetime, activity_ids: Sequence[int], by: By
) -> Iterable[tuple[int, Any, str, int]]:
    moved = select(Fact.assignment_id).where(Fact.recorded_at > moment)
    which = (
        Assignment.activity_id.in_(activity_ids),
        Assignment.opened_at <= moment,
        Assignment.id.in_(moved),
    )
    facts: dict[int, list[Fact]] = defaultdict(list)
    for fact in session.scalars(select(Fact).join(Assignment).where(*which).order_by(Fact.id)):
        facts[fact.assignment_id].append(fact)
    for assignment in session.scalars(select(Assignment).where(*which)):
        own = facts[assignment.id]
        row = fold(opened_as(assignment, own), (fact for fact in own if fact.recorded_at <= moment))
        row |= {"person_id": assignment.person_id}
        if all(
            wanted in (0, "", row[name])
            for name, wanted in (
                ("department_id", scope.department),
                ("branch", scope.branch),
                ("person_id", scope.person),
            )
        ):
            yield assignment.activity_id, row[by], state_of(row, moment).value, 1


def states_sum(counted: Counted) -> dict[int, Counts]:
    """Return what each activity adds up to."""
    return {id_: sum(of_activity.values(), Counts()) for id_, of_activity in counted.items()}
