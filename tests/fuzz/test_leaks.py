"""Neither the token nor a person stands in what the bot writes: the search itself, and what is not a log."""

import asyncio
import logging
from pathlib import Path

import pytest

from bot.receiving.updates import read
from bot.settings import Settings
from bot.watching.redact import OneLine, RedactToken
from handlers.turn import Turn
from services.office import Office
from storage.people import Person
from tests.e2e.conftest import Bureau, bureau
from tests.fuzz.updates import message_update
from tests.leaks import leaks

__all__ = ["bureau"]

TOKEN = "123456:AAaaBBbbCCccDDddEEeeFFff_GGgg-HHhhII"


@pytest.mark.parametrize(
    "text", [f"https://api.telegram.org/bot{TOKEN}/getMe", "李强 knocked", "13800138000", "t.me/x?start=abc"]
)
def test_what_must_not_be_written_is_found(text: str) -> None:
    assert leaks(text)


def test_what_may_be_written_is_not() -> None:
    assert leaks("2026-12-02 10:00:00 WARNING bot.intake: update 100001 failed | ValueError at a.py:13") == []


def test_settings_and_people_do_not_spell_out_what_they_hold(tmp_path: Path) -> None:
    settings = Settings(token=TOKEN, webhook_secret="only-telegram-knows", home=tmp_path)
    for shown in (repr(settings), str(settings), repr(Person(name="李强", phone="13800138000"))):
        assert leaks(shown) == []
        assert "only-telegram-knows" not in shown


async def test_a_turn_spells_out_neither_token_nor_words(bureau: Bureau) -> None:
    raw = message_update(1, bureau.people["李强"], text="我是李强")
    turn = Turn(bureau.desk, read(raw, bureau.desk.bot), bureau.now)
    for shown in (repr(turn), repr(bureau.store), repr(bureau.sender), repr(asyncio.all_tasks())):
        assert leaks(shown) == []


def test_an_error_that_quotes_a_person_is_logged_by_its_place_alone() -> None:
    try:
        raise ValueError(f"李强 13800138000 {TOKEN}")
    except ValueError as error:
        record = logging.LogRecord("bot", logging.ERROR, __file__, 1, "failed", (), (ValueError, error, None))
    RedactToken().filter(record)
    assert leaks(OneLine().format(record)) == []


def test_the_office_is_no_secret(office: Office) -> None:
    assert leaks(repr(office)) == []
