"""What is loaded at the start stays: the garbage collector need not walk through it again and again."""

import gc

from services.backings import BACKINGS


def keep_loaded() -> None:
    """Leave out of every later collection what there is now.

    A full one walked through all modules and stopped the whole process for 0.1 s. The kinds' services are
    among what is loaded by now; the first press does not wait for them.
    """
    assert BACKINGS
    gc.collect()
    gc.freeze()
