"""What a person sends for an essay: its parts, the text they make, handing it in and having it returned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from activities.essay.content import count, title_of
from activities.kind import Verdict
from language.segment import load_soon
from reports.essay import Article
from services.essays.alike import enter_marks, note_alike
from services.office import Office
from services.reply import File
from storage.activities import Activity
from storage.assignments import Assignment
from storage.essays import KEPT, REFUSED, REPLACED, Essay, EssayPart, essay_of, parts_of
from storage.people import Person

CUT = 3800  # characters: a message that goes on in the next is not much shorter
CLOSING = "。！？…”）\n"
OPENING = 120  # characters that a preview shows


def more(
    session: Session, office: Office, now: datetime, activity: Activity, assignment: Assignment
) -> Mapping[str, Any]:
    """Return what the screen of somebody who is writing tells of their text."""
    if not assignment.reply or assignment.outcome == "done":
        return {}
    essay = essay_of(session, assignment.id)
    parts = parts_of(session, essay.id) if essay is not None else ()
    if essay is None or not parts:
        return {}
    text = _text(parts)
    opening = text[:OPENING] + ("……" if len(text) > OPENING else "")
    return {
        "parts": len(parts),
        "chars": count(text),
        "title": title_of(text),
        "opening": opening,
        **essay.alike,
    }


def after(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    assignment: Assignment,
    verdict: Verdict,
) -> None:
    """Do what the verdict hands over: keep what was sent, look for others alike, hand in."""
    if verdict.ask is not None:
        load_soon()  # the dictionary, while the person writes
    kept = verdict.kept or {}
    if not kept:
        return
    essay = essay_of(session, assignment.id) or _begun(session, assignment)
    if "add" in kept or "refused" in kept:
        sent = kept.get("add") or kept["refused"]
        state = KEPT if "add" in kept else REFUSED
        session.add(EssayPart(essay_id=essay.id, **sent, state=state, sent_at=now))
    elif "undo" in kept:
        parts_of(session, essay.id)[-1].state = REPLACED
    elif "again" in kept:
        these = EssayPart.essay_id == essay.id, EssayPart.state == KEPT
        session.execute(update(EssayPart).where(*these).values(state=REPLACED))
    elif "look" in kept:
        note_alike(session, essay, _text(parts_of(session, essay.id)))
    elif "hand" in kept:
        _hand_in(session, office, now, essay)
    session.flush()


def paper(
    session: Session, office: Office, now: datetime, activity: Activity, assignment: Assignment
) -> File:
    """Return a person's text as it stands, as a Word document for themselves."""
    essay = essay_of(session, assignment.id)
    assert essay is not None  # the kind offers it only where there is one
    person = session.get_one(Person, essay.person_id)
    text = _text(parts_of(session, essay.id)) if assignment.outcome != "done" else essay.body
    article = Article(title_of(text) or activity.title, person.name, person.department.name, text)
    return article_file(article, office.local(now))


def article_file(article: Article, at: datetime) -> File:
    """Return one essay as a Word document; `at` is on the office's clock."""
    name = "".join("_" if letter in '\\/:*?"<>|' else letter for letter in article.title)
    return File(f"{name[:40]}_{article.author}.docx", partial(_document, article, at))


def _begun(session: Session, assignment: Assignment) -> Essay:
    essay = Essay(
        assignment_id=assignment.id,
        activity_id=assignment.activity_id,
        person_id=assignment.person_id,
        alike={},
    )
    session.add(essay)
    session.flush()
    return essay


def _hand_in(session: Session, office: Office, now: datetime, essay: Essay) -> None:
    text = _text(parts_of(session, essay.id))
    note_alike(session, essay, text)  # once more: others may have handed in meanwhile
    essay.title, essay.body, essay.submitted_at = title_of(text), text, now
    essay.year = essay.year or office.today(now).year
    enter_marks(session, essay)


def _text(parts: Sequence[EssayPart]) -> str:
    """Return the text that the parts make: each on a line of its own, unless the messenger cut a message."""
    text, before = "", ""
    for part in parts:
        cut = len(before) >= CUT and before[-1] not in CLOSING
        text += part.text if cut or not before else f"\n{part.text}"
        before = part.text
    return text


def _document(article: Article, at: datetime) -> bytes:
    from reports.collection import single

    return single(article, at)
