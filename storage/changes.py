"""Which tables a piece of work changed, whoever wrote the statements."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

_CHANGING = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
_HOOK = "after_cursor_execute"


@contextmanager
def changes(session: Session) -> Iterator[set[str]]:
    """Yield a set that holds the tables in which rows were changed, once the block has ended.

    A statement that found nothing to change does not count.
    """
    connection = session.connection()
    changed: set[str] = set()

    def note(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        found = _CHANGING.match(statement)
        if found and cursor.rowcount != 0:
            changed.add(found[1])

    session.flush()
    event.listen(connection, _HOOK, note)
    try:
        yield changed
        session.flush()
    finally:
        event.remove(connection, _HOOK, note)
