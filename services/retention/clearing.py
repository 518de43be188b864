"""What each rule finds due, and clearing it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, select
from sqlalchemy.orm import Session

from services.audit import chain
from services.office import Office
from services.retention.content import SETTLED, clear_assignments, unused_files
from services.retention.erasing import ERASED_NAME, erase_identity
from services.retention.rules import Rule, midnight
from services.survey.closing import part_choices
from storage.activities import Activity, Draft
from storage.approvals import WAITING, Approval
from storage.assignments import Assignment
from storage.audit import AuditRow
from storage.erasures import ClearedActivity, activities_over, answered_in, delete_rows, set_rows
from storage.leave_requests import LeaveRequest
from storage.messages import ImportPreview, KeptText, Message, SetAside, StoredFile
from storage.people import Invite, Leave, Person
from storage.practice import PracticeCard
from storage.registers import RegisterSlip
from storage.suggestions import Suggestion
from storage.surveys import KIND as SURVEY
from storage.threads import Said

BATCH = 500  # assignments in a transaction


@dataclass(frozen=True)
class Due:
    """What is older than a day: `before` is the moment that day begins."""

    session: Session
    office: Office
    now: datetime
    day: date

    @property
    def before(self) -> datetime:
        return midnight(self.office, self.day)

    def count(self, table: Any, *which: ColumnElement[bool]) -> int:
        return self.session.scalar(select(func.count()).select_from(table).where(*which)) or 0

    def delete(self, table: Any, *which: ColumnElement[bool]) -> None:
        delete_rows(self.session, table, *which)


Count: TypeAlias = Callable[[Due], int]
Clear: TypeAlias = Callable[[Due], None]


def count_due(due: Due, rule: Rule) -> int:
    """Return how much a rule finds older than the day."""
    if rule.kinds:
        ids = [one.id for one in activities_over(due.session, rule.kinds, due.before)]
        return answered_in(due.session, ids)
    return _COUNTS[rule.name](due)


def clear_due(due: Due, rule: Rule) -> tuple[int, bool]:
    """Clear a batch of what a rule finds older than the day; return how much, and whether there is more."""
    if rule.kinds:
        return _clear_activities(due, rule.kinds)
    if rule.untold:
        _CLEARS[rule.name](due)
        return 0, False
    found = _COUNTS[rule.name](due)
    if found:
        _CLEARS[rule.name](due)
        due.session.flush()
    return found, False


def _clear_activities(due: Due, kinds: Sequence[str]) -> tuple[int, bool]:
    over = activities_over(due.session, kinds, due.before)
    if not over:
        return 0, False
    progress = due.session.get(ClearedActivity, over[0].id) or _begun(due.session, over[0])
    query = select(Assignment).where(Assignment.activity_id == over[0].id, Assignment.id > progress.looked_to)
    batch = due.session.scalars(query.order_by(Assignment.id).limit(BATCH).with_for_update()).all()
    cleared = clear_assignments(due.session, due.office.today(due.now), batch)
    if batch:
        progress.looked_to = batch[-1].id
    if len(batch) < BATCH:
        progress.finished_at = due.now
    due.session.flush()
    return cleared, True


def _begun(session: Session, activity: Activity) -> ClearedActivity:
    if activity.kind == SURVEY:
        part_choices(session, activity)
    progress = ClearedActivity(activity_id=activity.id, looked_to=0)
    session.add(progress)
    return progress


def _drafts(due: Due) -> list[tuple[Any, list[ColumnElement[bool]]]]:
    waiting = exists().where(Approval.draft_id == Draft.id, Approval.status == WAITING)
    return [
        (Draft, [Draft.activity_id.is_(None), Draft.updated_at < due.before, ~waiting]),
        (RegisterSlip, [RegisterSlip.updated_at < due.before]),
        (ImportPreview, [ImportPreview.created_at < due.before]),
    ]


def _technical(due: Due) -> list[tuple[Any, list[ColumnElement[bool]]]]:
    ended = func.coalesce(Invite.used_at, Invite.revoked_at, Invite.expires_at)
    return [(SetAside, [SetAside.at < due.before]), (Invite, [ended < due.before])]


def _worded(due: Due) -> list[ColumnElement[bool]]:
    return [
        Message.state.in_(SETTLED),
        Message.due_at < due.before,
        cast(Message.payload, String) != "{}",
    ]


def _silent(due: Due) -> Select[Any]:
    """Return the suggestions about which nobody has said anything since."""
    last = select(func.max(Said.at)).where(Said.suggestion_id == Suggestion.id).scalar_subquery()
    return select(Suggestion.id).where(func.coalesce(last, Suggestion.opened_at) < due.before)


def _stale_files(due: Due) -> list[str]:
    old = due.session.scalars(select(StoredFile.digest).where(StoredFile.created_at < due.before)).all()
    return list(unused_files(due.session, old))


def _gone(due: Due) -> list[ColumnElement[bool]]:
    return [Person.left < due.day, Person.name != ERASED_NAME]


def _reasons(due: Due) -> list[tuple[Any, list[ColumnElement[bool]]]]:
    return [(table, [table.last < due.day, table.reason != ""]) for table in (Leave, LeaveRequest)]


def _count_all(due: Due, parts: Sequence[tuple[Any, list[ColumnElement[bool]]]]) -> int:
    return sum(due.count(table, *which) for table, which in parts)


def _delete_all(due: Due, parts: Sequence[tuple[Any, list[ColumnElement[bool]]]]) -> None:
    for table, which in parts:
        due.delete(table, *which)


def _clear_reasons(due: Due) -> None:
    for table, which in _reasons(due):
        set_rows(due.session, table, *which, reason="")


def _clear_suggestions(due: Due) -> None:
    ids = due.session.scalars(_silent(due)).all()
    due.delete(Said, Said.suggestion_id.in_(ids))
    due.delete(Suggestion, Suggestion.id.in_(ids))


def _clear_technical(due: Due) -> None:
    _delete_all(due, _technical(due))
    set_rows(due.session, Message, *_worded(due), payload={})


def _clear_audit(due: Due) -> None:
    chain.erase_before(due.session, due.before)


def _clear_leavers(due: Due) -> None:
    for person in due.session.scalars(select(Person).where(*_gone(due))).all():
        erase_identity(due.session, due.office, due.now, person)


_COUNTS: dict[str, Count] = {
    "words": lambda due: due.count(KeptText, KeptText.at < due.before),
    "drafts": lambda due: _count_all(due, _drafts(due)),
    "leave": lambda due: _count_all(due, _reasons(due)),
    "suggestions": lambda due: len(due.session.scalars(_silent(due)).all()),
    "audit": lambda due: due.count(AuditRow, AuditRow.at < due.before, AuditRow.body.is_not(None)),
    "files": lambda due: len(_stale_files(due)),
    "technical": lambda due: _count_all(due, _technical(due)) + due.count(Message, *_worded(due)),
    "leavers": lambda due: due.count(Person, *_gone(due)),
}
_CLEARS: dict[str, Clear] = {
    "words": lambda due: due.delete(KeptText, KeptText.at < due.before),
    "drafts": lambda due: _delete_all(due, _drafts(due)),
    "leave": _clear_reasons,
    "suggestions": _clear_suggestions,
    "practice": lambda due: due.delete(PracticeCard, PracticeCard.due_at < due.before),
    "audit": _clear_audit,
    "files": lambda due: due.delete(StoredFile, StoredFile.digest.in_(_stale_files(due))),
    "technical": _clear_technical,
    "leavers": _clear_leavers,
}
