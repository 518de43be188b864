"""The receipt of a signed letter as PDF: the text, who signed what and when, and room to sign by hand."""

from dataclasses import dataclass
from datetime import datetime

from reports.pdf import BODY, SMALL, TITLE, Page
from workdays.words import say_moment


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
    foot = f"{receipt.kind_title}签署回执"
    page = Page(f"{receipt.title}（{foot}）", foot, receipt.printed_at)
    _letter(page, receipt)
    _record(page, receipt)
    page.hands(receipt.hands)
    page.closing(f"{receipt.bureau}机关纪委，{say_moment(receipt.printed_at)}生成。")
    return page.output()


def _letter(page: Page, receipt: Receipt) -> None:
    for line in page.wrapped(receipt.title, TITLE):
        page.line(line, TITLE, align="C")
    page.gap(5)
    for party in receipt.parties:
        page.paragraph(party, indent=False)
    for paragraph in receipt.paragraphs:
        for part in paragraph.split("\n"):
            page.paragraph(part)
    page.gap(3)
    page.together(8 * (receipt.sign_off.count("\n") + 1))
    for line in receipt.sign_off.split("\n"):
        page.line(page.shown(line), BODY, align="R")


def _record(page: Page, receipt: Receipt) -> None:
    page.together(60)
    page.rule()
    page.heading("系统签署记录")
    page.points(receipt.text_points)
    for signed in receipt.signed:
        page.gap(2)
        page.points(signed.points)
    page.paragraph(
        "电子签署不等于手写签名。需要归档的，请打印后由本人在下面的手签栏签名。", size=SMALL, indent=False
    )
