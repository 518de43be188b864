"""Reads what people send away from the event loop, two files at a time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from services.importing.reading_apart import read_apart

T = TypeVar("T")

# Threads of its own: files waiting to be read keep no drawing, and nothing else, from its turn.
_READERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reading")


async def read_file(read: Callable[[bytes, str], T], content: bytes, name: str) -> T:
    """Return what a module's function reads from a file, in a process of its own. Raises Unreadable."""
    return await asyncio.get_running_loop().run_in_executor(_READERS, read_apart, read, content, name)
