"""People chosen or left out by name: pasted lists, who of several of a name is meant, taking back."""

from activities.kind import esc
from services.asking import say_person
from services.audiences import members, why
from services.audiences.typed import namesakes, read_names
from services.drafting.choosing import UNKNOWN, standing, tick
from services.drafting.sides import OUT, STILL, choose, chosen_of, side, upward
from services.drafting.writing import Note, Page, Step, Writing, warned
from services.paging import in_columns, page_of, short
from services.reply import Press, Reply
from storage import people
from storage.people import Person

PAGE = 30  # people a screen
A_LIST = 20
WHOSE = {OUT: "要除外的", STILL: "仍要发给的"}


def draw_names(w: Writing, note: Note) -> Reply:
    """Show who is named, with buttons to take them back, and ask for more names."""
    chosen = chosen_of(w)
    staff = people.on_roster(w.session, w.today)
    named = [person for person in staff if person.id in chosen.people]
    doubtful = [person for name in chosen.unsure for person in namesakes(staff, name)]
    whose = WHOSE.get(side(w), "要点名的")
    how = "可以整段粘贴，用顿号、空格或换行隔开。同名的写“张三（办公室）”。"
    lines = [w.heading(note), "", f"请输入{whose}<b>姓名</b>，{how}"]
    if not side(w):
        lines.append("已选了其他条件的，点名的人另加进去。")
    if side(w) == STILL:
        lines.append("这些人不论是否在除外的处室或条件之内，都发。")
    if doubtful:
        lines += ["", f"⚠ 同名，请点选是哪一位：{esc('、'.join(chosen.unsure))}"]
    lines += ["", f"已点名{len(named)}人，现在的对象：{standing(w)}"]
    listed, page = page_of(named, _page(note), PAGE)
    asked = [_toggle(w, person, ticked=person.id in chosen.people) for person in doubtful]
    taken = [_toggle(w, person, ticked=True) for person in listed if person not in doubtful]
    turn = _turn(w, page, len(named), PAGE)
    clear = (w.press("全部取消", "clear"),) if named or doubtful else ()
    rows = (*in_columns(asked, 1), *in_columns(taken, 2), *turn, (*clear, w.press("选好了", "ok")))
    return Reply("\n".join(lines), rows)


def press_names(w: Writing, choice: str) -> Note:
    """Take a name, or take it back; or go back."""
    chosen = chosen_of(w)
    if choice[:1] == "a" and choice[1:].isdecimal():
        person = w.session.get(Person, int(choice[1:]))
        if person is not None and person.on_roster(w.today):
            choose(w, people=tuple(sorted(set(chosen.people) ^ {person.id})))
        return Note()
    if choice[:1] == "p" and choice[1:].isdecimal():
        return Note(show=choice)
    if choice == "clear":
        choose(w, people=(), unsure=())
        return Note()
    if left := _undecided(w):
        return Note(
            f"⚠ “{esc('、'.join(left))}”有同名的，还没有选定是哪一位；不要的请点“全部取消”后重新输入。"
        )
    choose(w, unsure=())
    w.go(upward(w))
    return Note()


def typed_names(w: Writing, text: str) -> Note:
    """Take names in addition to those that were taken before."""
    found = read_names(w.session, w.today, text)
    chosen = chosen_of(w)
    added = [id_ for id_ in found.chosen.people if id_ not in chosen.people]
    unknown = "、".join(found.unknown[:UNKNOWN])
    if not found.chosen.people and not found.chosen.unsure:
        return warned(f"花名册里没有“{unknown}”，没有列入。请核对姓名后重新发送。")
    choose(
        w,
        people=(*chosen.people, *added),
        unsure=tuple(dict.fromkeys((*chosen.unsure, *found.chosen.unsure))),
    )
    lines = [f"✔ 新列入{len(added)}人。"] if added or not found.chosen.unsure else []
    if unknown:
        lines.append(f"⚠ 花名册里没有“{esc(unknown)}”，没有列入，请核对。")
    return Note("\n".join(lines))


def draw_who(w: Writing, note: Note) -> Reply:
    """List who is asked, each with the reason."""
    asked = members(w.session, w.audience, w.today)
    shown, page = page_of(asked, _page(note), A_LIST)
    lines = [w.heading(note), "", f"<b>名单</b>，共{len(asked)}人（发布时按花名册确定）："]
    lines += [
        f"{number}．{say_person(person)}：{esc(why(w.session, w.audience, person, w.today)[1])}"
        for number, person in enumerate(shown, start=page * A_LIST + 1)
    ]
    lines += ["", "要知道某人在不在、为什么，请直接输入姓名。"]
    return Reply("\n".join(lines), (*_turn(w, page, len(asked), A_LIST), (w.press("返回", "ok"),)))


def press_who(w: Writing, choice: str) -> Note:
    """Turn the page, or go back."""
    if choice[:1] == "p" and choice[1:].isdecimal():
        return Note(show=choice)
    w.go(Step("audience", again=w.step.again))
    return Note()


def typed_who(w: Writing, text: str) -> Note:
    """Say whether the people named are asked, and why."""
    found = read_names(w.session, w.today, text)
    staff = people.on_roster(w.session, w.today)
    meant = [person for person in staff if person.id in found.chosen.people]
    meant += [person for name in found.chosen.unsure for person in namesakes(staff, name)]
    lines = []
    for person in meant[:A_LIST]:
        asked, reason = why(w.session, w.audience, person, w.today)
        lines.append(f"{say_person(person)}：{'在名单里' if asked else '不在名单里'}（{esc(reason)}）")
    if found.unknown:
        lines.append(f"⚠ 花名册里没有“{esc('、'.join(found.unknown[:UNKNOWN]))}”。")
    return Note("\n".join(lines))


def _undecided(w: Writing) -> list[str]:
    """Return the names several people bear of whom none was ticked."""
    chosen, staff = chosen_of(w), people.on_roster(w.session, w.today)
    return [
        name
        for name in chosen.unsure
        if not any(person.id in chosen.people for person in namesakes(staff, name))
    ]


def _toggle(w: Writing, person: Person, *, ticked: bool) -> Press:
    return tick(w, short(f"{person.name}　{person.department.name}"), f"a{person.id}", ticked=ticked)


def _turn(w: Writing, page: int, number: int, a_page: int) -> tuple[tuple[Press, ...], ...]:
    row = [w.press("上一页", f"p{page - 1}")] if page else []
    if (page + 1) * a_page < number:
        row.append(w.press("下一页", f"p{page + 1}"))
    return (tuple(row),) if row else ()


def _page(note: Note) -> int:
    return int(note.show[1:]) if note.show[:1] == "p" else 0


NAMES = Page(draw_names, press_names, typed_names)
WHO = Page(draw_who, press_who, typed_who)
