"""Files that nothing took: the messenger's own name for each is kept, and secretaries can fetch them.

What was asked for is judged elsewhere; here lands whatever came of it: too large, of another sort, a picture
in place of words. Whoever sent one by mistake takes it out again with one button.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_person, access_secretary
from services.asking import say_person
from services.audit.recording import note
from services.belonging.secretaries import tell_each
from services.focus import current_focus, expected_of
from services.office import Office
from services.outbox import ANSWER
from services.paging import page_of, short, turn_rows
from services.refusals import NotYours
from services.reply import Copy, Press, Reply, Rows
from services.survey.filling import in_confidence
from storage import people
from storage.activities import Activity
from storage.assignments import Assignment
from storage.messages import KeptText
from storage.people import Person
from workdays.quiet import after_quiet
from workdays.words import say_moment

ROUTE = "lo"
A_PAGE = 10
TITLE = "没收下的文件"
STAYS = "原件已留存，纪检秘书可以查看。不是要交的，请点下面的按钮删除。"
STAYS_YOURS = f"原件已留存，可在 /report 下面的“{TITLE}”里取回。不用留的，请点下面的按钮删除。"
IN_CONFIDENCE = "您有匿名问卷在填，原件没有留存，以免和姓名连在一起。"
DROPPED = "已删除，原件没有留存。"
MEDIA: Mapping[str, str] = {
    "document": "文件",
    "photo": "图片",
    "video": "视频",
    "audio": "音频",
    "voice": "语音",
    "video_note": "视频",
    "animation": "动图",
}


@dataclass(frozen=True)
class Sent:
    """What a message carried: its sort, the messenger's name for it, and what is known of it.

    `size` is in bytes, 0 where the messenger does not say; files sent at once share `album`.
    """

    media: str
    file_id: str
    name: str = ""
    size: int = 0
    words: str = ""
    album: str = ""


def keep(session: Session, office: Office, now: datetime, telegram_id: int, sent: Sent, why: str) -> Reply:
    """Keep what was not taken, and say why, and that it is kept; `why` is plain text.

    Of an album only the first is answered. The secretaries hear of what somebody sent for an assignment.
    """
    person = access_person(session, telegram_id, office.today(now))
    if in_confidence(session, person.id):
        return Reply(f"{esc(why)}\n{IN_CONFIDENCE}")
    of_album = KeptText.person_id == person.id, KeptText.album == sent.album, KeptText.album != ""
    is_first = session.scalars(select(KeptText.id).where(*of_album).limit(1)).first() is None
    row = KeptText(
        person_id=person.id,
        text=sent.words,
        at=now,
        media=sent.media,
        file_id=sent.file_id,
        file_name=sent.name,
        file_size=sent.size,
        album=sent.album,
        why=why,
    )
    session.add(row)
    session.flush()
    if not is_first:
        return Reply()
    _tell_secretaries(session, office, now, person, row)
    own = people.SECRETARY in people.roles_of(session, person.id)
    return Reply(
        f"{esc(why)}\n\n{STAYS_YOURS if own else STAYS}", ((Press("不留存，删除", ROUTE, ("drop", row.id)),),)
    )


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, action: str, number: int
) -> Reply:
    """Do what a button says: `list` a page, `get` a file, or `drop` one's own. Raises Refusals."""
    if action == "drop":
        return _drop(session, office, now, telegram_id, number)
    access_secretary(session, telegram_id, office, now)
    if action == "get":
        return _fetch(session, office, number)
    return _list(session, office, number)


def list_button(session: Session) -> Rows:
    """Return the button that leads to the list, none where there is nothing on it."""
    number = session.scalar(select(func.count()).select_from(KeptText).where(KeptText.file_id.is_not(None)))
    return ((Press(f"{TITLE}（{number}）", ROUTE, ("list", 0)),),) if number else ()


def _list(session: Session, office: Office, page: int) -> Reply:
    query = select(KeptText).where(KeptText.file_id.is_not(None)).order_by(KeptText.id.desc())
    rows = session.scalars(query).all()
    if not rows:
        return Reply(f"没有{TITLE}。")
    shown, page = page_of(rows, page, A_PAGE)
    lines = [f"<b>{TITLE}</b>　共{len(rows)}个，新的在前。点按钮取原件。"]
    buttons = []
    for place, row in enumerate(shown, start=page * A_PAGE + 1):
        lines.append(f"\n{place}．{_say_what(session, office, row)}")
        buttons.append((Press(short(f"{place}．{_called(row)}"), ROUTE, ("get", row.id)),))
    return Reply("\n".join(lines), (*buttons, *turn_rows(ROUTE, ("list",), page, len(rows), A_PAGE)))


def _fetch(session: Session, office: Office, id_: int) -> Reply:
    row = session.get(KeptText, id_)
    if row is None or row.file_id is None:
        return Reply(toast="这个文件已由本人删除，或已到期清除。", alert=True)
    note(session, session.get_one(Person, row.person_id))
    copy = Copy(row.media, row.file_id, _say(session, office, row))
    return Reply(toast="原件稍后发出。", copies=(copy,))


def _drop(session: Session, office: Office, now: datetime, telegram_id: int, id_: int) -> Reply:
    person = access_person(session, telegram_id, office.today(now))
    row = session.get(KeptText, id_)
    if row is None:
        return Reply(DROPPED, toast="已删除。")
    if row.person_id != person.id or row.file_id is None:
        raise NotYours
    same = KeptText.person_id == person.id, KeptText.album == row.album
    for one in session.scalars(select(KeptText).where(*same)).all() if row.album else [row]:
        session.delete(one)
    session.flush()
    return Reply(DROPPED, toast="已删除。")


def _tell_secretaries(session: Session, office: Office, now: datetime, person: Person, row: KeptText) -> None:
    """Tell the secretaries where it was meant for something that had asked for words of this person."""
    focus = current_focus(session, person.id, now)
    asked = expected_of(focus.ref) if focus is not None and focus.purpose == "answer" else None
    assignment = session.get(Assignment, asked) if asked is not None else None
    if assignment is None:
        return
    title = session.get_one(Activity, assignment.activity_id).title
    text = f"<b>{TITLE}</b>\n办理《{esc(title)}》时发来：\n{_say(session, office, row)}"
    payload = {"text": text, "rows": [[("取原件", ROUTE, ["get", row.id])]]}
    key = f"tell/{assignment.id}/{int(now.timestamp() * 1000)}.f{row.id}"  # cleared with what came of it
    tell_each(session, office, after_quiet(now, office.zone), key, payload, lane=ANSWER)


def _say(session: Session, office: Office, row: KeptText) -> str:
    return f"{_say_what(session, office, row)}\n{esc(row.why.splitlines()[0])}"


def _say_what(session: Session, office: Office, row: KeptText) -> str:
    person = session.get_one(Person, row.person_id)
    at = say_moment(office.local(row.at))
    size = f"，{_say_size(row.file_size)}" if row.file_size else ""
    words = f"\n附言：{esc(short(row.text, 200))}" if row.text else ""
    return f"{say_person(person)}{at}\n{esc(_called(row))}{size}{words}"


def _called(row: KeptText) -> str:
    return row.file_name or MEDIA.get(row.media, "文件")


def _say_size(size: int) -> str:
    kilobytes = max(1, round(size / 1024))
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{size / 1024 / 1024:.1f} MB"
