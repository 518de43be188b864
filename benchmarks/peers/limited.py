"""python-telegram-bot with its own AIORateLimiter, sending one message to each of many chats."""

import asyncio
import json
import sys
import time
from typing import Any

from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from benchmarks.peers.send import TEXT


async def measure(given: dict[str, Any]) -> dict[str, float]:
    """Return how many arrived and were lost within `given["seconds"]`, and how long it took."""
    bot: ExtBot[dict[str, Any]] = ExtBot(
        given["token"],
        base_url=f"{given['api_url']}/bot",
        request=HTTPXRequest(connection_pool_size=256, pool_timeout=600),
        rate_limiter=AIORateLimiter(max_retries=5),
    )
    counts = {"sent": 0, "lost": 0}

    async def send(chat: int) -> None:
        try:
            await bot.send_message(chat, TEXT, parse_mode="HTML")
            counts["sent"] += 1
        except TelegramError:
            counts["lost"] += 1

    async with bot:
        began = time.perf_counter()
        sending = [asyncio.create_task(send(chat)) for chat in given["chats"]]
        await asyncio.wait(sending, timeout=given["seconds"])
        seconds = time.perf_counter() - began
        for task in sending:
            task.cancel()
        await asyncio.gather(*sending, return_exceptions=True)
    return {"seconds": seconds, **counts}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(json.loads(sys.argv[1])))), flush=True)
