"""Ports that nobody else takes between the moment a test chose them and the moment it uses them."""

import contextlib
import itertools
import os
import socket
from collections.abc import Iterator

# Below those that the system itself hands out; each process begins somewhere else.
_NEXT = itertools.count(20_000 + os.getpid() * 37 % 10_000)


@contextlib.contextmanager
def refused_port() -> Iterator[int]:
    """Yield a port that refuses connections: it is taken, and nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def free_port() -> int:
    """Return a port on which a process of the test's may listen."""
    for port in _NEXT:
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
    raise AssertionError("the count never ends")
