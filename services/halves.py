"""A text too long for one message comes as two: the second half is no answer of its own."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from activities.registry import KINDS
from services.reply import Reply
from storage.activities import Activity
from storage.assignments import Assignment
from storage.messages import Focus

# A messenger cuts at 4096 units, at a line's end some hundred earlier; what is asked for is always shorter.
CUT = 3500
SOON = timedelta(seconds=10)  # both halves are sent at once; nobody shortens such a text in that time
MARK = "cut"
JOINING = frozenset({"plan", "questions"})  # they take a text in as many messages as it comes
SAID = (
    "这是刚才那段话的后一半：太长的话会被自动分成两条发出。两条都没有收下，免得只留下半截。\n"
    "请删减到要求的字数以内，一条发完。"
)


def second_half(focus: Focus, now: datetime, text: str) -> Reply | None:
    """Refuse the rest of a text whose first half has just been refused; None for anything else."""
    cut = focus.ref.get(MARK)
    if cut is None:
        return None
    if now - datetime.fromisoformat(cut) > SOON:
        focus.ref = {name: value for name, value in focus.ref.items() if name != MARK}
        return None
    focus.ref = focus.ref | {MARK: now.isoformat()} if len(text) >= CUT else focus.ref
    return Reply(SAID)


def note_first_half(session: Session, focus: Focus | None, now: datetime, text: str) -> None:
    """Note that words still asked for came so long that a second half may follow."""
    if focus is not None and len(text) >= CUT and not _joins(session, focus):
        focus.ref = focus.ref | {MARK: now.isoformat()}


def _joins(session: Session, focus: Focus) -> bool:
    if focus.purpose == "draft":  # names are added to those of the message before
        return bool(focus.ref.get("text_file")) or not str(focus.ref["step"]).startswith("ask")
    if focus.purpose != "answer":
        return focus.purpose in JOINING
    assignment = session.get_one(Assignment, focus.ref["assignment"])
    return KINDS[session.get_one(Activity, assignment.activity_id).kind].takes_documents
