"""Finds the row of headings in a table, and which column is which."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from language.cells import fold, shorten
from language.grid import Row, RowError, RowRefused, Table, Unreadable

SEARCHED_ROWS = 10
_COUNTERS = frozenset({"序号", "题号", "选项数", "原行号", "问题"})  # nobody misses these
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>|〔[^〔〕]*〕")
_REMARK = re.compile(r"(?:必填|选填|可选|可空|勿删|请勿删除)+$")


@dataclass(frozen=True)
class Column:
    """A column that an import knows: its title in our own template and the other names it goes by.

    Where a table has several of the names, the earlier one counts.
    """

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Layout:
    """Where the headings of one table stand."""

    table: Table
    heading_row: int
    columns: Mapping[str, int]  # key → column
    ignored: tuple[str, ...]

    def body(self) -> Iterator[Row]:
        """Yield the rows below the headings that hold something of their own in a known column.

        Headings that are repeated (on each printed page, or by a merged area) are passed over.
        """
        heading = next(row for row in self.table.rows if row.number == self.heading_row)
        for row in self.table.rows:
            if row.number <= self.heading_row:
                continue
            known = set(self.columns.values()) - row.merged
            own = [column for column in known if row.value(column) or column in row.problems]
            if own and not all(row.value(column) == heading.value(column) for column in own):
                yield row

    def value(self, row: Row, key: str) -> str:
        """Return the text of a known column, empty where the table has no such column."""
        column = self.columns.get(key)
        return "" if column is None else row.value(column)

    def shown(self, row: Row, key: str) -> str:
        """Return a column's text as the spreadsheet shows it. Raises RowRefused where that is not known."""
        column = self.columns.get(key)
        if column is None:
            return ""
        look = row.shown.get(column)
        if look == "":
            raise RowRefused(f"第 {column_letters(column)} 列是日期或时间，请把单元格改成文本再填")
        return row.value(column) if look is None else look

    def unknown(self, row: Row) -> Iterator[tuple[int, str]]:
        """Yield the columns that hold something under a heading nobody knows, with the heading."""
        heading = next(one for one in self.table.rows if one.number == self.heading_row)
        known = set(self.columns.values())
        for column, text in enumerate(row.cells):
            if text and column not in known and column not in row.merged:
                yield column, heading.value(column)

    def problem(self, row: Row) -> str | None:
        """Return what makes a cell of a known column unreadable."""
        for column in self.columns.values():
            if column in row.problems:
                return f"第 {column_letters(column)} 列{row.problems[column]}"
        return None

    def error(self, row: Row, reason: str) -> RowError:
        return RowError(row.number, reason, self.table.sheet)


def find_layouts(tables: Sequence[Table], columns: Sequence[Column]) -> tuple[list[Layout], list[str]]:
    """Find the tables with all required headings, and name the sheets without.

    Raises Unreadable, naming the missing headings of the best candidate, if no table has them.
    """
    layouts: list[Layout] = []
    others: list[str] = []
    fewest_missing = [column.title for column in columns if column.required]
    for table in tables:
        for row in _heading_rows(table):
            found = _match(row, columns)
            missing = [column.title for column in columns if column.required and column.key not in found]
            if not missing:
                headed = _with_heading(table, row)
                layouts.append(Layout(headed, row.number, found, _unknown(row, found)))
                break
            if len(missing) < len(fewest_missing):
                fewest_missing = missing
        else:
            others.append(table.sheet)
    if not layouts:
        titles = "、".join(f"“{title}”" for title in fewest_missing)
        raise Unreadable(
            f"表格前 {SEARCHED_ROWS} 行里没有找到需要的列：{titles}。"
            "请在第一行写上列名，每列一个，改好后重新发送。"
        )
    return layouts, others


def _heading_rows(table: Table) -> Iterator[Row]:
    """Yield the rows that may be the headings; two that belong together (备选项 over A, B, C) as one."""
    rows = table.rows[:SEARCHED_ROWS]
    for place, row in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else None
        own = (
            {} if below is None else {c: t for c, t in enumerate(below.cells) if t and c not in below.merged}
        )
        letters = [fold(text)[-1:] for text in own.values()]
        if below and len(own) >= 2 and letters == list("abcdefghij"[: len(letters)]):
            width = max(len(row.cells), len(below.cells))
            yield Row(below.number, tuple(own.get(c) or row.value(c) for c in range(width)))
        yield row


def _with_heading(table: Table, heading: Row) -> Table:
    """Return the table with the headings in the place of the row they were found in."""
    rows = tuple(heading if row.number == heading.number else row for row in table.rows)
    return Table(table.sheet, rows)


def column_letters(column: int) -> str:
    """Return the letters Excel shows for a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def _match(row: Row, columns: Sequence[Column]) -> dict[str, int]:
    spellings = [_spellings(text) for text in row.cells]
    spelled: dict[str, int] = {}
    for rank in range(max(map(len, spellings), default=0)):  # the plainest spelling in any column wins
        for index, ranked in enumerate(spellings):
            if rank < len(ranked):
                spelled.setdefault(ranked[rank], index)
    found: dict[str, int] = {}
    for column in columns:
        for name in (column.title, *column.aliases):
            position = spelled.get(fold(name))
            if position is not None and position not in found.values():
                found[column.key] = position
                break
    return found


def _spellings(text: str) -> list[str]:
    """Return the heading as it stands, without remarks such as 必填, and without what brackets hold."""
    if not text or len(text) > 60:
        return []
    whole = fold(text)
    outside = fold(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))
    return [whole, _REMARK.sub("", whole), outside, _REMARK.sub("", outside)]


def _unknown(row: Row, found: Mapping[str, int]) -> tuple[str, ...]:
    passed_over = {*found.values(), *row.merged}
    return tuple(
        shorten(text)
        for index, text in enumerate(row.cells)
        if text and index not in passed_over and fold(text) not in _COUNTERS
    )
