"""How a paper is written: numbered or not, broken into lines or not, with empty lines where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from language.papers.answer_list import begins_list
from language.papers.lines import OPTION_START, Line, heading_type, label_of, main_family, number_at

_CLOSED = re.compile(r"[。.?:!);\]√×]$")
_SHORT, _LONGEST_SHORT, _SHORTEST = 0.35, 14, 5  # of a long line's length; signs
_BREAKS = 2
_TOP = 4  # lines above a list of answers that comes first


@dataclass(frozen=True)
class Habit:
    """What holds for a whole paper."""

    family: str  # how questions are numbered, empty where they are not
    gaps: bool  # empty lines part something
    spaced: bool  # empty lines are everywhere and say nothing
    short: float  # a line of fewer signs is not broken off

    def stands_apart(self, above: Line | None, line: Line, *, option: bool) -> bool:
        """Tell whether a line can hardly go on with the one before: behind an empty or a short one."""
        if line.gap and not line.turned and not self.spaced:
            return True
        return option and len(above.text if above else "") < self.short


def habit_of(lines: Sequence[Line]) -> Habit:
    """Return how a paper is written."""
    ends = (place for place in range(len(lines)) if begins_list(lines, place))
    end = next(ends, len(lines))
    # The numbers of a list of answers say nothing about how the questions are numbered.
    family = main_family(lines[:end])
    if not family and end <= _TOP:
        family = main_family(lines[end:])
    lengths = sorted(len(line.text) for line in lines) or [0]
    width = lengths[len(lengths) * 9 // 10]
    return Habit(
        family,
        gaps=sum(line.gap for line in lines[1:]) >= 2,
        spaced=2 * sum(line.gap for line in lines) > len(lines),
        short=_SHORTEST if _is_broken(lines, family) else min(_SHORT * width, _LONGEST_SHORT),
    )


def _is_broken(lines: Sequence[Line], family: str) -> bool:
    """Tell whether stems go on over several lines, as in text out of a PDF."""
    breaks = 0
    for above, line in pairwise(lines):
        begins = OPTION_START.match(line.shape) or label_of(line) or heading_type(line)[0]
        begun = family and number_at(line, family)
        closed = OPTION_START.match(above.shape) or heading_type(above)[0] or _CLOSED.search(above.shape)
        breaks += not (begins or begun or closed or line.gap)
    return breaks >= _BREAKS
