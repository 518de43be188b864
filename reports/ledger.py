"""台账 of tasks as an office keeps it: one line a task and department, in the customary headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workdays.words import say_date, say_moment

if TYPE_CHECKING:
    from openpyxl import Workbook


@dataclass(frozen=True)
class LedgerLine:
    """One line. Times are in the office's zone; `closed` is empty until it was struck off."""

    opened: datetime
    matter: str
    department: str
    person: str
    deadline: datetime | None
    progress: str
    closed: datetime | None


def ledger_workbook(bureau: str, title: str, lines: Sequence[LedgerLine], as_of: datetime) -> bytes:
    """Write the ledger on one sheet; return an .xlsx."""
    from reports.sheet import new_workbook, saved

    workbook = new_workbook()
    struck = sum(line.closed is not None for line in lines)
    where = f"截至 {say_moment(as_of)}，共{len(lines)}项，已销号{struck}项。"
    note = "佐证材料由责任处室线下留存，“佐证”一栏打印后手填。逾期按工作日计算。"
    ledger_sheet(workbook, f"{bureau} {title}", where, lines, note)
    return saved(workbook)


def ledger_sheet(
    workbook: "Workbook", title: str, where: str, lines: Sequence[LedgerLine], note: str
) -> None:
    """Add a sheet in the headings of a ledger, with room to sign."""
    # Here, not above: what makes workbooks loads openpyxl, which nothing else of a ledger needs.
    from reports.sheet import SIGN_HERE, Column, Table

    columns = (
        Column("序号", 6),
        Column("日期", 17),
        Column("事项", 36, "left"),
        Column("责任处室", 18, "left"),
        Column("责任人", 15),
        Column("完成时限", 17),
        Column("进展", 44, "left"),
        Column("佐证", 12),
        Column("销号日期", 17),
    )
    table = Table(workbook, "台账", columns, landscape=True)
    table.title(title)
    table.line(where, align="center")
    table.header()
    for number, line in enumerate(lines, 1):
        table.row(
            [
                number,
                say_date(line.opened),
                line.matter,
                line.department,
                line.person,
                say_date(line.deadline) if line.deadline else "不设",
                line.progress,
                None,
                say_date(line.closed) if line.closed else None,
            ]
        )
    table.line(note)
    table.line(SIGN_HERE)
    table.close()
