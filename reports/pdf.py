"""Pages of A4 drawn from top to bottom, for papers that are kept: no sign is silently missing."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from reports.masking import shown

FONT = "serif"
LEFT, RIGHT, TOP, BOTTOM = 28, 26, 30, 24  # mm, of A4
BODY, SMALL, TITLE = 12, 9.5, 18  # points
LEADING = 1.75
BOX = 24  # mm, the height of a place to sign by hand
_HEADED = 26  # mm, a heading and two lines below it
_HANDS = 17  # mm, what stands above the places to sign
# What must not begin a line hangs over the end of the one before instead.
_NOT_FIRST = "，。、；：！？）》】”’"
# Figures and hashes stay whole, unless they are longer than a line takes.
_PIECES = re.compile(r"[\x21-\x7e]{1,32}|.", re.DOTALL)


class Page:
    """A paper being drawn. A sign that the font lacks is shown by its code, and named by `closing`."""

    def __init__(self, title: str, foot: str, made_at: datetime) -> None:
        below = shown(foot)

        # Only where a paper is drawn: the font alone takes a second and 60 MB.
        import pylopdf_fonts_zh_cn
        from fpdf import FPDF

        class Numbered(FPDF):
            """Puts the page's number at its foot."""

            def footer(self) -> None:
                self.set_y(-16)
                self.set_font(FONT, size=SMALL)
                self.cell(0, 6, f"{below}　第{self.page_no()}页，共{{nb}}页", align="C")

        self._pdf = Numbered(format="A4")
        self._pdf.add_font(FONT, fname=pylopdf_fonts_zh_cn.serif_path())
        self._known = self._pdf.fonts[FONT].cmap  # type: ignore[union-attr]  # ours is not a core font
        self._missing: dict[str, None] = {}
        self._pdf.set_margins(LEFT, TOP, RIGHT)
        self._pdf.c_margin = 0  # text begins where rules do
        self._pdf.set_auto_page_break(auto=True, margin=BOTTOM)
        self._pdf.set_title(self.shown(title))
        self._pdf.set_creation_date(made_at)
        self._pdf.add_page()

    def closing(self, printed: str) -> None:
        """Say where it comes from, and what the font could not show."""
        self._pdf.ln(2)
        self.paragraph(printed, size=SMALL, indent=False)
        if self._missing:
            codes = "、".join(_code(sign) for sign in self._missing)
            said = f"注：{codes}处的字，本机字库没有收录，以国际编码代替。请手写补正。"
            self.paragraph(said, size=SMALL, indent=False)

    def output(self) -> bytes:
        """Return the finished file."""
        return bytes(self._pdf.output())

    def paragraph(self, text: str, *, size: float = BODY, indent: bool = True) -> None:
        """Write a paragraph."""
        for line in self.wrapped(("　　" if indent else "") + text, size):
            self.line(line, size)

    def line(self, line: str, size: float, align: str = "L") -> None:
        """Write one line."""
        self._pdf.set_font(FONT, size=size)
        self._pdf.cell(0, size * 0.3528 * LEADING, line, align=align, new_x="LMARGIN", new_y="NEXT")

    def heading(self, text: str) -> None:
        """Write a heading, with room for some of what it heads."""
        self.together(_HEADED)
        self.line(self.shown(text), BODY + 1)

    def points(self, points: Sequence[tuple[str, str]]) -> None:
        """Write names with their values, a paragraph each."""
        for name, value in points:
            self.paragraph(f"{name}：{value}", size=BODY - 1.5, indent=False)

    def rule(self) -> None:
        """Draw a line across."""
        self._pdf.ln(5)
        self._pdf.line(LEFT, self._pdf.get_y(), LEFT + self._pdf.epw, self._pdf.get_y())
        self._pdf.ln(3)

    def together(self, height: float) -> None:
        """Begin a new page where so many mm are not left on this one."""
        if self._pdf.get_y() + height > self._pdf.h - BOTTOM:
            self._pdf.add_page()

    def wrapped(self, text: str, size: float) -> Iterator[str]:
        """Yield the lines of a paragraph; a stop hangs over the end of a line rather than begin the next."""
        self._pdf.set_font(FONT, size=size)
        line, width = "", 0.0
        for piece in _PIECES.findall(self.shown(text)):
            wide = self._pdf.get_string_width(piece)
            if line and width + wide > self._pdf.epw and piece not in _NOT_FIRST:
                yield line
                line, width = "", 0.0
            line, width = line + piece, width + wide
        yield line

    def shown(self, text: str) -> str:
        """Return text as it may be written; what the font lacks is its code, never an empty box."""
        signs = []
        for sign in shown(text):
            if ord(sign) not in self._known and not sign.isspace():
                self._missing[sign] = None
                signs.append(_code(sign))
            else:
                signs.append(sign)
        return "".join(signs)

    def hands(self, called: Sequence[str]) -> None:
        """Draw the places to sign by hand, all on one page."""
        self.together(hands_height(called))
        self._pdf.ln(3)
        self.heading("手签栏")
        for one in called:
            top = self._pdf.get_y()
            self._pdf.rect(LEFT, top, self._pdf.epw, BOX - 3)
            self._pdf.set_xy(LEFT + 4, top + 7)
            self._pdf.set_font(FONT, size=BODY)
            self._pdf.cell(80, 8, self.shown(f"{one}（手签）："))
            self._pdf.set_xy(LEFT + self._pdf.epw - 58, top + 7)
            self._pdf.cell(56, 8, "日期：　　　　年　　月　　日", align="R")
            self._pdf.set_xy(LEFT, top + BOX)

    def gap(self, height: float) -> None:
        """Leave so many mm free."""
        self._pdf.ln(height)


def hands_height(called: Sequence[str]) -> float:
    """Return how many mm the places to sign take."""
    return _HANDS + BOX * len(called)


def _code(sign: str) -> str:
    return f"〔U+{ord(sign):04X}〕"
