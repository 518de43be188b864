"""The rows that an import refused, as a workbook: each with its reason, ready to be put right and sent again.

Importing this loads openpyxl: import it where an import has failed rows, not at start-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.sheet import Column, Table, new_workbook, saved


@dataclass(frozen=True)
class Rejected:
    """One refused row: its number in the file that was sent, why, and its cells as they stood there."""

    number: int
    reason: str
    cells: tuple[str, ...]


def rejected_workbook(rows: Sequence[Rejected], headings: Sequence[str]) -> bytes:
    """Write the refused rows under their own headings, in the first row so that the file can be imported.

    Cells beyond the headings are dropped, missing ones are empty; return an .xlsx.
    """
    columns = [
        Column("原行号", 8),
        Column("问题", 40, "left"),
        *(Column(each, 16, "left") for each in headings),
    ]
    workbook = new_workbook()
    table = Table(workbook, "未导入的行", columns, landscape=True)
    table.header()
    for row in rows:
        cells = [*row.cells, *[""] * len(headings)][: len(headings)]
        table.row([row.number, row.reason, *cells])
    table.close()
    return saved(workbook)
