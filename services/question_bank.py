"""The question bank: what an import would add, storing it, and drawing a paper."""

import hashlib
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from language.question import Question, likeness
from services.refusals import Refusal
from storage.questions import BankQuestion


class BankTooSmall(Refusal):
    """The bank holds fewer fitting questions than a paper needs."""


@dataclass(frozen=True)
class BankDifference:
    """A file's questions against the bank; `changed` with the row each replaces."""

    added: tuple[Question, ...]
    changed: tuple[tuple[BankQuestion, Question], ...]
    unchanged: int


def preview_questions(session: Session, questions: Sequence[Question]) -> BankDifference:
    """Compare questions with the bank, writing nothing.

    The same stem is the same question. Only where a stem stands for several questions (下列说法正确的是),
    in the file or in the bank, the options tell them apart.
    """
    rows = session.scalars(select(BankQuestion).order_by(BankQuestion.id)).all()
    stored = [(row, Question.model_validate(row.question)) for row in rows]
    alike = {likeness(question): (row, question) for row, question in stored}
    by_stem: dict[str, list[tuple[BankQuestion, Question]]] = {}
    for pair in stored:
        by_stem.setdefault(likeness(pair[1])[0], []).append(pair)
    in_file = Counter(likeness(question)[0] for question in questions)
    added, changed, unchanged = [], [], 0
    for question in questions:
        stem = likeness(question)[0]
        found = alike.get(likeness(question))
        if found is None and in_file[stem] == 1 and len(by_stem.get(stem, [])) == 1:
            found = by_stem[stem][0]
        if found is None:
            added.append(question)
        elif found[1] != question:
            changed.append((found[0], question))
        else:
            unchanged += 1
    return BankDifference(tuple(added), tuple(changed), unchanged)


def apply_questions(session: Session, now: datetime, questions: Sequence[Question]) -> BankDifference:
    """Take questions into the bank; return what was added and changed."""
    difference = preview_questions(session, questions)
    used = set(session.scalars(select(BankQuestion.stem)))
    for row, question in difference.changed:
        _store(row, question, now)
    for question in difference.added:
        stem = question.stem
        if stem in used:  # the column is unique; the question itself keeps its words
            stem = f"{stem}#{_digest(question)}"
        used.add(stem)
        row = BankQuestion(stem=stem)
        _store(row, question, now)
        session.add(row)
    session.flush()
    return difference


def draw(session: Session, count: int, category: str, party: bool, seed: int) -> tuple[Question, ...]:
    """Draw a paper for Party members or for the others; the same seed draws the same paper.

    An empty category is any. Raises BankTooSmall.
    """
    audiences = ("全体", "党员" if party else "非党员")
    query = select(BankQuestion).where(BankQuestion.enabled, BankQuestion.audience.in_(audiences))
    if category:
        query = query.where(BankQuestion.category == category)
    fitting = session.scalars(query.order_by(BankQuestion.id)).all()
    if len(fitting) < count:
        readers = "党员" if party else "非党员"
        about = f"“{esc(category)}”分类的" if category else ""
        raise BankTooSmall(
            f"题库中适合{readers}的{about}题目有{len(fitting)}道，不够{count}道。"
            "请减少题数、换一个分类，或直接发送题库文件补充题目。"
        )
    chosen = random.Random(seed).sample(fitting, count)  # noqa: S311 repeatable, nothing secret
    return tuple(Question.model_validate(row.question) for row in chosen)


def categories(session: Session) -> Sequence[str]:
    """Return the categories there are questions of."""
    query = select(BankQuestion.category).where(BankQuestion.enabled, BankQuestion.category != "").distinct()
    return session.scalars(query.order_by(BankQuestion.category)).all()


def _store(row: BankQuestion, question: Question, now: datetime) -> None:
    row.category, row.audience, row.enabled = question.category, question.audience, question.enabled
    row.question = question.model_dump(mode="json")
    row.updated_at = now


def _digest(question: Question) -> str:
    return hashlib.sha256("\n".join(question.options).encode()).hexdigest()[:12]
