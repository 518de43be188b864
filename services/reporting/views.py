"""/report from every side: each view is a function of a desk, and a button or a word leads to it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeAlias

from sqlalchemy.orm import Session

from activities.kind import esc
from reports.grouped import Grouped, by_rate
from reports.text import grouped_text, overview_text, people_text
from services.masking import masked
from services.office import Office
from services.paging import in_columns, page_of, short, turn_rows
from services.refusals import NotAllowed, Outdated
from services.reply import File, Press, Reply, Rows
from services.reporting import files, groups, one
from services.reporting.course import course
from services.reporting.desk import ROUTE, Desk, file_name, open_desk
from services.reporting.drawing import course_drawn, grouped_drawn, matrix_drawn, overview_drawn
from services.reporting.entrance import report
from services.reporting.figures import figures_as_of, figures_with_people, overview_of
from services.reporting.period import recent_periods, say_period
from services.reporting.scope import Scope, read_code, say_at, say_scope
from services.reporting.words import HOW, read_words
from storage.activities import Activity

View: TypeAlias = Callable[[Desk], Reply]
Build: TypeAlias = Callable[[Desk], tuple[Grouped, list[groups.Group]]]

ACTIVITIES_A_PAGE = 10
GROUPS_A_PAGE = 20


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, view: str, code: str, page: int
) -> Reply:
    """Show the view a button names. Raises Refusals."""
    desk = open_desk(session, office, now, telegram_id, read_code(session, code), page)
    if view not in VIEWS or page < 0:
        raise Outdated
    return _handed(desk, VIEWS[view](desk))


def typed(session: Session, office: Office, now: datetime, telegram_id: int, words: str) -> Reply:
    """Show what was typed after /report. Raises Refusals."""
    open_desk(session, office, now, telegram_id, Scope())  # before anybody learns what there is
    if not words:
        return report(session, office, now, telegram_id)
    asked = read_words(session, office, now, words)
    desk = open_desk(session, office, now, telegram_id, asked.scope)
    if asked.namesakes:
        return one.which(desk, asked.namesakes)
    scope = asked.scope
    default = "w" if scope.person else "d" if scope.activity else "o"
    return _handed(desk, VIEWS[asked.view or default](desk))


def menu(desk: Desk) -> Reply:
    """Offer every other way to look at what is looked at."""
    scope = esc(say_scope(desk.session, desk.scope))
    text = f"{say_at(desk.office, desk.scope)}<b>换个角度看</b>\n现在看的是：{scope}。\n\n{esc(HOW)}"
    if desk.scope.activity:
        return Reply(text, _one_activity_rows(desk))
    rows = [
        [desk.press("按类型", "k"), desk.press("按人员", "p")],
        [desk.press("按月份", "n"), desk.press("选时间", "t")],
    ]
    if desk.own is None:
        rows.insert(0, [desk.press("按处室", "d"), desk.press("按支部", "b")])
        rows[1].append(desk.press("按计划", "i"))
        rows[2].insert(1, desk.press("处室与事项", "x"))
    rows.append([desk.press("导出 Excel", "s"), desk.press("导出 Word", "q")])
    if desk.own is None:
        rows[-1].append(desk.press("检查材料包", "z"))
    rows.append([desk.press("事项列表", "o"), Press("返回全部", "rl", (0,))])
    return Reply(text, tuple(tuple(row) for row in rows))


def activities(desk: Desk) -> Reply:
    """List the activities of a scope with their figures."""
    figures = overview_of(desk.session, desk.office, desk.now, desk.scope)
    numbered = list(enumerate(figures.activities, start=1))
    shown, page = page_of(numbered, desk.page, ACTIVITIES_A_PAGE)
    rows: list[tuple[Press, ...]] = [
        (_into(desk, short(f"{number}．{each.title}"), each.activity_id),) for number, each in shown
    ]
    rows += turn_rows(ROUTE, ("o", desk.scope.code()), page, len(numbered), ACTIVITIES_A_PAGE)
    rows.append((desk.press("换个角度看", "m"), *([desk.press("导出 Excel", "s")] if numbered else [])))
    text = say_at(desk.office, desk.scope) + overview_text(figures)
    stamp = f"_{desk.office.local(desk.scope.at):%Y%m%d_%H%M}" if desk.scope.at else ""
    drawn = File(f"事项办理情况{stamp}.png", partial(overview_drawn, figures), picture=True)
    sent = (drawn, files.workbook_file(desk, figures)) if desk.scope.at and not desk.page else (drawn,)
    return Reply(text, tuple(rows), files=sent if numbered and not desk.page else ())


def grouped(view: str, build: Build) -> View:
    """Return the view that counts by groups: text, a picture on its first page, a button a group."""

    def show(desk: Desk) -> Reply:
        figures, found = build(desk)
        make = partial(grouped_drawn, figures)
        drawn = File(f"{file_name(figures.title)}.png", make, picture=True, names=view == "p")
        return _groups_shown(desk, view, figures, found, drawn)

    return show


def sorted_by_rate(view: str, build: Build) -> View:
    """Return the same sorted by rate: for the secretary's eyes, so without a picture or a file."""

    def show(desk: Desk) -> Reply:
        if desk.own is not None:
            raise NotAllowed
        figures, _ = build(desk)
        rows = ((desk.press("按名册顺序", view), desk.press("换个角度看", "m")),)
        return Reply(_text(desk, by_rate(figures)), rows)

    return show


