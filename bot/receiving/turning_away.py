"""Turns away what one account sends too fast, before it costs the others anything."""

from activities.kind import esc
from handlers.incoming import Incoming
from handlers.turn import Desk, Turn, storable
from services.flooding import Passage

TOO_FAST = "操作太快，这一次没有办理。请过一会儿再点。"
TOO_MANY = "您发得太快，{first}和紧接着发来的都<b>没有收到</b>。请过一分钟，从这一条起再发一次。"
QUOTED = 15  # characters of the first that was not taken


async def turned_away(desk: Desk, turn: Turn) -> bool:
    """Tell whether an update is not even looked at, and see to it that its sender knows.

    Every press is answered; of messages the first of a run is, and nothing is said in a group.
    """
    update = turn.incoming
    account = update.sender if update.private else update.chat_id
    if desk.flood is None or account is None:
        return False
    press, file = update.press is not None, _file_name(update)
    passage = desk.flood.passage(account, desk.steady(), press=press, file=file is not None)
    if passage is Passage.TAKEN:
        return False
    if turn.in_response and press:
        await turn.complain(TOO_FAST)  # travels in the response
    elif press:
        desk.spawn(turn.complain(TOO_FAST))  # those behind it need not wait for Telegram
    elif update.private and passage is Passage.TELL:
        desk.spawn(turn.complain(TOO_MANY.format(first=_say(turn, file))))
    return True


def _say(turn: Turn, file: str | None) -> str:
    """Return which message was the first that was not taken, as its sender knows it."""
    if file is not None:
        return f"文件“{esc(file[:QUOTED])}”"
    words = " ".join(turn.text.split())
    return f"“{esc(words[:QUOTED])}{'…' if len(words) > QUOTED else ''}”这条消息" if words else "刚才这条消息"


def _file_name(update: Incoming) -> str | None:
    whole = update.update
    if whole is None or whole.message is None or whole.message.document is None:
        return None
    return storable(whole.message.document.file_name) or "未命名"
