"""A paper that came in several messages put together again."""

import re
from collections.abc import Sequence
from itertools import pairwise

from language.papers.lines import NUMBERS, OPTION_START, Line, label_of

_CUT = 3_700  # signs; a message that long was cut by the messenger, mostly at the end of a line
_ENDS = re.compile(r"[。?!;:)√×\]]$")


def joined_messages(parts: Sequence[str]) -> str:
    """Return one text.

    Messengers drop the empty line at which they cut, so one is put back where it may have been.
    """
    pieces = list(parts[:1])
    for before, after in pairwise(parts):
        pieces += [_between(before, after), after]
    return "".join(pieces)


def _between(before: str, after: str) -> str:
    last, first = before.rstrip().rpartition("\n")[2], after.lstrip().partition("\n")[0]
    line = Line(0, first.strip())
    if OPTION_START.match(line.shape) or label_of(line):
        return "\n"
    begins = any(pattern.match(line.shape) for family, pattern in NUMBERS.items() if family != "space")
    end = Line(0, last.strip())
    ended = _ENDS.search(end.shape) or label_of(end)
    by_hand = len(before) < _CUT  # and nobody cuts within a line
    return "\n\n" if begins or ended or by_hand else "\n"
