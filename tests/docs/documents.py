"""The documents people read, and what they name."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_FENCE = re.compile(r"```.*?```", re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")


def text_of(document: Path) -> str:
    """Return a document's text."""
    return document.read_text(encoding="utf-8")


def code_of(document: Path) -> list[str]:
    """Return what a document shows as code: the lines of its blocks, and what stands in backticks."""
    text = text_of(document)
    lines = [line for block in _FENCE.findall(text) for line in block.splitlines()[1:-1]]
    return lines + _SPAN.findall(_FENCE.sub("", text))


def prose_code_of(document: Path) -> list[str]:
    """Return what a document shows in backticks within its sentences and tables."""
    return _SPAN.findall(_FENCE.sub("", text_of(document)))
