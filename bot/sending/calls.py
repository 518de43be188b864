"""Calls to the Bot API that wait for their turn, and the chats they go to."""

import asyncio

from bot.sending.limits import ChatLimits, Kind, Lane, Place

ChatId = int | str


class Chat:
    """One chat's limits and its calls, one at a time: so they arrive in the order they were made."""

    __slots__ = ("busy", "calls", "id", "limits", "parked")

    def __init__(self, chat_id: ChatId) -> None:
        self.id = chat_id
        self.limits = ChatLimits(is_group=isinstance(chat_id, str) or chat_id < 0)
        self.busy = False
        self.calls = 0
        self.parked: list[Call] = []


class Call:
    """One call: `key` names the message an edit changes, `place` is its place in the second once it may go;
    `payable` where it may cost Stars, `paid` once it does.
    """

    __slots__ = ("chat", "key", "kind", "lane", "order", "paid", "payable", "place", "queued_at", "turn")

    def __init__(self, order: int, chat: Chat, lane: Lane, kind: Kind, key: object, *, payable: bool) -> None:
        self.order, self.chat, self.lane, self.kind, self.key = order, chat, lane, kind, key
        self.payable, self.paid = payable, False
        self.turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.queued_at = 0.0
        self.place: Place | None = None


def kind_of(endpoint: str) -> Kind | None:
    """Return what a call to this endpoint costs its chat; None where it passes freely."""
    if endpoint.startswith(("editMessage", "stopPoll")):
        return Kind.EDIT
    if endpoint.startswith(("send", "copyMessage", "forwardMessage")) and endpoint != "sendChatAction":
        return Kind.SEND
    return None
