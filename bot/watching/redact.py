"""Keeps the token out of the log, and what people wrote."""

import logging
import re
import sys
import traceback
from typing import Final, TextIO

from telegram.error import TelegramError

_TOKEN: Final = re.compile(r"\d+:[\w-]{30,}")
_TALKATIVE: Final = (
    "alembic",
    "telegram",
    "httpx",
    "httpcore",
    "aiohttp",
    "asyncio",
    "apscheduler",
    "sqlalchemy",
)
"""Libraries whose DEBUG or INFO lines hold URLs, parameters or the texts of messages."""


def redact(text: str) -> str:
    """Replace every bot token in `text`."""
    return _TOKEN.sub("<token>", text)


class RedactToken(logging.Filter):
    """Replaces bot tokens in everything a record may print: message, arguments, exception, stack."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


class OneLine(logging.Formatter):
    """Prints a record as one line: time, level, logger, message, and where an exception came from.

    Of an exception it names the type and the places it passed, but not its text: that of a database or a
    validation error quotes what a person answered. Telegram's and the system's own errors keep theirs.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" | {trail(record.exc_info[1])}"
        return redact(line).replace("\r", " ").replace("\n", " ")


def install_logging(
    level: str = "INFO", stream: TextIO | None = None, formatter: logging.Formatter | None = None
) -> None:
    """Send the log of the whole process to `stream` (stderr unless told), redacted, one line a record."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(RedactToken())
    handler.setFormatter(formatter or OneLine())
    root = logging.getLogger()
    for installed in root.handlers[:]:
        root.removeHandler(installed)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Its access log would print the secret path of the webhook.
    logging.getLogger("aiohttp.access").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)


def trail(error: BaseException) -> str:
    """Return an error's type and the places it passed, its text only where that quotes nobody."""
    text = f": {error}" if isinstance(error, TelegramError | OSError) else ""
    places = " < ".join(
        f"{frame.name} {frame.filename.rsplit('/', 2)[-2]}/{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{type(error).__name__}{text} at {places}" + (f" | from {trail(cause)}" if cause else "")
