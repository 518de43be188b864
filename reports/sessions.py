"""What the papers about study sessions are made from: plain values, filled by services/."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SpeakerLine:
    """How often one person of the roster spoke this year, and when last, on the office's clock."""

    department: str
    name: str
    position: str
    times: int
    last: datetime | None


@dataclass(frozen=True)
class Excused:
    """Somebody who was not there, and why."""

    department: str
    name: str
    reason: str


@dataclass(frozen=True)
class Group:
    """The names of one department."""

    department: str
    names: Sequence[str]


@dataclass(frozen=True)
class SessionRecord:
    """One session for the ledger: its notice, who was there, its minutes. Times on the office's clock."""

    bureau: str
    title: str
    sort: str
    tag: str
    starts: datetime
    place: str
    topic: str
    participants: str
    requirements: str
    sign_off: str
    materials: str
    host: str
    recorder: str
    speakers: Sequence[str]
    asked: int
    came: Sequence[Group]
    tardy: Sequence[str]
    excused: Sequence[Excused]
    absent: Sequence[Group]
    made_up: Sequence[Group]
    guests: int
    guest_names: Sequence[str]
    content: str
    points: str
    measures: str
    as_of: datetime
