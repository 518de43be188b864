"""Whether a database says the same everywhere: rows and facts, signatures and their chain."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services import proof
from services.audit import chain
from services.facts import FROZEN, OPENED, fold, opened_as
from storage.assignments import Assignment, facts_of
from storage.people import Person

CHUNK = 1000  # rows
_KEYS = (*OPENED, *FROZEN)


def contradictions(session: Session) -> Iterator[str]:
    """Yield what does not fit together, a sentence each."""
    for id_ in unlike_their_facts(session):
        yield f"办理记录 {id_} 与它的经过不符。"
    yield from proof.inspect(session).problems
    yield from (f"留痕{one}" for one in chain.inspect(session).problems)


def unlike_their_facts(session: Session) -> Iterator[int]:
    """Yield the ids of assignments that say something else than their facts come to."""
    for assignment in session.scalars(select(Assignment).execution_options(yield_per=CHUNK)):
        facts = facts_of(session, assignment.id)
        if fold(opened_as(assignment, facts), facts) != {key: getattr(assignment, key) for key in _KEYS}:
            yield assignment.id


def sizes(session: Session) -> tuple[int, int]:
    """Return how many people there ever were, and how many things were asked of them."""
    people, asked = (session.scalar(select(func.count()).select_from(one)) for one in (Person, Assignment))
    return people or 0, asked or 0
