"""What a report is made from: plain figures, counted by services/ and drawn by this room's other files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from activities.state import State


@dataclass(frozen=True)
class Counts:
    """How many assignments stand in each of the six states."""

    done: int = 0
    declined: int = 0
    exempt: int = 0
    unreachable: int = 0
    overdue: int = 0
    pending: int = 0

    @property
    def asked(self) -> int:
        """Return everybody asked: by construction the sum of the six."""
        return self.done + self.declined + self.exempt + self.unreachable + self.overdue + self.pending

    @property
    def rate(self) -> float | None:
        """Return done over (asked - exempt), 0 to 1; None where nobody is left to do it."""
        base = self.asked - self.exempt
        return self.done / base if base else None

    def of(self, state: State) -> int:
        """Return the count of one state."""
        return int(getattr(self, state.value))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(self.of(state) + other.of(state) for state in State))


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum."""
    return sum(counts, Counts())


@dataclass(frozen=True)
class Delivery:
    """What became of the messages of an activity; beside the states, never among them."""

    delivered: int = 0
    uncertain: int = 0
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True)
class DepartmentLine:
    """One department's figures; lists of these are in roster order, which `place` counts."""

    name: str
    counts: Counts
    place: int = 0


@dataclass(frozen=True)
class PersonLine:
    """One person's standing in one activity; lists of these are in roster order."""

    name: str
    department: str
    position: str
    state: State
    stage: str  # 已报名, 答题中 …; empty where the kind has none
    note: str  # the reason of a state (请假, 已停用机器人 …), the way it was done (线下办理), the score
    done_at: datetime | None
    late: bool


@dataclass(frozen=True)
class ActivityFigures:
    """All that a report of one activity says. Times are aware, in the office's zone."""

    activity_id: int
    title: str
    kind_title: str
    status_title: str  # 发布中, 进行中, 已结束, 已撤回
    published_at: datetime | None
    deadline: datetime | None
    departments: tuple[DepartmentLine, ...]
    delivery: Delivery | None  # None of a past moment or a branch: messages keep no history
    people: tuple[PersonLine, ...] = ()
    extras: tuple[tuple[str, str], ...] = ()  # kind's own figures: 合格率, 平均分 …
    completed_at: datetime | None = None  # when the last of all did it; a ledger alone is told

    @property
    def counts(self) -> Counts:
        return total(line.counts for line in self.departments)


@dataclass(frozen=True)
class Overview:
    """All that /report says: the activities of a period, newest first."""

    bureau: str
    scope: str  # 全局, or the department's name for its head
    as_of: datetime
    activities: tuple[ActivityFigures, ...]
    heads: tuple[tuple[str, str], ...] = ()  # department and who heads it; a ledger alone is told
