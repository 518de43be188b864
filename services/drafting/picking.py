"""One trait's list: departments, branches, tags …, several of which may be ticked, a page at a time."""

from collections.abc import Sequence
from typing import Any

from services.audiences.traits import BY_NAME, Trait
from services.drafting.choosing import FIRST, standing, tick
from services.drafting.sides import OUT, choose, chosen_of, is_out, upward
from services.drafting.templates import short_code
from services.drafting.writing import Note, Page, Step, Writing
from services.reply import Reply
from storage import people

PAGE = 40  # choices a screen


def draw_pick(w: Writing, note: Note) -> Reply:
    """Draw the page that `note.show` names: "p2", or the code of a choice on it."""
    trait = _trait(w)
    ticked = getattr(chosen_of(w), trait.name)
    choices = _choices(w, trait)
    codes = [_code(value) for value, _ in choices]
    last = max(0, (len(choices) - 1) // PAGE)
    shown = min(_page(note.show, codes), last)
    none = f"都不选就是没有{trait.title}除外" if is_out(w) else f"都不选就是不限{trait.title}"
    text = (
        f"{w.heading(note)}\n\n请点选{'要除外的' if is_out(w) else ''}{trait.title}，可选多个；{none}。"
        f"\n\n已选{len(ticked)}个，现在的对象：{standing(w)}"
    )
    if not choices:
        text += f"\n\n花名册里没有填写{trait.title}。"
    buttons = [
        tick(w, label, _code(value), ticked=value in ticked)
        for value, label in choices[shown * PAGE : (shown + 1) * PAGE]
    ]
    rows = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    turn = []
    if shown:
        turn.append(w.press("上一页", f"p{shown - 1}"))
    if shown < last:
        turn.append(w.press("下一页", f"p{shown + 1}"))
    if turn:
        rows.append(tuple(turn))
    clear = f"{'不除外' if is_out(w) else '不限'}{trait.title}"
    return Reply(text, (*rows, (w.press(clear, "clear"), w.press("选好了", "ok"))))


def press_pick(w: Writing, choice: str) -> Note:
    """Toggle a choice, turn the page, or go back."""
    trait = _trait(w)
    ticked = getattr(chosen_of(w), trait.name)
    values = [value for value, _ in _choices(w, trait)]
    pressed = {value for value in values if _code(value) == choice}
    if pressed:
        toggled = pressed ^ set(ticked)
        choose(w, **{trait.name: tuple(value for value in values if value in toggled)})
        return Note(show=choice)
    if choice[:1] == "p" and choice[1:].isdecimal():
        return Note(show=choice)
    if choice == "clear":
        choose(w, **{trait.name: ()})
    more = not is_out(w) and trait.name not in FIRST
    w.go(Step("more", again=w.step.again) if more else upward(w))
    return Note()


def _trait(w: Writing) -> Trait:
    return BY_NAME[w.step.field.removeprefix(OUT)]


def _choices(w: Writing, trait: Trait) -> Sequence[tuple[Any, str]]:
    """Return what the roster has of a trait, and what was ticked and is on the roster no more."""
    found = trait.choices(w.session, w.today, people.on_roster(w.session, w.today))
    known = {value for value, _ in found}
    return [*found, *((one, str(one)) for one in getattr(chosen_of(w), trait.name) if one not in known)]


def _code(value: Any) -> str:
    """Return what a button carries for a value."""
    return f"t{value if isinstance(value, int) else short_code(value)}"


def _page(show: str, codes: Sequence[str]) -> int:
    if show in codes:
        return codes.index(show) // PAGE
    return int(show[1:]) if show[:1] == "p" else 0


PICK = Page(draw_pick, press_pick)
