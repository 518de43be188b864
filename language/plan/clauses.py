"""The clauses of a sentence: lists with a number or a time for each taken apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from language.plan.outline import split
from language.plan.rhythm import Rhythm, rhythm_of
from language.plan.words import VERB

_LONGEST_CLAUSE = 300  # nothing that long is a clause of a plan; it would only cost time
_ORDINAL: Final = re.compile(r"^(?:[一二三四五六七八九十]是|首先|其次|同时|此外)(?=.{4})要?")
_PERIODIC: Final = re.compile(r"[按每逐](?:[日周月季年]|半年|季度)(?=[\u3400-\u9fff])")
_AND_ALSO: Final = re.compile(r"(?<=[^，]{3})并(?=撰写|签订|签署|填写|提交|制定|建立|印发|召开)")
_RESPECTIVELY: Final = re.compile(
    r"^(?P<things>[^，]+?)分别(?:按照?)?(?P<rhythms>[^，]*?[次场篇期])(?:的要求|的频次)?(?P<verb>.*)$"
)
_AROUND: Final = re.compile(r"节(?:前|中|后|日期间)|[事会年]前|[事会]后|年[中末底]")  # 节前发通知、节中搞检查


@dataclass(frozen=True)
class Clause:
    """A clause, the period said of the list it stands in, and whether a semicolon parts it from the last.

    certain: it is one of a list of times that has a thing to be done for each.
    """

    text: str
    frame: Rhythm = field(default_factory=Rhythm)
    anew: bool = False
    certain: bool = False


def clauses(sentence: str) -> Iterator[Clause]:
    """Yield the clauses of a sentence; lists with a number for each (每月甲1次、乙2次) one by one."""
    for stretch in split(sentence, "；"):
        anew = True
        for clause in split(stretch, "，："):
            if len(clause) <= _LONGEST_CLAUSE:
                for deed in _AND_ALSO.split(_ORDINAL.sub("", clause)):
                    for piece in _apart(deed):
                        yield replace(piece, anew=anew)
                        anew = False


def _apart(clause: str) -> Iterator[Clause]:
    found = _RESPECTIVELY.match(clause)
    if found:
        things, rhythms = split(found["things"], "、"), split(found["rhythms"], "、")
        if len(things) == len(rhythms) > 1:
            yield from (
                Clause(f"{found['verb']}{thing}{rhythm}")
                for thing, rhythm in zip(things, rhythms, strict=True)
            )
            return
    pieces = split(clause, "、")
    if len(pieces) > 1 and all(len(piece) > 3 and _PERIODIC.match(piece) for piece in pieces):
        yield from map(Clause, pieces)  # 按月更新、按季通报
    elif len(pieces) > 1 and all(_AROUND.match(piece) and len(piece) > 4 for piece in pieces):
        yield from (Clause(piece, certain=True) for piece in pieces)
    elif len(pieces) > 1 and all(len(piece) > 4 and VERB.match(piece) for piece in pieces):
        yield from map(Clause, pieces)  # 签署承诺书、签订责任书
    elif len(pieces) > 1 and all(_numbered(piece) for piece in pieces):
        frame = Rhythm()
        for piece in pieces:
            yield Clause(piece, frame)
            said = rhythm_of(piece)
            frame = Rhythm(said.frequency) if said.said and said.frequency else frame
    else:
        yield Clause(clause)


def _numbered(piece: str) -> bool:
    return len(piece) > 3 and rhythm_of(piece).counted
