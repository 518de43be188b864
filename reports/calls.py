"""A line of the secretary's list of whom to speak to in person."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """Somebody to speak to: what is open for them, why no message reaches them, and what to do."""

    department: str
    name: str
    position: str
    phone: str
    open: tuple[str, ...]
    reason: str
    step: str
