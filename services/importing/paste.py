"""Questions the secretary pastes into the chat: several messages are one text, read when all is there."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from language.papers import joined_messages
from services.access import access_secretary
from services.focus import drop_focus, set_focus
from services.importing.reading import Upload
from services.importing.receiving import receive
from services.office import Office
from services.refusals import NotYours
from services.reply import Press, Reply, Rows
from storage.messages import ImportPreview

FOCUS, KIND, ROUTE = "questions", "paste", "qp"
LONGEST = 600_000  # characters; 3,000 questions have half of that
ASKED = (
    "请把题目粘贴到这里，一条发不完就分几条发。\n"
    "照试卷原样就行：题号、选项、答案写在题里、题后或最后都可以；GIFT、Aiken 格式也可以。\n"
    "也可以直接发 Word 文档（.docx）、文本文件（.txt）或表格（.xlsx、.csv）。"
)
NOT_FOUND = "没有认出题目。题目请写成“1. 题干”，选项写成“A. 选项”，答案写成“答案：A”，再发一次。"
OVER = "这次粘贴的题目已经识别过或已取消。要再粘贴，请用 /template。"


def begin(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Ask a secretary for questions in words. Raises Stranger or NotAllowed."""
    secretary = access_secretary(session, telegram_id, office, now)
    paste = ImportPreview(
        kind=KIND,
        person_id=secretary.id,
        filename="粘贴的题目",
        rows=[],
        errors=[],
        choices={"ignored": []},
        created_at=now,
    )
    session.add(paste)
    session.flush()
    set_focus(session, secretary.id, FOCUS, {"paste": paste.id}, now)
    return Reply(prompt=ASKED)


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Keep a part of the text."""
    paste = _access(session, office, now, telegram_id, ref["paste"])
    if paste.settled_at is not None:
        drop_focus(session, paste.person_id or 0)
        return Reply(OVER)
    length = sum(map(len, paste.rows))
    if length + len(text) > LONGEST:
        return Reply(
            "文字太长，这一条没有收下。请先识别已收到的，其余分几次粘贴或改为发送文件。", _rows(paste)
        )
    paste.rows = [*paste.rows, text]
    set_focus(session, paste.person_id or 0, FOCUS, ref, now)
    said = f"已收到{len(paste.rows)}条、{length + len(text)}字。还有就继续发；发完了请点“开始识别”。"
    return Reply(said, _rows(paste))


def gathered(session: Session, office: Office, now: datetime, telegram_id: int, paste_id: int) -> str:
    """Return all that was pasted, empty where it has been read already. Raises Refusals."""
    paste = _access(session, office, now, telegram_id, paste_id, lock=False)
    return "" if paste.settled_at is not None else joined_messages(paste.rows)


def taken(
    session: Session, office: Office, now: datetime, telegram_id: int, paste_id: int, upload: Upload
) -> Reply:
    """Show what the text holds as a preview like a file's. Raises Refusals."""
    paste = _access(session, office, now, telegram_id, paste_id)
    if paste.settled_at is not None:
        return Reply(toast=OVER, alert=True)
    paste.settled_at = now
    drop_focus(session, paste.person_id or 0)
    return receive(session, office, now, telegram_id, upload)


def cancel(session: Session, office: Office, now: datetime, telegram_id: int, paste_id: int) -> Reply:
    """Forget a text that was being pasted."""
    paste = _access(session, office, now, telegram_id, paste_id)
    if paste.settled_at is not None:
        return Reply(toast=OVER, alert=True)
    paste.settled_at = now
    paste.rows = []
    drop_focus(session, paste.person_id or 0)
    return Reply("已取消，粘贴的题目没有导入。")


def _access(
    session: Session, office: Office, now: datetime, telegram_id: int, paste_id: int, *, lock: bool = True
) -> ImportPreview:
    secretary = access_secretary(session, telegram_id, office, now)
    paste = session.get(ImportPreview, paste_id, with_for_update=lock or None)
    if paste is None or paste.person_id != secretary.id or paste.kind != KIND:
        raise NotYours
    return paste


def _rows(paste: ImportPreview) -> Rows:
    return ((Press("开始识别", ROUTE, (paste.id, "read")), Press("取消", ROUTE, (paste.id, "no"))),)
