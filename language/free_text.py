"""Holds what people type against the wordings a question expects."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

from language.segment import cut

_DIGITS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMERALS = "".join([*_DIGITS, *_TENS])
_UNITS = "个年月日天条次种项类元章款周届级人名倍"
# One numeral alone may be part of a word (一般, 统一): it counts where a unit follows, or it is all.
_NUMBER = re.compile(f"[{_NUMERALS}]{{2,}}|(?<![{_NUMERALS}])[{_NUMERALS}](?=[{_UNITS}])|^[{_NUMERALS}]$")
_PERCENT = re.compile(r"百分之([\d.]+)")
_PARTED = re.compile(r"[\s|｜、,，;；/]+")
_KEPT = frozenset("%.")
_DENIED = ("不", "没", "未", "无", "勿", "别", "非")


def plain(text: str) -> str:
    """Return a spelling for comparisons: half-width, lower case, figures for numerals, nothing but words."""
    return _letters(_with_figures(_flat(text)))


def parts(text: str, blanks: int) -> list[str]:
    """Return what was typed for each of so many blanks; perhaps more or fewer than asked for."""
    text = text.strip()
    return [text] if blanks == 1 else [part for part in _PARTED.split(text) if part]


def fits(text: str, wordings: Sequence[str]) -> bool:
    """Tell whether what was typed is one of the wordings."""
    given = plain(text)
    return bool(given) and any(plain(wording) == given for wording in wordings)


def points_found(text: str, expected: Sequence[Sequence[str]]) -> list[bool]:
    """Tell of each key point whether the text says it, in one of its wordings.

    A wording counts where it stands as whole words and is not denied: 不登记 does not say 登记.
    """
    flat = _with_figures(_flat(text))
    found = cut(flat)
    ends = list(accumulate(map(len, found)))
    denied = {end for word, end in zip(found, ends, strict=True) if _denies(word)}
    edges = {0, *ends}
    return [
        any(_says(flat, _with_figures(_flat(wording)), edges, denied) for wording in wordings)
        for wordings in expected
    ]


def _says(text: str, wording: str, edges: set[int], denied: set[int]) -> bool:
    at = text.find(wording)
    while at >= 0:
        if at in edges and at + len(wording) in edges and at not in denied:
            return True
        at = text.find(wording, at + 1)
    return False


def _denies(word: str) -> bool:
    return word.startswith(_DENIED) and len(word) <= 2


def _flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _letters(text: str) -> str:
    kept = "".join(sign for sign in text if sign.isalnum() or sign in _KEPT)
    return kept.strip(".")


def _with_figures(text: str) -> str:
    return _PERCENT.sub(r"\1%", _NUMBER.sub(lambda found: _figures(found[0]), text))


def _figures(numeral: str) -> str:
    """Return a Chinese numeral in figures: 九十七 as 97, 二〇二六 as 2026."""
    if not any(sign in _TENS for sign in numeral):
        return "".join(str(_DIGITS[sign]) for sign in numeral)
    value, digit = 0, 0
    for sign in numeral:
        if sign in _TENS:
            value += (digit or (0 if value else 1)) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return str(value + digit)
