"""A pasted notice brought to one spelling, however it came: from a page, a chat, a table, another year."""

import re
from unicodedata import normalize

from workdays.typed import figures

NAME = r"(?:元旦|春节|除夕|清明|五一国际劳动|国际劳动|劳动|五一|端午|中秋|国庆)节?"
NAMES = rf"{NAME}(?:(?:[、,和/]|暨|及|与){NAME})*"

_MOST_TEXT = 5_000
_DASHES = re.compile(r"[–—―－‐‑−〜∼~]+")
# Marks of emphasis and pictures, which say nothing: **春节**, 【春节】, 🎉春节🎉.
_DECORATION = re.compile(
    "[*_#>•·●◆■★☆▶【】\\[\\]“”\"'‘’「」『』《》\u200b-\u200f\ufe0f\u2190-\u2bff\U0001f000-\U0001faff]"
)
_DATED = re.compile(r"\d月\d{1,2}[日号]")
_APART = re.compile(r"(?<=[天班)日])\s+(?=\d{1,2}\s*月)")  # 共9天 2月14日上班: a table's cells
_UNTIL = re.compile(r"起(?=至|到|-)")
_BRACKET = re.compile(rf"(?P<named>{NAME})?\((?P<inside>[^()]*)\)")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_FULL = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)日?")
_SHORT = re.compile(r"(?<![\d.])(\d{1,2})[./](\d{1,2})(?![\d.月年])日?")
_DAYLESS = re.compile(r"(\d{1,2}月\d{1,2})(?![\d日号月])")
_NUMERAL = re.compile(
    r"(?<![周期拜初月十一二三四五六七八九])[一二三四五六七八九十]{1,3}(?=[月日号天](?![节])|个工作日)|(?<=月)[一二三四五六七八九十]{1,3}(?=[日号])"
)
_UNMARKED = re.compile(
    rf"(?P<name>{NAMES})(?:假期|放假)?(?:时间|安排|日期)?(?:为|是|自|从)?(?=\d{{1,4}}[年月])"
)


def plain_notice(text: str) -> str:
    """Return a text on one line in half-width signs, every date as 2月15日 and every holiday before a colon.

    A bracket is kept only as the weekday in it, <六>, or as the dates that stand behind a holiday's name.
    """
    plain = _DASHES.sub("-", _DECORATION.sub("", normalize("NFKC", text[:_MOST_TEXT])))
    plain = _SHORT.sub(r"\1月\2日", _FULL.sub(r"\1年\2月\3日", plain))
    plain = _UNTIL.sub("", re.sub(r"\s+", "", _APART.sub(",", plain)))
    plain = _NUMERAL.sub(lambda found: figures(found[0]), _BRACKET.sub(_unbracketed, plain))
    return _UNMARKED.sub(r"\g<name>:", _DAYLESS.sub(r"\1日", plain))


def _unbracketed(found: re.Match[str]) -> str:
    inside, name = found["inside"], found["named"] or ""
    if name and _DATED.search(inside):
        return f"{name}:{inside}," if name != "除夕" else name
    day = _WEEKDAY.search(inside)
    return f"{name}<{day[1]}>" if day else name
