"""Figures as workbooks: a summary that adds up, the list to sign, and how everything was counted.

Importing this loads openpyxl: import it where a workbook is asked for, not at start-up.
"""

from datetime import datetime

from openpyxl import Workbook

from activities.state import RATE_DEFINITION, State
from reports.figures import ActivityFigures, Counts, Delivery, Overview, PersonLine
from reports.ledger import LedgerLine, ledger_sheet
from reports.sheet import SIGN_HERE, Column, Table, Value, definitions_sheet, new_workbook, saved
from reports.wording import (
    ROSTER_ORDER,
    STILL_PUBLISHING,
    SUM_RULE,
    UNFINISHED,
    WITHDRAWN_NOTE,
    departments_of,
    is_publishing,
    is_withdrawn,
    overview_counts,
    overview_delivery,
    say_base,
    say_delivery,
    say_states,
)
from workdays.words import say_moment

NAMED = 2  # departments of a ledger's line
_MOMENT = "yyyy-mm-dd hh:mm"
_NUMBER, _DEPARTMENT = Column("序号", 6), Column("处室", 28, "left")
_FIGURES = (
    Column("应办人数", 10),
    *(Column(state.label, 9) for state in State),
    Column("完成率", 9, format="0.0%"),
)
_PEOPLE = (
    _NUMBER,
    Column("姓名", 12, "distributed"),
    _DEPARTMENT,
    Column("职务", 18, "left"),
    Column("状态", 9),
    Column("阶段", 10),
    Column("办理时间", 18, format=_MOMENT),
    Column("说明", 26, "left"),
    Column("签字", 16),
)
_ACTIVITIES = (
    _NUMBER,
    Column("事项", 34, "left"),
    Column("类型", 10),
    Column("状态", 9),
    Column("发布时间", 18, format=_MOMENT),
    Column("截止时间", 18, format=_MOMENT),
    *_FIGURES,
    *(Column(title, 9) for title in ("已送达", "不确定", "待发", "发不出")),
)
_TO_SIGN = 27.0  # points, of a row in which somebody signs by hand
_COMMON = (
    ("应办人数", "按发布时的名册和参加范围，要求办理的全部人员。"),
    *((state.label, state.definition) for state in State),
    ("六种状态", SUM_RULE + "同时符合几种的，按上面的先后取第一种。"),
    ("完成率", RATE_DEFINITION + "应办人员全部为“免”的，不计完成率，写作“—”。"),
)
_MESSAGES = (
    ("已送达", "Telegram 已收下的消息。送达不等于已办，也不等于已读。"),
    ("不确定", "发送时网络中断，不知是否送达；本人一办理即可确认。"),
    ("待发", "尚未发出的消息。"),
    ("发不出", "确定无法送达的消息，如已停用机器人。"),
    ("人次与条数", "人数按人计，消息按条计，同一人可有几条消息，两者不必相等。"),
)


def activity_workbook(figures: ActivityFigures, bureau: str, as_of: datetime) -> bytes:
    """Write one activity: 汇总 by department, 名单 with room to sign, 口径说明; return an .xlsx."""
    workbook = new_workbook()
    _summary_sheet(workbook, figures, bureau, as_of)
    _people_sheet(workbook, figures, bureau, as_of)
    definitions_sheet(workbook, (*_COMMON, ("迟", "截止时间以后才办理的，仍算已完成。"), *_MESSAGES))
    return saved(workbook)


def overview_workbook(overview: Overview) -> bytes:
    """Write all activities: 汇总 one row each, 处室与事项 crosswise, 台账, 口径说明; return an .xlsx."""
    workbook = new_workbook()
    _activities_sheet(workbook, overview)
    _matrix_sheet(workbook, overview)
    _ledger_sheet(workbook, overview)
    people = ("合计", "按人次计：一人有几项事项就计几次。已撤回的事项只列出，不计入合计。")
    definitions_sheet(workbook, (*_COMMON, people, *_MESSAGES))
    return saved(workbook)


def _summary_sheet(workbook: Workbook, figures: ActivityFigures, bureau: str, as_of: datetime) -> None:
    table = Table(workbook, "汇总", [_NUMBER, _DEPARTMENT, *_FIGURES], landscape=False)
    _heading(table, figures, bureau, as_of)
    table.header()
    for number, line in enumerate(figures.departments, 1):
        table.row([number, line.name, *_figures(line.counts)])
    table.row([None, "合计", *_figures(figures.counts)], total=True)
    for name, value in figures.extras:
        table.line(f"{name}：{value}")
    table.line(say_delivery(figures.delivery))
    table.line(RATE_DEFINITION + SUM_RULE + ROSTER_ORDER)
    table.line(SIGN_HERE)
    table.close()


