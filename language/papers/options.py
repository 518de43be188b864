"""Options found in a line, however many stand in it."""

import re
from dataclasses import dataclass

from language.papers.signs import shape

_LETTERS = "ABCDEFGH"
_STRONG = {
    letter: re.compile(rf"(?<![A-Za-z0-9])(?:[(\[]\s*{letter}\s*[)\]]\s*[.、:]?|{letter}\s*[.、:)\]])\s*")
    for letter in _LETTERS
}
_WEAK = {
    letter: re.compile(rf"(?:^|(?<=[\s;?:])){letter}(?:\s+|(?=[\u4e00-\u9fff《“]))") for letter in _LETTERS
}
_KEYS = re.compile(
    r"\d{1,3}\s*[.、:]?\s*[A-H√×]{1,8}\s+\d{1,3}\s*[.、:]?\s*[A-H√×]"
)  # 1.B 2.C: a list of answers
# A，甲 B，乙 C，丙: as scanners read it; only where a line begins so and a space parts them.
_COMMA = {letter: re.compile(rf"(?:^|(?<=\s)){letter}\s*,\s*") for letter in _LETTERS}
_SURE = 3
_SMALL = re.compile(r"(?<![A-Za-z0-9])[a-h](?=\s*[.、:)\]])")
_STRAY = re.compile(r"(?:^|\s)(?:\([B-H]\)|[B-H][.、)])\s*\S")


@dataclass(frozen=True)
class Found:
    """What stands before the first option, and the options with their letters."""

    before: str
    options: tuple[tuple[str, str], ...] = ()


def options_in(text: str, expected: str = "A") -> Found:
    """Part a line at its options.

    A line that begins with an option is one; elsewhere two in a row have to be there: A、B are words, too.
    """
    said = _SMALL.sub(lambda match: match[0].upper(), shape(text))
    first = next((letter for letter in _LETTERS if _STRONG[letter].match(said)), "")
    cuts = _cuts(said, first or expected, _STRONG) if first or expected == "A" else []
    if not cuts and _COMMA["A"].match(said):
        cuts = _cuts(said, "A", _COMMA)
        cuts = cuts if len(cuts) >= _SURE and _holds(said, cuts) else []
    elif not first and not _holds(said, cuts):
        cuts = _cuts(said, expected, _WEAK)
        starts = bool(cuts) and cuts[0][0] == 0
        if not (starts or len(cuts) >= 3):
            cuts = []
    if not cuts or (not first and not _holds(said, cuts) and cuts[0][0] != 0):
        return Found(text)
    edges = [*(start for start, _, _ in cuts[1:]), len(text)]
    pieces = [text[end:edge].strip() for (_, end, _), edge in zip(cuts, edges, strict=True)]
    if len(pieces) > 1 and all(piece[-1:] in (";", "；") for piece in pieces[:-1]):
        pieces[-1] = pieces[-1].rstrip("。.")  # 甲；乙；丙。 is one sentence of options
    options = tuple(
        (letter, piece.rstrip(" ;；|｜")) for (_, _, letter), piece in zip(cuts, pieces, strict=True)
    )
    return Found(text[: cuts[0][0]].strip(), options)


def may_be_word(text: str) -> bool:
    """Tell whether what looks like option A could begin a sentence: A类岗位 has no sign behind its A."""
    return bool(re.match(r"A[\u4e00-\u9fff]", text))


def has_stray(text: str) -> bool:
    """Tell whether an option, or a list of answers, still stands in a text that should hold none."""
    return bool(_STRAY.search(shape(text)) or _KEYS.search(shape(text)))


def _cuts(said: str, first: str, marks: dict[str, re.Pattern[str]]) -> list[tuple[int, int, str]]:
    cuts: list[tuple[int, int, str]] = []
    at = 0
    for letter in _LETTERS[_LETTERS.index(first) :]:
        match = marks[letter].search(said, at)
        if match is None:
            # Two columns read line by line: A and C on one line, B and D on the next.
            if len(cuts) == 1 and letter != _LETTERS[-1]:
                continue
            break
        cuts.append((match.start(), match.end(), letter))
        at = match.end()
    if len(cuts) > 1 and _gaps(cuts) and not said[cuts[1][0] - 1].isspace():
        return cuts[:1]
    return cuts


def _gaps(cuts: list[tuple[int, int, str]]) -> bool:
    return ord(cuts[1][2]) - ord(cuts[0][2]) > 1


def _holds(said: str, cuts: list[tuple[int, int, str]]) -> bool:
    if len(cuts) < 2 or _gaps(cuts):
        return False
    edges = [*(start for start, _, _ in cuts[1:]), len(said)]
    return all(said[end:edge].strip() for (_, end, _), edge in zip(cuts, edges, strict=True))
