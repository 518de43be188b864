"""SQLite's one writer: what gathers while it writes shares a commit, and what is alike is run as one."""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

T = TypeVar("T")

GATHER = 64  # writes that may share one commit
RETRYABLE = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock


class Unavailable(Exception):
    """The database is away, full or locked. Nothing of the call was stored; it may be tried again."""


class Apart(Enum):
    """What a function of many answers for an item that it is to be given once more, alone."""

    TO_RUN = auto()


@dataclass
class Write:
    """A function to run with its item, and who waits for the outcome."""

    run: Callable[[Session, list[Any]], Sequence[Any]]
    item: Any
    together: Hashable  # writes for which it is equal are run as one; None runs alone
    future: "asyncio.Future[Any]"


_Outcome: TypeAlias = tuple[Write, Any, BaseException | None]


class Writer:
    """The one thread that writes; each function in no savepoint until one of its batch fails half done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writes: queue.SimpleQueue[Write | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_gathered, name="store-write", daemon=True)
        self._thread.start()

    def put(self, write: Write) -> None:
        """Take a write; its future is settled once it is on disk."""
        self._writes.put(write)

    def close(self) -> None:
        """Finish what was asked for."""
        self._writes.put(None)
        self._thread.join()

    def _write_gathered(self) -> None:
        while (first := self._writes.get()) is not None:
            batch: list[Write] = [first]
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

    def _commit_together(self, batch: list[Write], *, apart: bool = False) -> None:
        outcomes: list[_Outcome] = []
        try:
            with unavailable(), self._engine.begin() as connection:
                if apart:
                    outcomes = [_in_savepoint(connection, write) for write in batch]
                else:
                    outcomes = [one for group in _groups(batch) for one in _bare(connection, group)]
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


def _groups(batch: Iterable[Write]) -> Iterable[list[Write]]:
    """Return the writes of a batch by what is run together, in the order of the first of each."""
    groups: dict[Hashable, list[Write]] = {}
    for write in batch:
        groups.setdefault(id(write) if write.together is None else write.together, []).append(write)
    return groups.values()


def _bare(connection: Connection, group: list[Write]) -> list[_Outcome]:
    """Run writes without a savepoint, which costs as much as the rest of a press. Raises _HalfDone."""
    before = _changes(connection)
    try:
        # The connection's transaction is the batch's: neither this commit nor closing ends it.
        with Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False) as session:
            results = group[0].run(session, [write.item for write in group])
            session.flush()
    except OperationalError:
        raise
    except Exception as failure:  # handed to whoever called write(), not swallowed
        # A flush that fails gives up the whole transaction.
        if len(group) > 1 or _changes(connection) != before or not connection.in_transaction():
            raise _HalfDone from failure
        return [(group[0], None, failure)]
    if len(group) == 1:
        return [(group[0], only(results), None)]
    done: list[_Outcome] = []
    for write, result in zip(group, results, strict=True):
        done += _bare(connection, [write]) if result is Apart.TO_RUN else [(write, result, None)]
    return done


def _changes(connection: Connection) -> int:
    """Return how many rows were ever changed on an SQLite connection."""
    driver: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]  # only SQLite gathers
    return driver.total_changes


def _in_savepoint(connection: Connection, write: Write) -> _Outcome:
    try:
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            result = only(write.run(session, [write.item]))
            session.commit()
    except OperationalError:
        # Disk full, locked, away: nothing of this batch can be trusted to commit.
        raise
    except Exception as failure:  # noqa: BLE001 handed to whoever called write(), not swallowed
        return write, None, failure
    return write, result, None


def only(results: Sequence[T | Apart]) -> T:
    """Return the result of a function that was given one item."""
    (result,) = results
    assert not isinstance(result, Apart), "who is alone has been run apart"
    return result


@contextlib.contextmanager
def unavailable() -> Iterator[None]:
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
