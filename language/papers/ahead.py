"""What comes next in a paper, where one line does not tell what it is."""

from collections.abc import Sequence

from language.papers.answer_list import entry_at, holds_signs
from language.papers.doubts import JUDGED
from language.papers.lines import Line, heading_type, label_of, number_at
from language.papers.options import options_in

_SENTENCE = 8  # signs; an entry of a list of answers is shorter


def asks(lines: Sequence[Line], place: int, family: str) -> bool:
    """Tell whether a question's options, or a sentence that is judged, come before the next heading."""
    for line in lines[place : place + 12]:
        if heading_type(line)[0]:
            return False
        found = options_in(line.text).options
        if found and found[0][0] == "A" and (len(found) > 1 or not entry_at(line.text)):
            return True
        numbered = number_at(line, family) if family else None
        sentence = numbered and len(numbered[1]) > _SENTENCE and not holds_signs(line.shape)
        if sentence and JUDGED.search(line.shape):
            return True
    return False


def option_a_follows(lines: Sequence[Line], place: int) -> bool:
    """Tell whether another option A comes before any B, label or question."""
    for line in lines[place + 1 : place + 7]:
        found = options_in(line.text).options
        if label_of(line) or heading_type(line)[0]:
            return False
        if found or options_in(line.text, "B").options:
            return bool(found) and found[0][0] == "A"
    return False
