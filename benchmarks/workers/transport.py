"""Send with our transport alone: nothing paced, nothing stored."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

from telegram import Bot

from benchmarks.peers.send import BUTTON, TEXT
from benchmarks.program import cpu
from bot.sending.transport import AiohttpRequest
from handlers.wire import call

AT_A_TIME = 64


async def measure(given: dict[str, Any]) -> dict[str, float]:
    """Return seconds and CPU seconds for `given["chats"]`."""
    request, updates = AiohttpRequest(), AiohttpRequest()
    address = f"{given['api_url']}/bot"
    markup = {"inline_keyboard": [[{"text": BUTTON, "callback_data": "1a:1:1:ok:"}]]}
    async with Bot(given["token"], base_url=address, request=request, get_updates_request=updates) as bot:

        async def one_by_one(chats: Iterator[int]) -> None:
            for chat in chats:
                data = {"chat_id": chat, "text": TEXT, "parse_mode": "HTML", "reply_markup": markup}
                await call(bot, "sendMessage", data)

        chats = iter(given["chats"])
        cpu_before, began = cpu(), time.perf_counter()
        await asyncio.gather(*(one_by_one(chats) for _ in range(AT_A_TIME)))
        return {"seconds": time.perf_counter() - began, "cpu": cpu() - cpu_before}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(json.loads(sys.argv[1])))), flush=True)
