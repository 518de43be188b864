"""Figures as chat messages: Telegram HTML, read on a phone, the most important line first."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from activities.state import RATE_DEFINITION, State
from reports.figures import ActivityFigures, Counts, DepartmentLine, Overview, PersonLine
from reports.grouped import Grouped
from reports.screenful import LIMIT, fold, units
from reports.wording import (
    ROSTER_ORDER,
    STILL_PUBLISHING,
    SUM_RULE,
    UNFINISHED,
    WITHDRAWN_NOTE,
    align_name,
    clip,
    is_publishing,
    is_withdrawn,
    overview_counts,
    overview_delivery,
    say_base,
    say_delivery,
    say_headline,
    say_rate,
    say_short_moment,
    say_states,
)
from workdays.words import say_moment

_TITLE_LENGTH = 60
_NAME_LENGTH = 30
_NOTE_LENGTH = 60
_PAGE_LINES = 36  # with reasons that take a second line, two screens of a phone


def overview_text(overview: Overview) -> str:
    """Say where all activities stand, as Telegram HTML of at most LIMIT units."""
    where = f"{_html(overview.bureau)} {_html(overview.scope)}"
    time = f"截至 {say_moment(overview.as_of)}"
    if not overview.activities:
        return _join(["<b>目前没有事项</b>", where, time])
    counts = overview_counts(overview)
    head = [
        f"<b>{say_headline(counts, '人次')}</b>",
        where,
        time,
        "",
        f"共 {len(overview.activities)} 项，应办 {counts.asked} 人次",
        *_state_lines(counts, "人次"),
        say_delivery(overview_delivery(overview)),
    ]
    blocks = [_activity_block(number, figures) for number, figures in enumerate(overview.activities, 1)]
    return fold(head, blocks, _definitions(), "其余 {} 项（点开查看）", "另有 {} 项，请点“导出 Excel”查看。")


def grouped_text(grouped: Grouped) -> str:
    """Say where each group of a report stands, as Telegram HTML of at most LIMIT units."""
    counts = grouped.counts
    head = [
        f"<b>{say_headline(counts, grouped.unit)}</b>",
        f"{_html(grouped.title)}：{_html(grouped.scope, 2 * _TITLE_LENGTH)}",
        f"截至 {say_moment(grouped.as_of)}",
        "",
        f"应办 {counts.asked} {grouped.unit}",
        *_state_lines(counts, grouped.unit),
        "",
    ]
    if grouped.caution:
        head += [f"⚠ {grouped.caution}", ""]
    blocks = [_department_line(line, grouped.unit) for line in grouped.lines]
    more = f"其余 {{}} 个{grouped.one}（点开查看）"
    return fold(
        head, blocks, _definitions(grouped.note), more, f"另有 {{}} 个{grouped.one}，请点“导出 Excel”查看。"
    )


def activity_text(figures: ActivityFigures, as_of: datetime) -> str:
    """Say where one activity stands, department by department, as Telegram HTML of at most LIMIT units."""
    counts = figures.counts
    head = [
        f"<b>{say_headline(counts, '人')}</b>",
        _html(figures.title, _TITLE_LENGTH),
        f"{_html(figures.kind_title)}，{_html(figures.status_title)}",
        f"截至 {say_moment(as_of)}",
    ]
    if figures.deadline:
        head.append(f"截止时间 {say_moment(figures.deadline)}")
    if is_publishing(figures):
        head.append(STILL_PUBLISHING)
    head += ["", f"应办 {counts.asked} 人", *_state_lines(counts, "人")]
    head += [f"{_html(name)} {_html(value)}" for name, value in figures.extras]
    head += ["", say_delivery(figures.delivery)]
    if len(figures.departments) == 1:  # its figures are those above
        head.insert(2, f"处室：{_html(figures.departments[0].name)}")
        return _join([*head, *_definitions()])
    if figures.departments:
        head += ["", "<b>各处室</b>"]
    blocks = [_department_line(line) for line in figures.departments]
    return fold(
        head,
        blocks,
        _definitions(ROSTER_ORDER),
        "其余 {} 个处室（点开查看）",
        "另有 {} 个处室，请看图片或点“导出 Excel”。",
    )


def people_text(
    figures: ActivityFigures,
    as_of: datetime,
    states: Sequence[State] = UNFINISHED,
) -> list[str]:
    """List the people in the given states by department, in roster order; one Telegram HTML text a page."""
    people = [person for person in figures.people if person.state in states]
    title = f"{_html(figures.title, _TITLE_LENGTH)}\n截至 {say_moment(as_of)}"
    if not people:
        return [f"<b>没有{'、'.join(state.label for state in states)}的人员</b>\n{title}"]
    tally = "，".join(
        f"{state.label} {number} 人" for state in states if (number := sum(p.state is state for p in people))
    )
    room = LIMIT - units(title) - units(tally) - 60  # 60: the bold tags and the page number
    pages = _pages(_by_department(people), room)
    return [
        f"<b>{tally}</b>{f'（第 {number}/{len(pages)} 页）' if len(pages) > 1 else ''}\n{title}\n{page}"
        for number, page in enumerate(pages, 1)
    ]


def _activity_block(number: int, figures: ActivityFigures) -> str:
    status = f"{figures.status_title}，人数还在增加" if is_publishing(figures) else figures.status_title
    title = f"{number}. <b>{_html(figures.title, _TITLE_LENGTH)}</b>（{_html(status)}）"
    if is_withdrawn(figures):
        return f"\n{title}\n{WITHDRAWN_NOTE}"
    counts = figures.counts
    said = f"应办 {counts.asked} 人，{_every_state(counts)}" if counts.asked else "没有应办人员"
    rate = "" if counts.rate is None else f"，完成率 {say_rate(counts)}"
    return f"\n{title}\n{said}{rate}"


def _state_lines(counts: Counts, unit: str) -> list[str]:
    states = [f"{state.label} {counts.of(state)}" for state in State]
    lines = ["，".join(states[:3]), "，".join(states[3:])]
    if counts.rate is not None:
        lines.append(f"完成率 {say_rate(counts)}（{say_base(counts, unit)}）")
    return lines


def _every_state(counts: Counts) -> str:
    return say_states(counts, tuple(State), "人")


def _department_line(line: DepartmentLine, unit: str = "人") -> str:
    counts, name = line.counts, _html(line.name, _NAME_LENGTH)
    if not counts.asked:
        return f"{name}：没有应办人员"
    if counts.done == counts.asked:
        return f"{name}：{counts.asked} {unit}全部完成"
    return f"{name}：应办 {counts.asked} {unit}，{say_states(counts, tuple(State), unit)}"


def _definitions(*more: str) -> list[str]:
    """Return the definitions, folded: at hand for who doubts a figure, out of the way of who does not."""
    lines = [RATE_DEFINITION, SUM_RULE, *more, *(f"{state.label}：{state.definition}" for state in State)]
    return ["", f"<blockquote expandable>统计口径\n{_join(lines)}</blockquote>"]


def _by_department(people: Iterable[PersonLine]) -> dict[str, list[PersonLine]]:
    grouped: dict[str, list[PersonLine]] = {}
    for person in people:
        grouped.setdefault(person.department, []).append(person)
    return grouped


def _pages(grouped: dict[str, list[PersonLine]], room: int) -> list[str]:
    """Break the list into pages; a department that goes on is named again at the top of the next."""
    pages: list[list[str]] = [[]]
    for department, people in grouped.items():
        name = _html(department, _NAME_LENGTH)
        heading = f"\n<b>{name}</b>（{len(people)} 人）"
        for position, line in enumerate(map(_person_line, people)):
            addition = [line] if position else [heading, line]
            full = len(pages[-1]) + len(addition) > _PAGE_LINES
            if pages[-1] and (full or units(_join([*pages[-1], *addition])) > room):
                pages.append([])
                addition = [f"\n<b>{name}</b>（接上页）", line] if position else addition
            pages[-1] += addition
    return [_join(page) for page in pages]


def _person_line(person: PersonLine) -> str:
    name = _html(align_name(person.name), _NAME_LENGTH)
    mark = "（迟）" if person.late else ""
    when = say_short_moment(person.done_at) if person.done_at else ""
    details = [_html(text, _NOTE_LENGTH) for text in (person.stage, when, person.note) if text]
    return f"{name}　{person.state.label}{mark}{'：' if details else ''}{'，'.join(details)}"


def _html(text: str, length: int = _NAME_LENGTH) -> str:
    return escape(clip(text, length), quote=False)


def _join(lines: Iterable[str]) -> str:
    return "\n".join(lines)
