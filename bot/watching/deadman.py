"""Tells the IT admin, past the outbox, where nothing that was due has gone out for ten minutes."""

import asyncio
import logging

from telegram.error import TelegramError

from handlers.turn import Desk
from services.watching import claim_notice, standing
from storage.store import Unavailable

EVERY = 60.0  # seconds
NOTICE = (
    "机器人有消息到了时间没有发出去，已超过10分钟。\n"
    "请信息管理员查看运行日志，并运行 qingfeng doctor。恢复后会自动补发，不用重新发布。"
)

log = logging.getLogger(__name__)


async def watch(desk: Desk) -> None:
    """Look every minute until cancelled, in whatever process: the one on duty may be the one that fails."""
    known = None
    while True:
        try:
            known = await look(desk, known)
        except Unavailable:
            log.warning("database away, nobody watches over sending")
        await asyncio.sleep(EVERY)


async def look(desk: Desk, known: bool | None) -> bool:
    """Tell whom it concerns where things have changed since `known`; return how they stand."""
    now = desk.clock()
    stalled = (await desk.store.read(standing, desk.office, now)).stalled
    if stalled == known:
        return stalled
    for account in await desk.store.write(claim_notice, desk.office, now, stalled):
        try:
            await desk.bot.send_message(account, NOTICE)
        except TelegramError as error:
            log.warning("an admin could not be told: %s", type(error).__name__)
    if stalled:
        log.error("nothing due has been sent for ten minutes")
    elif known:
        log.warning("sending goes on")
    return stalled
