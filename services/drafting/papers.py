"""What the bot fills in itself before a preview: a quiz's questions, drawn from the bank."""

from collections.abc import Callable
from typing import Any, TypeAlias

from activities.kind import Content
from activities.quiz import QuizContent
from services.drafting.writing import Writing
from services.question_bank import draw

Filler: TypeAlias = Callable[[Writing, Any], dict[str, Any]]


def fill(w: Writing, content: Content) -> dict[str, Any]:
    """Return the fields that nobody types, where they are not filled yet. Raises Refusal."""
    filler = FILLERS.get(w.draft.kind)
    return filler(w, content) if filler else {}


def _papers(w: Writing, content: QuizContent) -> dict[str, Any]:
    """Draw a paper for each side that is asked: the same draft and bank give the same paper."""
    drawn: dict[str, Any] = {}
    for name, side in (("party_paper", "party"), ("other_paper", "other")):
        if w.audience.political not in ("", side) or w.draft.fields.get(name):
            continue
        questions = draw(w.session, content.count, content.category, party=side == "party", seed=w.draft.id)
        drawn[name] = [question.model_dump(mode="json") for question in questions]
    return drawn


FILLERS: dict[str, Filler] = {"quiz": _papers}
