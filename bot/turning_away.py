"""Turns away what one account sends too fast, before it costs the others anything."""

import time

from handlers.incoming import Incoming
from handlers.turn import Desk, Turn

TOO_FAST = "操作太快，这一次没有办理。请过一会儿再点。"
TOO_MANY = "您发得太快，后面的没有收下。请过一分钟再发；要办理的事项请用 /todo 打开。"


async def turned_away(desk: Desk, turn: Turn) -> bool:
    """Tell whether an update is not even looked at, and see to it that its sender knows.

    Every press is answered; of messages only the first in a while is, and nothing is said in a group.
    """
    update = turn.incoming
    account = update.sender if update.private else update.chat_id
    if desk.flood is None or account is None:
        return False
    now = time.monotonic()
    if desk.flood.lets(account, now, file=_has_file(update)):
        return False
    if turn.in_response and update.press is not None:
        await turn.complain(TOO_FAST)  # travels in the response
    elif update.press is not None:
        desk.spawn(turn.complain(TOO_FAST))  # those behind it need not wait for Telegram
    elif update.private and desk.flood.is_to_be_told(account, now):
        desk.spawn(turn.complain(TOO_MANY))
    return True


def _has_file(update: Incoming) -> bool:
    whole = update.update
    return whole is not None and whole.message is not None and whole.message.document is not None
