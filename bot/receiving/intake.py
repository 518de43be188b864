"""What comes in: each update reaches its handler, in order for each person, and is confirmed once stored."""

import asyncio
import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from telegram import Message
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter
from telegram.ext import ExtBot
from telegram.ext.filters import StatusUpdate

from bot import routes
from bot.insist import Stop
from bot.receiving import aside
from bot.receiving.aside import NotKept, put_aside
from bot.receiving.turning_away import turned_away
from bot.receiving.updates import ASKED, check_readable, raw_of, read
from bot.sending.pacer import Lane
from bot.sending.verdict import seconds_of
from bot.watching.metrics import handling
from handlers.callbacks import typed, unpack
from handlers.incoming import Incoming
from handlers.turn import Desk, Turn, storable
from services.audit.doing import of_command, of_document, of_press
from services.refusals import Outdated, Refusal, Stranger
from services.reply import Reply
from services.updates import Redelivered
from storage.store import Unavailable

TRIES = 3
ROUNDS = 3  # of being delivered again, before what cannot even be put aside is left to the log
POLL = 25  # seconds a getUpdates waits for something to come
PATIENCE = 60.0  # seconds the longest pause between attempts lasts
CONFLICTS = 3  # answers "another getUpdates" in a row before we give way
ALLOWED = list(ASKED)
LOOK = 1.0  # seconds between looks whether somebody else waits for the database too
AGAIN = 2.0  # seconds until the database is tried again
AWAY = "系统暂时不能保存，恢复后会自动办理，不用重复操作。如几分钟后仍没有变化，请用 /todo 再办一次。"

log = logging.getLogger(__name__)


async def poll(bot: ExtBot[Lane], desk: Desk, heard: Callable[[], None] = lambda: None) -> None:
    """Take updates for ever; `heard` is called whenever Telegram has answered and all of it is stored.

    Raises Stop for a wrong token or a second poller.
    """
    offset: int | None = None
    failures = conflicts = 0
    not_kept: Counter[int] = Counter()
    while True:
        try:
            updates = await bot.get_updates(offset=offset, timeout=POLL, allowed_updates=ALLOWED)
        except InvalidToken:
            raise Stop("令牌无效。请向 @BotFather 核对令牌后，重新运行 qingfeng init。") from None
        except Conflict:
            conflicts += 1
            if conflicts >= CONFLICTS:
                raise Stop("另有一个程序正在用同一令牌接收消息。请先停掉它，再启动本程序。") from None
            await asyncio.sleep(2.0)
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error))
        except NetworkError as error:
            failures += 1
            pause = min(2.0**failures, PATIENCE)
            log.warning("Telegram not reached (%s), next try in %.0f s", type(error).__name__, pause)
            await asyncio.sleep(pause)
        else:
            failures = conflicts = 0
            taken = [raw_of(update) for update in updates if not_kept[update.update_id] < ROUNDS]
            try:
                await _take_and_tell(bot, desk, [read(raw, bot) for raw in taken], offset)
            except NotKept as error:
                # Nothing of the batch is confirmed: it comes again; what is stored of it is only answered.
                not_kept[error.update_id] += 1
                log.error("update %d not kept, round %d", error.update_id, not_kept[error.update_id])
                await asyncio.sleep(AGAIN)
                continue
            if updates:
                # Asking for what follows confirms these; by now all of them are stored.
                offset = updates[-1].update_id + 1
                not_kept.clear()
            heard()


async def _take_and_tell(
    bot: ExtBot[Lane], desk: Desk, updates: Sequence[Incoming], offset: int | None
) -> None:
    """Handle a batch; where it waits for the database, say so to those whose updates come behind it."""
    taking = asyncio.create_task(take(desk, updates))
    try:
        while not (await asyncio.wait([taking], timeout=LOOK))[0]:
            if desk.told:
                await _tell_others(bot, desk, offset)
        taking.result()
    finally:
        taking.cancel()


async def _tell_others(bot: ExtBot[Lane], desk: Desk, offset: int | None) -> None:
    """Look at what comes behind updates that wait for the database, confirming nothing, and say so."""
    try:
        updates = await bot.get_updates(offset=offset, timeout=0, allowed_updates=ALLOWED)
    except (NetworkError, RetryAfter, Conflict, InvalidToken):
        return  # poll itself will meet it
    for update in updates:
        _tell_away(desk, read(raw_of(update), bot))


