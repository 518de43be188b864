"""What is loaded at the start stays: neither loading it nor keeping it may cost more than it must."""

import contextlib
import gc
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Final

_YOUNG: Final = 10_000
"""New objects after which garbage is looked for among them. Hundreds of messages under way are more than the
usual 700, and each look walked through them all: a seventh of what sending cost."""


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Load the program in the block: looking for garbage meanwhile finds none and costs a fifth."""
    # python-telegram-bot's own transport, which is not used, would bring httpx's command line and, for that,
    # rich and pygments: 4 MB. Where its module holds nothing, httpx does without.
    sys.modules.setdefault("httpx._main", ModuleType("httpx._main"))
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def keep_loaded() -> None:
    """Leave out of every later collection what there is now.

    A full one walked through all modules and stopped the whole process for 0.1 s. The kinds' services are
    among what is loaded by now; the first press does not wait for them.
    """
    from services.backings import BACKINGS

    assert BACKINGS
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
