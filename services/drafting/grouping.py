"""Which paired groups hear of it as well, and what they will read."""

from collections.abc import Iterable

from activities.kind import esc
from services.drafting.choosing import tick
from services.drafting.writing import PREVIEW, Note, Page, Writing
from services.groups.posting import drawn
from services.paging import short
from services.reply import Reply
from storage import people
from storage.groups import paired_groups

NAMED = 5  # people in one warning


def draw_groups(w: Writing, note: Note) -> Reply:
    """Ask which groups, and show what they read."""
    chosen = w.audience.groups
    ask = "请选择<b>同时在哪些群里通知</b>，可选多个。群里只发通知，不点名、不显示数字。"
    lines = [w.heading(note), "", ask]
    if read := _read(w):
        lines += ["", "（预览：群里将看到）", "", read]
    buttons = [
        (tick(w, short(group.title or "（未命名的群）"), f"g{group.id}", ticked=group.id in chosen),)
        for group in paired_groups(w.session)
    ]
    return Reply("\n".join(lines), (*buttons, (w.press("不在群里通知", "clear"), w.press("选好了", "ok"))))


def press_groups(w: Writing, choice: str) -> Note:
    """Toggle a group, or go back to the preview."""
    chosen, offered = set(w.audience.groups), [group.id for group in paired_groups(w.session)]
    if choice[:1] == "g" and choice[1:].isdecimal():
        chosen ^= {int(choice[1:])}
    elif choice == "clear":
        chosen = set()
    kept = tuple(id_ for id_ in offered if id_ in chosen)
    w.set_audience(w.audience.model_copy(update={"groups": kept}))
    if choice[:1] != "g":
        w.go(PREVIEW)
    return Note()


def said_groups(w: Writing) -> str:
    """Return the chosen groups by their titles, empty for none."""
    return "、".join(group.title for group in paired_groups(w.session, w.audience.groups))


def warn_of_names(w: Writing) -> Iterable[str]:
    """Warn where a group would read somebody's name."""
    read = _read(w) if w.audience.groups else ""
    staff = people.on_roster(w.session, w.today) if read else ()
    named = [person.name for person in staff if len(person.name) > 1 and esc(person.name) in read]
    if named:
        names = "、".join(dict.fromkeys(named[:NAMED]))
        yield f"群里会看到姓名“{names}”。群内通知不点名，请修改内容，或不在群里通知。"


def _read(w: Writing) -> str:
    content, _ = w.content()
    return drawn(w.office, w.kind, content, w.deadline()) if content else ""


GROUPS = Page(draw_groups, press_groups)
