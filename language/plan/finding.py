"""What one clause asks for, before it has its place in the plan, and the obligation it becomes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from language.plan.kinds import kind_of, tags_of
from language.plan.obligation import Obligation
from language.plan.rhythm import Rhythm

PART = ""
"""Stands as the parent of what is part of the obligation before it, until numbers are given."""


@dataclass(frozen=True)
class Finding:
    """A thing to be done and what its sentence says of it. `part`: of the one before it."""

    title: str
    sentence: str
    rhythm: Rhythm = field(default_factory=Rhythm)
    responsible: tuple[str, ...] = ()
    participants: str = ""
    part: bool = False

    def retimed(self, said: Rhythm) -> "Finding":
        """Return it with what is said of its times afterwards."""
        per_person = said.per_person or self.rhythm.per_person
        hours = said.hours or self.rhythm.hours
        if said.frequency and said.frequency.every == "year" and self.rhythm.amounts_to(said.quota):
            return self  # 每月1期，全年12期
        rhythm = said.under(self.rhythm)
        if self.rhythm.counted and not said.counted and said.quota is None:  # 体验1次，年内完成
            rhythm = replace(rhythm, quota=self.rhythm.quota, unset=self.rhythm.unset, counted=True)
        return replace(self, rhythm=replace(rhythm, per_person=per_person, hours=hours))


def obligations(number: str, findings: Iterable[Finding], frame: Rhythm) -> list[Obligation]:
    """Return what is asked for at one place of the plan.

    frame: the times said once for all of it (by a heading, by a cell). A part that tells no kind of its own
    has that of its whole.
    """
    found: list[Obligation] = []
    whole = "task"
    for one in findings:
        told = kind_of(one.title)
        kind = whole if one.part and told == "task" else told
        found.append(_obligation(number, one, one.rhythm.within(frame).settled(), kind))
        whole = whole if one.part else kind
    return found


def _obligation(number: str, one: Finding, rhythm: Rhythm, kind: str) -> Obligation:
    return Obligation(
        number=number,
        title=one.title,
        sentence=one.sentence,
        responsible=one.responsible,
        participants=one.participants,
        frequency=rhythm.frequency,
        quota=rhythm.quota,
        unset=rhythm.unset,
        parent=PART if one.part else None,
        kind=kind,
        tags=tags_of(one.title, per_person=rhythm.per_person, hours=rhythm.hours),
    )
