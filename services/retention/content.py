"""Clearing what was written and chosen in assignments: figures stay, chains hold, the words are gone."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, String, cast, exists, or_, select
from sqlalchemy.orm import Session

from activities.clearing import CLEARED, is_cleared, plain_exemption
from activities.kind import Kind
from services.facts import PATCH
from services.patch import merged
from services.views import kind_of
from storage.activities import Activity, ActivityVersion, Draft
from storage.assignments import Assignment, Fact, facts_of
from storage.erasures import delete_rows, set_rows
from storage.essays import Essay, EssayMark, EssayPart
from storage.letters import Signature
from storage.messages import CANCELLED, SENT, UNCERTAIN, UNREACHABLE, Message, StoredFile
from storage.quizzes import QuizMark
from storage.surveys import SurveyDraft
from storage.threads import Said

Rewrite: TypeAlias = Callable[[Mapping[str, Any]], dict[str, Any]]

SETTLED = (SENT, UNREACHABLE, UNCERTAIN, CANCELLED)


def clear_assignments(session: Session, today: date, assignments: Sequence[Assignment]) -> int:
    """Clear these assignments of words and choices; return how many had any.

    How each stands, and what its kind draws figures from, stays, now and as of any past moment.
    """
    fresh = [one for one in assignments if not is_cleared(one.reply)]
    worded = sum(bool(one.reply) for one in fresh)
    for assignment in fresh:
        kind = kind_of(session.get_one(Activity, assignment.activity_id))
        rewrite_replies(session, assignment, partial(_cleared, kind, today))
        assignment.exempt = plain_exemption(assignment.exempt)
    ids = [one.id for one in assignments]
    _clear_essays(session, ids)
    for table in (SurveyDraft, Said):
        delete_rows(session, table, table.assignment_id.in_(ids))
    set_rows(session, Signature, Signature.assignment_id.in_(ids), body=None)
    set_rows(session, QuizMark, QuizMark.assignment_id.in_(ids), doubtful=False)
    blank_messages(session, Message.assignment_id.in_(ids))
    blank_messages(session, Message.id.in_(_told_of(session, set(ids))))
    session.flush()
    return worded


def rewrite_replies(session: Session, assignment: Assignment, rewrite: Rewrite) -> None:
    """Write an assignment's reply anew, and in its facts what it was at each of them."""
    running: dict[str, Any] = {}
    for fact in facts_of(session, assignment.id):
        change = dict(fact.change)
        if "reply" in change:
            told = change["reply"]
            running = merged(running, told[PATCH]) if PATCH in told else told
            change["reply"] = rewrite(running)
        if "exempt" in change:
            change["exempt"] = plain_exemption(change["exempt"])
        if change != fact.change:
            set_rows(session, Fact, Fact.id == fact.id, change=change)
            session.expire(fact)
    assignment.reply = rewrite(assignment.reply)


def blank_messages(session: Session, *which: ColumnElement[bool]) -> int:
    """Take the words from what was sent; that it went, when and to whom stays. Return how many had some."""
    worded = cast(Message.payload, String) != "{}"
    return set_rows(session, Message, Message.state.in_(SETTLED), worded, *which, payload={})


def unused_files(session: Session, digests: Collection[str]) -> Iterator[str]:
    """Yield which of these files nothing refers to any more."""
    for digest in digests:
        uses = (
            exists().where(cast(EssayPart.file, String).contains(digest)),
            exists().where(cast(ActivityVersion.content, String).contains(digest)),
            exists().where(cast(Draft.fields, String).contains(digest)),
        )
        if not session.scalar(select(or_(*uses))):
            yield digest


def drop_files(session: Session, digests: Collection[str]) -> int:
    """Delete those of these files that nothing refers to any more; return how many."""
    unused = list(unused_files(session, digests))
    return delete_rows(session, StoredFile, StoredFile.digest.in_(unused))


def _cleared(kind: Kind[Any], today: date, reply: Mapping[str, Any]) -> dict[str, Any]:
    return {**kind.without_words(reply), CLEARED: today.isoformat()} if reply else {}


def _told_of(session: Session, assignment_ids: Collection[int]) -> list[int]:
    """Return the messages in which the secretaries were told, in words, what came of these assignments."""
    told = select(Message.id, Message.key).where(Message.purpose == "tell", Message.key.startswith("tell/"))
    return [id_ for id_, key in session.execute(told) if int(key.split("/")[1]) in assignment_ids]


def _clear_essays(session: Session, assignment_ids: Sequence[int]) -> None:
    ids = session.scalars(select(Essay.id).where(Essay.assignment_id.in_(assignment_ids))).all()
    if not ids:
        return
    sent = session.scalars(select(EssayPart).where(EssayPart.essay_id.in_(ids))).all()
    digests = {part.file["digest"] for part in sent if part.file}
    delete_rows(session, EssayPart, EssayPart.essay_id.in_(ids))
    delete_rows(session, EssayMark, EssayMark.essay_id.in_(ids))
    set_rows(session, Essay, Essay.id.in_(ids), title="", body="", alike={})
    # Others' likeness quotes the sentences that both have.
    for other in session.scalars(select(Essay).where(cast(Essay.alike, String) != "{}")):
        if other.alike.get("essay_id") in ids:
            other.alike = {**other.alike, "passages": []}
    drop_files(session, digests)
