"""Builds the real bytes that the tests read."""

import datetime as dt
import zipfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Value = str | float | bool | dt.date | None
Rows = Iterable[Iterable[Value]]

ROSTER_HEADINGS = ("姓名", "处室/单位", "政治面貌")
BANK_HEADINGS = ("题型", "题干", "选项A", "选项B", "选项C", "选项D", "正确答案")


def xlsx(rows: Rows, change: Callable[[Worksheet], object] | None = None, **sheets: Rows) -> bytes:
    """Return a workbook of one sheet (and more by name), changed by hand before saving."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "第一页"
    fill(first, rows)
    for title, more in sheets.items():
        fill(book.create_sheet(title), more)
    if change:
        change(first)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def fill(sheet: Worksheet, rows: Rows) -> None:
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is None:
                continue
            cell = sheet.cell(number, column, value)
            if isinstance(value, str) and value.startswith("=") and not value.startswith("=SUM"):
                cell.data_type = "s"  # text that only looks like a formula


def csv(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    lines = (delimiter.join("" if value is None else str(value) for value in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def with_parts(content: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """Return a workbook with some parts of its container replaced, added or (None) removed."""
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            part = parts[name] if name in parts else old.read(name)
            if part is not None:
                new.writestr(name, part)
    return changed.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()
