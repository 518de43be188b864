"""The log as JSON, and on whose account each line is: the update or the message that is being seen to."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from bot.watching.redact import redact, trail

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""`u` and the number of an update, or `m` and the number of a message in the outbox; empty for neither.

Tasks inherit it, and so do functions that the store runs on its threads.
"""


@contextmanager
def request(name: str) -> Iterator[None]:
    """Let whatever is logged within name this request."""
    token = REQUEST.set(name)
    try:
        yield
    finally:
        REQUEST.reset(token)


class JsonLine(logging.Formatter):
    """Prints a record as one JSON object: at (UTC), level, logger, message, request, error with its trail."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if request_name := REQUEST.get():
            line["request"] = request_name
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = redact(trail(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)
