"""Text as people type it, brought to one spelling before it is read as a date."""

import re
from unicodedata import normalize

EXAMPLES = "“2月3日下午3点”“下周五17:30”或“3个工作日内”"

_DIGITS = "零一二三四五六七八九"
_ONE_SPELLING = str.maketrans({"○": "零", "〇": "零", "两": "二", "—": "-", "–": "-", "。": "", "首": "1"})
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF])  # come along with pasted text
_WEEKDAY = re.compile(r"(?:星期|礼拜|周)\s*(?:([一二三四五六日天])|([1-7])(?![\d:]))")
_WEEK = re.compile(r"星期|礼拜")
_NUMERAL = re.compile(f"[{_DIGITS}十]+")
_TENS = re.compile(f"([{_DIGITS}]?)十([{_DIGITS}]?)")
_FOLK_NAMES = (
    (re.compile(r"(?<![十月])五一(?=节|长假|假期|前|后)"), "劳动节"),
    (re.compile(r"(?<![月二三四五六七八九])十一(?=节|长假|假期|前|后)"), "国庆"),
)


class Unclear(ValueError):
    """What was typed is no date or time we can read; str() is a sentence for the person, with an example."""


def one_spelling(text: str) -> str:
    """Return the text with half-width signs, Arabic figures and weekdays as 周1 to 周7."""
    text = normalize("NFKC", text).translate(_ONE_SPELLING | _INVISIBLE).lower().strip()
    for pattern, name in _FOLK_NAMES:
        text = pattern.sub(name, text)
    # Weekdays first, and set apart: 周三三点 must not become 周33点.
    text = _WEEKDAY.sub(lambda found: f"周{_weekday_number(found[1] or found[2])} ", text)
    text = _WEEK.sub("周", text)
    return _NUMERAL.sub(lambda found: figures(found[0]), text)


def _weekday_number(sign: str) -> str:
    return "7" if sign in "日天" else figures(sign)


def figures(numeral: str) -> str:
    """Turn 十五, 二十 or 二零二七 into figures; anything else (Arabic figures, 十五十) stays."""
    tens = _TENS.fullmatch(numeral)
    if tens:
        return str(
            10 * (_DIGITS.index(tens[1]) if tens[1] else 1) + (_DIGITS.index(tens[2]) if tens[2] else 0)
        )
    if "十" in numeral:
        return numeral
    return "".join(str(_DIGITS.index(sign)) if sign in _DIGITS else sign for sign in numeral)
