"""Options that are numbered instead of lettered: ①…②…③…, answered by ②."""

import re

from language.papers.signs import shape

_CIRCLED = "①②③④⑤⑥⑦⑧"
_MARK = re.compile(rf"[{_CIRCLED}]|[(]\s*[1-8]\s*[)]")
_ANSWER = re.compile(rf"(?:{_MARK.pattern}|[\s、,;.。]|$)+")
_LETTERS = "ABCDEFGH"


def numbered_options(stem: str, answer: str) -> tuple[str, tuple[str, ...], str] | None:
    """Return stem, options and the answer in letters, None where the answer does not name numbers.

    The numbers have to count on from one to the end: a stem may speak of ② in passing.
    """
    said = shape(stem)
    named = [_value(match[0]) for match in _MARK.finditer(shape(answer))]
    if not named or not _ANSWER.fullmatch(shape(answer)):
        return None
    marks = list(_MARK.finditer(said))
    if len(marks) < 2 or [_value(mark[0]) for mark in marks] != list(range(1, len(marks) + 1)):
        return None
    if max(named) > len(marks) or len({mark[0][0] in _CIRCLED for mark in marks}) > 1:
        return None
    edges = [*(mark.start() for mark in marks[1:]), len(stem)]
    options = tuple(stem[mark.end() : edge].strip(" 　;；") for mark, edge in zip(marks, edges, strict=True))
    return stem[: marks[0].start()].strip(), options, "".join(_LETTERS[value - 1] for value in sorted(named))


def _value(mark: str) -> int:
    return _CIRCLED.index(mark) + 1 if mark in _CIRCLED else int(mark.strip("() "))
