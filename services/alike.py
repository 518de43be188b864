"""The messages of a batch that say the same: most of a broadcast, to be made once and addressed to each."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import JSON, Select, String, bindparam, cast, select, type_coerce
from sqlalchemy.orm import Session

from activities.registry import KINDS
from storage.activities import Activity
from storage.assignments import Assignment
from storage.base import table_of
from storage.messages import Message
from storage.people import Person, counts_on

_OWN: Final = {
    "id",
    "person_id",
    "department_id",
    "branch",
    "category",
    "place",
    "unreachable",
    "delivery",
}
"""What no screen of an alike kind depends on: all other columns of an assignment must be the same."""


@dataclass(frozen=True)
class Addressee:
    """In what a message differs from those it is alike: where it goes, and what its buttons name."""

    message_id: int
    assignment_id: int
    chat_id: int | None


def find_alike(session: Session, today: date, message_ids: Collection[int]) -> list[list[Addressee]]:
    """Return those that open an assignment of an alike kind, in groups that say the same or go to nobody
    for the same reason.
    """
    groups: defaultdict[tuple[Any, ...], list[Addressee]] = defaultdict(list)
    rows = session.connection().execute(_openings(today), {"ids": list(message_ids)})
    for message_id, assignment_id, chat_id, *same in rows:
        groups[tuple(same)].append(Addressee(message_id, assignment_id, chat_id))
    return list(groups.values())


@lru_cache(maxsize=1)
def _openings(today: date) -> Select[Any]:
    same = [_plain(column).label(column.name) for column in table_of(Assignment).c if column.name not in _OWN]
    return (
        select(
            *(Message.id, Message.assignment_id, Person.telegram_id),
            *(Person.telegram_id.is_(None), Person.political, Person.unreachable, counts_on(today)),
            *(Message.lane, *same),
        )
        .join(Person, Person.id == Message.person_id)
        .join(Assignment, Assignment.id == Message.assignment_id)
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(
            Message.id.in_(bindparam("ids", expanding=True)),
            Message.purpose == "open",
            cast(Message.payload, String) == "{}",
            Assignment.person_id == Person.id,
            Activity.kind.in_([kind.name for kind in KINDS.values() if kind.alike]),
        )
        .order_by(Message.id)
    )


def _plain(column: Any) -> Any:
    """Return a column as something that can be compared and costs nothing to read."""
    return cast(column, String) if isinstance(column.type, JSON) else type_coerce(column, String)
