"""Doing one of many things so that its fault stays its own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

log = logging.getLogger(__name__)

FAULTY = "faulty"
"""Set in a session's info where something failed: who opened it sees to it that a person hears."""


@contextmanager
def apart(session: Session, what: str) -> Iterator[None]:
    """Do what follows in a savepoint: where it fails, it is undone, logged and noted, and the caller goes on.

    What the clock does for many must not stop at the one it cannot do. A database that is away still raises.
    """
    try:
        with session.begin_nested():
            yield
    except OperationalError:
        raise
    except Exception:  # whatever the fault is, it is undone; the mark is what the secretaries are told by
        log.exception("%s failed, the others go on", what)
        session.info[FAULTY] = True
