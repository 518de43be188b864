"""Tables as an office prints them: safe cells, ruled lines, a header on every page, A4.

Importing this loads openpyxl.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Literal, cast
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.masking import shown
from reports.wording import one_line

Value = str | int | float | datetime | None
Align = Literal["left", "center", "right", "distributed"]

SIGN_HERE = "填表人（签字）：　　　　　　　审核人（签字）：　　　　　　　日期：　　　　年　　月　　日"
_FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"
_BODY, _BOLD, _SMALL = (
    Font(name="宋体", size=11),
    Font(name="宋体", size=11, bold=True),
    Font(name="宋体", size=10),
)
_HEAD, _TITLE = Font(name="黑体", size=11), Font(name="黑体", size=16)
_LINE = Side(style="thin", color="808080")
_RULED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", start_color="E8EEF5")
_WIDEST = 220  # characters on a page; a wider table prints on several, its first two columns repeated
_EMU, _POINTS = 9525, 0.75  # of one pixel
_ROW_HEIGHT = 21.0  # points, of one line of 11-point type
_SIDE, _ABOVE, _FOOT = 0.55, 0.75, 0.35  # inches of margin: 14, 19 and 9 mm
_APART = {"left": 1.5, "distributed": 3.0}  # characters that the distance from the lines beside takes
_NOTHING = "（无）"


@dataclass(frozen=True)
class Column:
    """A column of a table; `width` in characters of body type, a Chinese one counting two."""

    title: str
    width: float
    align: Align = "center"
    format: str = "General"


def safe(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula, even after a round trip through CSV."""
    line = one_line(text)
    starts = (text[:1], text.lstrip()[:1], line[:1])
    return f"'{line}" if line and any(start and start in _FORMULA_STARTS for start in starts) else line


def put(cell: Cell, value: Value) -> None:
    """Write a value; text stays text whatever it begins with, times lose their zone, which Excel lacks."""
    if isinstance(value, str):
        cell.value = safe(shown(value))
        cell.data_type = "s"
        cell.quotePrefix = True
    elif isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)
    else:
        cell.value = value


