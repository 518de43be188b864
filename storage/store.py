"""The one place where a transaction is opened.

SQLite has one writer, so all writes go through one thread which lets whatever has gathered share a
commit: each function in a savepoint of its own, the disk waited for once. PostgreSQL takes each write
as a transaction of its own, on a small pool of threads.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from storage.scrubbing import scrub

P = ParamSpec("P")
T = TypeVar("T")

GATHER = 64  # writes that may share one commit
READERS = 4
RETRIES = 5
RETRYABLE = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock

# A server that is gone without a word, as when a cable is pulled, is given up within seconds, not hours.
IMPATIENT = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "tcp_user_timeout": 15_000,
}


class Unavailable(Exception):
    """The database is away, full or locked. Nothing of the call was stored; it may be tried again."""


@dataclass
class _Write:
    run: Callable[[Session], Any]
    future: "asyncio.Future[Any]"


_Outcome: TypeAlias = tuple[_Write, Any, BaseException | None]


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
            self._writes: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
            self._writer = threading.Thread(target=self._write_gathered, name="store-write", daemon=True)
            self._writer.start()
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

        def run(session: Session) -> T:
            return context.run(function, session, *args, **kwargs)

        if self.is_sqlite:
            future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
            self._writes.put(_Write(run, future))
            return await future
        return await asyncio.wrap_future(self._writers.submit(self._write_alone, run))

    async def read(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function that only reads, on one consistent view of the database."""
        context = copy_context()

        def run() -> T:
            with _unavailable(), Session(self._read_engine, expire_on_commit=False) as session:
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
            self._writes.put(None)
            self._writer.join()
        else:
            self._writers.shutdown()
        self._readers.shutdown()
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _write_alone(self, run: Callable[[Session], T]) -> T:
        for attempt in range(RETRIES):
            try:
                with _unavailable(), Session(self._write_engine, expire_on_commit=False) as session:
                    result = run(session)
                    session.commit()
                    return result
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in RETRYABLE or attempt == RETRIES - 1:
                    raise
        raise AssertionError("unreachable")

    def _write_gathered(self) -> None:
        while (first := self._writes.get()) is not None:
            batch: list[_Write] = [first]
            stop = False
            while len(batch) < GATHER and not stop:
                try:
                    item = self._writes.get_nowait()
                except queue.Empty:
                    break
                if item is None:
                    stop = True
                else:
                    batch.append(item)
            self._commit_together([write for write in batch if not write.future.cancelled()])
            if stop:
                return

    def _commit_together(self, batch: list[_Write], *, apart: bool = False) -> None:
        run = _in_savepoint if apart else _bare
        outcomes: list[_Outcome] = []
        try:
            with _unavailable(), self._write_engine.begin() as connection:
                outcomes = [run(connection, write) for write in batch]
        except _HalfDone:
            self._commit_together(batch, apart=True)
            return
        except Exception as error:  # noqa: BLE001 handed to who called; a writer that ends would keep all waiting
            if len(batch) > 1 and not isinstance(error, Unavailable):
                for write in batch:  # it is the fault of one: each for itself, then
                    self._commit_together([write])
                return
            outcomes = [(write, None, error) for write in batch]
        _tell(outcomes)


class _HalfDone(Exception):
    """A write failed that had changed something: all of its batch is undone, and done again in savepoints."""


def _tell(outcomes: Iterable[_Outcome]) -> None:
    """Hand outcomes to those who wait on their event loops: one wake-up for all of a batch."""
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_loop[outcome[0].future.get_loop()].append(outcome)
    for loop, theirs in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop has ended, and who waited with it
            loop.call_soon_threadsafe(_settle, theirs)


def _settle(outcomes: Iterable[_Outcome]) -> None:
    for write, result, failure in outcomes:
        if write.future.done():
            continue  # cancelled meanwhile
        if failure is None:
            write.future.set_result(result)
        else:
            write.future.set_exception(failure)


def _bare(connection: Connection, write: _Write) -> _Outcome:
    """Run a write without a savepoint, which costs as much as the rest of a press. Raises _HalfDone."""
    before = _changes(connection)
    try:
        # The connection's transaction is the batch's: neither this commit nor closing ends it.
        with Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False) as session:
            result = write.run(session)
            session.flush()
    except OperationalError:
        raise
    except Exception as failure:
        # Handed to whoever called write(), not swallowed. A flush that fails gives up the whole transaction.
        if _changes(connection) != before or not connection.in_transaction():
            raise _HalfDone from failure
        return write, None, failure
    return write, result, None


def _changes(connection: Connection) -> int:
    """Return how many rows were ever changed on an SQLite connection."""
    driver: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]  # only SQLite gathers
    return driver.total_changes


def _in_savepoint(connection: Connection, write: _Write) -> _Outcome:
    try:
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            result = write.run(session)
            session.commit()
    except OperationalError:
        # Disk full, locked, away: nothing of this batch can be trusted to commit.
        raise
    except Exception as failure:  # noqa: BLE001 handed to whoever called write(), not swallowed
        return write, None, failure
    return write, result, None


@contextlib.contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in RETRYABLE or _is_fault(error):
            raise
        raise Unavailable(str(error.orig)) from error


def _is_fault(error: OperationalError) -> bool:
    """Tell a statement that SQLite can never run from a database that is away, full or locked."""
    generic = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    # A full disk undoes the transaction; the savepoint's own undoing then finds it gone.
    return generic and "no such savepoint" not in str(error.orig)


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
