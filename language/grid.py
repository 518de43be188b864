"""Rows and columns as people send them, and the limits they are held to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 64


class Unreadable(Exception):
    """The file as a whole cannot be used; the text is a Chinese sentence for the sender."""


@dataclass(frozen=True)
class Row:
    """One row that holds something; number is the one that Excel shows, columns count from 0."""

    number: int
    cells: tuple[str, ...]
    problems: Mapping[int, str] = field(default_factory=dict)  # column → why its value is unknown
    # column → how the program shows a number there, empty where that is not known
    shown: Mapping[int, str] = field(default_factory=dict)
    merged: frozenset[int] = frozenset()  # columns whose value was taken over from a merged area

    def value(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """The rows of one sheet that hold something, headings not yet told from the rest."""

    sheet: str  # empty for .csv
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class RowError:
    """One row that was not taken, and why, in Chinese."""

    row: int
    reason: str
    sheet: str = ""


class RowRefused(Exception):
    """One row cannot be taken; the text is the reason, in Chinese."""


def too_many_rows() -> Unreadable:
    return Unreadable(f"超过 {MAX_ROWS} 行。请分成几个文件，分别发送。")


def too_many_columns() -> Unreadable:
    return Unreadable(f"超过 {MAX_COLUMNS} 列。请只保留需要的列后再发。")