def by_person(desk: Desk) -> Reply:
    """List people, within a department; first ask which."""
    narrow = desk.scope.department or desk.scope.branch or desk.scope.person
    if narrow:
        return grouped("p", groups.by_person)(desk)
    figures, found = groups.by_department(desk)
    buttons = [
        desk.press(f"{short(name, 12)}（{counts.asked}）", "p", scope) for name, counts, scope in found
    ]
    shown, page = page_of(buttons, desk.page, GROUPS_A_PAGE)
    turn = turn_rows(ROUTE, ("p", desk.scope.code()), page, len(buttons), GROUPS_A_PAGE)
    text = f"<b>按人员</b>\n{esc(figures.scope)}\n请选择处室（数字为应办人次），或直接发送 /report 姓名。"
    return Reply(text, (*in_columns(shown, 2), *turn, (desk.press("换个角度看", "m"),)))


def by_month(desk: Desk) -> Reply:
    """Count by month, with the year as a grid of departments and months."""
    figures, found, grid = groups.months_and_grid(desk)
    drawn = File("各月办理情况.png", partial(matrix_drawn, grid), picture=True)
    return _groups_shown(desk, "n", figures, found, drawn)


def crosswise(desk: Desk) -> Reply:
    """Show departments against activities, twelve at a time."""
    made, number = groups.matrix(desk)
    if not made.heads:
        return Reply("这个范围内没有事项。", ((desk.press("换个角度看", "m"),),))
    named = "\n".join(esc(name) for name in made.names)
    text = (
        f"{say_at(desk.office, desk.scope)}<b>处室与事项</b>\n{esc(say_scope(desk.session, desk.scope))}\n"
        f"共{number}项，这是第{desk.page + 1}页，图片接着发出。要全部的请点“导出 Excel”。\n\n{named}"
    )
    turn = turn_rows(ROUTE, ("x", desk.scope.code()), desk.page, number, groups.COLUMNS)
    drawn = File("处室与事项.png", partial(matrix_drawn, made), picture=True)
    last = (desk.press("换个角度看", "m"), desk.press("导出 Excel", "s"))
    return Reply(text, (*turn, last), files=(drawn,))


def process(desk: Desk) -> Reply:
    """Draw the course of an activity over its days."""
    if not desk.scope.activity:
        return Reply("办理进程按一件事项查看。请先在 /report 里点开一项，再点“办理进程”。")
    drawn = File("办理进程.png", partial(course_drawn, course(desk)), picture=True)
    return Reply(toast="正在画图，稍后发出。", files=(drawn,))


def unfinished(desk: Desk) -> Reply:
    """List who has not done an activity, as it stands or stood."""
    if not desk.scope.activity:
        return Reply("名单按一件事项查看。请先在 /report 里点开一项，再点“未办理名单”。")
    if desk.scope.branch or desk.scope.person:
        return grouped("p", groups.by_person)(desk)
    activity = desk.session.get_one(Activity, desk.scope.activity)
    within, at, secretary = desk.scope.department or None, desk.scope.at, desk.own is None
    given = (desk.session, desk.office, at or desk.now, activity, within)
    figures = (figures_as_of if at else figures_with_people)(*given, remarks=secretary)
    pages = people_text(figures, desk.office.local(desk.moment))
    (text,), page = page_of(pages, desk.page, 1)
    turn = turn_rows(ROUTE, ("l", desk.scope.code()), page, len(pages), 1)
    return Reply(say_at(desk.office, desk.scope) + text, (*turn, (desk.press("返回", "d"),)))


