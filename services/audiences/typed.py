"""An audience from typed words: the roster is the vocabulary."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from language.audience import DEPARTMENT, NAME, Typed, Word, plain, read_audience
from language.names import name_key
from language.roster import CATEGORY, POLITICAL, POST
from services.audiences.choice import Audience, Chosen, Side
from services.audiences.traits import TRAITS
from storage import people
from storage.people import Person

_SIDE_WORDS: dict[str, Side] = {"党员": "party", "非党员": "other", "非中共党员": "other"}
_SPELLINGS = {"statuses": POLITICAL, "categories": CATEGORY, "posts": POST}


@dataclass(frozen=True)
class Read:
    """What words came to; `unknown` is plain text that was not understood."""

    chosen: Chosen
    without: Chosen
    unknown: tuple[str, ...]
    still: Chosen

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all was understood."""
        return self.chosen == self.without == self.still == Chosen()


def read_words(session: Session, day: date, text: str) -> Read:
    """Return whom typed words mean, by traits and by name."""
    staff = people.on_roster(session, day)
    found = read_audience(text, _vocabulary(session, day, staff))
    return _resolved(found, staff)


def read_names(session: Session, day: date, text: str) -> Read:
    """Return whom typed names mean; a department only tells which of the name."""
    staff = people.on_roster(session, day)
    found = read_audience(text, _names(staff) | _departments(session, day, staff))
    words = (*found.chosen, *found.without, *found.still)
    strays = {word.value for word in words if word.trait == DEPARTMENT}
    names = tuple(word for word in words if word.trait == NAME)
    said = tuple(row.name for row in people.departments(session) if row.id in strays)
    return _resolved(Typed(names, (), (*found.unknown, *said)), staff)


def namesakes(staff: Iterable[Person], name: str) -> list[Person]:
    """Return who bears a name."""
    return [person for person in staff if name_key(person.name) == name_key(name)]


def _vocabulary(session: Session, day: date, staff: Sequence[Person]) -> dict[str, Word]:
    words = _names(staff)
    for trait in TRAITS:
        choices = {label: value for value, label in trait.choices(session, day, staff)}
        spellings = _SPELLINGS.get(trait.name)
        others = spellings.spellings if spellings else {}
        for label, value in choices.items():
            for spelled in (label, *others.get(label, ())):
                words.setdefault(plain(spelled), Word(trait.name, value))
    return words | {spelled: Word("political", side) for spelled, side in _SIDE_WORDS.items()}


def _names(staff: Iterable[Person]) -> dict[str, Word]:
    return {plain(person.name): Word(NAME, person.name) for person in staff}


def _departments(session: Session, day: date, staff: Sequence[Person]) -> dict[str, Word]:
    departments = next(trait for trait in TRAITS if trait.name == DEPARTMENT)
    return {plain(label): Word(DEPARTMENT, id_) for id_, label in departments.choices(session, day, staff)}


def _resolved(found: Typed, staff: Sequence[Person]) -> Read:
    chosen, without, still = (_chosen(words, staff) for words in (found.chosen, found.without, found.still))
    return Read(chosen, without, found.unknown, still)


def _chosen(words: Sequence[Word], staff: Sequence[Person]) -> Chosen:
    fields: dict[str, list[Any]] = defaultdict(list)
    for word in words:
        if word.trait != NAME:
            fields[word.trait].append(word.value)
            continue
        bearers = namesakes(staff, str(word.value))
        if word.department is not None:
            bearers = [one for one in bearers if one.department_id == word.department] or bearers
        if len(bearers) == 1:
            fields["people"].append(bearers[0].id)
        else:
            fields["unsure"].append(str(word.value))
    sides = set(fields.pop("political", ()))
    political: Any = sides.pop() if len(sides) == 1 else ""
    return Chosen(
        political=political, **{name: tuple(dict.fromkeys(values)) for name, values in fields.items()}
    )


def as_audience(found: Read, before: Audience) -> Audience:
    """Return the audience that typed words stand for, in the place of an earlier one."""
    kept = {"joiners": before.joiners, "groups": before.groups}
    return Audience(**found.chosen.model_dump(), without=found.without, still=found.still, **kept)
