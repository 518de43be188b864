"""Papers as Word, set as GB/T 9704 asks. Importing this loads python-docx: import it where one is made.

All text comes by here: names that are hidden are masked, and what no XML may hold is left out.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from reports.masking import shown
from workdays.words import say_date

# 2号小标宋 for the title, 3号 for the text, 22 lines a page; whoever opens it has the fonts.
TITLE, HEADING, BODY = "方正小标宋_GBK", "黑体", "仿宋_GB2312"
_PAGE_NUMBER = "宋体"
TITLE_SIZE, SIZE, SMALL = 22, 16, 12  # points
OFFICIAL, LEDGER = (37, 35, 28, 26), (25, 22, 26, 24)  # mm above, below, left and right of the text
_LINE, _SMALL_LINE, _NUMBER_SIZE = Pt(28.9), Pt(20), 14
_APART = Pt(6)  # between a table and the text around it
_NUMBER_BELOW = 12  # mm from the text down to the foot of the page's number
_TIGHTER = "-5"  # twentieths of a point: 28 characters of 16 points do not quite fit between the margins
_CENTRE, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def new_paper(about: str, at: datetime, margins: tuple[int, int, int, int] = OFFICIAL) -> Paper:
    """Return an empty A4 paper whose pages are numbered; `about` and `at` stand in its properties."""
    paper = Document()
    above, below, left, right = margins
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(above), Mm(below)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(below - _NUMBER_BELOW)
    _set_styles(paper)
    _number_pages(paper)
    told = paper.core_properties
    told.title, told.author, told.comments, told.last_modified_by = shown(_clean(about)), "清风", "", "清风"
    told.created = told.modified = at.astimezone(UTC).replace(tzinfo=None)
    return paper


def title(paper: Paper, text: str) -> None:
    """Write the title, and the empty line below it."""
    _written(paper, text, TITLE, TITLE_SIZE).alignment = _CENTRE
    _written(paper, "", BODY, SIZE)


def heading(paper: Paper, text: str) -> None:
    """Write a heading of the first order, which stays with what it heads."""
    below_table = paper.element.body.xpath("self::*/*[not(self::w:sectPr)][last()][self::w:tbl]")
    placed = paragraph(paper, text, HEADING).paragraph_format
    placed.keep_with_next = True
    if below_table:
        placed.space_before = _APART


def paragraph(paper: Paper, text: str, font: str = BODY, size: float = SIZE) -> Paragraph:
    """Write a paragraph, its first line indented by two characters, and return it."""
    written = _written(paper, text, font, size)
    written.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    written.paragraph_format.first_line_indent = Pt(2 * size)
    return written


def line(paper: Paper, text: str, font: str = BODY, size: float = SIZE) -> Paragraph:
    """Write a line in the middle, and return it."""
    written = _written(paper, text, font, size)
    written.alignment = _CENTRE
    return written


def sign_off(paper: Paper, by: str, day: date) -> None:
    """Write who signs, its middle above the day's, which ends four characters from the right.

    Neither stands on a page without a line of what it signs.
    """
    if paper.paragraphs:
        paper.paragraphs[-1].paragraph_format.keep_with_next = True
    said = say_date(day)
    aside = (_width(by) - _width(said)) / 2
    from_right = 4 + max(0.0, aside - 4)
    for text, indent in (("", 0.0), (by, from_right - aside), (said, from_right)):
        written = _written(paper, text, BODY, SIZE)
        written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        written.paragraph_format.right_indent = Pt(indent * SIZE)
        written.paragraph_format.keep_with_next = text != said


def note(paper: Paper, text: str) -> None:
    """Write what is added below the day, in brackets and small type."""
    paragraph(paper, f"（{text}）", BODY, SMALL)


def table(
    paper: Paper,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    left: Sequence[int] = (),
) -> None:
    """Write a ruled table whose headings stand on each of its pages and whose rows are never torn.

    `widths` are in mm, `left` names the columns that are not centred.
    """
    if paper.paragraphs:
        paper.paragraphs[-1].paragraph_format.space_after = _APART
    made = _ruled(paper, widths)
    for place, texts in enumerate((heads, *rows)):
        cells = _cells(made, widths)
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            across = _LEFT if place and column in left else _CENTRE
            _fill(cell, text, BODY if place else HEADING).alignment = across
        _tell(made.rows[-1], "w:cantSplit", *(() if place else ("w:tblHeader",)))
        if place in (0, len(rows) - 1):  # the headings with the first row, the last row not alone
            _keep_with_next(cells)


def form(paper: Paper, rows: Sequence[tuple[str, str]], widths: tuple[float, float]) -> None:
    """Write names with what is to be said of each, side by side; a long text goes on on the next page."""
    made = _ruled(paper, widths)
    for name, text in rows:
        first, second = _cells(made, widths)
        _fill(first, name, HEADING).alignment = _CENTRE
        for number, part in enumerate(text.splitlines() or [""]):
            _fill(second, part, BODY, second.paragraphs[0] if not number else second.add_paragraph())


def room(paper: Paper, height: float) -> None:
    """Give the last row of the last table so many mm at least, to sign in, all on one page."""
    row = paper.tables[-1].rows[-1]
    row.height = Mm(height)
    _tell(row, "w:cantSplit")


def saved(paper: Paper) -> bytes:
    """Return the paper as the bytes of a .docx file."""
    result = BytesIO()
    paper.save(result)
    return result.getvalue()


def set_font(styled: Any, font: str, size: float) -> None:
    """Set the font of a run or a style; Word asks for the East Asian one by a name of its own."""
    styled.font.name, styled.font.size = font, Pt(size)
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # it would win over the name
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _ruled(paper: Paper, widths: Sequence[float]) -> Table:
    made: Table = paper.add_table(rows=0, cols=len(widths))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)  # programs differ in whether they read a column's width or its cells'
    return made


def _cells(table: Table, widths: Sequence[float]) -> tuple[_Cell, ...]:
    cells = table.add_row().cells  # type: ignore[no-untyped-call]  # python-docx says too little of its rows
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return tuple(cells)


def _fill(cell: _Cell, text: str, font: str, into: Paragraph | None = None) -> Paragraph:
    written = into or cell.paragraphs[0]
    written.add_run(_clean(shown(text)))
    written.paragraph_format.space_before = written.paragraph_format.space_after = Pt(1.5)
    _space(written, Pt(17))
    _set(written, font, SMALL)
    return written


def _keep_with_next(cells: Sequence[_Cell]) -> None:
    for cell in cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _written(paper: Paper, text: str, font: str, size: float) -> Paragraph:
    written = paper.add_paragraph(_clean(shown(text)))
    _space(written, Pt(size * 1.5) if size > TITLE_SIZE else _LINE if size >= SIZE else _SMALL_LINE)
    _set(written, font, size)
    return written


def _space(paragraph: Paragraph, high: Length) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = high


def _set(paragraph: Paragraph, font: str, size: float) -> None:
    for run in paragraph.runs:
        set_font(run, font, size)


def _set_styles(paper: Paper) -> None:
    """Set what whoever goes on writing gets, and the language by whose rules lines are broken."""
    style: Any = paper.styles["Normal"]
    set_font(style, BODY, SIZE)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = _LINE
    tighter = OxmlElement("w:spacing")
    tighter.set(qn("w:val"), _TIGHTER)
    properties = style.element.get_or_add_rPr()
    properties.insert_element_before(tighter, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _number_pages(paper: Paper) -> None:
    """Number the pages, — 1 — on the outer side: odd ones at the right, even ones at the left."""
    paper.settings.odd_and_even_pages_header_footer = True
    section = paper.sections[0]
    for footer, right in ((section.footer, True), (section.even_page_footer, False)):
        written = footer.paragraphs[0]
        written.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else _LEFT
        placed = written.paragraph_format
        placed.right_indent = placed.left_indent = Pt(_NUMBER_SIZE)
        for text in ("— ", "1", " —"):
            written.add_run(text)
        _set(written, _PAGE_NUMBER, _NUMBER_SIZE)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        number = written.runs[1]._r
        number.addprevious(field)
        field.append(number)


def _tell(row: Any, *names: str) -> None:
    properties = row._tr.get_or_add_trPr()
    for name in names:
        properties.append(OxmlElement(name))


def _width(text: str) -> float:
    """Return how many Chinese characters wide a text is."""
    return sum(1.0 if east_asian_width(letter) in "WFA" else 0.5 for letter in text)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
