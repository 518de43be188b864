"""A register's year as a workbook: by month, by department, and entry by entry.

Importing this loads openpyxl: import it where a workbook is asked for, not at start-up.
"""

from openpyxl import Workbook

from reports.registers import (
    Coverage,
    RegisterYear,
    by_department,
    by_month,
    categories_of,
    departments_of,
    say_coverage,
)
from reports.sheet import Column, Table, Value, new_workbook, saved

_MONTHS = range(1, 13)
_ENTRIES = (
    Column("序号", 6),
    Column("日期", 12, format="yyyy-mm-dd"),
    Column("类别", 16),
    Column("处室", 24, "left"),
    Column("数量", 8),
    Column("编号", 22, "left"),
    Column("登记人", 12),
    Column("登记时间", 18, format="yyyy-mm-dd hh:mm"),
    Column("备注", 20, "left"),
)


def register_workbook(year: RegisterYear) -> bytes:
    """Write 按月, 按处室 and 逐笔 of one register's year; return an .xlsx."""
    workbook = new_workbook()
    _month_sheet(workbook, year)
    _department_sheet(workbook, year)
    _entry_sheet(workbook, year)
    return saved(workbook)


def _month_sheet(workbook: Workbook, year: RegisterYear) -> None:
    columns = [Column("类别", 18, "left"), *(Column(f"{month}月", 7) for month in _MONTHS), Column("合计", 9)]
    table = Table(workbook, "按月", columns, landscape=True)
    table.title(f"{year.bureau} {year.year}年{year.title}台账（按月）")
    table.line(f"单位：{year.unit}", align="left")
    table.header()
    sums = by_month(year)
    for name in categories_of(year):
        table.row([name, *_amounts([sums[name, month] for month in _MONTHS])])
    if year.adds_up:
        per_month = [sum(sums[name, month] for name in categories_of(year)) for month in _MONTHS]
        table.row(["合计", *_amounts(per_month)], total=True)
    table.line("只记日期、类别、处室、数量和编号；具体材料在线下留存。")
    table.close()


def _department_sheet(workbook: Workbook, year: RegisterYear) -> None:
    names = categories_of(year)
    covered = {one.department: one for one in year.coverage}
    columns = [Column("序号", 6), Column("处室", 24, "left"), *(Column(name, 13) for name in names)]
    columns += [Column("合计", 9)] if year.adds_up else []
    columns += (
        [Column("在编人数", 10), Column("已建档", 9), Column("覆盖率", 9, format="0.0%")] if covered else []
    )
    table = Table(workbook, "按处室", columns, landscape=len(columns) > 7)
    table.title(f"{year.bureau} {year.year}年{year.title}台账（按处室）")
    table.line(f"单位：{year.unit}。处室按花名册顺序排列。")
    table.header()
    sums = by_department(year)
    found = departments_of(year)
    listed = [*covered, *(name for name in found if name not in covered)]
    for number, name in enumerate(listed, 1):
        amounts = [sums[name, one] for one in names]
        table.row([number, name, *_row(year, amounts), *(_coverage(covered.get(name)) if covered else ())])
    sums_row = [sum(sums[name, one] for name in found) for one in names]
    whole = Coverage("", sum(c.staff for c in year.coverage), sum(c.kept for c in year.coverage))
    table.row([None, "合计", *_row(year, sums_row), *(_coverage(whole) if covered else ())], total=True)
    if covered:
        table.line(f"{say_coverage(year.coverage)}。已建档为历年“新建”减去“移出”，在编人数按现在的花名册。")
    table.close()


def _entry_sheet(workbook: Workbook, year: RegisterYear) -> None:
    table = Table(workbook, "逐笔", _ENTRIES, landscape=True)
    table.title(f"{year.bureau} {year.year}年{year.title}台账（逐笔）")
    table.line("登记后不改动：更正的另记一笔，被更正的保留在表中，不计入合计。")
    table.header()
    for entry in year.entries:
        what: list[Value] = [entry.number, f"{entry.day:%Y-%m-%d}", entry.category, entry.department]
        table.row([*what, entry.amount, entry.reference, entry.by, entry.recorded, entry.note])
    table.close()


def _amounts(amounts: list[int]) -> list[Value]:
    """Return amounts and their sum; an empty cell says more plainly that there was nothing."""
    return [*(amount or None for amount in amounts), sum(amounts)]


def _row(year: RegisterYear, amounts: list[int]) -> list[Value]:
    return _amounts(amounts) if year.adds_up else [amount or None for amount in amounts]


def _coverage(one: Coverage | None) -> list[Value]:
    if one is None:
        return [None, None, None]
    return [one.staff, one.kept, min(one.kept, one.staff) / one.staff if one.staff else "—"]
