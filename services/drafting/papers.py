"""What the bot fills in itself before a preview: a quiz's questions, drawn from the bank."""

from typing import Any

from sqlalchemy import select

from activities.kind import Content
from activities.quiz import QuizContent
from services.backing import backing_of
from services.drafting.writing import Writing
from services.question_bank import draw
from services.reply import Press, Rows
from storage.questions import BankQuestion


def fill(w: Writing, content: Content) -> dict[str, Any]:
    """Return the fields that nobody types, where they are not filled yet. Raises Refusal."""
    filler = backing_of(w.draft.kind).fill
    return filler(w, content) if filler else {}


def draw_papers(w: Writing, content: QuizContent) -> dict[str, Any]:
    """Draw a paper for each side that is asked: the same draft and bank give the same paper."""
    drawn: dict[str, Any] = {}
    for name, side in (("party_paper", "party"), ("other_paper", "other")):
        if w.audience.political not in ("", side) or w.draft.fields.get(name):
            continue
        questions = draw(w.session, content.count, content.category, party=side == "party", seed=w.draft.id)
        drawn[name] = [question.model_dump(mode="json") for question in questions]
    return drawn


def helping(w: Writing) -> Rows:
    """Return the button that gets a draft on where there is nothing yet to fill it from."""
    if w.draft.kind == "quiz" and w.session.scalars(select(BankQuestion.id).limit(1)).first() is None:
        return ((Press("导入自带题库", "bk"),),)
    return ()
