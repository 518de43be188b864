"""What a roster file would change, computed before anything is written."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from language.roster import COLUMNS, RosterRow
from services.importing.matching import Doubt, has_left, who_is_who
from storage.people import Person

Scope = Literal["all", "part"]

ON_DUTY = "在岗"
RETIRED = "退休"
FIELDS = (
    *("name", "staff_no", "position", "rank", "political", "category"),
    *("post", "tags", "branch", "supervisor", "phone", "status", "note"),
)
TITLES = {column.key: column.title for column in COLUMNS}
SECOND_LOOK = 0.10  # a larger share of the roster leaving is confirmed twice


@dataclass(frozen=True)
class Change:
    """What a row changes of one person: new values by column. `department` is among them for a mover."""

    row: RosterRow
    person: Person
    values: Mapping[str, str]

    @property
    def moves(self) -> bool:
        return "department" in self.values

    @property
    def titles(self) -> str:
        """Return the columns that change, in the office's words."""
        return "、".join(TITLES[key] for key in self.values) or "取消调离"


@dataclass(frozen=True)
class Difference:
    """A file against the roster. Nobody is in two of the lists."""

    joiners: tuple[tuple[RosterRow, Person | None], ...]  # with the person where somebody comes back
    leavers: tuple[Person, ...]
    changes: tuple[Change, ...]
    unchanged: tuple[Person, ...]
    spared: tuple[Person, ...]  # would leave, but a faulty row of the file names them
    order: tuple[tuple[RosterRow, Person | None], ...]
    doubts: tuple[Doubt, ...]
    absent: int  # on the roster, not in the file
    roster: int

    @property
    def movers(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.moves)

    @property
    def edits(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if not change.moves)

    @property
    def many_leave(self) -> bool:
        return len(self.leavers) > SECOND_LOOK * self.roster

    def digest(self) -> str:
        """Return a hash of what would be changed: what is confirmed must be what was shown."""
        told = (
            [(row.row, person and person.id) for row, person in self.joiners],
            [person.id for person in self.leavers],
            [(change.row.row, change.person.id, dict(change.values)) for change in self.changes],
            [doubt.row.row for doubt in self.doubts],
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()


def preview_roster(
    session: Session,
    today: date,
    rows: Sequence[RosterRow],
    scope: Scope,
    answers: Mapping[int, int] | None = None,
    faulty: Sequence[Collection[str]] = (),
) -> Difference:
    """Compare a file's good rows with the roster. Only a whole roster ("all") makes leavers.

    `answers` settles rows in doubt, row number -> person id or matching.NEW. `faulty` holds the cells of the
    rows that were refused: whoever one of them may name does not leave for a slip of the pen.
    """
    people = session.scalars(select(Person).order_by(Person.id)).all()
    matched = who_is_who(rows, people, today, answers or {})
    given = {key for key in FIELDS if any(getattr(row, key) for row in rows)}
    current = [person for person in people if not has_left(person, today)]
    seen = {person.id for _, person in matched.pairs if person is not None}
    seen |= {candidate.id for doubt in matched.doubts for candidate in doubt.candidates}
    # Whose leaving is entered already for a later day leaves then, not by this file.
    absent = [person for person in current if person.id not in seen and person.left is None]
    spared = [person for person in absent if _named_in(faulty, person)] if scope == "all" else []
    joiners: list[tuple[RosterRow, Person | None]] = []
    leavers = [person for person in absent if person not in spared] if scope == "all" else []
    changes: list[Change] = []
    unchanged: list[Person] = []
    for row, person in matched.pairs:
        if row.status == RETIRED:
            leavers += [person] if person is not None and person.left is None else []
        elif person is None or has_left(person, today):
            joiners.append((row, person))
        elif (values := _new_values(row, person, given)) or person.left is not None:
            changes.append(Change(row, person, values))
        else:
            unchanged.append(person)
    order = tuple(pair for pair in matched.pairs if pair[0].status != RETIRED)
    return Difference(
        *(tuple(joiners), tuple(leavers), tuple(changes), tuple(unchanged), tuple(spared)),
        *(order, matched.doubts, len(absent), len(current)),
    )


def _new_values(row: RosterRow, person: Person, given: set[str]) -> dict[str, str]:
    """Return what the row says otherwise than the roster.

    A column that is empty throughout the file says nothing; in one that is used, an empty cell empties
    the person's. A 工号 is never taken away.
    """
    values = {} if row.department == person.department.name else {"department": row.department}
    for key in FIELDS:
        value = getattr(row, key)
        if key == "status":
            value = value or ON_DUTY
        if key not in given or (key == "staff_no" and not value):
            continue
        if value != (getattr(person, key) or ""):
            values[key] = value
    return values


def _named_in(faulty: Sequence[Collection[str]], person: Person) -> bool:
    wanted = {person.name, person.staff_no} - {None, ""}
    return any("".join(cell.split()) in wanted for cells in faulty for cell in cells)
