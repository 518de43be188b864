"""A file somebody sent, told apart by its headings and read into rows; any thread may do it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from language import questions as bank
from language import roster
from language.grid import RowError
from language.headings import Column, find_layouts
from language.question import Question
from language.roster import RosterRow
from language.tables import Unreadable, read_tables

MAX_MEGABYTES = 10


@dataclass(frozen=True)
class Faulty:
    """A row that was refused: where it stood, why, and its cells."""

    row: int
    reason: str
    sheet: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Upload:
    """What a file held: roster rows or questions, and what of it was not taken."""

    kind: Literal["roster", "questions"]
    filename: str
    roster: tuple[RosterRow, ...] = ()
    questions: tuple[Question, ...] = ()
    faulty: tuple[Faulty, ...] = ()
    headings: tuple[str, ...] = ()  # of the table the faulty rows stand in
    ignored: tuple[str, ...] = ()


def read_upload(content: bytes, filename: str) -> Upload:
    """Read a roster, else a question bank. Raises Unreadable with a sentence for the sender."""
    try:
        return read_roster(content, filename)
    except Unreadable as no_roster:
        try:
            return read_questions(content, filename)
        except Unreadable as no_questions:
            if str(no_roster) == str(no_questions):  # nothing to do with headings
                raise
            raise Unreadable(
                f"没有导入：看不出《{filename[:60]}》是名册还是题库。\n"
                f"如是名册：{no_roster}\n如是题库：{no_questions}"
            ) from no_questions


def read_roster(content: bytes, filename: str) -> Upload:
    """Read a roster. Raises Unreadable."""
    found = roster.parse_roster(content, filename)
    headings, faulty = _cells_of(content, filename, found.errors, roster.COLUMNS)
    return Upload(
        "roster",
        filename,
        roster=found.rows,
        faulty=tuple(replace(each, sheet="") for each in faulty),  # a roster is read from one sheet
        headings=headings,
        ignored=found.ignored_headings,
    )


def read_questions(content: bytes, filename: str) -> Upload:
    """Read a question bank. Raises Unreadable."""
    found = bank.parse_questions(content, filename)
    headings, faulty = _cells_of(content, filename, found.errors, bank.COLUMNS)
    return Upload(
        "questions",
        filename,
        questions=tuple(row.question for row in found.questions),
        faulty=faulty,
        headings=headings,
        ignored=found.ignored_headings,
    )


def _cells_of(
    content: bytes, filename: str, errors: Sequence[RowError], columns: Sequence[Column]
) -> tuple[tuple[str, ...], tuple[Faulty, ...]]:
    """Return the headings, and the refused rows with their cells, which take a second look at the file."""
    if not errors:
        return (), ()
    tables = read_tables(content, filename)
    cells = {(table.sheet, row.number): row.cells for table in tables for row in table.rows}
    layout = find_layouts(tables, columns)[0][0]
    headings = cells.get((layout.table.sheet, layout.heading_row), ())
    return headings, tuple(
        Faulty(error.row, error.reason, error.sheet, cells.get((error.sheet, error.row), ()))
        for error in errors
    )
