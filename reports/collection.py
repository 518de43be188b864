"""Essays as a Word document: one alone, or a collection with a title page and a table of its authors.

python-docx is loaded when a document is made, not with this module.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from workdays.words import say_date

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.parfmt import ParagraphFormat

# As official papers are set; where the reader's computer has none of them, its own stand in.
_TITLE_FONT, _BODY_FONT, _HEAD_FONT = "方正小标宋_GBK", "仿宋_GB2312", "黑体"
_BODY, _TITLE, _COVER, _LONG_COVER, _TABLE = 16.0, 22.0, 32.0, 26.0, 12.0  # points: 三号, 二号 …
_ONE_LINE = 13  # characters of the cover's type across a page
_FORBIDDEN = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_HEADINGS = ("序号", "题目", "处室", "作者", "字数")
_WIDTHS = (1.4, 6.8, 3.6, 2.2, 1.6)  # centimetres
_PLACED = ("centre", "left", "left", "centre", "centre")


@dataclass(frozen=True)
class Article:
    """An essay with its author."""

    title: str
    author: str
    department: str
    text: str

    @property
    def chars(self) -> int:
        """Return how many characters it has, blanks left out."""
        return sum(not letter.isspace() for letter in self.text)


def single(article: Article) -> bytes:
    """Return one essay as a .docx."""
    document = _new()
    _write(document, article)
    return _saved(document)


def collection(title: str, bureau: str, articles: Sequence[Article], as_of: datetime) -> bytes:
    """Return essays as one .docx, in the order given; `as_of` is on the office's clock."""
    document = _new()
    for _ in range(4):
        document.add_paragraph()
    _line(document, bureau, _BODY_FONT, 20.0)
    _line(document, title, _TITLE_FONT, _COVER if len(title) <= _ONE_LINE else _LONG_COVER)
    _line(document, "文　集", _TITLE_FONT, _TITLE)
    for _ in range(5):
        document.add_paragraph()
    _line(document, f"共{len(articles)}篇", _BODY_FONT, _BODY)
    _line(document, say_date(as_of.date()), _BODY_FONT, _BODY)
    _line(document, "作者名录", _TITLE_FONT, _TITLE).page_break_before = True
    _table(document, articles)
    for article in articles:
        _write(document, article).page_break_before = True
    return _saved(document)


def _new() -> "Document":
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    style: Any = document.styles["Normal"]
    _set_font(style, _BODY_FONT, _BODY)
    style.paragraph_format.line_spacing = Pt(28)
    style.paragraph_format.space_after = Pt(0)
    heading: Any = document.styles["Heading 1"]
    _set_font(heading, _TITLE_FONT, _TITLE)
    heading.font.bold = False
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(8)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    _number_pages(section.footer.paragraphs[0])
    return document


def _write(document: "Document", article: Article) -> "ParagraphFormat":
    """Add an essay, its paragraphs indented by two characters; return its title's format."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    heading = document.add_heading(_clean(article.title), 1)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in heading.runs:
        _set_font(run, _TITLE_FONT, _TITLE)
        run.font.color.rgb = RGBColor(0, 0, 0)
    _line(document, f"{article.department}　{article.author}", _BODY_FONT, _BODY)
    lines = [line.strip() for line in article.text.split("\n")]
    if lines and lines[0].strip("《》") == article.title:
        lines = lines[1:]
    for line in lines:
        if line:
            paragraph = document.add_paragraph(_clean(line))
            paragraph.paragraph_format.first_line_indent = Pt(2 * _BODY)
    placed: ParagraphFormat = heading.paragraph_format
    return placed


def _table(document: "Document", articles: Sequence[Article]) -> None:
    from docx.shared import Cm

    table = document.add_table(1, len(_HEADINGS), "Table Grid")
    table.autofit = False
    for place, heading in enumerate(_HEADINGS):
        _fill(table.rows[0].cells[place], heading, "centre", _HEAD_FONT)
    _repeat(table.rows[0])
    for number, article in enumerate(articles, start=1):
        values = (str(number), article.title, article.department, article.author, str(article.chars))
        for cell, value, placed in zip(table.add_row().cells, values, _PLACED, strict=True):
            _fill(cell, value, placed, _BODY_FONT)
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = Cm(width)


def _fill(cell: Any, value: str, placed: str, font: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = Pt(20)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if placed == "centre" else WD_ALIGN_PARAGRAPH.LEFT
    _set_font(paragraph.add_run(_clean(value)), font, _TABLE)


def _line(document: "Document", text: str, font: str, size: float) -> "ParagraphFormat":
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.ONE_POINT_FIVE
    _set_font(paragraph.add_run(_clean(text)), font, size)
    placed: ParagraphFormat = paragraph.paragraph_format
    return placed


def _set_font(styled: Any, name: str, size: float) -> None:
    """Set the font of a run or a style, for Chinese characters too, which have an attribute of their own."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styled.font.name, styled.font.size = name, Pt(size)
    styled.font.color.rgb = RGBColor(0, 0, 0)
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _number_pages(paragraph: "Paragraph") -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _repeat(row: Any) -> None:
    """Let a table's first row stand on each of its pages."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _clean(text: str) -> str:
    """Return the text without what no XML may hold."""
    return _FORBIDDEN.sub("", text)


def _saved(document: "Document") -> bytes:
    result = BytesIO()
    document.save(result)
    return result.getvalue()
