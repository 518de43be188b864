"""Whom something is for, as a person types it: 法规处、办公室的党员，张三除外."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

NAME = "name"
DEPARTMENT = "departments"

_HAN = "[\u4e00-\u9fff]"
_GAP_IN_NAME = re.compile(rf"(?<!{_HAN})({_HAN})[ \u3000]+({_HAN})(?!{_HAN})")
_DOTS = re.compile("[·•・‧]")
_CLAUSE = r"[^,。;\n()]*"
_BEHIND = re.compile(rf"(?P<out>{_CLAUSE}?)(?:除外|不参加|不在内|不用办)")
_BEFORE = re.compile(r"(?:除了|除去|除)(?!外)(?P<out>[^。;\n]*?)(?:之外|以外|外)")
_WITHOUT = re.compile(rf"(?:不包括|不包含|不含|不发给|不要|去掉|排除|扣除)(?P<out>{_CLAUSE})")
_STILL = re.compile(r"(?:另加|另外加|再加|外加|加上|(?<=[,;])但是?)(?P<still>[^。;\n]*)")
_MUST = re.compile(
    r"^(?:仍然?|还是?|也|要|保留|包括|其中的?)+|"
    r"(?:仍然?|还是?|也|照样)?(?:要|需要?)?(?:参加|办理|发给?|保留|列入|在内)$"
)
_ALL = re.compile("全体|所有|全部|全局")
_WHOLE = re.compile("全体(?:人员|干部职工|职工|同志)|全局")
_FILLER = re.compile(
    r"全体人员|全体|所有|全部|全局|干部职工|在职人员|人员|职工|同志们?|发给|通知|以及|还有|另加|外加|加上|包括|"
    r"其他|其余|只发|只要|[的和与及或并加各等人是请给只、,。;:\s()\"“”'/|.+]|\d+[.、)]?"
)
_LETTER = re.compile("[\u4e00-\u9fff]")
_ENDS = re.compile(r"[、,。;\n()]|$")
_QUALIFIED = re.compile(r"\(([^()]{1,30})\)")


@dataclass(frozen=True)
class Word:
    """One thing meant: a trait with its value, or a name, with the department where it was written beside."""

    trait: str
    value: str | int
    department: int | None = None


@dataclass(frozen=True)
class Typed:
    """What was understood of an audience in words, and the pieces that were not.

    `still` names who is asked although an exception fits them, or beside everybody.
    """

    chosen: tuple[Word, ...]
    without: tuple[Word, ...]
    unknown: tuple[str, ...]
    still: tuple[Word, ...] = ()


def read_audience(text: str, vocabulary: Mapping[str, Word]) -> Typed:
    """Read words by a vocabulary: what each trait's values and the people are called, in `plain` spelling."""
    without: list[Word] = []
    chosen: list[Word] = []
    unknown: list[str] = []
    still: list[Word] = []

    def take_out(found: re.Match[str]) -> str:
        words = _scan(found["out"], vocabulary, unknown)
        names = [word for word in words if word.trait == NAME]
        if names and _ALL.search(found["out"]):  # 全体党员张三除外: those named, of all those
            chosen.extend(word for word in words if word.trait != NAME)
            words = names
        without.extend(words)
        return ","

    but = False

    def take_still(found: re.Match[str]) -> str:
        nonlocal but
        if any(word.startswith(found[0][0]) and found[0].startswith(word) for word in vocabulary):
            return found[0]  # 但 is a family name, too
        but = but or found[0][0] == "但"
        said = ",".join(_MUST.sub("", piece) for piece in found["still"].split(","))
        for word in _scan(said, vocabulary, unknown):
            (still if word.trait == NAME else chosen).append(word)
        return ","

    rest = plain(text)
    for pattern in (_BEHIND, _BEFORE, _WITHOUT):
        rest = pattern.sub(take_out, rest)
    rest = _STILL.sub(take_still, rest)
    chosen += _scan(rest, vocabulary, unknown)
    if _WHOLE.search(rest) and all(word.trait == NAME for word in chosen):
        still, chosen = chosen + still, []  # 全体人员和张三 is not 张三 alone
    elif chosen and not but and all(word.trait == NAME for word in without):
        chosen, still = chosen + still, []  # no exception that could fit them: they come in addition
    once = [tuple(dict.fromkeys(found)) for found in (chosen, without, still)]
    return Typed(once[0], once[1], tuple(dict.fromkeys(unknown)), once[2])


def plain(text: str) -> str:
    """Return a text in the one spelling that words are looked up in: half-width, names without gaps."""
    text = _DOTS.sub("", normalize("NFKC", text)).replace("\r", "").replace("\t", " ")
    return _GAP_IN_NAME.sub(r"\1\2", text).strip()


def _scan(text: str, vocabulary: Mapping[str, Word], unknown: list[str]) -> list[Word]:
    """Return the words a text consists of, the longest first at each place; what is none is unknown."""
    longest = max(map(len, vocabulary), default=0)
    words: list[Word] = []
    pending, place = "", 0
    beside = -1  # where a department just ended: a name that begins there is of that department
    while place < len(text):
        found = _longest_at(text, place, vocabulary, longest)
        filler = None if found else _FILLER.match(text, place)
        if filler and pending and _ENDS.match(text, filler.end()) and _LETTER.fullmatch(filler[0]):
            filler = None  # 陈请 is a name nobody bears, not 陈
        if not found and not filler:
            pending += text[place]
            place += 1
            continue
        if pending:
            unknown.append(pending)
            pending = ""
        if filler:
            place = filler.end()
            continue
        assert found is not None
        spelled, word = found
        before, place = place, place + len(spelled)
        if word.trait == NAME:
            word, place = _qualified(word, text, place, vocabulary)
            if beside == before:
                word = Word(NAME, word.value, int(words.pop().value))
        beside = place if word.trait == DEPARTMENT else -1
        words.append(word)
    if pending:
        unknown.append(pending)
    return words


def _longest_at(
    text: str, place: int, vocabulary: Mapping[str, Word], longest: int
) -> tuple[str, Word] | None:
    for size in range(min(longest, len(text) - place), 0, -1):
        word = vocabulary.get(text[place : place + size])
        if word is not None:
            return text[place : place + size], word
    return None


def _qualified(word: Word, text: str, place: int, vocabulary: Mapping[str, Word]) -> tuple[Word, int]:
    """Return a name with the department in brackets behind it, and where that ends."""
    found = _QUALIFIED.match(text, place)
    beside = vocabulary.get(found[1].strip()) if found else None
    if found is None or beside is None or beside.trait != DEPARTMENT:
        return word, place
    return Word(NAME, word.value, int(beside.value)), found.end()
