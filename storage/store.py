"""The one place where a transaction is opened.

SQLite has one writer, so all writes go through one thread which lets whatever has gathered share a
commit: the disk is waited for once. PostgreSQL takes each write as a transaction of its own, on a small pool
of threads.
"""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.gathering import RETRYABLE, Apart, Unavailable, Write, Writer, only, unavailable
from storage.scrubbing import scrub

__all__ = ["Apart", "Store", "Unavailable"]

P = ParamSpec("P")
T = TypeVar("T")
A = TypeVar("A")
Item = TypeVar("Item")

READERS = 4
RETRIES = 5

# A server that is gone without a word, as when a cable is pulled, is given up within seconds, not hours.
IMPATIENT = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "tcp_user_timeout": 15_000,
}


class Store:
    """Runs plain functions of a Session off the event loop and returns once their work is on disk.

    The functions may be run again after a conflict, so they do database work and nothing else.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-read")
        if self.is_sqlite:
            self._write_engine = _sqlite_engine(url, begin="BEGIN IMMEDIATE", readonly=False)
            self._read_engine = _sqlite_engine(url, begin="BEGIN", readonly=True)
            self._writer = Writer(self._write_engine)
        else:
            self._write_engine = create_engine(url, pool_size=12, pool_pre_ping=True, connect_args=IMPATIENT)
            # One view of the database for all of a report, as SQLite's readers have it.
            self._read_engine = self._write_engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            self._writers = ThreadPoolExecutor(8, thread_name_prefix="store-write")

    async def write(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function that may change rows; return its result after the commit.

        Raises Unavailable where the database could not take it, else whatever the function raised
        (its changes are then undone).
        """
        context = copy_context()  # what is logged within names the request it serves

        def run(session: Session, _items: list[None]) -> list[T]:
            return [context.run(function, session, *args, **kwargs)]

        return await self._write(run, None, None)

    async def write_together(
        self, function: Callable[[Session, A, list[Item]], Sequence[T | Apart]], argument: A, item: Item
    ) -> T:
        """Run a function that takes many items at once, with those that others bring at the same time.

        It returns a result for each. Items for which it returns Apart, and all where it raised, are run once
        more, each alone. Returns and raises as write() does.
        """

        def run(session: Session, items: list[Item]) -> Sequence[T | Apart]:
            return function(session, argument, items)

        return await self._write(run, item, (function, argument))

    async def _write(
        self, run: Callable[[Session, list[Item]], Sequence[T | Apart]], item: Item, together: Hashable
    ) -> T:
        if self.is_sqlite:
            future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
            self._writer.put(Write(run, item, together, future))
            return await future
        return await asyncio.wrap_future(self._writers.submit(self._write_alone, run, item))

    async def read(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function that only reads, on one consistent view of the database."""
        context = copy_context()

        def run() -> T:
            with unavailable(), Session(self._read_engine, expire_on_commit=False) as session:
                return context.run(function, session, *args, **kwargs)

        return await asyncio.wrap_future(self._readers.submit(run))

    async def scrub(self, *tables: str) -> bool:
        """Clear the deleted rows of these tables from the database's files; False: try again later."""
        return await asyncio.wrap_future(self._readers.submit(scrub, self._write_engine, tables))

    def engine(self) -> Engine:
        """Return the writing engine, for migrations before anything else runs."""
        return self._write_engine

    def close(self) -> None:
        """Finish what was asked for, then let go of the database."""
        if self.is_sqlite:
            self._writer.close()
        else:
            self._writers.shutdown()
        self._readers.shutdown()
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _write_alone(self, run: Callable[[Session, list[Item]], Sequence[T | Apart]], item: Item) -> T:
        for attempt in range(RETRIES):
            try:
                with unavailable(), Session(self._write_engine, expire_on_commit=False) as session:
                    result = only(run(session, [item]))
                    session.commit()
                    return result
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in RETRYABLE or attempt == RETRIES - 1:
                    raise
        raise AssertionError("unreachable")


def _sqlite_engine(url: str, begin: str, readonly: bool) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 10, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        # The driver's own implicit transactions start as readers and lose updates when they turn writers.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA busy_timeout=10000")
        if readonly:
            connection.execute("PRAGMA query_only=ON")
        else:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            # What is deleted is overwritten: the drafts of an anonymous survey must not linger in free pages.
            connection.execute("PRAGMA secure_delete=ON")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
