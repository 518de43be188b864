"""The plan as workbooks: the list to go through, and the year's ledger. Importing this loads openpyxl."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from reports.plan import DEFINITIONS, REVIEW_COLUMNS, PlanYear, ReviewRow
from reports.sheet import Column, Table, Value, definitions_sheet, new_workbook, saved

_WIDTHS = (7, 12, 30, 52, 16, 16, 12, 13, 9, 18, 8)
_LEFT = ("名称", "原文", "责任主体", "参加对象")
_YEAR = (
    Column("序号", 6),
    Column("编号", 12),
    Column("任务", 32, "left"),
    Column("责任主体", 16, "left"),
    Column("要求", 18, "left"),
    Column("已开展", 8),
    Column("应开展", 8),
    Column("状态", 9),
    Column("下次时间", 12, format="yyyy-mm-dd"),
    Column("安排", 8),
    Column("办理方式", 16),
    Column("原文", 50, "left"),
)
_HELD = (
    Column("序号", 6),
    Column("编号", 12),
    Column("任务", 32, "left"),
    Column("日期", 12, format="yyyy-mm-dd"),
    Column("开展情况", 40, "left"),
    Column("次数", 7),
    Column("办理人数", 26),
)


def review_workbook(rows: Sequence[ReviewRow], title: str) -> bytes:
    """Write the list that is gone through at a desk and sent back; return an .xlsx."""
    workbook = new_workbook()
    columns = [
        Column(name, width, "left" if name in _LEFT else "center")
        for name, width in zip(REVIEW_COLUMNS, _WIDTHS, strict=True)
    ]
    table = Table(workbook, "核对", columns, landscape=True)
    table.title(f"{title}（核对表）")
    table.line(
        "“序号”列不要改。“处理”填保留、删去，或并入某一条（写“并入”和那一条的序号）；“次数”填数字，没有定的填未设定；“月份”如：3、9。"
    )
    table.header()
    for row in rows:
        table.row(
            [
                row.id,
                row.number,
                row.title,
                row.sentence,
                row.responsible,
                row.participants,
                row.every,
                row.months,
                row.quota,
                row.kind,
                row.keep,
            ]
        )
    table.close()
    return saved(workbook)


def year_workbook(year: PlanYear) -> bytes:
    """Write 进度, 开展明细 and 口径说明 of a year; return an .xlsx."""
    workbook = new_workbook()
    table = Table(workbook, "进度", _YEAR, landscape=True)
    table.title(f"{year.bureau} {year.year}年计划台账")
    table.line(f"{year.title}。截至{year.as_of:%Y-%m-%d %H:%M}。")
    if year.computed:
        table.line("这一年的放假安排是推算的，日期以国务院办公厅通知为准。")
    table.header()
    for number, line in enumerate(year.lines, start=1):
        table.row(
            [
                number,
                line.number,
                line.title,
                line.responsible,
                line.promise,
                line.done,
                line.due,
                line.state,
                _day(line.next),
                ("已安排" if line.planned else "建议") if line.next else None,
                line.kind,
                line.sentence,
            ]
        )
    table.close()
    held = Table(workbook, "开展明细", _HELD, landscape=True)
    held.title(f"{year.bureau} {year.year}年计划开展明细")
    held.header()
    number = 0
    for line in year.lines:
        for one in line.held:
            number += 1
            values: list[Value] = [
                number,
                line.number,
                line.title,
                _day(one.day),
                one.title,
                one.times,
                one.people,
            ]
            held.row(values)
    held.close()
    definitions_sheet(workbook, DEFINITIONS)
    return saved(workbook)


def _day(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None
