"""The files the secretary sends: the starter pack's tables as the Excel files an office has."""

import csv
import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from content import questions_csv


def roster_workbook(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return the roster as .xlsx."""
    return _workbook("花名册", [list(rows[0]), *(list(row.values()) for row in rows)])


def questions_workbook() -> bytes:
    """Return the question bank as .xlsx."""
    return _workbook("题库", list(csv.reader(io.StringIO(questions_csv().decode("utf-8-sig")))))


def _workbook(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
