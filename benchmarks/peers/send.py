"""Send one message to each of many chats, so many at a time, with a library's own transport."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

TEXT = "<b>【清风行动】元旦廉洁提醒</b>\n\n" + "节日期间，请严格遵守中央八项规定精神，不收送礼品礼金。" * 8
BUTTON = "我已知悉"
Send = Callable[[int], Awaitable[Any]]


@asynccontextmanager
async def ptb(given: dict[str, Any]):  # noqa: ANN201
    from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
    from telegram.request import HTTPXRequest

    markup = InlineKeyboardMarkup([[InlineKeyboardButton(BUTTON, callback_data="1a:1:1:ok:")]])
    request = HTTPXRequest(connection_pool_size=given["at_a_time"], pool_timeout=60)
    async with Bot(given["token"], base_url=f"{given['api_url']}/bot", request=request) as bot:
        yield lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML", reply_markup=markup)


@asynccontextmanager
async def aiogram(given: dict[str, Any]):  # noqa: ANN201
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    markup = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=BUTTON, callback_data="1a:1:1:ok:")]]
    )
    session = AiohttpSession(api=TelegramAPIServer.from_base(given["api_url"]), limit=given["at_a_time"])
    async with Bot(given["token"], session=session) as bot:
        yield lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML", reply_markup=markup)


@asynccontextmanager
async def bare(given: dict[str, Any]):  # noqa: ANN201
    import aiohttp

    url = f"{given['api_url']}/bot{given['token']}/sendMessage"
    markup = {"inline_keyboard": [[{"text": BUTTON, "callback_data": "1a:1:1:ok:"}]]}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=given["at_a_time"])) as session:

        async def send(chat: int) -> Any:
            body = {"chat_id": chat, "text": TEXT, "parse_mode": "HTML", "reply_markup": markup}
            async with session.post(url, json=body) as response:
                return await response.json()

        yield send


LIBRARIES: dict[str, Callable[[dict[str, Any]], AbstractAsyncContextManager[Send]]] = {
    "ptb": ptb,
    "aiogram": aiogram,
    "bare": bare,
}


async def measure(given: dict[str, Any]) -> dict[str, float]:
    """Return seconds and CPU seconds for `given["chats"]`, after a first message that opens a connection."""
    async with LIBRARIES[given["library"]](given) as send:
        await send(given["chats"][0])
        cpu_before, began = time.process_time(), time.perf_counter()
        waiting = iter(given["chats"])
        await asyncio.gather(*(_one_by_one(send, waiting) for _ in range(given["at_a_time"])))
        return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu_before}


async def _one_by_one(send: Send, waiting: Iterator[int]) -> None:
    for chat in waiting:
        await send(chat)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(json.loads(sys.argv[1])))), flush=True)
