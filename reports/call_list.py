"""Whom the secretary has to speak to in person, as a sheet to print: reason, next step, room for a tick.

It holds no totals: nobody counts who has linked an account. Importing this loads openpyxl.
"""

from collections.abc import Sequence
from datetime import datetime

from reports.calls import Call
from reports.sheet import Column, Table, new_workbook, saved
from workdays.words import say_moment

_COLUMNS = (
    Column("序号", 6),
    Column("处室", 18, "left"),
    Column("姓名", 11, "distributed"),
    Column("职务", 14, "left"),
    Column("电话", 15),
    Column("待办事项", 34, "left"),
    Column("联系不上的原因", 24, "left"),
    Column("下一步", 34, "left"),
    Column("已联系", 9),
)


def call_workbook(calls: Sequence[Call], bureau: str, as_of: datetime) -> bytes:
    """Write the list in roster order; `as_of` is in the office's zone. Return an .xlsx."""
    workbook = new_workbook()
    table = Table(workbook, "联络名单", _COLUMNS, landscape=True)
    table.title(f"{bureau} 待联络名单")
    table.line(f"截至{say_moment(as_of)}。仅供纪检秘书本人联络使用：不统计、不通报、不外发，用后请销毁。")
    table.header()
    for number, call in enumerate(calls, 1):
        what = "；".join(call.open)
        person = [call.department, call.name, call.position, call.phone]
        table.row([number, *person, what, call.reason, call.step, None])
    table.close()
    return saved(workbook)
