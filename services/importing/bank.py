"""The question bank: what an import would add, storing it, and drawing a paper."""

import hashlib
import random
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activities.kind import esc
from language.question import Question, likeness
from services.refusals import Refusal
from storage.questions import BankQuestion

_TOPICS = re.compile(r"[、，,；;\s]+")


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


def draw(
    session: Session,
    count: int,
    category: str,
    party: bool,
    seed: int,
    *,
    difficulty: str = "",
    typed: bool = True,
    avoiding: Collection[Question] = (),
) -> tuple[Question, ...]:
    """Draw a paper for Party members or for the others; the same seed draws the same paper.

    Of several categories (廉洁纪律、节日) each gives an equal share, as far as it goes; an empty one is any.
    Questions to be avoided come only where there are not enough others. Raises BankTooSmall.
    """
    audiences = ("全体", "党员" if party else "非党员")
    query = select(BankQuestion).where(BankQuestion.enabled, BankQuestion.audience.in_(audiences))
    topics = [topic for topic in _TOPICS.split(category) if topic]
    if topics:
        query = query.where(BankQuestion.category.in_(topics))
    fitting = [
        question
        for row in session.scalars(query.order_by(BankQuestion.id))
        if _fits(question := Question.model_validate(row.question), difficulty, typed=typed)
    ]
    if len(fitting) < count:
        raise BankTooSmall(_too_few(len(fitting), count, party, category, difficulty))
    chance = random.Random(seed)  # noqa: S311 repeatable, nothing secret
    seen = {likeness(question) for question in avoiding}
    drawn: list[Question] = []
    for preferred in (True, False):
        pool = [one for one in fitting if one not in drawn and (likeness(one) not in seen) == preferred]
        drawn += _spread(pool, topics, count - len(drawn), chance)
    chance.shuffle(drawn)
    return tuple(drawn)


def _spread(
    pool: Sequence[Question], topics: Sequence[str], count: int, chance: random.Random
) -> list[Question]:
    """Draw so many, the topics in turn."""
    piles = [[one for one in pool if one.category == topic] for topic in topics] or [list(pool)]
    for pile in piles:
        chance.shuffle(pile)
    drawn: list[Question] = []
    while len(drawn) < count and any(piles):
        for pile in piles:
            if pile and len(drawn) < count:
                drawn.append(pile.pop())
    return drawn


def _fits(question: Question, difficulty: str, *, typed: bool) -> bool:
    return (typed or not question.type.is_typed) and difficulty in ("", question.difficulty)


def _too_few(found: int, count: int, party: bool, category: str, difficulty: str) -> str:
    readers = "党员" if party else "非党员"
    about = f"“{esc(category)}”分类的" if category else ""
    about += f"难度为“{difficulty}”的" if difficulty else ""
    return (
        f"题库中适合{readers}的{about}题目有{found}道，不够{count}道。"
        "请减少题数、放宽分类或难度，或直接发送题库文件补充题目；也可以把党员和非党员分开发布。"
    )


def correct_key(session: Session, now: datetime, question: Question) -> bool:
    """Give the bank's question the answer of this one; return whether the bank has it."""
    stem = question.stem
    alike = select(BankQuestion).where(
        or_(BankQuestion.stem == stem, BankQuestion.stem.startswith(f"{stem}#", autoescape=True))
    )
    for row in session.scalars(alike):
        stored = Question.model_validate(row.question)
        if likeness(stored) == likeness(question) and stored.options == question.options:
            answered = {"answer": question.answer, "expected": question.expected}
            _store(row, stored.model_copy(update=answered), now)
            return True
    return False


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
