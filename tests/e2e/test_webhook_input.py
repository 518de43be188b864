"""What anybody may post to the webhook: only Telegram's own updates are taken, nothing else disturbs."""

import json
import logging
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any, cast

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import select
from telegram import Update
from telegram.ext import ExtBot

from bot.receiving.intake import take
from bot.receiving.updates import UpdatesRequest, raw_of, read
from bot.receiving.webhook import LARGEST, PATH, SECRET_HEADER, application
from bot.sending.pacer import Lane
from storage.messages import SetAside
from tests.e2e.conftest import Bureau

SECRET = "only-telegram-knows"
LEE = {"id": 1005, "is_bot": False, "first_name": "李强"}


@pytest.fixture
async def url(bureau: Bureau) -> AsyncIterator[str]:
    """Serve the webhook; yield its address."""
    app = application(cast("ExtBot[Lane]", bureau.desk.bot), bureau.desk, SECRET)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    await runner.cleanup()


def update(number: int, **what: Any) -> bytes:
    return json.dumps({"update_id": number, **what}).encode()


def message(text: str) -> dict[str, Any]:
    return {"message_id": 1, "date": 1, "chat": LEE | {"type": "private"}, "from": LEE, "text": text}


CHANNEL = {"id": -5, "type": "channel", "title": "某频道"}
POLLED = {"poll_id": "1", "user": LEE, "option_ids": [0], "option_persistent_ids": []}
LIST = update(1, message=message("/todo"))
SECRETS = (None, "", "guess", SECRET + "x", "\udcff\udcfe")
NO_UPDATES = (
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"null",
    b"1",
    b'"x"',
    b"{}",
    b"[" * 100_000,
    b'{"update_id": "1"}',
)
# As an older Bot API server has it; the library wants more of a poll than that.
POLL = {"id": "1", "question": "秘密", "options": [], "total_voter_count": 0, "is_closed": False}
OLDER = message("") | {
    "poll": POLL | {"is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
}
UNREADABLE = (
    update(11, message=5),
    update(12, message={}),
    update(13, callback_query=[]),
    update(14, message=OLDER),
)
NOT_FOR_US = (
    update(2),
    update(3, of_next_year={"secret": "x"}),
    update(4, channel_post=message("/role") | {"chat": CHANNEL}),
    update(5, edited_message=message("/todo")),
    update(6, poll_answer=POLLED),
)


async def post(url: str, body: bytes, secret: str | None = SECRET) -> tuple[int, str]:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with ClientSession() as session, session.post(url, data=BytesIO(body), headers=headers) as response:
        return response.status, await response.text()


async def test_without_the_secret_nothing_is_read(
    bureau: Bureau, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    for secret in SECRETS:
        assert await post(url, LIST, secret) == (403, ""), secret
    assert await bureau.people["李强"].last() is None
    assert caplog.records == []


async def test_what_is_no_update_of_ours_disturbs_nothing(
    bureau: Bureau, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    for body in NO_UPDATES:
        assert await post(url, body) == (400, ""), body[:50]
    assert (await post(url, b" " * (LARGEST + 1)))[0] == 413
    for body in NOT_FOR_US:
        assert await post(url, body) == (200, ""), body
    assert await post(url, LIST) == (200, "")
    await bureau.people["李强"].wait_for("您没有待办事项。")
    assert {r.levelno for r in caplog.records} == {logging.WARNING}
    assert "/todo" not in caplog.text


async def aside(bureau: Bureau) -> dict[int, str]:
    return await bureau.store.read(
        lambda session: {row.update_id: json.dumps(row.payload) for row in session.scalars(select(SetAside))}
    )


async def test_what_the_library_cannot_read_is_put_aside_as_it_came(
    bureau: Bureau, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    for body in UNREADABLE:
        assert await post(url, body) == (200, ""), body
    kept = await aside(bureau)
    assert list(kept) == [11, 12, 13, 14]
    assert json.dumps("秘密") in kept[14]
    assert "秘密" not in caplog.text


async def test_a_batch_with_one_that_cannot_be_read_is_taken(
    bureau: Bureau, caplog: pytest.LogCaptureFixture
) -> None:
    batch = b'{"ok": true, "result": [' + UNREADABLE[3] + b"," + LIST + b"]}"
    result = UpdatesRequest.parse_json_payload(batch)["result"]
    updates = Update.de_list(result, bureau.desk.bot)
    await take(bureau.desk, [read(raw_of(update), bureau.desk.bot) for update in updates])
    await bureau.people["李强"].wait_for("您没有待办事项。")
    assert list(await aside(bureau)) == [14]
    assert "秘密" not in caplog.text
