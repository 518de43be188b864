"""How much of a phone's screen a message takes, and what is folded away so that it never takes too much."""

import re
from collections.abc import Sequence
from html import unescape
from math import ceil
from unicodedata import east_asian_width

LIMIT = 4096
"""A message's limit in UTF-16 units. We count the tags too, which Telegram does not: the safe side."""

TWO_SCREENS = 48
"""Lines that stand on two screens of an ordinary phone."""

_A_LINE = 40  # half-width characters across: twenty Chinese ones
_FOLDED = 3  # lines that stay of a quotation before somebody opens it
_QUOTE = re.compile(r"<blockquote expandable>(.*?)</blockquote>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def screen_lines(html: str) -> int:
    """Return on how many lines of a phone a message stands before anything of it is unfolded."""
    quoted = sum(min(_FOLDED, _lines(found)) for found in _QUOTE.findall(html))
    return _lines(_QUOTE.sub("", html)) + quoted


def units(html: str) -> int:
    """Return a message's length with its tags, in UTF-16 units."""
    return len(html.encode("utf-16-le")) // 2


def fold(
    head: Sequence[str], blocks: Sequence[str], tail: Sequence[str], more: str, rest: str, most: int = 1000
) -> str:
    """Join head, blocks and tail: what is beyond two screens is folded, what is beyond a message counted.

    `more` names the folded blocks and `rest` those left out, each with {} for their number. At most `most`
    are not folded.
    """
    whole = _join([*head, *blocks, *tail])
    if len(blocks) <= most and units(whole) <= LIMIT and screen_lines(whole) <= TWO_SCREENS:
        return whole
    lines = TWO_SCREENS - screen_lines(_join([*head, *tail])) - _FOLDED - 1
    room = LIMIT - units(_join([*head, *tail, _quote(more), rest])) - 20  # 20: line breaks and numbers
    shown = 0
    while shown < min(len(blocks), most) and (lines := lines - _lines(blocks[shown])) >= 0:
        room -= units(blocks[shown]) + 1
        if room < 0:
            break
        shown += 1
    kept = shown
    while kept < len(blocks) and (room := room - units(blocks[kept]) - 1) >= 0:
        kept += 1
    hidden = blocks[shown:kept]
    quoted = _join([more.format(len(hidden)), *(one.strip("\n") for one in hidden)])
    folded = [_quote(quoted)] if hidden else []
    left = ["", rest.format(len(blocks) - kept)] if kept < len(blocks) else []
    return _join([*head, *blocks[:shown], *folded, *left, *tail])


def _quote(text: str) -> str:
    return f"<blockquote expandable>{text}</blockquote>"


def _lines(html: str) -> int:
    text = unescape(_TAG.sub("", html))
    return sum(max(1, ceil(_width(line) / _A_LINE)) for line in text.split("\n"))


def _width(line: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line)


def _join(lines: Sequence[str]) -> str:
    return "\n".join(lines)
