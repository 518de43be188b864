"""What the text of one cell becomes."""

import math
import re
import unicodedata

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
# Format characters (zero-width, direction marks), control characters and lone surrogates.
# Private-use and unassigned ones stay: rare name characters still arrive as them.
_DROPPED = frozenset({"Cc", "Cf", "Cs"})


def clean_text(text: str) -> str:
    """Return the text without invisible characters, stray edges and blank lines; lines stay lines.

    No character a person can see is replaced: 镕, 喆, 䶮, 囧, 〇 and 𠮷 come out as they went in.
    """
    if text.isprintable():  # the common case: one line, nothing to drop
        return text.strip()
    lines = (_visible(line.replace("\t", " ")).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Join lines that were broken inside a cell, with a space only where Latin words or figures meet."""
    joined = ""
    for line in text.split("\n"):
        gap = " " if joined and joined[-1].isascii() and line[:1].isascii() else ""
        joined += gap + line
    return joined


def number_text(text: str) -> str:
    """Return a stored number as a person would type it: 1001.0 and 1.001E3 as 1001.

    Text that is no plain number comes back unchanged. Figures of 16 digits and more are left alone,
    since the spreadsheet program has already rounded them.
    """
    if not _NUMBER.fullmatch(text):
        return text
    value = float(text)
    if not math.isfinite(value):
        return text
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return text if text.isdigit() else repr(value)


def fold(text: str) -> str:
    """Return a spelling for comparisons only: half-width, lower case, letters and digits alone."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def shorten(text: str, limit: int = 20) -> str:
    """Return the text cut for quoting inside a message."""
    flat = one_line(text)
    return flat if len(flat) <= limit else flat[:limit] + "…"


def _visible(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in _DROPPED)
