"""Storing a document with its passages and its words; the question bank's explanations as documents too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from language.passages import Passage, passages_of, title_of
from language.question import Question
from language.search import index_of
from services.office import Office
from storage.questions import BankQuestion
from storage.rules import RuleDocument, RulePassage, RuleWord, remove_document

BANK = "题库"
BLOCK = 200  # questions in one document: what one changed question makes be read anew


@dataclass(frozen=True)
class Prepared:
    """A document as it is stored: made off the event loop, with no transaction open."""

    title: str
    passages: Sequence[Passage]
    words: Mapping[str, Sequence[int]]


def prepare(text: str, filename: str) -> Prepared:
    """Cut a document into passages and words; no passages where it holds no sentence."""
    passages = passages_of(text)
    title = title_of(text, filename)
    return Prepared(title, passages, index_of(passages, title))


def store_document(session: Session, now: datetime, prepared: Prepared, by: int | None) -> bool:
    """Store a document in place of one of the same title; return whether there was one."""
    old = select(RuleDocument.id).where(RuleDocument.title == prepared.title, RuleDocument.source == "")
    replaced = session.scalars(old).all()
    for document_id in replaced:
        remove_document(session, document_id)
    document = RuleDocument(title=prepared.title, source="", passages=len(prepared.passages))
    document.uploaded_at, document.uploaded_by = now, by
    rows = [
        {"place": place, "label": one.label, "heading": one.heading, "text": one.text}
        for place, one in enumerate(prepared.passages)
    ]
    _store(session, document, rows, prepared.words)
    return bool(replaced)


def index_bank(session: Session, office: Office, now: datetime) -> bool:
    """Bring one block of the question bank's explanations up to date; return whether there may be more."""
    number = BankQuestion.id - BankQuestion.id % BLOCK
    blocks = select(number, func.count(), func.max(BankQuestion.updated_at)).group_by(number)
    stamps = {f"{BANK}/{row[0]}": f"{row[1]} {row[2].isoformat()}" for row in session.execute(blocks)}
    kept = {row.source: row for row in session.scalars(select(RuleDocument).where(RuleDocument.source != ""))}
    for source in kept.keys() - stamps.keys():
        remove_document(session, kept[source].id)
    stale = [source for source in stamps if source not in kept or kept[source].stamp != stamps[source]]
    if not stale:
        return False
    if stale[0] in kept:
        remove_document(session, kept[stale[0]].id)
    _index_block(session, now, stale[0], stamps[stale[0]])
    return len(stale) > 1


def _index_block(session: Session, now: datetime, source: str, stamp: str) -> None:
    first = int(source.rpartition("/")[2])
    query = (
        select(BankQuestion.question)
        .where(BankQuestion.id >= first, BankQuestion.id < first + BLOCK, BankQuestion.enabled)
        .order_by(BankQuestion.id)
    )
    questions = [Question.model_validate(one) for one in session.scalars(query)]
    told = [one for one in questions if one.explanation]
    # The stem is searched with its explanation: it has the words that people use.
    passages = [Passage("", "", f"{one.stem}\n{one.explanation}") for one in told]
    rows = [
        {"place": place, "source": one.basis or BANK, "audience": one.audience, "text": one.explanation}
        for place, one in enumerate(told)
    ]
    document = RuleDocument(title=BANK, source=source, stamp=stamp, passages=len(rows), uploaded_at=now)
    _store(session, document, rows, index_of(passages))


def _store(
    session: Session,
    document: RuleDocument,
    rows: Sequence[Mapping[str, Any]],
    words: Mapping[str, Sequence[int]],
) -> None:
    session.add(document)
    session.flush()
    blank: dict[str, Any] = {"source": "", "label": "", "heading": "", "audience": "全体"}
    if rows:
        session.execute(insert(RulePassage), [{**blank, **row, "document_id": document.id} for row in rows])
    if words:
        found = [{"document_id": document.id, "word": word, "found": where} for word, where in words.items()]
        session.execute(insert(RuleWord), found)
