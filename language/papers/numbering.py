"""The numbers that Word shows before paragraphs and does not keep in the text."""

import re
from dataclasses import dataclass, field
from typing import Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 20  # styles that rest on one another


@dataclass
class _Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class Lists:
    """numbering.xml: which list is written how."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # of an abstract list
    lists: dict[str, str] = field(default_factory=dict)  # list → abstract list
    anew: dict[tuple[str, int], int] = field(default_factory=dict)  # (list, level) → where it starts again
    styled: dict[str, int] = field(default_factory=dict)  # style → the level that names it
    _abstract: str = ""
    _list: str = ""
    _depth: int = 0
    _level: _Level | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get(f"{W}val", "")
        if tag == f"{W}abstractNum":
            self._abstract = attributes.get(f"{W}abstractNumId", "")
        elif tag in (f"{W}lvl", f"{W}lvlOverride"):
            number = attributes.get(f"{W}ilvl", "0")
            self._depth = int(number) if number.isdigit() else 0
            if tag == f"{W}lvl":
                self._level = _Level()
                if not self._list:
                    self.levels.setdefault(self._abstract, {})[self._depth] = self._level
        elif tag == f"{W}startOverride" and value.isdigit():
            self.anew[self._list, self._depth] = int(value[:6])
        elif tag == f"{W}pStyle" and value:
            self.styled[value] = self._depth
        elif tag == f"{W}num":
            self._list = attributes.get(f"{W}numId", "")
        elif tag == f"{W}abstractNumId":
            self.lists[self._list] = value
        elif self._level:
            self._describe(tag, value, self._level)

    def _describe(self, tag: str, value: str, level: _Level) -> None:
        if tag == f"{W}numFmt":
            level.format = value
        elif tag == f"{W}lvlText":
            level.text = value
        elif tag == f"{W}start" and value.isdigit():
            level.start = int(value[:6])

    def data(self, text: str) -> None:
        """Numbering has no text."""

    def end(self, tag: str) -> None:
        if tag == f"{W}num":
            self._list = ""

    def close(self) -> None:
        """Nothing is left open."""


@dataclass
class Styles:
    """styles.xml: which paragraph style brings which list."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    _bases: dict[str, str] = field(default_factory=dict)
    _style: str = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get(f"{W}val", "")
        if tag == f"{W}style":
            self._style = attributes.get(f"{W}styleId", "")
        elif tag == f"{W}basedOn":
            self._bases[self._style] = value
        elif tag == f"{W}numId" and self._style:
            self.lists[self._style] = value
        elif tag == f"{W}ilvl" and self._style and value.isdigit():
            self.levels[self._style] = int(value)

    def data(self, text: str) -> None:
        """Styles have no text."""

    def end(self, tag: str) -> None:
        if tag == f"{W}style":
            self._style = ""

    def close(self) -> None:
        """Nothing is left open."""

    def source(self, style: str) -> str:
        """Return the style that a style takes its list from, empty where there is none."""
        for _ in range(_DEEPEST):
            if style in self.lists or not style:
                return style
            style = self._bases.get(style, "")
        return ""


class Counter:
    """Counts the entries of all lists; lists of one abstract list count on, unless one starts anew."""

    def __init__(self, lists: Lists, styles: Styles) -> None:
        self._lists, self._styles = lists, styles
        self._counts: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()

    def number(self, list_id: str, level: int | None, style: str) -> str:
        """Return what Word shows before a paragraph with this list, or with a list from its style."""
        if not list_id and (source := self._styles.source(style)):
            list_id = self._styles.lists[source]
            at = self._styles.levels.get(source, self._lists.styled.get(source, 0))
            level = at if level is None else level
        if list_id in ("", "0"):
            return ""
        return self._count(list_id, level or 0)

    def _count(self, list_id: str, depth: int) -> str:
        name = self._lists.lists.get(list_id, list_id)
        levels = self._lists.levels.get(name, {})
        for key in [key for key in self._counts if key[0] == name and key[1] > depth]:
            del self._counts[key]  # a list begins anew below each entry above it
        level = levels.get(depth, _Level())
        place = (name, depth)
        if (list_id, depth) in self._lists.anew and (list_id, depth) not in self._begun:
            self._counts[place] = self._lists.anew[list_id, depth] - 1
        self._begun.add((list_id, depth))
        self._counts[place] = self._counts.get(place, level.start - 1) + 1
        if level.format in ("bullet", "none"):
            return ""

        def said(found: re.Match[str]) -> str:
            above = int(found[1]) - 1
            form = levels.get(above, _Level())
            return _figure(self._counts.get((name, above), form.start), form.format)

        return _PLACE.sub(said, level.text) + " "


def _figure(number: int, form: str) -> str:
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr((64 if form == "upperLetter" else 96) + number)
    if form == "decimalEnclosedCircle" and 1 <= number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    if form.startswith(("chinese", "japaneseCounting", "ideograph", "taiwanese")) and 1 <= number <= 99:
        tens, ones = divmod(number, 10)
        head = ("" if tens == 1 else _HAN[tens]) + "十" if tens else ""
        return head + (_HAN[ones] if ones else "")
    return str(number)
