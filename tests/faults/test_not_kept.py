"""What can be neither handled nor put aside is not confirmed: it comes again, so often and no more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from bot.receiving import aside, intake
from bot.receiving.aside import NotKept
from bot.receiving.intake import take
from bot.receiving.updates import read
from bot.receiving.webhook import PATH, SECRET_HEADER, application
from handlers.turn import Turn
from sandbox.client import PersonClient
from storage.base import table_of
from storage.messages import Focus, KeptText, SetAside
from tests.e2e.conftest import Bureau, bureau
from tests.faults.test_poison import SECRET, count, text_update

__all__ = ["bureau"]


@pytest.fixture
def lee(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> PersonClient:
    monkeypatch.setattr(intake, "AGAIN", 0.0)
    return bureau.people["李强"]


async def poison(bureau: Bureau, person: PersonClient) -> None:
    """Let whatever a person types next be what nobody can handle: nothing says what it answers."""

    def expect(session: Session) -> None:
        later = bureau.now.replace(year=bureau.now.year + 1)
        session.execute(
            insert(table_of(Focus)).values(
                person_id=person.id - 1000,
                purpose="answer",
                ref={},
                created_at=bureau.now,
                expires_at=later,
            )
        )

    await bureau.store.write(expect)


@asynccontextmanager
async def nowhere_to_put_it(bureau: Bureau) -> AsyncIterator[None]:
    """Take the table away in which updates are put aside."""

    def rename(session: Session, old: str, new: str) -> None:
        session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    await bureau.store.write(rename, "set_aside", "elsewhere")
    yield
    await bureau.store.write(rename, "elsewhere", "set_aside")


async def test_the_rest_of_its_batch_is_stored_and_it_comes_again(bureau: Bureau, lee: PersonClient) -> None:
    await poison(bureau, lee)
    other = bureau.people["钱敏"]
    batch = [
        read(text_update(number, phone, "在吗"), bureau.desk.bot)
        for number, phone in ((1, lee), (2, lee), (3, other))
    ]
    async with nowhere_to_put_it(bureau):
        with pytest.raises(NotKept):
            await take(bureau.desk, batch)
    assert await count(bureau, KeptText) == 1  # the other's; what came behind it waits for its turn
    await take(bureau.desk, batch)
    assert await count(bureau, SetAside) == 2
    assert await count(bureau, KeptText) == 1


async def test_polling_asks_for_it_again_and_in_the_end_goes_on(bureau: Bureau, lee: PersonClient) -> None:
    await poison(bureau, lee)
    async with nowhere_to_put_it(bureau):
        await lee.send("在吗")
        await lee.send("/help")  # behind it: answered once it was left to the log
        await lee.wait_for("随时可用 /todo")
    assert await count(bureau, SetAside) == 0


async def test_a_webhook_is_told_to_send_it_again(bureau: Bureau, lee: PersonClient) -> None:
    await poison(bureau, lee)
    app = application(bureau.desk.bot, bureau.desk, SECRET)  # type: ignore[arg-type]  # the tests' Desk holds one
    async with TestClient(TestServer(app)) as client:
        words = text_update(50, lee, "在吗")
        async with nowhere_to_put_it(bureau):
            assert (await client.post(PATH, json=words, headers={SECRET_HEADER: SECRET})).status == 503
        assert (await client.post(PATH, json=words, headers={SECRET_HEADER: SECRET})).status == 200
    assert await count(bureau, SetAside) == 1


async def test_what_a_database_does_not_take_as_it_came_is_kept_as_letters(
    bureau: Bureau, lee: PersonClient
) -> None:
    for attempt in range(1, aside.TRIES):
        words = text_update(60 + attempt, lee, "在\x00吗")
        turn = Turn(bureau.desk, read(words, bureau.desk.bot), bureau.now)
        await aside.put_aside(turn, ValueError("在\x00吗"), attempt)

    def kept(session: Session) -> list[tuple[dict[str, object], str]]:
        return [(row.payload, row.error) for row in session.scalars(select(SetAside).order_by("update_id"))]

    first, second = await bureau.store.read(kept)
    assert "\\u0000" in str(first[0]["text"])
    assert first[1].isascii()
    assert second == ({}, "ValueError")
