"""The small parts of a workbook around its cells: sheet names, relations, number formats, shared texts."""

import posixpath

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.utils.escape import unescape

from language.cells import clean_text
from language.shown import CHINESE

# Built-in formats of Chinese Excel (2026年12月31日 and the like), which the standard leaves to the locale.
_CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
_GENERAL = "General"


def local_name(tag: str) -> str:
    # Namespaces differ between the two editions of the standard; the names in them do not.
    return tag.rpartition("}")[2]


class Part:
    """An XML target that does nothing; parts override what they listen to."""

    def start(self, tag: str, attributes: dict[str, str], /) -> None: ...
    def end(self, tag: str, /) -> None: ...
    def data(self, text: str, /) -> None: ...
    def close(self) -> None: ...


class Outline(Part):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []  # title, relation
        self.epoch = CALENDAR_WINDOWS_1900

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        if local_name(tag) == "sheet" and attributes.get("state", "visible") == "visible":
            relation = next(
                (v for k, v in attributes.items() if k.startswith("{") and local_name(k) == "id"), ""
            )
            self.sheets.append((attributes.get("name", ""), relation))
        elif local_name(tag) == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = CALENDAR_MAC_1904


class Relations(Part):
    def __init__(self) -> None:
        self.worksheets: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        if attributes.get("Type", "").endswith("/worksheet"):
            path = posixpath.normpath(posixpath.join("/xl", attributes["Target"]))
            self.worksheets[attributes["Id"]] = path.lstrip("/")


class Styles(Part):
    def __init__(self) -> None:
        self._codes: dict[int, str] = dict(BUILTIN_FORMATS)
        self._formats: list[int] = []
        self._in_cell_formats = False

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        name = local_name(tag)
        if name == "numFmt":
            self._codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cell_formats = True
        elif name == "xf" and self._in_cell_formats:
            self._formats.append(int(attributes.get("numFmtId", "0")))

    def end(self, tag: str, /) -> None:
        if local_name(tag) == "cellXfs":
            self._in_cell_formats = False

    def date_styles(self) -> frozenset[int]:
        def shows_date(number: int) -> bool:
            if number in self._codes:
                return is_date_format(self._codes[number])
            return number in _CHINESE_DATES

        return frozenset(style for style, number in enumerate(self._formats) if shows_date(number))

    def codes(self) -> tuple[str, ...]:
        """Return each style's format."""
        known = {**CHINESE, **self._codes}
        return tuple(known.get(number, _GENERAL) for number in self._formats)


class TextPart(Part):
    """Gathers the text of <t> elements, leaving out the phonetic guides (<rPh>) of East Asian text."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.listening = False
        self._phonetic = False

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        name = local_name(tag)
        if name == "rPh":
            self._phonetic = True
        elif name == "t":
            self.listening = not self._phonetic

    def end(self, tag: str, /) -> None:
        name = local_name(tag)
        if name == "rPh":
            self._phonetic = False
        elif name == "t":
            self.listening = False

    def data(self, text: str, /) -> None:
        if self.listening:
            self._pieces.append(text)

    def take(self) -> str:
        text = "".join(self._pieces)
        self._pieces.clear()
        return text


class Strings(TextPart):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def end(self, tag: str, /) -> None:
        super().end(tag)
        if local_name(tag) == "si":
            # Cleaned once here: many cells may point at one long text.
            self.texts.append(clean_text(unescape(self.take())))
