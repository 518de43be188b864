"""Drawing a quiz's papers from the bank while it is drafted."""

from collections.abc import Sequence
from typing import Any

from activities.quiz.content import ANY_TYPE, QuizContent, questions_in
from language.question import Question
from services.drafting.writing import Writing
from services.importing.bank import draw

RETAKE = 1_000_000  # added to the seed: another paper, from a seed of its own


def draw_papers(w: Writing, content: QuizContent) -> dict[str, Any]:
    """Draw a paper for each side that is asked: the same draft and bank give the same papers.

    Raises BankTooSmall.
    """
    drawn: dict[str, Any] = {} if w.draft.fields.get("seed") else {"seed": w.draft.id}
    for side in ("party", "other"):
        if w.audience.political not in ("", side) and not w.audience.statuses:
            continue
        first: Sequence[Question] = questions_in(content, f"{side}_paper")
        if not first:
            first = _draw(w, content, side, w.draft.id)
            drawn[f"{side}_paper"] = _stored(first)
        if content.retake and not questions_in(content, f"{side}_retake"):
            drawn[f"{side}_retake"] = _stored(_draw(w, content, side, w.draft.id + RETAKE, first))
    return drawn


def _draw(
    w: Writing, content: QuizContent, side: str, seed: int, avoiding: Sequence[Question] = ()
) -> tuple[Question, ...]:
    return draw(
        w.session,
        content.count,
        content.category,
        party=side == "party",
        seed=seed,
        difficulty="" if content.difficulty == "不限" else content.difficulty,
        typed=content.types == ANY_TYPE,
        avoiding=avoiding,
    )


def _stored(questions: Sequence[Question]) -> list[dict[str, Any]]:
    return [question.model_dump(mode="json") for question in questions]
