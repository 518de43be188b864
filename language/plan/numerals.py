"""Numbers in running text: 2, ２, 两, 十二, and those that were blanked out: XX, ××, __, ○○."""

import re
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
NUMERAL: Final = r"(?:\d{1,4}|[零〇一二两三四五六七八九十]{1,4}|[Xx×＊*_＿○□△]{1,8})"
"""A pattern for one number, written or blanked out."""

_BLANK: Final = re.compile(r"[Xx×＊*_＿○□△]+")
_TENS: Final = re.compile(f"([{_DIGITS}]?)十([{_DIGITS}]?)")


def number_of(written: str) -> int | None:
    """Return what a match of NUMERAL says, None where it was blanked out or is no number after all."""
    if _BLANK.fullmatch(written):
        return None
    if written.isdigit() and written.isascii():
        return int(written) or None
    plain = written.replace("两", "二").replace("〇", "零")
    tens = _TENS.fullmatch(plain)
    if tens:
        return (_DIGITS.index(tens[1]) if tens[1] else 1) * 10 + (_DIGITS.index(tens[2]) if tens[2] else 0)
    return _DIGITS.index(plain) or None if len(plain) == 1 else None
