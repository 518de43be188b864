"""Whatever goes wrong, the log shows neither the token nor what a person wrote."""

import io
import logging
from collections.abc import Iterator

import pytest
from telegram import Bot
from telegram.error import TelegramError

from bot.watching.redact import RedactToken, install_logging, redact

TOKEN = "123456:AAaaBBbbCCccDDddEEeeFFff_GGgg-HHhhII"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    install_logging("DEBUG", stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = before
    root.setLevel(level)


def test_a_token_is_replaced_and_a_time_is_not() -> None:
    assert redact(f"https://api.telegram.org/bot{TOKEN}/getMe") == "https://api.telegram.org/bot<token>/getMe"
    assert redact("12:30 3:4") == "12:30 3:4"


def test_message_and_arguments_are_redacted(log: io.StringIO) -> None:
    logging.getLogger("bot").warning("calling %s with %r", f"bot{TOKEN}", Bot(TOKEN))
    assert TOKEN not in log.getvalue()
    assert log.getvalue().count("<token>") == 2


def test_an_exception_is_one_line_with_its_trail(log: io.StringIO) -> None:
    try:
        try:
            raise ValueError("张三的回答")
        except ValueError as error:
            raise TelegramError(f"no answer\nfrom bot{TOKEN}") from error
    except TelegramError:
        logging.getLogger("bot").exception("sending failed")
    line = log.getvalue()
    assert line.count("\n") == 1
    assert "TelegramError: no answer from bot<token>" in line
    assert "from ValueError at" in line
    assert "bot/test_redact.py:" in line
    assert "张三" not in line


def test_the_filter_redacts_what_other_formatters_print() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactToken())
    logger = logging.Logger("alone")
    logger.addHandler(handler)
    try:
        raise ValueError(TOKEN)
    except ValueError:
        logger.exception("it happened", stack_info=True)
    assert "Traceback" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_libraries_do_not_print_parameters_even_at_debug(log: io.StringIO) -> None:
    logging.getLogger("telegram.Bot").debug("Calling sendMessage with %s", {"text": "张三"})
    logging.getLogger("aiohttp.access").info("POST /secret")
    logging.getLogger("bot").debug("ours is printed")
    assert "张三" not in log.getvalue()
    assert "/secret" not in log.getvalue()
    assert "ours is printed" in log.getvalue()
