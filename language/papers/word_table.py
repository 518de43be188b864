"""The tables of a Word document as rows and columns."""

from dataclasses import dataclass, field

from language.cells import clean_text
from language.grid import Row, Table
from language.papers.numbering import W

_NESTED = "里还嵌着表格，读不全，请改成文字"


@dataclass
class Tables:
    """Gathers the cells of outer tables; what is merged downwards is repeated, as in a workbook."""

    found: list[Table] = field(default_factory=list)
    depth: int = 0
    _rows: list[Row] = field(default_factory=list)
    _cells: list[str] = field(default_factory=list)
    _merged: set[int] = field(default_factory=set)
    _problems: dict[int, str] = field(default_factory=dict)
    _span: int = 1
    _below: bool = False  # merged with the cell above
    _nested: bool = False

    def start(self, tag: str, value: str) -> None:
        if tag == f"{W}tbl":
            self._nested = self._nested or self.depth > 0
            self.depth += 1
        elif tag == f"{W}gridSpan" and value.isdigit():
            self._span = min(int(value), 64)
        elif tag == f"{W}vMerge":
            self._below = value != "restart"

    def end_cell(self, text: str) -> None:
        """Take the text of a cell of an outer table."""
        column = len(self._cells)
        if self._below and self._rows:
            text = self._rows[-1].value(column)
            self._merged.add(column)
        if self._nested:
            self._problems[column] = _NESTED
        self._cells += [clean_text(text), *[""] * (self._span - 1)]
        self._span, self._below, self._nested = 1, False, False

    def end_row(self) -> None:
        """End a row of an outer table; an empty one counts, as Word's own would."""
        number = len(self._rows) + 1
        self._rows.append(
            Row(number, tuple(self._cells), dict(self._problems), merged=frozenset(self._merged))
        )
        self._cells, self._merged, self._problems = [], set(), {}

    def end_table(self) -> None:
        """End a table, an inner one too."""
        self.depth -= 1
        if not self.depth and self._rows:
            held = tuple(row for row in self._rows if any(row.cells))
            self.found.append(Table(f"表{len(self.found) + 1}", held))
            self._rows = []
