"""A paper set as GB/T 9704 asks, as Word. Importing this loads python-docx: import it where one is made."""

from collections.abc import Sequence
from io import BytesIO
from typing import Literal

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

# 2号小标宋 for the title, 3号 for the text, 22 lines a page; whoever opens it has the fonts.
TITLE, HEADING, BODY = "方正小标宋_GBK", "黑体", "仿宋_GB2312"
SIZE, SMALL = 16, 12  # points
_LINE = Pt(28.9)

Place = Literal["left", "centre"]


def new_paper() -> Paper:
    """Return an empty A4 paper with an official paper's margins."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    return paper


def title(paper: Paper, text: str) -> None:
    """Write the title, and the empty line below it."""
    paragraph = _written(paper, text, TITLE, 22)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _written(paper, "", BODY, SIZE)


def paragraph(paper: Paper, text: str, font: str = BODY, size: float = SIZE) -> None:
    """Write a paragraph, its first line indented by two characters; small type is not."""
    written = _written(paper, text, font, size)
    if size >= SIZE:
        written.paragraph_format.first_line_indent = Pt(2 * size)


def sign_off(paper: Paper, lines: Sequence[str]) -> None:
    """Write who signs and when, four characters from the right."""
    for line in lines:
        written = _written(paper, line, BODY, SIZE)
        written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        written.paragraph_format.right_indent = Pt(4 * SIZE)


def table(
    paper: Paper,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    left: Sequence[int] = (),
) -> None:
    """Write a ruled table; `widths` in mm, `left` names the columns that are not centred."""
    made = paper.add_table(rows=0, cols=len(heads))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    lengths = [Mm(width) for width in widths]
    _row(made, heads, lengths, HEADING, ())
    for row in rows:
        _row(made, row, lengths, BODY, left)


def saved(paper: Paper) -> bytes:
    """Return the paper as the bytes of a .docx file."""
    result = BytesIO()
    paper.save(result)
    return result.getvalue()


def _row(
    table: Table, texts: Sequence[str], widths: Sequence[Length], font: str, left: Sequence[int]
) -> None:
    cells = table.add_row().cells  # type: ignore[no-untyped-call]  # python-docx says too little of its rows
    for place, (cell, width, text) in enumerate(zip(cells, widths, texts, strict=True)):
        cell.width = width
        written = cell.paragraphs[0]
        written.add_run(text)
        written.alignment = WD_ALIGN_PARAGRAPH.LEFT if place in left else WD_ALIGN_PARAGRAPH.CENTER
        _set(written, font, SMALL)


def _written(paper: Paper, text: str, font: str, size: float) -> Paragraph:
    written = paper.add_paragraph(text)
    written.paragraph_format.space_after = Pt(0)
    written.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    written.paragraph_format.line_spacing = _LINE if size >= SIZE else Pt(20)
    _set(written, font, size)
    return written


def _set(paragraph: Paragraph, font: str, size: float) -> None:
    """Set a paragraph in a font; Word asks for the East Asian one by a name of its own."""
    for run in paragraph.runs:
        run.font.name, run.font.size = font, Pt(size)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
