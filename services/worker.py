"""Heavy drawing in a process of its own, so that neither its memory nor its failures stay with the bot."""

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import ParamSpec

P = ParamSpec("P")

SECONDS = 60.0
AT_ONCE = 2  # each takes a core and some hundred MB; whoever comes then waits

_slots = threading.BoundedSemaphore(AT_ONCE)


class NotMade(RuntimeError):
    """The worker made nothing: it failed, was killed, or took too long."""


def in_worker(make: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
    """Return what a module's function makes, called in a fresh process; blocks. Raises NotMade.

    Function and arguments are pickled; what the function imports is imported there alone.
    """
    return in_worker_within(SECONDS, make, *args, **kwargs)


def in_worker_within(seconds: float, make: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
    """Do the same, killed after so many seconds."""
    with _slots:
        made = _made(seconds, make, args, kwargs)
    if not isinstance(made, bytes):
        raise NotMade(f"{make.__module__}.{make.__qualname__}")
    return made


def _made(
    seconds: float, make: Callable[..., bytes], args: tuple[object, ...], kwargs: dict[str, object]
) -> object:
    """Return what a worker sends, None where it sends nothing in time."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_work, args=(theirs, make, args, kwargs), daemon=True)
    with ours:
        process.start()
        theirs.close()
        try:
            return ours.recv() if ours.poll(seconds) else None
        except EOFError:  # it died without a word; its own error is on stderr
            return None
        finally:
            process.kill()
            process.join()
            process.close()


def _work(
    answer: Connection, make: Callable[..., bytes], args: tuple[object, ...], kwargs: dict[str, object]
) -> None:
    answer.send(make(*args, **kwargs))
    answer.close()
