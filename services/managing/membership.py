"""增减人员: people added to what was published, and taken off its list, as facts."""

from collections import defaultdict
from collections.abc import Sequence

from activities.kind import esc
from language.names import name_key
from services.asking import say_person
from services.backing import Desk
from services.correcting.redrawing import SCREENS, redraw
from services.facts import record
from services.joining import ADDED, open_for
from services.letters.names import parted
from services.managing.asked import Asked, ask_of, asked_by_id, everybody, split_name
from services.managing.common import back, hold, stamp, to_id
from services.open_items import send_anew
from services.refusals import NotYours
from services.reply import Press, Reply
from storage import people
from storage.activities import OPEN
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Person

REMOVED = "移出名单"
TAKEN_OFF = "removed"  # a fact
LISTED = 20
PROMPT = "请发送要增加的人的姓名，可写多个，用顿号或换行隔开。同名的写“张三（办公室）”。"


def members(desk: Desk) -> Reply:
    """Offer to add people and to take people off."""
    hold(desk, OPEN)
    rows = everybody(desk)
    off = [row.person.name for row in rows if row.assignment.exempt == REMOVED]
    lines = [f"<b>增减人员：{esc(desk.activity.title)}</b>", f"名单上现有{len(rows) - len(off)}人次。"]
    lines += [f"已移出：{esc('、'.join(off[:LISTED]))}{'等' if len(off) > LISTED else ''}"] if off else []
    lines.append("增加的人马上收到通知，截止与大家相同。移出的人记为免；已办理的不能移出。")
    return Reply(
        "\n".join(lines),
        (
            (desk.press("增加人员", "m-add"), desk.press("移出人员", "m-remove")),
            (desk.press("看名单和原因", "m-who"), back(desk)),
        ),
    )


def add(desk: Desk) -> Reply:
    """Ask for names, or take a list of them: who is found is asked at once."""
    hold(desk, OPEN)
    if not desk.text:
        return desk.ask("m-add", PROMPT)
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in people.on_roster(desk.session, desk.office.today(desk.now)):
        by_name[name_key(person.name)].append(person)
    chosen: list[Person] = []
    unknown: list[str] = []
    namesakes: list[Person] = []
    for written in parted(desk.text, by_name):
        name, department = split_name(written)
        found = by_name.get(name_key(name), [])
        if department:
            found = [one for one in found if name_key(one.department.name) == name_key(department)]
        if len(found) == 1:
            chosen += found
        elif found:
            namesakes += found
        else:
            unknown.append(written)
    lines = _said(*_ask_all(desk, chosen))
    lines += [f"花名册上没有：{esc('、'.join(unknown[:LISTED]))}。请核对姓名。"] if unknown else []
    lines += ["以下同名，请点选要增加的："] if namesakes else []
    rows = [(desk.press(f"{one.name}　{one.department.name}", "m-added", str(one.id)),) for one in namesakes]
    return _after(desk, lines, *rows[:LISTED])


def added(desk: Desk) -> Reply:
    """Ask one of several of the same name."""
    hold(desk, OPEN)
    person = desk.session.get(Person, to_id(desk.arg))
    if person is None or not person.on_roster(desk.office.today(desk.now)):
        raise NotYours
    return _after(desk, _said(*_ask_all(desk, [person])))


def remove(desk: Desk) -> Reply:
    """Ask whom to take off the list."""
    hold(desk, OPEN)
    return ask_of(desk, "m-remove", "请发送要移出的人的姓名。", "m-removing", ask_remove)


def ask_remove(desk: Desk) -> Reply:
    """Ask whether somebody is to be taken off; who has done it stays."""
    hold(desk, OPEN)
    found = asked_by_id(desk, desk.arg)
    if refusal := _stays(found):
        return Reply(refusal, ((back(desk),),))
    text = (
        f"把{say_person(found.person)}移出《{esc(desk.activity.title)}》的名单吗？\n"
        "移出后该同志记为免，不再提醒；需要时可以再增加回来。"
    )
    return Reply(text, ((desk.press("确认移出", "m-removed", desk.arg), back(desk)),))


def removed(desk: Desk) -> Reply:
    """Take somebody off the list."""
    hold(desk, OPEN)
    found = asked_by_id(desk, desk.arg)
    if refusal := _stays(found):
        return Reply(refusal, ((back(desk),),))
    record(desk.session, found.assignment, TAKEN_OFF, {"exempt": REMOVED}, desk.now, by=desk.person.id)
    shown = Message.assignment_id == found.assignment.id, Message.purpose.in_(SCREENS)
    redraw(desk.session, desk.now, stamp(desk.now), *shown)
    return _after(desk, [f"已把{say_person(found.person)}移出名单，记为免。"])


def _stays(found: Asked) -> str:
    if found.assignment.outcome == "done":
        return f"{say_person(found.person)}已办理，不能移出。"
    if found.assignment.exempt is not None:
        return f"{say_person(found.person)}已经是免（{esc(found.assignment.exempt)}），不用再移出。"
    return ""


def _ask_all(desk: Desk, named: Sequence[Person]) -> tuple[list[Person], list[Person], list[Person]]:
    """Ask these people; return who is new, who is asked again after having been taken off, who was asked."""
    chosen = list(dict.fromkeys(named))
    rows: dict[int, list[Assignment]] = {one.id: [] for one in chosen}
    for one in everybody(desk):
        rows.setdefault(one.person.id, []).append(one.assignment)
    again = [each for each in chosen if any(row.exempt == REMOVED for row in rows[each.id])]
    for person in again:
        off = [row for row in rows[person.id] if row.exempt == REMOVED]
        for row in off:
            record(desk.session, row, ADDED, {"exempt": None}, desk.now, by=desk.person.id)
        if person.telegram_id is not None:
            send_anew(desk.session, desk.now, off)
    new = [each for each in chosen if not rows[each.id]]
    opened = {
        row.person_id
        for row in open_for(desk.session, desk.office, desk.now, desk.activity, new, by=desk.person.id)
    }
    there = [each for each in chosen if each not in again and each.id not in opened]
    return [each for each in new if each.id in opened], again, there


def _said(new: list[Person], again: list[Person], there: list[Person]) -> list[str]:
    lines = []
    for words, chosen in (
        ("已增加", new),
        ("已重新列入", again),
        ("已在名单里，或按这项的要求不用办理，没有改动", there),
    ):
        if chosen:
            names = "、".join(map(say_person, chosen[:LISTED]))
            lines.append(f"{words}：{names}{f'等{len(chosen)}人' if len(chosen) > LISTED else ''}。")
    if any(one.telegram_id is None for one in (*new, *again)):
        lines.append("其中没有绑定账号的，请另行通知，办理后由您登记。")
    return lines


def _after(desk: Desk, lines: Sequence[str], *rows: tuple[Press, ...]) -> Reply:
    head = f"<b>增减人员：{esc(desk.activity.title)}</b>"
    again = desk.press("继续增减", "m-people")
    return Reply("\n".join([head, *lines]), (*rows, (again, back(desk))), fresh=True)
