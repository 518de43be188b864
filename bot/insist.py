"""Calls that must succeed before the bot can work: tried until Telegram is reached."""

import asyncio
from collections.abc import Awaitable, Callable

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.cli.console import note
from bot.sending.verdict import seconds_of

LONGEST = 30.0  # seconds between two tries
UNREACHED = "暂时连不上 Telegram，正在不断重试。如一直连不上，请运行 qingfeng doctor 查看原因。"


class Stop(Exception):
    """The program cannot go on; str() says in one sentence what to do."""


async def insist(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call of the Bot API until Telegram answers it. Raises Stop where it never will."""
    failures = 0
    while True:
        try:
            await call()
        except InvalidToken:
            raise Stop("令牌无效。请向 @BotFather 核对令牌后，重新运行 qingfeng init。") from None
        except BadRequest as error:
            raise Stop(f"Telegram 不接受当前设置，请核对后重新启动：{error.message}") from None
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error))
        except NetworkError:
            # A bot that starts before its network does must not give up.
            failures += 1
            if failures == 1:
                note(UNREACHED)
            await asyncio.sleep(min(2.0**failures, LONGEST))
        else:
            return
