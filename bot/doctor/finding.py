"""What one check of `qingfeng doctor` found."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out; only a failure makes the command fail."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """What one check found; `do` is empty where nothing is to be done."""

    check: str
    state: State
    say: str
    do: str = ""


def ok(check: str, say: str) -> Finding:
    """Return that all is well."""
    return Finding(check, State.OK, say)


def warning(check: str, say: str, do: str) -> Finding:
    """Return that something should be seen to."""
    return Finding(check, State.WARNING, say, do)


def failed(check: str, say: str, do: str) -> Finding:
    """Return that something is wrong."""
    return Finding(check, State.FAILED, say, do)
