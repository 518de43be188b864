"""The audit as a workbook, which content/verify.py checks as it checks the chain itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from content.verify import BODY, ERASED, SAYING, canonical, shown
from workdays.words import say_moment

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

NAME = "留痕记录"
HEADINGS = ("时间", "何人", "身份", "类别", "做了什么", "对象", "原因", "导出的文件")
RECORD = ("记录原文", "摘要", "前一号的链值", "链值")


@dataclass(frozen=True)
class AuditLine:
    """One act: what its record says, None where that was erased, and its place in the chain."""

    number: int
    body: dict[str, Any] | None
    digest: str
    before: str
    link: str


@dataclass(frozen=True)
class AuditSheet:
    """Some or all of the acts, oldest first. `wanted` says in words which; empty for all."""

    bureau: str
    as_of: datetime
    wanted: str
    lines: Sequence[AuditLine]
    last: str  # the link of the last line


def audit_workbook(sheet: AuditSheet) -> bytes:
    """Write the acts on one sheet, and beside what is printed what a program needs; return an .xlsx."""
    from reports.sheet import Column, Table, new_workbook, saved

    widths = (20, 20, 16, 18, 24, 40, 26, 30)
    columns = [Column("序号", 7), *(Column(*one, "left") for one in zip(HEADINGS, widths, strict=True))]
    workbook = new_workbook()
    table = Table(workbook, NAME, columns, landscape=True)
    table.title(f"{sheet.bureau} 留痕记录")
    table.line(f"{sheet.wanted or '全部记录'}，截至 {say_moment(sheet.as_of)}，最早的在前。")
    part = "部分" if sheet.wanted else "全部"
    table.line(f"{part}记录，共{len(sheet.lines)}条，最后一号的链值：{sheet.last}")
    table.header()
    _beside(workbook[NAME], RECORD)
    for line in sheet.lines:
        table.row([line.number, *_said(line)])
        kept = canonical(line.body) if line.body is not None else ""
        _beside(workbook[NAME], (kept, line.digest, line.before, line.link))
    table.line(
        "右边四列供核对用，不打印，请不要改动；可以按任一列排序。"
        "核对：在装有 Python 的电脑上运行 python3 核验.py 本文件名，或请管理员运行 qingfeng verify。"
    )
    table.close()
    return saved(workbook)


def _beside(sheet: "Worksheet", values: Sequence[str]) -> None:
    """Write what a program reads beside the row that was written last: outside of what is printed."""
    from reports.sheet import put

    for column, value in enumerate(values, len(HEADINGS) + 2):
        put(cast("Cell", sheet.cell(sheet.max_row, column)), value)


def _said(line: AuditLine) -> list[str]:
    body = line.body
    if body is None:
        return [*[""] * 4, ERASED, *[""] * (len(SAYING) - 5)]
    return [shown(name, body.get(name, "")) for name in SAYING.values()]


assert ord(BODY) - ord("A") == len(SAYING) + 1  # the record's own columns follow those that say it
