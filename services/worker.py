"""Heavy or risky work in a process of its own: neither its memory nor its failures stay with the bot."""

import multiprocessing
import resource
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

from reports.masking import carried

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 60.0
AT_ONCE = 2  # each takes a core and some hundred MB; whoever comes then waits

_slots = threading.BoundedSemaphore(AT_ONCE)


class NotMade(RuntimeError):
    """The worker made nothing: it failed, was killed, or took too long. Says where, and quotes no content."""


@dataclass(frozen=True)
class Limits:
    """What a worker may use. `megabytes` are of address space; where they are given, it writes no file."""

    seconds: float
    megabytes: int | None = None


@dataclass(frozen=True)
class _Failure:
    """An error nobody expects, without its words: they may quote what the worker was given."""

    where: str


def in_worker(make: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
    """Return what a module's function makes, called in a fresh process; blocks. Raises NotMade.

    Function and arguments are pickled; what the function imports is imported there alone. Names that are
    hidden here are hidden there.
    """
    return in_worker_within(SECONDS, make, *args, **kwargs)


def in_worker_within(seconds: float, make: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
    """Do the same, killed after so many seconds."""
    with _slots:
        return limited(Limits(seconds), (), carried(partial(make, *args, **kwargs)))


def limited(limits: Limits, refusals: tuple[type[Exception], ...], make: Callable[[], T]) -> T:
    """Return what a picklable call makes in a fresh process held to limits; blocks.

    Raises NotMade, and the refusals that the call raises there. How many run at once is the caller's affair.
    """
    told = _told(limits, refusals, make)
    if isinstance(told, refusals):
        raise told
    if not isinstance(told, tuple):
        raise NotMade(f"{_name(make)}: {told.where if isinstance(told, _Failure) else 'no answer'}")
    made: T = told[0]
    return made


def _told(limits: Limits, refusals: tuple[type[Exception], ...], make: Callable[[], object]) -> Any:
    """Return what a worker sends, None where it sends nothing in time."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_work, args=(theirs, limits, refusals, make), daemon=True)
    with ours:
        process.start()
        theirs.close()
        try:
            return ours.recv() if ours.poll(limits.seconds) else None
        except EOFError:  # it died without a word
            return None
        finally:
            process.kill()
            process.join()
            process.close()


def _work(
    answer: Connection, limits: Limits, refusals: tuple[type[Exception], ...], make: Callable[[], object]
) -> None:
    if limits.megabytes is not None:
        _hold(limits.megabytes)
    told: object
    try:
        told = (make(),)
    except refusals as refusal:
        told = refusal.with_traceback(None)
    except Exception as error:  # noqa: BLE001 the bot hears of it, and stderr no content
        last = traceback.extract_tb(error.__traceback__)[-1]
        told = _Failure(f"{type(error).__name__} at {last.name}:{last.lineno}")
    answer.send(told)
    answer.close()


def _hold(megabytes: int) -> None:
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _name(make: Callable[[], object]) -> str:
    function: Any = make.func if isinstance(make, partial) else make
    return f"{function.__module__}.{function.__qualname__}"
