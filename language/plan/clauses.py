"""The clauses of a sentence, and the obligation that one of them gives."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from language.plan.kinds import kind_of, tags_of
from language.plan.obligation import Obligation
from language.plan.outline import split
from language.plan.rhythm import Rhythm, rhythm_of

PART: Final = ""
"""Stands as the parent of what is part of the obligation before it, until numbers are given."""

_LONGEST_CLAUSE = 300  # nothing that long is a clause of a plan; it would only cost time
_ORDINAL: Final = re.compile(r"^(?:[一二三四五六七八九十]是|首先|其次|同时|此外)(?=.{4})要?")
_RESPECTIVELY: Final = re.compile(
    r"^(?P<things>[^，]+?)分别(?:按照?)?(?P<rhythms>[^，]*?[次场篇期])(?:的要求|的频次)?(?P<verb>.*)$"
)


@dataclass(frozen=True)
class Clause:
    """A clause, the period said of the list it stands in, and whether a semicolon parts it from the last."""

    text: str
    frame: Rhythm = field(default_factory=Rhythm)
    anew: bool = False


def clauses(sentence: str) -> Iterator[Clause]:
    """Yield the clauses of a sentence; lists with a number for each (每月甲1次、乙2次) one by one."""
    for stretch in split(sentence, "；"):
        anew = True
        for clause in split(stretch, "，"):
            if len(clause) <= _LONGEST_CLAUSE:
                for piece in _apart(_ORDINAL.sub("", clause)):
                    yield replace(piece, anew=anew)
                    anew = False


def obligation(
    number: str,
    sentence: str,
    title: str,
    rhythm: Rhythm,
    responsible: tuple[str, ...],
    participants: str,
    parent: str | None,
) -> Obligation:
    """Return the obligation of a title and the times said of it."""
    rhythm = rhythm.settled()
    return Obligation(
        number=number,
        title=title,
        sentence=sentence,
        responsible=responsible,
        participants=participants,
        frequency=rhythm.frequency,
        quota=rhythm.quota,
        unset=rhythm.unset,
        parent=parent,
        kind=kind_of(title),
        tags=tags_of(title, per_person=rhythm.per_person, hours=rhythm.hours),
    )


def retimed(one: Obligation, rhythm: Rhythm) -> Obligation:
    """Return an obligation with what is said of its times afterwards."""
    after = rhythm.under(Rhythm(one.frequency, one.quota, one.unset)).settled()
    tags = tags_of(one.title, per_person=rhythm.per_person, hours=rhythm.hours)
    return replace(
        one, frequency=after.frequency, quota=after.quota, unset=after.unset, tags=tags or one.tags
    )


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
    if len(pieces) > 1 and all(_numbered(piece) for piece in pieces):
        frame = Rhythm()
        for piece in pieces:
            yield Clause(piece, frame)
            said = rhythm_of(piece)
            frame = Rhythm(said.frequency) if said.said and said.frequency else frame
    else:
        yield Clause(clause)


def _numbered(piece: str) -> bool:
    return len(piece) > 3 and rhythm_of(piece).counted
