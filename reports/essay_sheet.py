"""How many essays each person wrote in a year, as a workbook.

openpyxl is loaded when the workbook is made, not with this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """A person, and how many essays they handed in within the year."""

    name: str
    department: str
    position: str
    essays: int


def years_workbook(rows: Sequence[Written], year: int, bureau: str) -> bytes:
    """Write one line a person, in the order given; return an .xlsx."""
    from reports.sheet import Column, Table, new_workbook, saved

    columns = (
        Column("序号", 6),
        Column("处室", 24, "left"),
        Column("姓名", 11, "distributed"),
        Column("职务", 24, "left"),
        Column("篇数", 8),
        Column("情况", 12),
    )
    workbook = new_workbook()
    table = Table(workbook, f"{year}年", columns, landscape=False)
    table.title(f"{bureau}{year}年个人文章篇数")
    table.line("按名册顺序排列，不排名。退回后还没有重新提交的不计。")
    table.header()
    for number, row in enumerate(rows, start=1):
        said = "已交" if row.essays else "还没有交"
        table.row([number, row.department, row.name, row.position, row.essays, said])
    table.close()
    return saved(workbook)