class Table:
    """One sheet of a workbook: title, lines under it, a ruled table, lines below."""

    def __init__(
        self,
        workbook: Workbook,
        name: str,
        columns: Sequence[Column],
        *,
        landscape: bool,
        row: float = _ROW_HEIGHT,
    ) -> None:
        """Begin a sheet; `row` is the least height of a row, in points."""
        self._sheet: Worksheet = workbook.create_sheet(name)
        self._columns = columns
        self._row, self._least = 1, row
        self._without_rows = False
        self._looks: dict[tuple[object, ...], StyleArray] = {}
        self._width = sum(column.width for column in columns)
        self._fits = self._width <= _WIDEST
        for number, column in enumerate(columns, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = column.width
        set_page(self._sheet, landscape=landscape, fits=self._fits)
        self._sheet.sheet_view.showGridLines = False
        if not self._fits:
            self._sheet.print_title_cols = "A:B"

    def title(self, text: str) -> None:
        """Write the title across the table."""
        self._across(text, _TITLE, "center", 34.0 * _lines(text, self._width * 0.65))

    def line(self, text: str, *, align: Align = "left") -> None:
        """Write a line of small type across the table, as high as it needs."""
        self._say_nothing()
        self._across(text, _SMALL, align, 17.0 * _lines(text, self._width))

    def header(self) -> None:
        """Write the headings; they stay in sight when scrolling and repeat on every printed page."""
        self._fill([column.title for column in self._columns], _HEAD, shaded=True, heading=True)
        self._sheet.print_title_rows = f"1:{self._row - 1}"
        self._sheet.freeze_panes = f"A{self._row}"
        self._without_rows = True

    def row(self, values: Sequence[Value], *, total: bool = False) -> None:
        """Write one row of the table."""
        self._fill(values, _BOLD if total else _BODY, shaded=total, heading=False)

    def slip(self, picture: bytes, side: int, values: Sequence[Value]) -> None:
        """Write one row whose first column is a square PNG, shown `side` pixels wide."""
        self._fill([None, *values], _BODY, shaded=False, heading=False)
        image = Image(BytesIO(picture))
        margin, size = 6 * _EMU, side * _EMU
        corner = AnchorMarker(col=0, colOff=margin, row=self._row - 2, rowOff=margin)
        image.anchor = OneCellAnchor(_from=corner, ext=XDRPositiveSize2D(size, size))
        self._sheet.add_image(image)
        self._sheet.row_dimensions[self._row - 1].height = (side + 12) * _POINTS

    def close(self) -> None:
        """Set what prints: everything written; a table without rows says so."""
        self._say_nothing()
        self._sheet.print_area = f"A1:{get_column_letter(len(self._columns))}{self._row - 1}"

    def _across(self, text: str, font: Font, align: Align, height: float) -> None:
        cell = self._cell(1)
        put(cell, text)
        cell.font = font
        side = align if self._fits else "left"  # the middle of a very wide table is out of sight
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        self._sheet.merge_cells(
            start_row=self._row, end_row=self._row, start_column=1, end_column=len(self._columns)
        )
        self._sheet.row_dimensions[self._row].height = height
        self._row += 1

    def _say_nothing(self) -> None:
        if self._without_rows:
            self._without_rows = False
            self._across(_NOTHING, _SMALL, "center", _ROW_HEIGHT)

    def _fill(self, values: Sequence[Value], font: Font, *, shaded: bool, heading: bool) -> None:
        self._without_rows = False
        height = 1
        for number, (column, value) in enumerate(zip(self._columns, values, strict=True), 1):
            cell = self._cell(number)
            put(cell, value)
            spread = column.align == "distributed" and isinstance(value, str)
            long = spread and _halves(str(value)) > column.width - _APART["distributed"]
            like = number, font.name, bool(font.b), shaded, heading, isinstance(value, str), long
            self._dress(cell, like, font)
            if isinstance(value, str):
                height = max(height, _lines(value, column.width - _APART.get(column.align, 0)))
        self._sheet.row_dimensions[self._row].height = min(max(self._least, _ROW_HEIGHT * height), 400)
        self._row += 1

    def _dress(self, cell: Cell, like: tuple[object, ...], font: Font) -> None:
        """Give a cell the look of its column; made once for all alike: it is most of the work."""
        made = self._looks.get(like)
        if made is not None:
            cell._style = copy(made)  # type: ignore[attr-defined]  # what openpyxl's own copying uses
            return
        number, _, _, shaded, heading, text, long = like
        column = self._columns[cast(int, number) - 1]
        cell.font, cell.border = font, _RULED
        cell.number_format = "@" if text else column.format
        align = "center" if heading or long else column.align  # a long name is not drawn apart
        apart = int(align in _APART)
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True, indent=apart)
        if shaded:
            cell.fill = _SHADE
        self._looks[like] = copy(cell._style)  # type: ignore[attr-defined]  # the same

    def _cell(self, column: int) -> Cell:
        return cast(Cell, self._sheet.cell(self._row, column))  # never a merged one: rows are written once


def set_page(sheet: Worksheet, *, landscape: bool, fits: bool) -> None:
    """Set A4 with numbered pages; what `fits` is made as wide as the page."""
    sheet.page_setup.paperSize = int(sheet.PAPERSIZE_A4)
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    if fits:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(left=_SIDE, right=_SIDE, top=_ABOVE, bottom=_ABOVE, footer=_FOOT)
    footer = HeaderFooterItem()
    footer.center.text = "第 &P 页，共 &N 页"
    sheet.oddFooter = footer


def new_workbook() -> Workbook:
    """Return a workbook without sheets."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    return workbook


def saved(workbook: Workbook) -> bytes:
    """Return the workbook as the bytes of an .xlsx file."""
    result = BytesIO()
    workbook.save(result)
    return result.getvalue()


def definitions_sheet(workbook: Workbook, rows: Iterable[tuple[str, str]]) -> None:
    """Add the sheet that says how every figure was counted."""
    table = Table(workbook, "口径说明", [Column("名称", 16), Column("口径", 78, "left")], landscape=False)
    table.title("口径说明")
    table.header()
    for row in rows:
        table.row(row)
    table.close()


def _lines(text: str, width: float) -> int:
    """Return on how many lines the text stands in a column of that width."""
    return max(1, ceil(_halves(text) * 1.08 / max(width - 1, 1)))


def _halves(text: str) -> int:
    """Return how wide a text is, a Chinese character counting two."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)
