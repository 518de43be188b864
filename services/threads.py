"""What a person and the secretaries say to each other about an assignment; any kind may use it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.office import Office
from storage.assignments import Assignment, facts_of
from storage.people import Person
from storage.threads import SECRETARY, Said, thread_of
from workdays.words import say_date


def keep_words(session: Session, now: datetime, assignment: Assignment, by: str, text: str) -> None:
    """Add to a thread what a verdict brought, by whoever the verdict's fact names; `by` as Said has it."""
    facts = facts_of(session, assignment.id)
    by_id = facts[-1].recorded_by if facts else None
    session.add(Said(assignment_id=assignment.id, by=by, by_id=by_id, text=text, at=now))
    session.flush()


def thread_for_view(session: Session, office: Office, assignment: Assignment) -> list[dict[str, str]]:
    """Return a thread for a kind's View.more: who, by (as Said has it), text, at in office words."""
    return [
        {
            "who": who_said(session, said),
            "by": said.by,
            "text": said.text,
            "at": say_date(office.today(said.at)),
        }
        for said in thread_of(session, assignment.id)
    ]


def who_said(session: Session, said: Said) -> str:
    """Return who speaks: a person by name; the secretaries are one."""
    if said.by == SECRETARY or said.by_id is None:
        return "纪检秘书"
    return session.get_one(Person, said.by_id).name


def awaits_answer(thread: Sequence[Said]) -> bool:
    """Tell whether the person spoke last."""
    return bool(thread) and thread[-1].by != SECRETARY
