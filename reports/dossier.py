"""What is kept about one person, ready to be written down."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

Cell: TypeAlias = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """One kind of thing that is kept: its title, its columns' headings, its rows."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Dossier:
    """Everything about a person. `standings` says in words how each thing asked of them stands."""

    bureau: str
    name: str
    department: str
    as_of: datetime
    standings: tuple[tuple[str, str, str, str], ...]  # kind, title, how it stands, remark
    sheets: tuple[Sheet, ...]
    files: tuple[tuple[str, bytes], ...]
    left_out: tuple[str, ...]
