"""更换甲方: who has left, or leads others now, signs no more; whoever follows gets the letters still open.

A letter is between two people: 乙方 signs anew with the new 甲方, whatever they signed with the old one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.letters.responsibility import INSTEAD
from language.names import name_key
from services.asking import say_person
from services.backing import Desk
from services.belonging.secretaries import tell_each
from services.correcting.redrawing import SCREENS, redraw
from services.facts import new_assignment, record
from services.letters.lines import LEADER
from services.managing.asked import split_name
from services.office import Office
from services.open_items import send_anew
from services.outbox import ANSWER, enqueue, message_row
from services.paging import short
from services.publishing import exempt_absent, open_message_key
from services.refusals import NotYours, Refusal
from services.reply import Press, Reply
from storage import people
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.letters import Second, of_assignment
from storage.messages import Message
from storage.people import Person
from workdays.quiet import after_quiet

FACT = "superior"
REPLACED = "甲方已更换为"
BEGUN: dict[str, Any] = {"outcome": "none", "stage": "", "waits_for": "person"}
CHOOSE, NAME, SURE, DO = "sup", "sup-name", "sup-to", "sup-sure"
OFFERED = 12
READ = ("furthest", "version")  # of a reply: how far 乙方 has read, which need not be done twice


class NotOpen(Refusal):
    """Letters of an activity that is over."""

    def __init__(self) -> None:
        super().__init__("这项已结束或已撤回，不能更换甲方。")


def choose(desk: Desk) -> Reply:
    """Offer those who may follow a 甲方, by the id that the button carries."""
    old, letters = _unfinished(desk, desk.arg)
    if not letters:
        return Reply(toast="这位甲方没有未办完的责任书。", alert=True)
    today = desk.office.today(desk.now)
    leaders = [one for one in people.on_roster(desk.session, today) if LEADER in one.post and one != old]
    rows = [
        (desk.press(short(f"{one.name}　{one.department.name}"), SURE, f"{old.id}.{one.id}"),)
        for one in leaders[:OFFERED]
    ]
    other = (desk.press("其他人（输入姓名）", NAME, str(old.id)), desk.press("返回", "waits"))
    text = f"<b>更换甲方：{esc(desk.activity.title)}</b>\n{_say_letters(old, letters)}\n\n请选择新的甲方。"
    return Reply(text, (*rows, other))


def named(desk: Desk) -> Reply:
    """Ask for the name of the new 甲方, or take it."""
    old, _ = _unfinished(desk, desk.arg)
    prompt = "请发送新甲方的姓名，同名的写“张三（办公室）”。"
    if not desk.text:
        return desk.ask(NAME, prompt, desk.arg)
    name, department = split_name(desk.text)
    found = [
        one
        for one in people.on_roster(desk.session, desk.office.today(desk.now))
        if name_key(one.name) == name_key(name)
        and (not department or name_key(one.department.name) == name_key(department))
    ]
    if len(found) != 1:
        why = f"花名册上有{len(found)}位" if found else "花名册上没有"
        return desk.ask(NAME, f"{why}“{name[:20]}”。{prompt}", desk.arg)
    return replace(confirm(replace(desk, arg=f"{old.id}.{found[0].id}", text="")), fresh=True)


def confirm(desk: Desk) -> Reply:
    """Say what follows from another 甲方."""
    old, new, letters = _both(desk)
    text = (
        f"<b>更换甲方：{esc(desk.activity.title)}</b>\n{_say_letters(old, letters)}\n"
        f"新甲方：{say_person(new)}\n\n"
        "确认后，这些责任书改为与新甲方签：乙方收到新的一份，需要签署（原来签过的也要重签，原签署记录保留）；"
        "原来的一份记为免。双方已签完的不变。"
    )
    yes = desk.press(f"确认更换{len(letters)}份", DO, desk.arg)
    return Reply(text, ((yes, desk.press("返回", "waits")),))


def change(desk: Desk) -> Reply:
    """Let another 甲方 sign what is still open with the old one; a second press finds nothing left."""
    old, new, letters = _both(desk)
    if not letters:
        return Reply(toast="已经更换过，没有未办完的责任书。", alert=True)
    own = [letter for letter in letters if letter.person_id == new.id]
    if len(own) == len(letters):
        return Reply(toast=f"{new.name}是这些责任书的乙方，不能和自己签，没有更换。", alert=True)
    for letter in letters:
        if letter not in own:
            _replace(desk, letter, old, new)
    lines = [f"已更换甲方：{say_person(old)}→{say_person(new)}，共{len(letters) - len(own)}份，已通知乙方。"]
    if own:
        lines.append(f"{esc(new.name)}本人是乙方的{len(own)}份没有更换，请另选甲方。")
    return Reply("\n".join(lines), ((desk.press("谁在等谁", "waits"),),), toast="已更换。")


def tell_of_leavers(session: Session, office: Office, now: datetime) -> None:
    """Tell the secretaries once of each 甲方 who has left while letters still wait for them."""
    query = (
        select(Second.activity_id, Second.second_id, func.count())
        .join(Assignment, of_assignment())
        .join(Activity, Activity.id == Second.activity_id)
        .join(Person, Person.id == Second.second_id)
        .where(Activity.status == OPEN, Person.left <= office.today(now), *_still_open())
        .group_by(Second.activity_id, Second.second_id)
    )
    for activity_id, person_id, count in session.execute(query).all():
        activity, person = session.get_one(Activity, activity_id), session.get_one(Person, person_id)
        text = (
            f"<b>责任书要更换甲方</b>\n《{esc(activity.title)}》的甲方{say_person(person)}已调离，"
            f"还有{count}份没有办完。请更换甲方，或登记纸质签署。"
        )
        payload = {"text": text, "rows": [[("更换甲方", "k", [activity_id, CHOOSE, str(person_id)])]]}
        key = f"superior-left/{activity_id}/{person_id}"
        tell_each(session, office, after_quiet(now, office.zone), key, payload)


def buttons(desk: Desk, superiors: Sequence[Person]) -> list[tuple[Press, ...]]:
    """Return a button for each 甲方 who could be replaced."""
    return [(desk.press(short(f"更换甲方：{one.name}"), CHOOSE, str(one.id)),) for one in superiors[:OFFERED]]


def _both(desk: Desk) -> tuple[Person, Person, Sequence[Assignment]]:
    """Return the old 甲方, the new one, and the letters. Raises NotYours for who is not on the roster."""
    old_id, _, new_id = desk.arg.partition(".")
    old, letters = _unfinished(desk, old_id)
    new = desk.session.get(Person, int(new_id)) if new_id.isdecimal() else None
    if new is None or new == old or not new.on_roster(desk.office.today(desk.now)):
        raise NotYours
    return old, new, letters


def _unfinished(desk: Desk, arg: str) -> tuple[Person, Sequence[Assignment]]:
    """Return a 甲方 and the letters with them that are not finished, locked. Raises NotOpen or NotYours."""
    if desk.activity.status != OPEN:
        raise NotOpen
    old = desk.session.get(Person, int(arg)) if arg.isdecimal() else None
    if old is None:
        raise NotYours
    query = (
        select(Assignment)
        .join(Second, of_assignment())
        .where(Assignment.activity_id == desk.activity.id, Second.second_id == old.id, *_still_open())
        .order_by(Assignment.place, Assignment.id)
        .with_for_update(of=Assignment)
    )
    return old, desk.session.scalars(query).all()


def _still_open() -> tuple[ColumnElement[bool], ...]:
    return Assignment.outcome != "done", Assignment.exempt.is_(None)


def _replace(desk: Desk, old: Assignment, before: Person, after: Person) -> None:
    session, now = desk.session, desk.now
    carried = {name: old.reply[name] for name in READ if name in old.reply}
    anew = {"reply": {**carried, "page": 0, INSTEAD: before.name}}
    letter = _letter_with(session, old, after)
    if letter is None:
        letter = _open(desk, old, after)
        record(session, letter, FACT, anew, now, by=desk.person.id)
        exempt_absent(session, desk.office, [letter], now)
        _send(desk, letter)
    elif letter.outcome != "done" and (letter.exempt or "").startswith(REPLACED):
        # Back to somebody it was taken from: their letter is taken up again, and signed anew.
        record(session, letter, FACT, {**BEGUN, "exempt": None, **anew}, now, by=desk.person.id)
        session.flush()
        send_anew(session, now, [letter])
    record(session, old, FACT, {**BEGUN, "exempt": f"{REPLACED}{after.name}"}, now, by=desk.person.id)
    session.flush()
    shown = (Message.assignment_id == old.id, Message.purpose.in_(SCREENS))
    redraw(session, now, f"sup{int(now.timestamp() * 1000)}", *shown)


def _letter_with(session: Session, old: Assignment, superior: Person) -> Assignment | None:
    """Return the letter that the same 乙方 has, or had, with this 甲方."""
    query = (
        select(Assignment)
        .join(Second, of_assignment())
        .where(
            Assignment.activity_id == old.activity_id,
            Assignment.person_id == old.person_id,
            Second.second_id == superior.id,
        )
    )
    return session.scalars(query).one_or_none()


def _open(desk: Desk, old: Assignment, superior: Person) -> Assignment:
    session, activity = desk.session, desk.activity
    junior = session.get_one(Person, old.person_id)
    taken = session.get(Second, (activity.id, junior.id, superior.name)) is not None  # by a namesake
    subject = f"{superior.name}（{superior.department.name}）" if taken else superior.name
    session.add(Second(activity_id=activity.id, person_id=junior.id, subject=subject, second_id=superior.id))
    letter = new_assignment(activity, desk.now, junior, subject, old.place, old.deadline)
    session.add(letter)
    session.flush()
    return letter


def _send(desk: Desk, letter: Assignment) -> None:
    junior = desk.session.get_one(Person, letter.person_id)
    if junior.telegram_id is None or letter.exempt is not None:
        return
    due = after_quiet(desk.now, desk.office.zone)
    about: dict[str, Any] = {"assignment_id": letter.id, "activity_id": letter.activity_id, "lane": ANSWER}
    enqueue(desk.session, [message_row(open_message_key(letter.id, 1), "open", junior.id, due, **about)])


def _say_letters(old: Person, letters: Sequence[Assignment]) -> str:
    return f"原甲方：{say_person(old)}，没有办完的{len(letters)}份。"
