"""Where each person of one activity stands, now or at a past moment, as lines of a list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.state import State
from reports.figures import PersonLine
from services.facts import OPENED, fold, opened_as, state_of
from services.office import Office
from services.views import remark_of, view_of
from storage import people
from storage.activities import Activity, ActivityVersion
from storage.assignments import Assignment, Fact, state_sql
from storage.people import Department, Person

# What the secretary does next about somebody who cannot be reached, by a word of the reason.
NEXT_STEPS = (
    ("停用机器人", "请当面请其重新打开机器人"),
    ("注销", "请用新的邀请链接重新绑定"),
    ("没有打开过", "请其打开机器人并点“开始”"),
    ("找不到", "请用新的邀请链接重新绑定"),
)
ANY_NEXT_STEP = "请当面或电话通知"


@dataclass(frozen=True)
class Standing:
    """One assignment with its person and state. Of a past moment, the assignment is a copy as it was then."""

    assignment: Assignment
    person: Person
    state: State
    # Held because line() looks them up by id: a session forgets what nobody holds, and would ask each time.
    department: Department
    version: ActivityVersion

    def line(
        self, session: Session, office: Office, now: datetime, activity: Activity, *, remarks: bool
    ) -> PersonLine:
        """Return the person's line of a list; `remarks` adds reasons given and scores."""
        assignment = self.assignment
        view = view_of(session, office, now, self.person, assignment, activity)
        parts = [self._reason(), remark_of(activity, view) if remarks else ""]
        return PersonLine(
            name=self.person.name,
            department=self.department.name,
            position=self.person.position,
            state=self.state,
            stage=assignment.stage if self.state is not State.EXEMPT else "",
            note="，".join(part for part in parts if part),
            done_at=office.local(assignment.done_at) if assignment.done_at else None,
            late=assignment.late,
        )

    def _reason(self) -> str:
        match self.state:
            case State.DONE:
                return self.assignment.way
            case State.EXEMPT:
                return self.assignment.exempt or ""
            case State.UNREACHABLE:
                reason = self.assignment.unreachable or ""
                return f"{reason}，{next_step(reason)}"
        return ""


def next_step(reason: str) -> str:
    """Return what to do about somebody whom messages cannot reach for this reason."""
    return next((step for word, step in NEXT_STEPS if word in reason), ANY_NEXT_STEP)


def standings(
    session: Session, now: datetime, activity: Activity, department_id: int | None = None
) -> list[Standing]:
    """Return where everybody stands now, in roster order."""
    query = select(Assignment, Person, state_sql(now)).join(Person, Person.id == Assignment.person_id)
    query = query.where(Assignment.activity_id == activity.id)
    if department_id is not None:
        query = query.where(Assignment.department_id == department_id)
    rows = [(row[0], row[1], State(row[2])) for row in session.execute(query)]
    return _ordered(session, activity, rows)


def standings_as_of(
    session: Session, moment: datetime, activity: Activity, department_id: int | None = None
) -> list[Standing]:
    """Return where everybody stood at a past moment, in roster order, by the facts recorded by then."""
    facts: dict[int, list[Fact]] = defaultdict(list)
    of_activity = select(Fact).join(Assignment).where(Assignment.activity_id == activity.id)
    for fact in session.scalars(of_activity.order_by(Fact.id)):
        facts[fact.assignment_id].append(fact)
    query = select(Assignment, Person).join(Person, Person.id == Assignment.person_id)
    query = query.where(Assignment.activity_id == activity.id, Assignment.opened_at <= moment)
    rows = []
    for assignment, person in session.execute(query):
        then = as_it_was(assignment, facts[assignment.id], moment)
        if department_id in (None, then.department_id):
            row = {key: getattr(then, key) for key in (*OPENED, "deadline")}
            rows.append((then, person, state_of(row, moment)))
    return _ordered(session, activity, rows)


def as_it_was(assignment: Assignment, facts: Sequence[Fact], moment: datetime) -> Assignment:
    """Return a copy of the row as it was; it belongs to no session, so nothing can store it."""
    known = (fact for fact in facts if fact.recorded_at <= moment)
    same = {key: getattr(assignment, key) for key in ("id", "activity_id", "person_id", "subject", "place")}
    row = fold(opened_as(assignment, facts), known)
    return Assignment(**same, opened_at=assignment.opened_at, version=assignment.version, **row)


def _ordered(
    session: Session, activity: Activity, rows: Sequence[tuple[Assignment, Person, State]]
) -> list[Standing]:
    order = people.departments(session)
    place = {department.id: number for number, department in enumerate(order)}
    version = session.get_one(ActivityVersion, (activity.id, activity.version))
    ordered = sorted(rows, key=lambda row: (place[row[0].department_id], row[0].place, row[0].id))
    return [
        Standing(assignment, person, state, order[place[assignment.department_id]], version)
        for assignment, person, state in ordered
    ]
