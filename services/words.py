"""Typed words: they answer what was asked last, or are kept, since nothing a person sends is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from services import answering, approval, authoring, desk, naming, suggestions
from services.access import access_person
from services.audit import looking
from services.belonging.enrolment import purpose
from services.correcting import talk as correcting
from services.focus import current_focus, drop_focus
from services.halves import note_first_half, second_half
from services.holidays import campaign_talk
from services.holidays import screen as holidays
from services.importing import paste, receiving
from services.leave import asking, entering
from services.office import Office
from services.open_items import note_reached
from services.plan import doors as plan
from services.quiz.lettered import say_press
from services.refusals import NotAllowed
from services.registers import filling as registers
from services.reply import Reply
from services.retention import erasing_screen
from services.rules import keeping as rules
from services.study.signing import by_digits
from services.survey.filling import in_confidence
from services.todo import todo_of
from storage.messages import KeptText
from storage.people import Person

KEPT = (
    "现在没有等您输入的内容，这段话已存下，没有交到任何人手里。"
    "办理事项请点消息下面的按钮；有问题请联系纪检秘书。"
)
CANCEL = ("取消", "算了")
NOT_KEPT = (
    "刚才的文字没有保存：您有匿名问卷在填，文字不能和姓名一起留存。"
    "要作答，请先点开那一题，按提示点按钮或输入。"
)

EDITED = (
    "您修改了一条已发出的消息，但办理以最初发来的为准，修改不起作用。\n"
    "要更改的，请用 /todo 或 /me 打开那一项，重新填写或重新发送。"
)
EDIT_KEPT = "修改后的文字已存下，没有交到任何人手里。"
EDIT_NOT_KEPT = "您有匿名问卷在填，修改后的文字没有保存。"

EARLIER = (
    "您回复的是较早的一条提问，这段话没有提交，免得交错地方。\n"
    "要答现在这一条，请直接发送，不用回复旧消息；要办较早的那一项，请重新点它的按钮。"
)
SLACK = timedelta(seconds=5)  # a question goes out a little after it is expected to be answered

Expecting: TypeAlias = Callable[[Session, Office, datetime, int, dict[str, Any], str], Reply]

# What a focus may be waiting for. Each is given the focus's own reference and the text.
EXPECTING: dict[str, Expecting] = {
    "answer": answering.typed,
    "approval": approval.typed,
    "audit_reason": looking.typed,
    "campaign": campaign_talk.moved,
    "decision": answering.decided,
    "correction": correcting.typed,
    "desk": desk.typed,
    "draft": authoring.typed,
    "erasure": erasing_screen.reason_typed,
    "holiday": holidays.enter_days,
    "import_since": receiving.since_typed,
    "leave": entering.days_typed,
    "leave_request": asking.typed,
    "name": naming.named,
    "plan": plan.typed,
    "questions": paste.typed,
    "register": registers.typed,
    "rules": rules.words_instead,
    "suggestion": suggestions.typed,
}


def typed(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    text: str,
    asked: timedelta | None = None,
) -> Reply:
    """Take typed words to where they are expected; else keep them and show what is open.

    `asked` is how long before these words the question was asked to which they are a reply, if to any: words
    that reply to an earlier question are no answer to what is expected now.
    """
    person = access_person(session, telegram_id, office.today(now))
    if person.unreachable is not None:  # its end was missed: whoever writes can be written to
        note_reached(session, now, person)
    signed_in = by_digits(session, office, now, telegram_id, text)
    if signed_in is not None:
        return signed_in
    focus = current_focus(session, person.id, now)
    if focus is not None and text.strip() in CANCEL:  # a button pressed by mistake had asked for words
        drop_focus(session, person.id)
        return Reply("已取消，没有提交任何内容。需要时请重新点按钮。")
    if focus is not None and asked is not None and asked > now - focus.created_at + SLACK:
        return _earlier(session, now, person, text)
    if focus is not None and (refused := second_half(focus, now, text)) is not None:
        return refused
    if focus is not None and focus.purpose in EXPECTING:
        try:
            reply = EXPECTING[focus.purpose](session, office, now, telegram_id, focus.ref, text)
            note_first_half(session, current_focus(session, person.id, now), now, text)
            return reply
        except NotAllowed:  # asked of a secretary, who is none any more
            drop_focus(session, person.id)
    todo = todo_of(session, office, now, person)
    if in_confidence(session, person.id):
        return replace(todo, text=f"{NOT_KEPT}\n\n{todo.text}")
    session.add(KeptText(person_id=person.id, text=text, at=now))
    lettered = say_press(session, office, now, person, text)
    return lettered or replace(todo, text=f"{KEPT}\n\n{todo.text}")


def _earlier(session: Session, now: datetime, person: Person, text: str) -> Reply:
    if not in_confidence(session, person.id):
        session.add(KeptText(person_id=person.id, text=text, at=now))
    return Reply(EARLIER)


def edited(session: Session, office: Office, now: datetime, telegram_id: int, text: str) -> Reply:
    """Say that changing a message after it was sent changes no answer, and keep what it says now."""
    person = access_person(session, telegram_id, office.today(now))
    if in_confidence(session, person.id):
        return Reply(f"{EDITED}{EDIT_NOT_KEPT}")
    if text:
        session.add(KeptText(person_id=person.id, text=text, at=now))
    return Reply(f"{EDITED}{EDIT_KEPT}")


def help_(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Say what the bot is for and which commands the sender has."""
    person = access_person(session, telegram_id, office.today(now))
    return Reply(purpose(session, person))


def not_a_command(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Say which commands there are to somebody who typed another."""
    access_person(session, telegram_id, office.today(now))
    return Reply("没有这个命令。常用命令：/todo 查看待办，/me 查看本人记录。其他命令见输入框旁的菜单。")


def not_words(session: Session, office: Office, now: datetime, telegram_id: int) -> str:
    """Return why a picture, a voice message or a place is not what was asked for, and what to do instead."""
    if authoring.wants_file(session, office, now, telegram_id):
        return "没有收到文件。图片请用“以文件发送”的方式发来，以免被压缩。"
    person = access_person(session, telegram_id, office.today(now))
    if current_focus(session, person.id, now) is not None:
        return "没有提交：这一步要用文字回答，图片、语音、表情、位置不算。请打字发送。"
    return "这里只办理按钮和文字，图片、语音、表情、位置不能办理事项。请用 /todo 查看待办。"