def _people_sheet(workbook: Workbook, figures: ActivityFigures, bureau: str, as_of: datetime) -> None:
    table = Table(workbook, "名单", _PEOPLE, landscape=True, row=_TO_SIGN)
    _heading(table, figures, bureau, as_of)
    table.header()
    for number, person in enumerate(figures.people, 1):
        table.row(_person(number, person))
    table.close()


def _heading(table: Table, figures: ActivityFigures, bureau: str, as_of: datetime) -> None:
    table.title(f"{bureau} {figures.title}")
    times = [f"截至 {say_moment(as_of)}"]
    if figures.deadline:
        times.append(f"截止时间 {say_moment(figures.deadline)}")
    table.line(f"{figures.kind_title}，{figures.status_title}。{'，'.join(times)}", align="center")
    if is_publishing(figures):
        table.line(STILL_PUBLISHING, align="center")


def _person(number: int, person: PersonLine) -> list[Value]:
    note = "，".join(part for part in ("迟" if person.late else "", person.note) if part)
    return [
        number,
        person.name,
        person.department,
        person.position,
        person.state.label,
        person.stage,
        person.done_at,
        note,
        None,
    ]


def _activities_sheet(workbook: Workbook, overview: Overview) -> None:
    table = Table(workbook, "汇总", _ACTIVITIES, landscape=True)
    table.title(f"{overview.bureau} 事项办理情况汇总表")
    table.line(f"{overview.scope}，截至 {say_moment(overview.as_of)}", align="center")
    table.header()
    for number, figures in enumerate(overview.activities, 1):
        about: list[Value] = [
            number,
            figures.title,
            figures.kind_title,
            figures.status_title,
            figures.published_at,
            figures.deadline,
        ]
        counted = [*_figures(figures.counts), *_messages(figures.delivery)]
        table.row([*about, *(["—"] * len(counted) if is_withdrawn(figures) else counted)])
    sums = [*_figures(overview_counts(overview)), *_messages(overview_delivery(overview))]
    table.row([None, "合计（人次）", None, None, None, None, *sums], total=True)
    table.line(RATE_DEFINITION + SUM_RULE + f"已撤回的事项{WITHDRAWN_NOTE}。")
    table.line(SIGN_HERE)
    table.close()


def _matrix_sheet(workbook: Workbook, overview: Overview) -> None:
    """Write how many of how many have done it, departments down, activities across."""
    counted = [figures for figures in overview.activities if not is_withdrawn(figures)]
    columns = [_NUMBER, _DEPARTMENT, *(Column(figures.title, 16) for figures in counted)]
    table = Table(workbook, "处室与事项", columns, landscape=True)
    table.title(f"{overview.bureau} 各处室办理情况")
    table.line(f"格内为“已完成/应办人数”，空格为没有应办人员。{ROSTER_ORDER}", align="center")
    table.header()
    by_activity = [{line.name: line.counts for line in figures.departments} for figures in counted]
    for number, name in enumerate((line.name for line in departments_of(overview)), 1):
        standing = [lines.get(name, Counts()) for lines in by_activity]
        table.row([number, name, *(f"{c.done}/{c.asked}" if c.asked else None for c in standing)])
    table.close()


def _ledger_sheet(workbook: Workbook, overview: Overview) -> None:
    """Write the activities in the headings of a 台账, one line each."""
    heads = dict(overview.heads)
    lines = []
    for figures in overview.activities:
        if is_withdrawn(figures) or figures.published_at is None:
            continue
        names = [line.name for line in figures.departments]
        lines.append(
            LedgerLine(
                opened=figures.published_at,
                matter=figures.title,
                department="、".join(names) if len(names) <= NAMED else f"{len(names)}个处室",
                person=heads.get(names[0], "") if len(names) == 1 else "各处室负责人",
                deadline=figures.deadline,
                progress=f"{say_base(figures.counts, '人')}。{say_states(figures.counts, UNFINISHED, '人')}",
                closed=figures.completed_at,
            )
        )
    where = f"{overview.scope}，截至 {say_moment(overview.as_of)}，共{len(lines)}项。"
    note = "“销号日期”为最后一人办结的日期，没有全部办结的不填。“佐证”一栏打印后手填。"
    ledger_sheet(workbook, f"{overview.bureau} 事项办理台账", where, lines, note)


def _figures(counts: Counts) -> list[Value]:
    rate = "—" if counts.rate is None else counts.rate
    return [counts.asked, *(counts.of(state) for state in State), rate]


def _messages(delivery: Delivery | None) -> list[Value]:
    if delivery is None:
        return ["—"] * 4
    return [delivery.delivered, delivery.uncertain, delivery.waiting, delivery.failed]
