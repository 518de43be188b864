"""What a plan asks for: its obligations, each with who, how often and how many times."""

from dataclasses import dataclass
from typing import Literal

Every = Literal["week", "month", "quarter", "half", "year", "holiday", "once", "ongoing"]


@dataclass(frozen=True)
class Frequency:
    """How often; `months` where the plan names them, 1 to 12, each once and in order."""

    every: Every
    months: tuple[int, ...] = ()


@dataclass(frozen=True)
class Obligation:
    """One thing the plan asks for.

    number: where it stands (三（二）1, 二5), with -2, -3 for further ones of a paragraph; unique in a plan.
    responsible: who must do it as the plan says it, empty where it does not.
    quota: how many times per `frequency.every`; None where it leaves that open; hours where tagged 按学时.
    unset: the plan blanks its number out (XX次) or says 定期 and not how often: to be asked for, never 0,
        never met.
    parent: the number of the obligation that this one is part of (其中集体研讨…).
    kind: one of ours (study, reminder …) or "register:talk": which serves it best; never empty.
    """

    number: str
    title: str
    sentence: str
    responsible: tuple[str, ...] = ()
    participants: str = ""
    frequency: Frequency | None = None
    quota: int | None = None
    unset: bool = False
    parent: str | None = None
    kind: str = "task"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A plan as it was read: its title and year where it names them, and what it asks for in its order."""

    items: tuple[Obligation, ...]
    title: str = ""
    year: int | None = None
