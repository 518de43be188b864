import aiohttp
import pytest
import telegram

import sandbox
from sandbox.client import Messenger, PersonClient
from tests.sandbox.conftest import Api


async def test_down_refuses_connections_and_comes_back_on_the_same_port(
    api: Api, box: sandbox.Box, messenger: Messenger, person: PersonClient
) -> None:
    assert (await api("getMe"))["ok"]
    await messenger.fault(down=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("getMe")  # over the connection that was open
    with pytest.raises(aiohttp.ClientConnectorError):
        await api("getMe")
    await person.send("在吗")
    await messenger.fault()
    assert len((await api("getUpdates"))["result"]) == 1


async def test_down_may_also_hang_up(api: Api, messenger: Messenger) -> None:
    await messenger.fault(down="closed")
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("getMe")
    assert "getMe" not in (await messenger.stats())["calls"]


async def test_a_lost_reply_was_carried_out(
    api: Api, bot: telegram.Bot, messenger: Messenger, person: PersonClient
) -> None:
    await messenger.fault(lost_reply_rate=1.0, only=["sendMessage"])
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("sendMessage", chat_id=7, text="到了")
    with pytest.raises(telegram.error.NetworkError):
        await bot.send_message(7, "也到了")
    assert (await api("getMe"))["ok"]
    await person.wait_for("也到了")
    assert (await messenger.stats())["calls"]["sendMessage"] == {"lost": 2}


async def test_floods_and_errors_come_at_their_rates_and_again_with_the_same_seed(
    api: Api, messenger: Messenger
) -> None:
    async def outcomes() -> list[int]:
        await messenger.fault(error_rate=0.3, flood_rate=0.2, flood_retry_after=7, seed=5)
        replies = [await api("getMe") for _ in range(60)]
        assert {reply["description"] for reply in replies if not reply["ok"]} == {
            "Bad Gateway",
            "Too Many Requests: retry after 7",
        }
        return [reply.get("error_code", 200) for reply in replies]

    first = await outcomes()
    assert await outcomes() == first
    assert 8 <= first.count(502) <= 28
    assert 4 <= first.count(429) <= 20


async def test_a_slow_telegram(api: Api, messenger: Messenger) -> None:
    await messenger.fault(latency=[5, 6])
    with pytest.raises(TimeoutError):
        await api.session.get(f"{api.root}/getMe", timeout=aiohttp.ClientTimeout(total=0.05))


async def test_a_wrong_token(box: sandbox.Box, session: aiohttp.ClientSession) -> None:
    async with session.get(f"{box.api_url}/bot1:wrong/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_unknown_faults_are_refused(messenger: Messenger) -> None:
    with pytest.raises(sandbox.client.SandboxError, match="knows no mischief"):
        await messenger.fault(mischief=1)
