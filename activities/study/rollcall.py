"""The six digits on the host's screen: they change every 30 seconds and are derived, never stored."""

import hashlib
import hmac
import re
import unicodedata
from datetime import UTC, datetime

STEP = 30  # seconds
_DIGITS = re.compile(r"[0-9]{6}")


def step_of(moment: datetime) -> int:
    """Return the number of the half minute a moment falls into."""
    return int(moment.timestamp()) // STEP


def step_begins(step: int) -> datetime:
    """Return when a half minute begins, in UTC."""
    return datetime.fromtimestamp(step * STEP, UTC)


def code_of(secret: str, step: int) -> str:
    """Return the six digits of a half minute; `secret` is the session's own, so they open no other."""
    mac = hmac.new(secret.encode(), str(step).encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8]) % 1_000_000:06d}"


def accepts(secret: str, now: datetime, typed: str) -> bool:
    """Tell whether these digits are on the screen now, or were or will be half a minute away."""
    present = step_of(now)
    fits = [hmac.compare_digest(code_of(secret, present + off), typed) for off in (-1, 0, 1)]
    return any(fits)


def read_code(text: str) -> str | None:
    """Return the six digits somebody typed, whatever gaps and widths they have; None for anything else."""
    digits = "".join(unicodedata.normalize("NFKC", text).split())
    return digits if _DIGITS.fullmatch(digits) else None
