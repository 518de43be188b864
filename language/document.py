"""Reads the text of documents that people send: .docx and .txt, told apart by content, never by name."""

import re
from typing import TYPE_CHECKING, Final

from language.archive import Archive, Sort
from language.cells import clean_text, shorten
from language.delimited import decode
from language.grid import MAX_BYTES, Unreadable

if TYPE_CHECKING:
    from language.papers.numbering import Counter

_WANTED = "请发送 Word 文档（.docx）或文本文件（.txt）。"
_SAVE_AS = "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”后再发。"
_WORD = Sort(
    main="word/document.xml",
    word="文档",
    save_as=" Word 或 WPS 打开，另存为新的 .docx ",
    others={
        "xl/workbook.xml": f"是 Excel 表格，不是文章。{_WANTED}",
        "ppt/presentation.xml": f"是演示文稿，不是文章。{_WANTED}",
        "content.xml": f"是 OpenDocument 格式，无法读取。{_SAVE_AS}",
    },
    otherwise=f"是压缩包，不是文章。请解压后发送里面的文档。{_WANTED}",
)
_MAGIC = {
    b"%PDF": "PDF 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"{\\rtf": "RTF 文档",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
}
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What is not the author's text: the old form of a text box that is there twice, and words moved elsewhere.
_PASSED_OVER = frozenset({f"{_COMPATIBILITY}Fallback", f"{_W}moveFrom"})
_MARKUP = re.compile(rb"<(?:!doctype|html|\?xml)\b", re.IGNORECASE)


def read_document(
    content: bytes, filename: str, cell: str = " ", gap: str = " ", *, numbers: bool = False
) -> str:
    """Return a document's text, a line each paragraph, without invisible characters.

    A row of a table is a line too, its cells parted by `cell`, the paragraphs of a cell by `gap`.
    numbers: with those that Word shows before paragraphs and does not keep in the text.
    Raises Unreadable, naming the file, for anything that is not a readable document or has no words in it.
    """
    try:
        text = _read(content, cell, gap, numbers)
    except Unreadable as error:
        name = shorten(clean_text(filename), 60)
        raise Unreadable(f"《{name}》{error}" if name else f"文件{error}") from error
    return text


def _read(content: bytes, cell: str, gap: str, numbers: bool) -> str:
    if not content:
        raise Unreadable("是空文件，里面什么也没有。请检查后重新发送。")
    if len(content) > MAX_BYTES:
        raise Unreadable(f"超过 {MAX_BYTES // 1024 // 1024} MB。请去掉图片，只留文字后再发。")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        archive = Archive(content, _WORD)
        paragraphs = _Paragraphs(cell, gap, _counter(archive) if numbers else None)
        archive.parse("word/document.xml", paragraphs)
        text = clean_text("\n".join(paragraphs.lines))
    else:
        text = clean_text(_plain(content).replace("\t", cell))
    if not any(letter.isalnum() for letter in text):
        raise Unreadable(f"里没有文字（图片里的字读不出来）。请把文字粘贴到文档里，或直接发送文字。{_WANTED}")
    return text


def _plain(content: bytes) -> str:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable("设有打开密码，无法读取。请取消密码，保存后再发。")
        raise Unreadable(f"是旧版格式（.doc、.wps 等），无法读取。{_SAVE_AS}")
    for magic, what in _MAGIC.items():
        if content.startswith(magic):
            raise Unreadable(f"是{what}，读不出文字。{_SAVE_AS}")
    if _MARKUP.match(content[:512].lstrip(b"\xef\xbb\xbf \r\n\t")):
        raise Unreadable(f"是网页格式，不能直接读取。{_SAVE_AS}")
    text = decode(content)
    if text is None:
        raise Unreadable(f"不是文章，或者文字编码无法识别。{_WANTED}")
    return text


def _counter(archive: Archive) -> "Counter":
    from language.papers.numbering import Counter, Lists, Styles  # late: the papers read documents themselves

    lists, styles = Lists(), Styles()
    if "word/numbering.xml" in archive:
        archive.parse("word/numbering.xml", lists)
    if "word/styles.xml" in archive:
        archive.parse("word/styles.xml", styles)
    return Counter(lists, styles)


class _Paragraphs:
    """Collects the lines of a document's body. A row of a table is a line, its cells parted by `cell`.

    A line that is broken within a cell, and a cell's further paragraphs, follow behind a `gap`.
    """

    def __init__(self, cell: str, gap: str, counter: "Counter | None" = None) -> None:
        self._cell = cell
        self._gap = gap
        self.lines: list[str] = []
        self._line: list[str] = []
        self._in_text = False
        self._over = 0  # how deep in something that is passed over
        self._tables = 0
        self._counter = counter
        self._begun = 0  # where in the line its paragraph begins
        self._list, self._level, self._style = "", 0, ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._over or tag in _PASSED_OVER:
            self._over += 1
        elif tag == f"{_W}t":
            self._in_text = True
        elif tag in (f"{_W}tab", f"{_W}noBreakHyphen"):
            self._line.append("-" if tag.endswith("Hyphen") else " ")
        elif tag in (f"{_W}br", f"{_W}cr"):
            if self._tables:
                self._line.append(self._gap)
            else:
                self._break()
        elif tag == f"{_W}tbl":
            self._tables += 1
        else:
            self._start_paragraph(tag, attributes.get(f"{_W}val", ""))

    def _start_paragraph(self, tag: str, value: str) -> None:
        if tag == f"{_W}p":
            self._begun = len(self._line)
            self._list, self._level, self._style = "", 0, ""
        elif tag == f"{_W}numId":
            self._list = value
        elif tag == f"{_W}ilvl":
            self._level = int(value) if value.isdigit() else 0
        elif tag == f"{_W}pStyle":
            self._style = value

    def data(self, text: str) -> None:
        if self._in_text and not self._over:
            self._line.append(text)

    def end(self, tag: str) -> None:
        if self._over:
            self._over -= 1
        elif tag == f"{_W}t":
            self._in_text = False
        elif tag == f"{_W}tbl":
            self._tables -= 1
        elif tag == f"{_W}p" and self._tables:
            self._number()
            self._line.append(self._gap)
        elif tag == f"{_W}tc":
            self._line[-1:] = [self._cell]  # in the place of the gap after the cell's last paragraph
        elif tag in (f"{_W}p", f"{_W}tr"):
            if tag == f"{_W}p" and "".join(self._line).strip():
                self._number()
            self._break()

    def close(self) -> None:
        self._break()

    def _number(self) -> None:
        """Write what Word shows before the paragraph; it may be all that a cell holds (序号)."""
        if self._counter is not None:
            number = self._counter.number(self._list, self._level, self._style)
            alone = not "".join(self._line[self._begun :]).strip()
            self._line.insert(self._begun, number.rstrip(" .．、") if alone else number)
        self._list, self._level, self._style = "", 0, ""

    def _break(self) -> None:
        if line := "".join(self._line).strip():
            self.lines.append(line)
        self._line.clear()
