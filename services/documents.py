"""Documents that answer what was asked: a Word or text file in place of typed words."""

import hashlib
from datetime import datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy.orm import Session

from activities.attachment import LONGEST_NAME, Attachment
from activities.kind import Action, esc
from services.access import access_person
from services.answering import submitted
from services.files import keep_file
from services.focus import current_focus
from services.office import Office
from services.paging import short
from services.refusals import Outdated
from services.reply import Press, Reply
from services.views import kind_of
from storage.assignments import open_for

SUFFIXES = (".docx", ".doc", ".wps", ".txt", ".pdf")
UNASKED = "这个文件还没有收下。要用它办理下面的事项，请先点开，点“开始提交”或“接着写”，再发一次文件。"


def wants_document(session: Session, office: Office, now: datetime, telegram_id: int) -> bool:
    """Tell whether what this person was asked for last may come as a document. Raises Stranger."""
    return _focus(session, office, now, telegram_id) is not None


def hand_in(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    text: str,
    file: Attachment,
    content: bytes,
    copy: str,
) -> Reply:
    """Take a document, and the text read from it, where it was asked for. Raises Refusals."""
    ref = _focus(session, office, now, telegram_id)
    if ref is None:
        raise Outdated
    keep_file(session, now, file, content, copy)
    return submitted(session, office, now, telegram_id, ref, Action(ref["name"], text=text, file=file))


def say_where(
    session: Session, office: Office, now: datetime, telegram_id: int, filename: str
) -> Reply | None:
    """Return what to say of a document that came unasked, where something open would take it."""
    person = access_person(session, telegram_id, office.today(now))
    if not filename.lower().endswith(SUFFIXES):
        return None
    taking = [
        Press(short(activity.title), "o", (assignment.id,))
        for assignment, activity in open_for(session, person.id, now)
        if kind_of(activity).takes_documents
    ]
    return Reply(esc(UNASKED), tuple((press,) for press in taking)) if taking else None


def document_of(filename: str, content: bytes) -> Attachment:
    """Return what to keep a document by whose text could be read."""
    name = "".join(sign for sign in filename if sign.isprintable()).strip()
    suffix = PurePath(name).suffix
    stem = name.removesuffix(suffix)
    digest = hashlib.sha256(content).hexdigest()
    return Attachment(digest=digest, name=(stem[:LONGEST_NAME] or "文档") + suffix[:8])


def _focus(session: Session, office: Office, now: datetime, telegram_id: int) -> dict[str, Any] | None:
    person = access_person(session, telegram_id, office.today(now))
    focus = current_focus(session, person.id, now)
    return focus.ref if focus is not None and focus.purpose == "answer" and focus.ref.get("file") else None
