"""What an act is about, in words: looked up by what a button carried, before the act is done."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from services.audit.doing import Doing
from services.registers.books import BOOKS
from storage.activities import Activity, Draft
from storage.approvals import Approval
from storage.assignments import Assignment
from storage.essays import Essay
from storage.leave_requests import LeaveRequest
from storage.messages import ImportPreview
from storage.people import Department, Leave, Person
from storage.registers import RegisterEntry, RegisterSlip
from storage.rules import RuleDocument
from storage.suggestions import Suggestion
from workdays.words import say_date, say_range

LONGEST = 100  # characters of words that came from outside
_ID = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Subject:
    """What an act is about, and whose record that is where it is one person's."""

    words: str = ""
    person_id: int | None = None


def say_who(person: Person) -> str:
    """Return a person as the audit names them: 张三（办公室）."""
    return f"{person.name}（{person.department.name}）"


def subject_of(session: Session, doing: Doing) -> Subject:
    """Return what somebody is about to act on; what is not there any more is left out."""
    parts: list[str] = []
    person_id = None
    for name, place in doing.act.about:
        found = SUBJECTS[name](session, doing.arguments.get(place))
        parts += [found.words] if found.words else []
        person_id = person_id or found.person_id
    return Subject("　".join(parts), person_id)


def _id(argument: Any) -> int:
    # An arrival at a session carries more behind the id: 12.0.1
    found = _ID.match(str(argument))
    return int(found[0]) if found else 0


def _titled(title: str) -> str:
    return f"《{title}》" if title else ""


def _activity(session: Session, argument: Any) -> Subject:
    activity = session.get(Activity, _id(argument))
    return Subject(_titled(activity.title)) if activity else Subject()


def _assignment(session: Session, argument: Any) -> Subject:
    row = session.get(Assignment, _id(argument))
    return _of(session, row.person_id, _activity(session, row.activity_id).words) if row else Subject()


def _of(session: Session, person_id: int, more: str = "") -> Subject:
    person = session.get(Person, person_id)
    said = "　".join(part for part in (say_who(person) if person else "", more) if part)
    return Subject(said, person.id if person else None)


def _person(session: Session, argument: Any) -> Subject:
    return _of(session, _id(argument))


def _leave(session: Session, argument: Any) -> Subject:
    row = session.get(Leave, _id(argument))
    return _of(session, row.person_id, _days(row)) if row else Subject()


def _request(session: Session, argument: Any) -> Subject:
    row = session.get(LeaveRequest, _id(argument))
    return _of(session, row.person_id, _days(row)) if row else Subject()


def _days(row: Leave | LeaveRequest) -> str:
    days = f"{say_date(row.first)}起" if row.last is None else say_range(row.first, row.last)
    return f"{row.kind}　{days}"


def _essay(session: Session, argument: Any) -> Subject:
    row = session.get(Essay, _id(argument))
    return _assignment(session, row.assignment_id) if row else Subject()


def _suggestion(session: Session, argument: Any) -> Subject:
    row = session.get(Suggestion, _id(argument))
    return _of(session, row.person_id) if row else Subject()


def _draft(session: Session, argument: Any) -> Subject:
    row = session.get(Draft, _id(argument))
    return Subject(_titled(str(row.fields.get("title", "")))) if row else Subject()


def _approval(session: Session, argument: Any) -> Subject:
    row = session.get(Approval, _id(argument))
    return Subject(_titled(row.title)) if row else Subject()


def _department(session: Session, argument: Any) -> Subject:
    row = session.get(Department, _id(argument))
    return Subject(row.name) if row else Subject("各处室")


def _register(_session: Session, argument: Any) -> Subject:
    book = BOOKS.get(str(argument))
    return Subject(f"{book.title}台账") if book else Subject()


def _slip(session: Session, argument: Any) -> Subject:
    row = session.get(RegisterSlip, _id(argument))
    return _register(session, row.register) if row else Subject()


def _entry(session: Session, argument: Any) -> Subject:
    row = session.get(RegisterEntry, _id(argument))
    if row is None:
        return Subject()
    return Subject(f"{_register(session, row.register).words}　{say_date(row.day)}　{row.category}")


def _upload(session: Session, argument: Any) -> Subject:
    row = session.get(ImportPreview, _id(argument))
    return _words(session, row.filename) if row else Subject()


def _rule(session: Session, argument: Any) -> Subject:
    row = session.get(RuleDocument, _id(argument))
    return Subject(_titled(row.title)) if row else Subject()


def _words(_session: Session, argument: Any) -> Subject:
    return Subject(str(argument)[:LONGEST] if argument else "")


SUBJECTS: Mapping[str, Callable[[Session, Any], Subject]] = {
    "activity": _activity,
    "approval": _approval,
    "assignment": _assignment,
    "department": _department,
    "draft": _draft,
    "entry": _entry,
    "essay": _essay,
    "leave": _leave,
    "person": _person,
    "register": _register,
    "request": _request,
    "rule": _rule,
    "slip": _slip,
    "suggestion": _suggestion,
    "upload": _upload,
    "words": _words,
}
