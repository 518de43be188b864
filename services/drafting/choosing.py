"""Whom it is asked of: everybody, Party members or not, departments, posts; toggled, counted, confirmed."""

from collections.abc import Sequence
from typing import Literal

from activities.kind import esc
from services.audiences import Audience, members, say_audience
from services.drafting.templates import short_code
from services.drafting.writing import Note, Page, Step, Writing
from services.reply import Press, Reply
from storage import people

PAGE = 40  # choices a screen
LISTED = 300  # characters of an audience's words


def draw_audience(w: Writing, note: Note) -> Reply:
    """Ask whom, and say how many that is."""
    audience = w.audience
    count = len(members(w.session, audience, w.today))
    text = (
        f"{w.heading(note)}\n\n请选择<b>发给谁</b>，选好后点“确定”。\n\n现在选的：{esc(said(w))}，共{count}人"
    )
    if not count:
        text += "\n⚠ 没有符合条件的人，请调整。"
    everybody = audience == Audience()
    rows = (
        (
            _tick(w, "全体人员", "all", everybody),
            _tick(w, "党员", "party", audience.political == "party"),
            _tick(w, "非党员", "other", audience.political == "other"),
        ),
        (
            _tick(w, "处室…", "dep", bool(audience.departments)),
            _tick(w, "岗位类别…", "post", bool(audience.posts)),
        ),
        (w.press(f"确定（{count}人）", "ok"),),
        (
            w.press("上一步" if not w.step.again else "返回预览", "back"),
            w.press("暂停（稍后继续）", "pause"),
        ),
    )
    return Reply(text, rows)


def press_audience(w: Writing, choice: str) -> Note:
    """Toggle, open a list, or go on."""
    match choice:
        case "all":
            w.set_audience(Audience())
        case "party" | "other":
            w.set_audience(w.audience.model_copy(update={"political": _toggled_side(w, choice)}))
        case "dep":
            w.go(Step("departments", again=w.step.again))
        case "post":
            w.go(Step("posts", again=w.step.again))
        case "ok" if not members(w.session, w.audience, w.today):
            return Note(toast="没有符合条件的人，请先调整。")
        case "ok":
            w.go_on()
        case "back":
            w.go_back()
    return Note()


def draw_departments(w: Writing, note: Note) -> Reply:
    """List the departments that have people, in roster order."""
    chosen = w.audience.departments
    choices = [(name, f"t{id_}", id_ in chosen) for id_, name in _departments(w)]
    return _draw_list(w, note, "处室", choices)


def press_departments(w: Writing, choice: str) -> Note:
    """Toggle a department, turn the page, or go back."""
    if choice[:1] == "t" and choice[1:].isdecimal():
        toggled = {int(choice[1:])} ^ set(w.audience.departments)
        kept = tuple(id_ for id_, _ in _departments(w) if id_ in toggled)
        w.set_audience(w.audience.model_copy(update={"departments": kept}))
        return Note(show=choice)
    if choice == "clear":
        w.set_audience(w.audience.model_copy(update={"departments": ()}))
    return _turned(w, choice)


def draw_posts(w: Writing, note: Note) -> Reply:
    """List the 岗位类别 that the roster has."""
    choices = [(post, f"t{short_code(post)}", post in w.audience.posts) for post in _posts(w)]
    return _draw_list(w, note, "岗位类别", choices)


def press_posts(w: Writing, choice: str) -> Note:
    """Toggle a post, turn the page, or go back."""
    chosen = {post for post in _posts(w) if f"t{short_code(post)}" == choice}
    if chosen:
        toggled = chosen ^ set(w.audience.posts)
        kept = tuple(post for post in _posts(w) if post in toggled)
        w.set_audience(w.audience.model_copy(update={"posts": kept}))
        return Note(show=choice)
    if choice == "clear":
        w.set_audience(w.audience.model_copy(update={"posts": ()}))
    return _turned(w, choice)


def said(w: Writing) -> str:
    """Return the audience in words, cut where it is very long."""
    words = say_audience(w.session, w.audience)
    return words if len(words) <= LISTED else f"{words[:LISTED]}…"


def _draw_list(w: Writing, note: Note, what: str, choices: Sequence[tuple[str, str, bool]]) -> Reply:
    """Draw the page that `note.show` names: "p2", or the code of a choice on it."""
    codes = [code for _, code, _ in choices]
    last = max(0, (len(choices) - 1) // PAGE)
    shown = min(_page(note.show, codes), last)
    chosen = sum(ticked for _, _, ticked in choices)
    count = len(members(w.session, w.audience, w.today))
    text = (
        f"{w.heading(note)}\n\n请点选{what}，可选多个；都不选就是不限{what}。"
        f"\n\n已选{chosen}个，现在的对象：{esc(said(w))}，共{count}人"
    )
    if not choices:
        text += f"\n\n花名册里没有填写{what}。"
    buttons = [
        _tick(w, name, code, ticked) for name, code, ticked in choices[shown * PAGE : (shown + 1) * PAGE]
    ]
    rows = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    turn = []
    if shown:
        turn.append(w.press("上一页", f"p{shown - 1}"))
    if shown < last:
        turn.append(w.press("下一页", f"p{shown + 1}"))
    if turn:
        rows.append(tuple(turn))
    return Reply(text, (*rows, (w.press(f"不限{what}", "clear"), w.press("选好了", "ok"))))


def _page(show: str, codes: Sequence[str]) -> int:
    if show in codes:
        return codes.index(show) // PAGE
    return int(show[1:]) if show[:1] == "p" else 0


def _turned(w: Writing, choice: str) -> Note:
    if choice[:1] == "p" and choice[1:].isdecimal():
        return Note(show=choice)
    w.go(Step("audience", again=w.step.again))
    return Note()


def _departments(w: Writing) -> list[tuple[int, str]]:
    peopled = {person.department_id for person in people.on_roster(w.session, w.today)}
    return [(row.id, row.name) for row in people.departments(w.session) if row.id in peopled]


def _posts(w: Writing) -> list[str]:
    found = [post for person in people.on_roster(w.session, w.today) for post in person.post.split("、")]
    return list(dict.fromkeys(post for post in found if post))


def _toggled_side(w: Writing, side: Literal["party", "other"]) -> str:
    return "" if w.audience.political == side else side


def _tick(w: Writing, label: str, choice: str, ticked: bool) -> Press:
    return w.press(("✓ " if ticked else "") + label, choice)


AUDIENCE = Page(draw_audience, press_audience)
DEPARTMENTS = Page(draw_departments, press_departments)
POSTS = Page(draw_posts, press_posts)
