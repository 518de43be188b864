import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from aiohttp import web

import sandbox
from sandbox.chats import PATIENCE
from sandbox.client import PersonClient
from tests.ports import refused_port
from tests.sandbox.conftest import Api, Hands


async def test_updates_stay_until_confirmed(bot: telegram.Bot, person: PersonClient) -> None:
    await person.send("一")
    await person.send("/todo 二")
    first = await bot.get_updates()
    assert await bot.get_updates() == first
    assert [update.message and update.message.text for update in first] == ["一", "/todo 二"]
    assert first[1].message
    assert first[1].message.entities[0].type == "bot_command"
    assert await bot.get_updates(offset=first[1].update_id) == first[1:]
    assert await bot.get_updates(offset=first[1].update_id + 1) == ()


async def test_a_long_poll_ends_when_something_comes(bot: telegram.Bot, person: PersonClient) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0)
    await person.start("abc")
    (update,) = await asyncio.wait_for(poll, PATIENCE)
    assert update.message
    assert update.message.text == "/start abc"


async def test_a_hundred_at_a_time(api: Api, person: PersonClient) -> None:
    for number in range(101):
        await person.send(str(number))
    assert len((await api("getUpdates"))["result"]) == 100
    assert len((await api("getUpdates", limit=3))["result"]) == 3


async def test_presses_last_150_seconds_and_the_rest_a_day(
    api: Api, person: PersonClient, clock: Hands
) -> None:
    markup = {"inline_keyboard": [[{"text": "甲", "callback_data": "1"}]]}
    await api("sendMessage", chat_id=7, text="x", reply_markup=markup)
    await person.tap("甲", within=0.001)
    await person.send("字")
    kinds = [sorted(update)[0] for update in (await api("getUpdates"))["result"]]
    assert kinds == ["callback_query", "message"]
    clock.seconds += 150
    assert [sorted(update)[0] for update in (await api("getUpdates"))["result"]] == ["message"]
    clock.seconds += 24 * 3600
    assert (await api("getUpdates"))["result"] == []


async def test_only_the_kinds_asked_for(bot: telegram.Bot, person: PersonClient) -> None:
    await bot.get_updates(allowed_updates=["my_chat_member"])
    await person.send("字")
    await person.block()
    (update,) = await bot.get_updates()
    assert update.my_chat_member
    assert update.my_chat_member.new_chat_member.status == "kicked"
    await person.unblock()
    assert len(await bot.get_updates()) == 2


async def test_a_second_poller_ends_the_first(api: Api, person: PersonClient) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=30))
    box_asked = (await person.messenger.stats())["calls"]
    assert "getUpdates" not in box_asked
    second = asyncio.create_task(api("getUpdates", timeout=30))
    done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
    (loser,) = done
    assert (await loser)["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await person.send("字")
    (winner,) = {first, second} - done
    assert len((await asyncio.wait_for(winner, PATIENCE))["result"]) == 1


class Hook:
    """A bot's webhook that answers as told and keeps what it got."""

    url: str  # where it listens

    def __init__(self) -> None:
        self.answers: list[web.Response] = []
        self.got: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.got.put_nowait((secret, await request.json()))
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def hook(box: sandbox.Box) -> AsyncIterator[Hook]:
    hook = Hook()
    runner = web.ServerRunner(web.Server(hook))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    box.exchange.webhook.first_backoff = 0.01
    yield hook
    await box.exchange.webhook.set(None)
    await runner.cleanup()


async def test_a_webhook_gets_what_was_pending_with_its_secret(
    bot: telegram.Bot, person: PersonClient, hook: Hook, api: Api
) -> None:
    await person.send("一")
    assert await bot.set_webhook(hook.url, secret_token="s-1", max_connections=5)
    secret, body = await asyncio.wait_for(hook.got.get(), PATIENCE)
    assert secret == "s-1"
    update = telegram.Update.de_json(body, bot)
    assert update.message
    assert update.message.text == "一"
    assert await api.error("getUpdates") == (
        "409 Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections) == (hook.url, 5)
    assert await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_failing_webhook_gets_it_again_and_in_order(
    bot: telegram.Bot, person: PersonClient, hook: Hook
) -> None:
    hook.answers = [web.Response(status=500), web.Response(status=503)]
    await bot.set_webhook(hook.url)
    await person.send("一")
    await person.send("二")
    bodies = [(await asyncio.wait_for(hook.got.get(), PATIENCE))[1] for _ in range(4)]
    assert [body["message"]["text"] for body in bodies] == ["一", "一", "一", "二"]
    assert len({body["update_id"] for body in bodies}) == 2
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"


async def test_the_reply_of_a_webhook_may_be_a_call(
    bot: telegram.Bot, person: PersonClient, hook: Hook, box: sandbox.Box
) -> None:
    reply = {"method": "sendMessage", "chat_id": 7, "text": "收到"}
    hook.answers = [web.Response(text=json.dumps(reply), content_type="application/json")]
    await bot.set_webhook(hook.url)
    await person.send("一")
    assert (await person.wait_for("收到")).from_bot
    assert box.violations == []


async def test_while_telegram_is_down_no_webhook_is_called(
    bot: telegram.Bot, person: PersonClient, hook: Hook
) -> None:
    await bot.set_webhook(hook.url)
    await person.messenger.fault(down="closed")
    await person.send("一")
    assert (await person.messenger.stats())["pending_updates"] == 1
    assert hook.got.empty()
    await person.messenger.fault()
    assert (await asyncio.wait_for(hook.got.get(), PATIENCE))[1]["message"]["text"] == "一"


async def test_a_webhook_that_is_away_loses_nothing(
    bot: telegram.Bot, person: PersonClient, box: sandbox.Box
) -> None:
    with refused_port() as port:
        await bot.set_webhook(f"http://127.0.0.1:{port}/")
        await person.send("一")
        async with asyncio.timeout(PATIENCE):
            while box.exchange.webhook.last_error is None:
                await person.messenger.stats()
        assert box.exchange.webhook.last_error[1] == "Connection refused"
        await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1
