"""清除某人内容: the secretary chooses whose and what, gives a reason, and confirms twice."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from activities.clearing import is_cleared
from activities.kind import esc, says_something
from services.access import access_secretary
from services.asking import ask_name, say_person
from services.audit.recording import note
from services.focus import drop_focus, set_focus
from services.office import Office
from services.paging import short
from services.refusals import NotYours, Outdated, Refusal
from services.reply import Press, Reply
from services.retention.clock import ROUTE
from services.retention.erasing import (
    ALL,
    ERASED_NAME,
    ITEM,
    SCOPES,
    SETTLED,
    WORDS,
    erasable_items,
    erase,
    is_erasable,
)
from storage.activities import Activity
from storage.assignments import Assignment
from storage.erasures import Erasure
from storage.people import Person

FOCUS = "erasure"
LONGEST_REASON = 200
LISTED = 20
LASTS = timedelta(hours=24)
ASK_NAME = "请发送要清除内容的同志的姓名，已调离的也可以。"
ASK_REASON = "请发送清除的事由，会记入清除记录，如：本人调离后提出，或误发了不应发送的内容。"


class NotErasable(Refusal):
    """What was to be erased cannot be: it is open still, or its person has not left."""


def ask_whose(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Ask whose content is to go. Raises Stranger or NotAllowed."""
    secretary = access_secretary(session, telegram_id, office, now)
    return ask_name(session, secretary, "erase", now, ASK_NAME)


def person_chosen(
    session: Session, office: Office, now: datetime, secretary: Person, person: Person
) -> Reply:
    """Offer what of somebody's may go."""
    if person.name == ERASED_NAME:
        return Reply("该同志的资料此前已清除。", fresh=True)
    lines = [
        f"<b>清除内容：{say_person(person)}</b>",
        "清除后不能恢复；办理结果、统计数字和签署的校验链保留，清除的经过有记录。",
        "还没有办结的事项不清除。",
    ]
    rows: list[tuple[Press, ...]] = [
        (Press("只清除一个事项的办理内容", ROUTE, ("items", person.id)),),
        (Press("清除发来的文字、建议、事由、练习", ROUTE, (WORDS, person.id)),),
        (Press("清除已办结的各项内容和发来的文字", ROUTE, (SETTLED, person.id)),),
    ]
    if has_gone(office, now, person):
        rows.append((Press("清除全部内容和名册资料", ROUTE, (ALL, person.id)),))
    else:
        lines.append("姓名、处室等名册资料在册期间仍需使用，要一并清除的，请在其调离后办理。")
    return Reply("\n".join(lines), tuple(rows), fresh=True)


def items(session: Session, office: Office, now: datetime, telegram_id: int, person_id: int) -> Reply:
    """Offer what somebody was asked and has done, the latest first."""
    access_secretary(session, telegram_id, office, now)
    person = _person(session, person_id)
    found = erasable_items(session, person, LISTED)
    rows = tuple(
        (Press(short(activity.title), ROUTE, (ITEM, assignment.id)),)
        for assignment, activity in found
        if not is_cleared(assignment.reply)
    )
    if not rows:
        return Reply(f"{say_person(person)}没有已办结、内容还在的事项。", fresh=True)
    return Reply(f"<b>{say_person(person)}</b>\n请选择要清除内容的事项（最近{LISTED}项）：", rows, fresh=True)


def ask_reason(
    session: Session, office: Office, now: datetime, telegram_id: int, scope: str, number: int
) -> Reply:
    """Ask why. `number` is a person, or for one item an assignment."""
    secretary = access_secretary(session, telegram_id, office, now)
    assignment = session.get(Assignment, number) if scope == ITEM else None
    if scope == ITEM and assignment is None:
        raise NotYours
    person = _person(session, assignment.person_id if assignment is not None else number)
    if scope == ALL and not has_gone(office, now, person):
        raise NotErasable("在册人员的资料不能全部清除，请在其调离后办理。")
    if assignment is not None and not is_erasable(session, assignment.id):
        raise NotErasable("这一项还没有办结，不能清除。请在办结或结束后再办理。")
    ref = {"person": person.id, "scope": scope, "assignment": assignment.id if assignment else None}
    set_focus(session, secretary.id, FOCUS, ref, now)
    return Reply(prompt=ASK_REASON)


def reason_typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take the reason, and ask for the first confirmation."""
    secretary = access_secretary(session, telegram_id, office, now)
    reason = " ".join(text.split())
    if not says_something(reason) or len(reason) > LONGEST_REASON:
        return Reply(f"请用1至{LONGEST_REASON}字写明事由，重新发送。")
    drop_focus(session, secretary.id)
    asked = Erasure(
        person_id=ref["person"],
        scope=ref["scope"],
        assignment_id=ref["assignment"],
        reason=reason,
        asked_by=secretary.id,
        asked_at=now,
        cleared={},
    )
    session.add(asked)
    session.flush()
    note(session, session.get_one(Person, asked.person_id))
    return _confirm(session, asked, "请核对（第一次确认）", "确认清除")


def confirm(session: Session, office: Office, now: datetime, telegram_id: int, number: int) -> Reply:
    """Take a confirmation; the second one erases."""
    secretary = access_secretary(session, telegram_id, office, now)
    id_, time = divmod(number, 10)
    asked = session.get(Erasure, id_, with_for_update=True)
    if asked is None or asked.asked_by != secretary.id:
        raise NotYours
    if asked.done_at is not None:
        return Reply(toast="此前已经清除。")
    if now - asked.asked_at > LASTS or time != asked.confirmations:
        raise Outdated
    if asked.confirmations == 0:
        asked.confirmations = 1
        session.flush()
        note(session, session.get_one(Person, asked.person_id), what="确认清除一人内容（第一次）")
        return _confirm(session, asked, "请再次确认：清除后任何人都不能恢复", "确定，永久清除")
    asked.confirmations = 2
    erase(session, office, now, asked)
    # Only now: where everything went, the audit names nobody any more.
    note(session, session.get_one(Person, asked.person_id), why=asked.reason)
    lines = ["<b>已清除</b>", *(f"· {name}：{count}" for name, count in asked.cleared.items())]
    if not asked.cleared:
        lines.append("没有找到需要清除的内容。")
    lines.append(
        "统计数字不变，签署校验链完好。聊天窗口里已有的消息、此前的备份和导出的文件不在系统内，请另行处理。"
    )
    return Reply("\n".join(lines), toast="已清除。")


def give_up(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Erase nothing."""
    access_secretary(session, telegram_id, office, now)
    return Reply("好的，没有清除任何内容。", toast="没有清除。")


def has_gone(office: Office, now: datetime, person: Person) -> bool:
    """Tell whether somebody has left, so that even their name may go."""
    return person.left is not None and person.left <= office.today(now)


def _confirm(session: Session, asked: Erasure, heading: str, label: str) -> Reply:
    person = session.get_one(Person, asked.person_id)
    what = SCOPES[asked.scope]
    if asked.assignment_id is not None:
        assignment = session.get_one(Assignment, asked.assignment_id)
        what = f"《{esc(session.get_one(Activity, assignment.activity_id).title)}》的办理内容"
    text = (
        f"<b>{heading}</b>\n人员：{say_person(person)}\n清除：{what}\n事由：{esc(asked.reason)}\n\n"
        "办理结果、统计数字和签署校验链保留。"
    )
    sure = Press(label, ROUTE, ("sure", asked.id * 10 + asked.confirmations))
    return Reply(text, ((sure, Press("不清除", ROUTE, ("stop", 0))),))


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotYours
    return person
