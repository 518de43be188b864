"""Figures by groups, crosswise, and over days: plain values that texts and pictures are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from reports.figures import Counts, DepartmentLine, total

CAUTION = "按完成率排序只供您掌握进度，人数少的容易排在两头。请不要转发、通报，也不作考核依据。"


@dataclass(frozen=True)
class Grouped:
    """All that a report by groups says. The lines add up to all that is counted, and stand in office order.

    `one` is what a group is called, `unit` 人 or 人次, `note` stands among the definitions, `caution` on top.
    """

    bureau: str
    title: str
    one: str
    scope: str
    as_of: datetime
    unit: str
    lines: tuple[DepartmentLine, ...]
    note: str
    caution: str = ""

    @property
    def counts(self) -> Counts:
        return total(line.counts for line in self.lines)


@dataclass(frozen=True)
class Matrix:
    """A row a department; `heads` stand above the columns, `names` say at the foot what they are."""

    above: str
    title: str
    as_of: datetime
    heads: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Counts, ...]], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Course:
    """Counts at the end of each day shown, the last being the moment of the report."""

    above: str
    title: str
    as_of: datetime
    deadline: date | None
    days: tuple[tuple[date, Counts], ...]


def by_rate(grouped: Grouped) -> Grouped:
    """Return the same sorted by rate, the lowest first, with a word of caution."""

    def rate(line: DepartmentLine) -> float:
        return 2.0 if line.counts.rate is None else line.counts.rate

    lines: Sequence[DepartmentLine] = sorted(grouped.lines, key=rate)
    note = "按完成率从低到高排列；没有应办人员的在最后。"
    return replace(grouped, lines=tuple(lines), note=note, caution=CAUTION)
