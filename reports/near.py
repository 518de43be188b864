"""Questions that are very like each other, side by side. Importing this loads openpyxl."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.sheet import Column, Table, new_workbook, saved


@dataclass(frozen=True)
class Pair:
    """A question of the file and the one it is like, each with options and answer in words."""

    new: str
    other: str


def near_workbook(pairs: Sequence[Pair]) -> bytes:
    """Write 序号, 文件里的题, 已有的题; return an .xlsx."""
    columns = [Column("序号", 6), Column("文件里的题", 60, "left"), Column("已有的题", 60, "left")]
    workbook = new_workbook()
    table = Table(workbook, "对照表", columns, landscape=True)
    table.header()
    for number, pair in enumerate(pairs, 1):
        table.row([number, pair.new, pair.other])
    table.close()
    return saved(workbook)
