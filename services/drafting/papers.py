"""What the bot fills in itself before a preview, and how a draft gets on where it has nothing to fill in."""

from typing import Any

from sqlalchemy import select

from activities.kind import Content
from services.backing import backing_of
from services.drafting.writing import Writing
from services.reply import Press, Rows
from storage.questions import BankQuestion


def fill(w: Writing, content: Content) -> dict[str, Any]:
    """Return the fields that nobody types, where they are not filled yet. Raises Refusal."""
    filler = backing_of(w.draft.kind).fill
    return filler(w, content) if filler else {}


def helping(w: Writing) -> Rows:
    """Return the button that gets a draft on where there is nothing yet to fill it from."""
    if w.draft.kind == "quiz" and w.session.scalars(select(BankQuestion.id).limit(1)).first() is None:
        return ((Press("导入自带题库", "bk"),),)
    return ()
