"""A department's task stays with the department: when its head changes, the new one is asked to go on."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.task.extension import WORKING
from services.apart import apart
from services.facts import new_assignment, record
from services.office import Office
from services.outbox import enqueue, message_row
from services.publishing import open_message_key
from storage import people
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.people import Department, Person

HANDOVER = "handover"


def hand_over(session: Session, office: Office, now: datetime) -> int:
    """Ask the new head for what a department has open since the old one left or moved; return how often.

    What the old head wrote goes along. Until there is a new head, everything stays as it is.
    """
    open_ = (
        select(Assignment, Activity, Person, Department)
        .join(Activity, Activity.id == Assignment.activity_id)
        .join(Person, Person.id == Assignment.person_id)
        .join(Department, Department.name == Assignment.subject)
        .where(Activity.kind == "task", Activity.status == OPEN, Assignment.outcome == "none")
    )
    rows = session.execute(open_.order_by(Assignment.id)).all()
    if not rows:
        return 0
    heads: dict[int, Person] = {}
    for person in people.on_roster(session, office.today(now)):
        if person.is_head:
            heads.setdefault(person.department_id, person)
    handed = 0
    for assignment, activity, person, department in rows:
        still = person.on_roster(office.today(now)) and person.is_head
        head = heads.get(department.id)
        if head is None or (still and person.department_id == department.id):
            continue
        with apart(session, f"handing over assignment {assignment.id}"):
            handed += _give(session, now, assignment, activity, head)
    return handed


def _give(session: Session, now: datetime, old: Assignment, activity: Activity, head: Person) -> bool:
    """Open the same for the new head, unless they have it already."""
    of_subject = Assignment.activity_id == activity.id, Assignment.subject == old.subject
    if session.scalars(select(Assignment.id).where(*of_subject, Assignment.person_id == head.id)).first():
        return False
    new = new_assignment(activity, now, head, old.subject, old.place, old.deadline)
    session.add(new)
    session.flush()
    record(session, new, HANDOVER, _carried(old), now, by=None)
    if old.exempt is None:
        record(session, old, HANDOVER, {"exempt": f"已由{head.name}接办"}, now, by=None)
    session.flush()
    if head.telegram_id is not None:
        key = open_message_key(new.id, 1)
        row = message_row(key, "open", head.id, now, assignment_id=new.id, activity_id=activity.id)
        enqueue(session, [row])
    return True


def _carried(old: Assignment) -> dict[str, Any]:
    """Return what the new head begins with: what was written; what was asked for is to be asked anew."""
    kept = {key: old.reply[key] for key in ("notes",) if key in old.reply}
    return {"reply": kept, "stage": WORKING if kept else ""}
