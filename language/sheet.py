"""The cells of one worksheet."""

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape

from language.archive import damaged
from language.cells import clean_text, number_text
from language.grid import MAX_COLUMNS, MAX_ROWS, Row, too_many_columns, too_many_rows
from language.parts import TextPart, local_name
from language.shown import shown

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class Cells(TextPart):
    def __init__(
        self,
        strings: list[str],
        date_styles: frozenset[int],
        codes: Sequence[str],
        epoch: dt.datetime,
    ) -> None:
        super().__init__()
        self._strings, self._date_styles, self._codes, self._epoch = strings, date_styles, codes, epoch
        self._shown: dict[int, dict[int, str]] = {}
        self._values: dict[int, dict[int, str]] = {}
        self._problems: dict[int, dict[int, str]] = {}
        self._areas: list[tuple[int, int, int, int]] = []  # first row, last row, first column, last column
        self._row, self._column = 0, -1
        self._cell: dict[str, str] = {}
        self._has_formula = False

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        super().start(tag, attributes)
        name = local_name(tag)
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = -1
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            self.listening = True
        elif name == "f":
            self._has_formula = True
        elif name == "mergeCell":
            self._add_area(attributes["ref"])

    def end(self, tag: str, /) -> None:
        super().end(tag)
        name = local_name(tag)
        if name == "v":
            self.listening = False
        elif name == "c":
            self._end_cell()

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self._row, self._column = _position(attributes["r"])
        else:  # some programs leave the position out
            self._column += 1
        if not 1 <= self._row <= _LAST_ROW:
            raise damaged()
        self._cell = attributes
        self._has_formula = False

    def _end_cell(self) -> None:
        raw = self.take()
        kind = self._cell.get("t", "n")
        if kind == "e":
            self._note(f"里是错误值 {clean_text(raw)}，请改正")
        elif self._has_formula and not raw and kind != "str":
            self._note("是公式，但文件里没有算出的结果，请在 Excel 或 WPS 中打开并保存，或改成数值")
        elif text := self._text(kind, raw):
            self._row_of(self._values)[self._column] = text
            if kind == "n" and (look := self._look(raw)) is not None:
                self._shown.setdefault(self._row, {})[self._column] = look

    def _look(self, raw: str) -> str | None:
        """Return how a number is shown, empty for a date nobody here can show, None for plain figures."""
        style = int(self._cell.get("s", "0"))
        try:
            value = float(raw)
            moment = from_excel(value, self._epoch) if style in self._date_styles else None
        except (ValueError, OverflowError):
            return None
        if style in self._date_styles and not isinstance(moment, dt.datetime):
            return ""
        code = self._codes[style] if style < len(self._codes) else ""
        look = shown(value, moment if isinstance(moment, dt.datetime) else None, code)
        return "" if look is None and style in self._date_styles else look

    def _note(self, problem: str) -> None:
        self._row_of(self._problems)[self._column] = problem
        self._row_of(self._values)

    def _row_of(self, rows: dict[int, dict[int, str]]) -> dict[int, str]:
        # Formatted but empty rows and columns never come here, so they do not count.
        if self._column >= MAX_COLUMNS:
            raise too_many_columns()
        if self._row not in rows:
            if len(rows) == MAX_ROWS:
                raise too_many_rows()
            rows[self._row] = {}
        return rows[self._row]

    def _text(self, kind: str, raw: str) -> str:
        if kind == "s":
            return self._strings[int(raw)] if raw.strip() else ""
        if kind in ("str", "inlineStr"):
            return clean_text(unescape(raw))
        if kind == "b":
            return "TRUE" if raw.strip() in ("1", "true") else "FALSE"
        text = clean_text(raw)
        if kind == "d":
            return text.removesuffix("T00:00:00").replace("T", " ")
        if int(self._cell.get("s", "0")) in self._date_styles:
            return _date_text(text, self._epoch)
        return number_text(text)

    def _add_area(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = _position(first), _position(last or first)
        self._areas.append((top, bottom, left, min(right, MAX_COLUMNS - 1)))

    def rows(self) -> tuple[Row, ...]:
        """Return the rows in order; a merged area's value stands in each of its rows that holds something."""
        merged = self._fill_areas()
        return tuple(
            Row(
                number,
                tuple(cells.get(column, "") for column in range(max(cells, default=-1) + 1)),
                self._problems.get(number, {}),
                self._shown.get(number, {}),
                frozenset(merged.get(number, ())),
            )
            for number, cells in sorted(self._values.items())
        )

    def _fill_areas(self) -> dict[int, set[int]]:
        filled: dict[int, set[int]] = {}
        numbers = sorted(self._values)
        budget = MAX_ROWS * MAX_COLUMNS  # areas may not overlap, so more than this is no honest file
        for top, bottom, left, right in self._areas:
            value = self._values.get(top, {}).get(left)
            if not value:
                continue
            for number in _between(numbers, top, bottom):
                budget -= right - left + 1
                if budget < 0:
                    raise damaged()
                for column in range(left, right + 1):
                    if column not in self._values[number]:
                        self._values[number][column] = value
                        filled.setdefault(number, set()).add(column)
        return filled


def _between(numbers: list[int], first: int, last: int) -> list[int]:
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def _position(reference: str) -> tuple[int, int]:
    """Return row (from 1) and column (from 0) of a reference such as B12."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise damaged()
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    if column > _LAST_COLUMN:
        raise damaged()
    return int(match[2]), column - 1


def _date_text(text: str, epoch: dt.datetime) -> str:
    try:
        moment = from_excel(float(text), epoch)
    except (ValueError, OverflowError):
        return text
    if isinstance(moment, dt.datetime):
        if moment.time() == dt.time():
            return moment.date().isoformat()
        return moment.isoformat(" ", "seconds" if moment.second else "minutes")
    return str(moment)
