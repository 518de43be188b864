"""Questions of a file that are very like others: shown, for the secretary to decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from language.near import near_pairs
from language.question import Question
from services.importing.bank import preview_questions
from services.reply import File
from storage.questions import BankQuestion

SHOWN, STEM = 3, 30


@dataclass(frozen=True)
class Near:
    """A question of a file, its place there, and the one it is like."""

    place: int
    question: Question
    other: Question


def near_questions(session: Session, questions: Sequence[Question]) -> list[Near]:
    """Return those new questions that are very like one of the bank, or an earlier one of the file."""
    added = list(preview_questions(session, questions).added)
    places = {id(question): place for place, question in enumerate(questions)}
    stored = [Question.model_validate(row) for row in session.scalars(select(BankQuestion.question))]
    return [Near(places[id(added[i])], added[i], other) for i, other in near_pairs(added, stored)]


def say_near(near: Sequence[Sequence[str]]) -> str:
    """Return the first of them, each with the one it is like."""
    if not near:
        return ""
    lines = [f"有{len(near)}道题和已有的题很像，可能重复（对照表见附件）："]
    lines += [f"“{_cut(stem)}”和“{_cut(other)}”" for _, stem, other in near[:SHOWN]]
    return esc("\n".join(lines))


def near_file(near: Sequence[Near]) -> tuple[File, ...]:
    """Return a workbook with both questions side by side."""
    if not near:
        return ()

    def make() -> bytes:
        from reports.near import Pair, near_workbook  # openpyxl is loaded when first needed

        return near_workbook([Pair(_whole(each.question), _whole(each.other)) for each in near])

    return (File("很像的题对照表.xlsx", make),)


def _whole(question: Question) -> str:
    options = "；".join(question.options) if question.options else ""
    return "　".join(part for part in (question.stem, options, f"答案：{question.answer_text}") if part)


def _cut(stem: str) -> str:
    return stem if len(stem) <= STEM else stem[:STEM] + "…"