def periods(desk: Desk) -> Reply:
    """Offer the spans that are asked for most."""
    today = desk.office.today(desk.now)
    view = "w" if desk.scope.person else "o"
    buttons = [
        desk.press(say_period((first, last)), view, desk.scope.narrowed(first=first, last=last, at=None))
        for first, last in recent_periods(today)
    ]
    every = desk.press("近一年及未结束", view, desk.scope.narrowed(first=None, last=None, at=None))
    text = (
        "<b>选时间</b>\n按事项发布的时间计。也可以直接发送，例如：\n"
        "/report 1月1日至3月31日\n/report 法规处 上半年\n"
        "看过去某时的情况：/report 昨天17:30，或 /report 11月30日"
    )
    return Reply(text, (*in_columns(buttons, 2), (every, desk.press("换个角度看", "m"))))


def _one_activity_rows(desk: Desk) -> Rows:
    """Return what there is to look at of one activity."""
    people = (desk.press("按人员", "p"), desk.press("未办理名单", "l"))
    made = (desk.press("办理进程", "c"), desk.press("导出 Word", "q"))
    back = desk.press("返回", "d") if desk.scope.at else Press("返回", "rb", (desk.scope.activity,))
    parts = (desk.press("按处室", "d"), desk.press("按支部", "b"))
    return (*((parts,) if desk.own is None else ()), people, made, (back,))


def _groups_shown(desk: Desk, view: str, figures: Grouped, found: list[groups.Group], drawn: File) -> Reply:
    sent = (drawn,) if found and not desk.page else ()
    sort = {"d": "D", "b": "B"}.get(view) if desk.own is None and len(found) > 1 else None
    extra = [desk.press("按完成率排序", sort)] if sort else []
    return Reply(_text(desk, figures), _group_rows(desk, view, found, extra), files=sent)


def _handed(desk: Desk, reply: Reply) -> Reply:
    """Return what is shown: full names in pictures and files are the secretary's alone."""
    return reply if desk.own is None else masked(desk.session, reply)


def _into(desk: Desk, label: str, activity_id: int) -> Press:
    """Return the button that opens an activity: its own page where that shows the same people, now."""
    scope = desk.scope
    if scope.at or scope.branch or scope.person:
        into = Scope(scope.department, scope.branch, person=scope.person, activity=activity_id, at=scope.at)
        return desk.press(label, "d", into)
    if scope.department and desk.own is None:
        return Press(label, "rd", (activity_id, scope.department))
    return Press(label, "r", (activity_id,))


def _group_rows(desk: Desk, view: str, found: list[groups.Group], extra: list[Press]) -> Rows:
    buttons = []
    for name, counts, scope in found:
        if scope is None or scope == desk.scope:
            continue
        into = "w" if view == "p" else "o"
        if desk.scope.activity and view != "p":
            into = "p" if scope.branch else "l"
        buttons.append(desk.press(f"{short(name, 12)} {counts.done}/{counts.asked}", into, scope))
    shown, page = page_of(buttons, desk.page, GROUPS_A_PAGE)
    turn = turn_rows(ROUTE, (view, desk.scope.code()), page, len(buttons), GROUPS_A_PAGE)
    if desk.scope.activity and not desk.scope.branch and not desk.scope.person:
        extra = [*extra, desk.press("未办理名单", "l")]
    last = (*extra, desk.press("换个角度看", "m"), desk.press("导出 Excel", "s"))
    return (*in_columns(shown, 2), *turn, *in_columns(last, 2))


def _text(desk: Desk, figures: Grouped) -> str:
    if not figures.lines:
        return f"{say_at(desk.office, desk.scope)}<b>这个范围内没有事项</b>\n{esc(figures.scope)}"
    return say_at(desk.office, desk.scope) + grouped_text(figures)


# What a button's or a word's view is. Letters, since a button holds 64 bytes.
VIEWS: dict[str, View] = {
    "m": menu,
    "o": activities,
    "d": grouped("d", groups.by_department),
    "D": sorted_by_rate("d", groups.by_department),
    "b": grouped("b", groups.by_branch),
    "B": sorted_by_rate("b", groups.by_branch),
    "k": grouped("k", groups.by_kind),
    "i": grouped("i", groups.by_item),
    "n": by_month,
    "p": by_person,
    "x": crosswise,
    "c": process,
    "l": unfinished,
    "w": one.show,
    "g": one.picture,
    "y": one.paper,
    "t": periods,
    "s": files.workbook,
    "q": files.paper,
    "z": files.inspection_pack,
}
