"""Who is who: which person on the roster a row of a file speaks of.

By 工号, else by a name unique on both sides, else by name and department; where that leaves a doubt, the
secretary is asked, since a wrong guess would give one person another's record.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from language.roster import RosterRow
from storage.people import Person

NEW = 0
"""The answer that a row is somebody new, where an answer is a person's id."""


@dataclass(frozen=True)
class Doubt:
    """A row that may be one of these people, or somebody new."""

    row: RosterRow
    candidates: tuple[Person, ...]


@dataclass(frozen=True)
class Matched:
    """Each row that is settled, in the order of the file, with its person; None where it is somebody new."""

    pairs: tuple[tuple[RosterRow, Person | None], ...]
    doubts: tuple[Doubt, ...]


def who_is_who(
    rows: Sequence[RosterRow], people: Sequence[Person], today: date, answers: Mapping[int, int]
) -> Matched:
    """Match rows to people, among them those who have left; `answers` settles rows by number.

    Somebody who has left is found again by 工号 and name together only.
    """
    matching = _Matching(rows, people, today)
    matching.take_answers(answers)
    matching.by_number()
    matching.by_unique_name()
    matching.by_department()
    return matching.result()


class _Matching:
    """One run over a file; each step settles rows and leaves the rest to the next."""

    def __init__(self, rows: Sequence[RosterRow], people: Sequence[Person], today: date) -> None:
        self._rows = rows
        self._by_id = {person.id: person for person in people}
        self._numbered = {person.staff_no: person for person in people if person.staff_no}
        self._named: dict[str, list[Person]] = {}
        for person in people:
            if not has_left(person, today):
                self._named.setdefault(person.name, []).append(person)
        self._current = {person.id for namesakes in self._named.values() for person in namesakes}
        self._found: dict[int, Person | None] = {}
        self._taken: set[int] = set()

    def take_answers(self, answers: Mapping[int, int]) -> None:
        for row in self._rows:
            if row.row not in answers:
                continue
            if answers[row.row] == NEW:
                self._found[row.row] = None
            elif (person := self._by_id.get(answers[row.row])) is not None:
                self._settle(row, person)

    def by_number(self) -> None:
        for row in self._open_rows():
            person = self._numbered.get(row.staff_no)
            if person is not None and person.name == row.name:
                self._settle(row, person)

    def by_unique_name(self) -> None:
        in_file = Counter(row.name for row in self._rows)
        for row in self._open_rows():
            namesakes = self._named.get(row.name, [])
            if in_file[row.name] == 1 and len(namesakes) == 1:
                self._settle_if_it_fits(row, namesakes[0])

    def by_department(self) -> None:
        in_file = Counter((row.name, row.department) for row in self._open_rows())
        for row in self._open_rows():
            namesakes = self._free_namesakes(row)
            there = [person for person in namesakes if person.department.name == row.department]
            if in_file[row.name, row.department] == 1 and len(there) == 1:
                self._settle_if_it_fits(row, there[0])

    def result(self) -> Matched:
        doubts = []
        for row in self._open_rows():
            candidates = self._free_namesakes(row)
            holder = self._holder(row)
            if holder is not None and holder not in candidates:
                candidates.append(holder)
            if candidates:
                doubts.append(Doubt(row, tuple(candidates)))
            else:
                self._found[row.row] = None
        pairs = tuple((row, self._found[row.row]) for row in self._rows if row.row in self._found)
        return Matched(pairs, tuple(doubts))

    def _open_rows(self) -> list[RosterRow]:
        return [row for row in self._rows if row.row not in self._found]

    def _free_namesakes(self, row: RosterRow) -> list[Person]:
        return [person for person in self._named.get(row.name, []) if person.id not in self._taken]

    def _holder(self, row: RosterRow) -> Person | None:
        """Return who has the row's 工号; under another name, that is a new name or a number passed on."""
        person = self._numbered.get(row.staff_no)
        if person is None or person.id in self._taken or person.id not in self._current:
            return None
        return person

    def _settle_if_it_fits(self, row: RosterRow, person: Person) -> None:
        contradicts = row.staff_no and person.staff_no and row.staff_no != person.staff_no
        if not contradicts and self._holder(row) in (None, person):
            self._settle(row, person)

    def _settle(self, row: RosterRow, person: Person) -> None:
        if person.id not in self._taken:
            self._found[row.row] = person
            self._taken.add(person.id)


def has_left(person: Person, today: date) -> bool:
    """Tell whether somebody is off the roster for good; who leaves on a later day is still on it."""
    return person.left is not None and person.left <= today


def names_of(people: Iterable[Person], limit: int = 10) -> str:
    """Return the first names of a list, and how many more there are."""
    names = [person.name for person in people]
    more = f" 等{len(names)}人" if len(names) > limit else ""
    return "、".join(names[:limit]) + more