def _tell_away(desk: Desk, update: Incoming) -> None:
    if update.update_id not in desk.told:
        desk.told.add(update.update_id)
        desk.spawn(Turn(desk, update, desk.clock()).complain(AWAY))


async def take(desk: Desk, updates: Sequence[Incoming]) -> None:
    """Handle a batch: in order for each person, people side by side. Returns when all of it is stored.

    Raises NotKept once the rest is stored.
    """
    by_person: dict[int, list[Incoming]] = {}
    for update in updates:
        by_person.setdefault(update.sender or 0, []).append(update)
    working = (_in_order(desk, theirs) for theirs in by_person.values())
    for failure in await asyncio.gather(*working, return_exceptions=True):
        if failure is not None:
            raise failure


async def handle(
    desk: Desk, update: Incoming, *, in_response: bool = False, patience: float = math.inf
) -> dict[str, Any] | None:
    """Handle one update. Returns when its effect is stored, or it is put aside after three failures.

    With `in_response` a press is answered by what is returned, a Bot API call for the webhook's response.
    Raises Unavailable where the database stays away for longer than `patience` seconds, NotKept where it
    can be neither handled nor put aside.
    """
    turn = Turn(desk, update, desk.clock(), in_response)
    if await turned_away(desk, turn):
        return turn.response
    began = time.monotonic()
    fault: Exception | None = None
    failures = 0
    while True:
        turn = Turn(desk, update, desk.clock(), in_response)
        try:
            await (
                put_aside(turn, fault, failures - TRIES) if fault and failures >= TRIES else _attempt(turn)
            )
        except Unavailable:
            # Nothing is confirmed: this very update is tried until the database is back.
            log.warning("database away, update %d waits", update.update_id)
            if time.monotonic() - began > patience:
                raise
            _tell_away(desk, update)
            await asyncio.sleep(AGAIN)
        except Exception as error:  # whatever a handler's fault is: the rest goes on, and this is not lost
            fault = fault if failures >= TRIES else error
            failures += 1
            log.exception("update %d failed", update.update_id)
            if failures >= TRIES + aside.TRIES:
                raise NotKept(update.update_id) from None
        else:
            break
    desk.told.discard(update.update_id)
    return turn.response


async def _attempt(turn: Turn) -> None:
    try:
        await _dispatch(turn)
    except Redelivered as seen:
        await turn.acknowledge(seen.say)
    except Stranger:
        await routes.STRANGER(turn)
    except Refusal as refusal:
        await turn.answer(Reply(toast=str(refusal), alert=True))


async def _in_order(desk: Desk, updates: Sequence[Incoming]) -> None:
    for update in updates:
        with handling(update):
            await handle(desk, update)


async def _dispatch(turn: Turn) -> None:
    incoming = turn.incoming
    check_readable(incoming)
    update, press = incoming.update, incoming.press
    if update is not None and update.my_chat_member is not None:
        await routes.MEMBERSHIP(turn)
    elif incoming.chat_id is None or incoming.sender is None:
        return
    elif update is not None and update.edited_message is not None:
        if incoming.private:
            await routes.EDITED(turn)
    elif not incoming.private:
        await routes.GROUP(turn)
    elif press is not None:
        await _press(turn, press.data)
    elif update is not None and update.message is not None:
        await _message(turn, update.message)


async def _press(turn: Turn, data: str) -> None:
    to, args = unpack(data)
    if to not in routes.BUTTONS:
        raise Outdated
    handler, types = routes.BUTTONS[to]
    given = typed(args, types)
    turn.doing = of_press(to, given)
    await handler(turn, *given)


async def _message(turn: Turn, message: Message) -> None:
    if message.contact is not None:
        await routes.CONTACT(turn)
    elif message.document is not None:
        turn.doing = of_document(storable(message.document.file_name))
        await routes.DOCUMENT(turn)
    elif StatusUpdate.ALL.check_update(turn.update):
        return  # such as a message pinned: nobody said anything
    elif message.text is None:
        await routes.OTHER(turn)
    elif message.text.startswith("/"):
        words = message.text[1:].split(maxsplit=1)
        command = words[0].split("@")[0].lower() if words else ""
        turn.doing = of_command(command) if command in routes.COMMANDS else None
        await routes.COMMANDS.get(command, routes.UNKNOWN)(turn)
    else:
        turn.answers = True
        await routes.TEXT(turn)
