"""Everything the tests make the bot write to its log is looked through for what must never stand there."""

import logging
import re
from collections.abc import Iterator
from io import StringIO

import pytest

from bot.watching.redact import OneLine, RedactToken

# A bot's token, whoever's; the people of the small roster; a phone number; a link that lets somebody in.
FORBIDDEN = re.compile(r"\d{6,}:[\w-]{30,}|陈清|赵刚|钱敏|孙丽|李强|周喆|(?<!\d)1[3-9]\d{9}(?!\d)|\?start=\S")
_OURS = ("bot", "handlers", "scheduler", "services", "storage", "reports", "activities", "language", "py")


@pytest.fixture(autouse=True)
def nothing_leaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Write the log beside the tests' own, as production does, and read it when the test is over."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(lambda record: record.name.partition(".")[0] in _OURS)
    handler.addFilter(RedactToken())
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    found = leaks(written.getvalue())
    assert not found, f"{request.node.nodeid} wrote to the log: {found}"


def leaks(text: str) -> list[str]:
    """Return what of a text must never be written."""
    return FORBIDDEN.findall(text)
