"""The lines of a Word document with the numbers that Word shows but does not keep in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from language.archive import Archive, Sort
from language.document import read_document
from language.grid import Unreadable

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PASSED_OVER = frozenset({f"{_COMPATIBILITY}Fallback", f"{_W}moveFrom"})
_HAN = "零一二三四五六七八九"
_PLACE = re.compile(r"%([1-9])")
_WORD = Sort("word/document.xml", "文档", "Word 或 WPS ", {}, "是压缩包。")


@dataclass
class _Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class _Numbering:
    """numbering.xml: which list is written how."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # of an abstract list
    lists: dict[str, str] = field(default_factory=dict)  # list -> abstract list
    _abstract: str = ""
    _list: str = ""
    _level: _Level | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get(f"{_W}val", "")
        if tag == f"{_W}abstractNum":
            self._abstract = attributes.get(f"{_W}abstractNumId", "")
        elif tag == f"{_W}lvl":
            self._level = _Level()
            number = attributes.get(f"{_W}ilvl", "0")
            if not self._list and number.isdigit():
                self.levels.setdefault(self._abstract, {})[int(number)] = self._level
        elif tag == f"{_W}numFmt" and self._level:
            self._level.format = value
        elif tag == f"{_W}lvlText" and self._level:
            self._level.text = value
        elif tag == f"{_W}start" and self._level and value.isdigit():
            self._level.start = int(value[:6])
        elif tag == f"{_W}num":
            self._list = attributes.get(f"{_W}numId", "")
        elif tag == f"{_W}abstractNumId":
            self.lists[self._list] = value

    def data(self, text: str) -> None:
        """Numbering has no text."""

    def end(self, tag: str) -> None:
        if tag == f"{_W}num":
            self._list = ""

    def close(self) -> None:
        """Nothing is left open."""


class _Body:
    """Collects lines; an empty paragraph is an empty line, underlined room is a blank to fill."""

    def __init__(self, numbering: _Numbering) -> None:
        self.lines: list[str] = []
        self._numbering = numbering
        self._counts: dict[tuple[str, int], int] = {}
        self._line: list[str] = []
        self._in_text = self._underlined = False
        self._over = self._tables = 0
        self._list = ""
        self._level = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get(f"{_W}val", "")
        if self._over or tag in _PASSED_OVER:
            self._over += 1
        elif tag == f"{_W}t":
            self._in_text = True
        elif tag == f"{_W}r":
            self._underlined = False
        elif tag == f"{_W}u":
            self._underlined = value not in ("none", "")
        elif tag == f"{_W}numId":
            self._list = value
        elif tag == f"{_W}ilvl":
            self._level = int(value) if value.isdigit() else 0
        elif tag == f"{_W}tab":
            self._line.append("____" if self._underlined else " ")
        elif tag in (f"{_W}br", f"{_W}cr"):
            self._line.append("\n")
        elif tag == f"{_W}tbl":
            self._tables += 1

    def data(self, text: str) -> None:
        if self._in_text and not self._over:
            self._line.append("____" if self._underlined and text and not text.strip() else text)

    def end(self, tag: str) -> None:
        if self._over:
            self._over -= 1
        elif tag == f"{_W}t":
            self._in_text = False
        elif tag == f"{_W}tbl":
            self._tables -= 1
        elif tag == f"{_W}tr":
            self._break()
        elif tag == f"{_W}p" and self._tables:
            self._line.append("　")
        elif tag == f"{_W}p":
            self._break()

    def close(self) -> None:
        self._break()

    def _break(self) -> None:
        text = "".join(self._line).strip(" \n")
        self._line.clear()
        number = self._number() if text and self._list not in ("", "0") else ""
        self._list, self._level = "", 0
        self.lines += f"{number}{text}".split("\n")

    def _number(self) -> str:
        name = self._numbering.lists.get(self._list, "")
        levels = self._numbering.levels.get(name, {})
        for key in [key for key in self._counts if key[0] == self._list and key[1] > self._level]:
            del self._counts[key]  # a list begins anew below each entry above it
        level = levels.get(self._level, _Level())
        place = (self._list, self._level)
        self._counts[place] = self._counts.get(place, level.start - 1) + 1
        if level.format in ("bullet", "none"):
            return ""

        def said(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            above = levels.get(depth, _Level())
            return _figure(self._counts.get((self._list, depth), above.start), above.format)

        return _PLACE.sub(said, level.text) + " "


def is_word(content: bytes) -> bool:
    """Tell whether a file is a Word document, sound or not."""
    try:
        Archive(content, _WORD)
    except Unreadable:
        return False
    return True


def word_lines(content: bytes, filename: str) -> list[str]:
    """Return a .docx's lines, empty ones too, or a text's. Raises Unreadable, naming the file."""
    text = read_document(content, filename)  # says what is wrong with a file
    if not content.startswith(b"PK"):
        return list(_plain(content, text))
    archive = Archive(content, _WORD)
    numbering = _Numbering()
    if "word/numbering.xml" in archive:
        archive.parse("word/numbering.xml", numbering)
    body = _Body(numbering)
    archive.parse("word/document.xml", body)
    return body.lines


def _plain(content: bytes, text: str) -> Iterator[str]:
    from language.delimited import decode

    yield from (decode(content) or text).splitlines()


def _figure(number: int, form: str) -> str:
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr((64 if form == "upperLetter" else 96) + number)
    if form.startswith(("chinese", "japaneseCounting", "ideograph", "taiwanese")) and 1 <= number <= 99:
        tens, ones = divmod(number, 10)
        head = ("" if tens == 1 else _HAN[tens]) + "十" if tens else ""
        return head + (_HAN[ones] if ones else "")
    return str(number)
