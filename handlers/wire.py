"""Calls of the Bot API that carry words and buttons only.

They go through the bot's own limiter and transport, but not through python-telegram-bot's types: to take a
message apart into parameters, and its copy in the answer into objects of which only the id is read, costs
more than all the rest of sending it.
"""

from typing import Any, TypeAlias

from telegram import Bot
from telegram.ext import ExtBot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

Json: TypeAlias = dict[str, Any]


async def call(bot: Bot, endpoint: str, data: Json, lane: object = None) -> Any:
    """Call a method of the Bot API and return its result as it came.

    `data` is what JSON can hold, and the limiter may add to it; `lane` is the limiter's. Raises what the
    bot's own methods raise.
    """

    async def send() -> Any:
        parameters = [RequestParameter(name, value, None) for name, value in data.items()]
        return await bot.request.post(f"{bot.base_url}/{endpoint}", RequestData(parameters))

    limiter = bot.rate_limiter if isinstance(bot, ExtBot) else None
    if limiter is None:
        return await send()
    return await limiter.process_request(send, (), {}, endpoint, data, lane)
