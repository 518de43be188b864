"""The receipt of a signed letter as PDF: the text, who signed what and when, and room to sign by hand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from workdays.words import say_moment

FONT = "serif"
LEFT, RIGHT, TOP, BOTTOM = 28, 26, 30, 24  # mm, of A4
BODY, SMALL, TITLE = 12, 9.5, 18  # points
LEADING = 1.75
BOX = 24  # mm, the height of a place to sign by hand
# What must not begin a line hangs over the end of the one before instead.
_NOT_FIRST = "，。、；：！？）》】”’"
# Figures and hashes stay whole, unless they are longer than a line takes.
_PIECES = re.compile(r"[\x21-\x7e]{1,32}|.", re.DOTALL)


@dataclass(frozen=True)
class Signed:
    """One signature: `points` are its lines, (name, value)."""

    called: str  # 承诺人, 甲方, 乙方
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Receipt:
    """What a receipt shows. `paragraphs` is the letter as it was signed; `hands` names who signs by hand."""

    bureau: str
    kind_title: str
    title: str
    parties: tuple[str, ...]
    paragraphs: tuple[str, ...]
    sign_off: str
    text_points: tuple[tuple[str, str], ...]
    signed: tuple[Signed, ...]
    hands: tuple[str, ...]
    printed_at: datetime


def receipt_pdf(receipt: Receipt) -> bytes:
    """Return the receipt as PDF. A sign that the font lacks is shown by its code, and named at the end."""
    page = _Page(receipt)
    page.letter()
    page.record()
    page.hands()
    page.closing()
    return page.output()


class _Page:
    """Draws one receipt, from top to bottom."""

    def __init__(self, receipt: Receipt) -> None:
        # Only where a receipt is drawn: the font alone takes a second and 60 MB.
        import pylopdf_fonts_zh_cn
        from fpdf import FPDF

        foot = f"{receipt.kind_title}签署回执"

        class Numbered(FPDF):
            """Puts the page's number at its foot."""

            def footer(self) -> None:
                self.set_y(-16)
                self.set_font(FONT, size=SMALL)
                self.cell(0, 6, f"{foot}　第{self.page_no()}页，共{{nb}}页", align="C")

        self._receipt = receipt
        self._pdf = Numbered(format="A4")
        self._pdf.add_font(FONT, fname=pylopdf_fonts_zh_cn.serif_path())
        self._known = self._pdf.fonts[FONT].cmap  # type: ignore[union-attr]  # ours is not a core font
        self._missing: dict[str, None] = {}
        self._pdf.set_margins(LEFT, TOP, RIGHT)
        self._pdf.set_auto_page_break(auto=True, margin=BOTTOM)
        self._pdf.set_title(self._shown(f"{receipt.title}（{foot}）"))
        self._pdf.set_creation_date(receipt.printed_at)
        self._pdf.add_page()

    def letter(self) -> None:
        """Draw the letter itself."""
        for line in self._wrapped(self._receipt.title, TITLE):
            self._line(line, TITLE, align="C")
        self._pdf.ln(5)
        for party in self._receipt.parties:
            self._paragraph(party, indent=False)
        for paragraph in self._receipt.paragraphs:
            for part in paragraph.split("\n"):
                self._paragraph(part)
        self._pdf.ln(3)
        for line in self._receipt.sign_off.split("\n"):
            self._line(self._shown(line), BODY, align="R")

    def record(self) -> None:
        """Draw who signed what, when and how."""
        self._together(60)
        self._rule()
        self._heading("系统签署记录")
        self._points(self._receipt.text_points)
        for signed in self._receipt.signed:
            self._pdf.ln(2)
            self._points(signed.points)
        self._paragraph(
            "电子签署不等于手写签名。需要归档的，请打印后由本人在下面的手签栏签名。",
            size=SMALL,
            indent=False,
        )

    def hands(self) -> None:
        """Draw the places to sign by hand, all on one page."""
        self._together(14 + BOX * len(self._receipt.hands))
        self._pdf.ln(3)
        self._heading("手签栏")
        for called in self._receipt.hands:
            top = self._pdf.get_y()
            self._pdf.rect(LEFT, top, self._pdf.epw, BOX - 3)
            self._pdf.set_xy(LEFT + 4, top + 7)
            self._pdf.set_font(FONT, size=BODY)
            self._pdf.cell(80, 8, self._shown(f"{called}（手签）："))
            self._pdf.set_xy(LEFT + self._pdf.epw - 58, top + 7)
            self._pdf.cell(56, 8, "日期：　　　　年　　月　　日", align="R")
            self._pdf.set_xy(LEFT, top + BOX)

    def closing(self) -> None:
        """Say where it comes from, and what the font could not show."""
        self._pdf.ln(2)
        printed = f"{self._receipt.bureau}机关纪委，{say_moment(self._receipt.printed_at)}生成。"
        self._paragraph(printed, size=SMALL, indent=False)
        if self._missing:
            codes = "、".join(_code(sign) for sign in self._missing)
            said = f"注：{codes}处的字，本机字库没有收录，以国际编码代替。请手写补正。"
            self._paragraph(said, size=SMALL, indent=False)

    def output(self) -> bytes:
        """Return the finished file."""
        return bytes(self._pdf.output())

    def _paragraph(self, text: str, *, size: float = BODY, indent: bool = True) -> None:
        for line in self._wrapped(("　　" if indent else "") + text, size):
            self._line(line, size)

    def _line(self, line: str, size: float, align: str = "L") -> None:
        self._pdf.set_font(FONT, size=size)
        self._pdf.cell(0, size * 0.3528 * LEADING, line, align=align, new_x="LMARGIN", new_y="NEXT")

    def _heading(self, text: str) -> None:
        self._line(text, BODY + 1)

    def _points(self, points: Sequence[tuple[str, str]]) -> None:
        for name, value in points:
            self._paragraph(f"{name}：{value}", size=BODY - 1.5, indent=False)

    def _rule(self) -> None:
        self._pdf.ln(5)
        self._pdf.line(LEFT, self._pdf.get_y(), LEFT + self._pdf.epw, self._pdf.get_y())
        self._pdf.ln(3)

    def _together(self, height: float) -> None:
        """Begin a new page where so many mm are not left on this one."""
        if self._pdf.get_y() + height > self._pdf.h - BOTTOM:
            self._pdf.add_page()

    def _wrapped(self, text: str, size: float) -> Iterator[str]:
        """Yield the lines of a paragraph; a stop hangs over the end of a line rather than begin the next."""
        self._pdf.set_font(FONT, size=size)
        line, width = "", 0.0
        for piece in _PIECES.findall(self._shown(text)):
            wide = self._pdf.get_string_width(piece)
            if line and width + wide > self._pdf.epw and piece not in _NOT_FIRST:
                yield line
                line, width = "", 0.0
            line, width = line + piece, width + wide
        yield line

    def _shown(self, text: str) -> str:
        """Return text in which what the font lacks is shown by its code, never by an empty box."""
        shown = []
        for sign in text:
            if ord(sign) not in self._known and not sign.isspace():
                self._missing[sign] = None
                shown.append(_code(sign))
            else:
                shown.append(sign)
        return "".join(shown)


def _code(sign: str) -> str:
    return f"〔U+{ord(sign):04X}〕"
