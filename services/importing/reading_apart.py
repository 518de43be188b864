"""Files people send are read in a process of their own: whatever is in one harms nobody else."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from language.cells import clean_text, shorten
from language.grid import Unreadable
from services.refusals import Refusal
from services.worker import Limits, NotMade, limited

T = TypeVar("T")

# Measured: 6,000 rows of 64 columns take 5 s on a busy machine, and 220 MB at most.
LIMITS = Limits(seconds=12.0, megabytes=768)

log = logging.getLogger(__name__)


def read_apart(
    read: Callable[[bytes, str], T], content: bytes, filename: str, limits: Limits | None = None
) -> T:
    """Return what a module's function reads from a file; blocks. Raises Unreadable and `read`'s Refusals."""
    try:
        return limited(limits or LIMITS, (Unreadable, Refusal), partial(read, content, filename))
    except NotMade as error:
        log.warning("a file was not read: %s", error)
        name = shorten(clean_text(filename), 60)
        raise Unreadable(
            f"《{name}》太复杂，没有读出来。请新建一个文件，只粘贴需要的文字或表格，保存后重新发送。"
        ) from None
