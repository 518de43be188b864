"""The lines of a Word document as a person sees them there."""

from collections.abc import Iterator
from typing import Final

from language.archive import Archive, Sort
from language.document import read_document
from language.grid import Table, Unreadable
from language.papers.numbering import Counter, Lists, Styles, W
from language.papers.signs import UNSHOWN
from language.papers.word_table import Tables

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_V: Final = "{urn:schemas-microsoft-com:vml}"
_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PASSED_OVER = frozenset({f"{_COMPATIBILITY}Fallback", f"{W}moveFrom"})
_PICTURES = frozenset({f"{_A}blip", f"{_V}imagedata", f"{_M}oMath"})
# Ticks and crosses of the fonts in which people find them under 插入符号.
_SYMBOLS = {
    ("Wingdings", 0xFC): "√",
    ("Wingdings", 0xFB): "×",
    ("Wingdings", 0xFE): "√",
    ("Wingdings", 0xFD): "×",
    ("Wingdings 2", 0x50): "√",
    ("Wingdings 2", 0x4F): "×",
    ("Wingdings 2", 0x52): "√",
    ("Wingdings 2", 0x51): "×",
    ("Symbol", 0xD6): "√",
    ("Symbol", 0xB4): "×",
}
_END: Final = "\u2029"  # of a paragraph in a cell
_OFF = ("0", "false", "none", "off")
_WORD = Sort("word/document.xml", "文档", "Word 或 WPS ", {}, "是压缩包。")


class _Body:
    """Collects lines; an empty paragraph is an empty line, underlined room is a blank to fill.

    What is struck out or hidden is not there. Where a picture or a formula stands, UNSHOWN does.
    """

    def __init__(self, counter: Counter, in_tables: bool) -> None:
        self.lines: list[str] = []
        self._counter, self._in_tables = counter, in_tables
        self._line: list[str] = []
        self._edge = 0  # of the last cell's text
        self._in_text = self._underlined = self._gone = False
        self._over = 0
        self.tables = Tables()
        self._begin()

    def _begin(self) -> None:
        self._list, self._style = "", ""
        self._level: int | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get(f"{W}val", "")
        if self._over or tag in _PASSED_OVER:
            self._over += 1
        elif tag in _PICTURES:
            self._line.append(UNSHOWN)
        elif tag == f"{W}t":
            self._in_text = True
        elif tag == f"{W}r":
            self._underlined = self._gone = False
        elif tag == f"{W}u":
            self._underlined = value not in ("none", "")
        elif tag in (f"{W}strike", f"{W}dstrike", f"{W}vanish"):
            self._gone = value not in _OFF
        elif tag == f"{W}sym":
            self._line.append(_symbol(attributes))
        elif tag in (f"{W}tbl", f"{W}gridSpan", f"{W}vMerge"):
            self.tables.start(tag, value)
        else:
            self._start_paragraph(tag, value)

    def _start_paragraph(self, tag: str, value: str) -> None:
        if tag == f"{W}numId":
            self._list = value
        elif tag == f"{W}ilvl":
            self._level = int(value) if value.isdigit() else 0
        elif tag == f"{W}pStyle":
            self._style = value
        elif tag == f"{W}tab":
            self._line.append("____" if self._underlined else " ")
        elif tag in (f"{W}br", f"{W}cr"):
            self._line.append("\n")
        elif tag == f"{W}noBreakHyphen":
            self._line.append("-")

    def data(self, text: str) -> None:
        if self._in_text and not self._over and not self._gone:
            self._line.append("____" if self._underlined and text and not text.strip() else text)

    def end(self, tag: str) -> None:
        if self._over:
            self._over -= 1
        elif tag == f"{W}t":
            self._in_text = False
        elif tag == f"{W}tbl":
            self.tables.end_table()
        elif tag == f"{W}tc" and self.tables.depth == 1:
            self.tables.end_cell("".join(self._line[self._edge :]).replace(_END, "\n"))
            self._edge = len(self._line)
        elif tag == f"{W}tr":
            if self.tables.depth == 1:
                self.tables.end_row()
            self._break()
        elif tag == f"{W}p" and self.tables.depth:
            self._line.append(_END)
        elif tag == f"{W}p":
            self._break()

    def close(self) -> None:
        self._break()

    def _break(self) -> None:
        text = "".join(self._line).replace(_END, "　").strip(" \n")
        self._line.clear()
        self._edge = 0
        number = self._counter.number(self._list, self._level, self._style) if text else ""
        self._begin()
        if self._in_tables or not self.tables.depth:
            self.lines += f"{number}{text}".split("\n")


def is_word(content: bytes) -> bool:
    """Tell whether a file is a Word document, sound or not."""
    try:
        Archive(content, _WORD)
    except Unreadable:
        return False
    return True


def word_lines(content: bytes, filename: str, tables: bool = True) -> list[str]:
    """Return a .docx's lines, empty ones too and those of its tables if wanted, or a text's.

    Raises Unreadable, naming the file.
    """
    text = read_document(content, filename)  # says what is wrong with a file
    if not content.startswith(b"PK"):
        return list(_plain(content, text))
    return _body(content, tables).lines


def word_tables(content: bytes, filename: str) -> tuple[Table, ...]:
    """Return a document's tables, empty for what is no Word document. Raises Unreadable, naming the file."""
    if not is_word(content):
        return ()
    read_document(content, filename)
    return tuple(_body(content).tables.found)


def _body(content: bytes, in_tables: bool = True) -> _Body:
    archive = Archive(content, _WORD)
    lists, styles = Lists(), Styles()
    if "word/numbering.xml" in archive:
        archive.parse("word/numbering.xml", lists)
    if "word/styles.xml" in archive:
        archive.parse("word/styles.xml", styles)
    body = _Body(Counter(lists, styles), in_tables)
    archive.parse("word/document.xml", body)
    return body


def _plain(content: bytes, text: str) -> Iterator[str]:
    from language.delimited import decode

    yield from (decode(content) or text).splitlines()


def _symbol(attributes: dict[str, str]) -> str:
    """Return a sign of a font of signs; one that is not known stands for something nobody can read here."""
    try:
        code = int(attributes.get(f"{W}char", ""), 16) & 0xFF  # fonts of signs live at F000
    except ValueError:
        return UNSHOWN
    return _SYMBOLS.get((attributes.get(f"{W}font", ""), code), UNSHOWN)
