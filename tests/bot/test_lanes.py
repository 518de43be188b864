"""Calls in their lanes: what waits is found again, at its moment and in its order, and nothing else is."""

import asyncio
import math

import pytest
from telegram.error import RetryAfter

from bot.sending.calls import Call, Chat, kind_of
from bot.sending.lanes import Lanes
from bot.sending.limits import Kind, Lane
from handlers.post import Superseded

NEVER = -math.inf


def call_of(chat: Chat, order: int = 0, key: object = None) -> Call:
    return Call(order, chat, Lane.BROADCAST, Kind.SEND if key is None else Kind.EDIT, key, payable=False)


async def test_a_chat_counts_its_calls_until_each_has_left() -> None:
    lanes, chat = Lanes(lambda chat: NEVER), Chat(5)
    calls = [call_of(chat, order) for order in range(3)]
    for call in calls:
        lanes.join(call, 0.0)
    lanes.leave(calls[0])
    assert chat.calls == 2


async def test_an_edit_that_left_is_not_waited_for() -> None:
    lanes, key = Lanes(lambda chat: NEVER), (5, 1)
    call = call_of(Chat(5), key=key)
    lanes.join(call, 0.0)
    assert lanes.has_edit(key)
    lanes.leave(call)
    assert not lanes.has_edit(key)


async def test_an_edit_that_was_replaced_leaves_the_later_one_alone() -> None:
    lanes, chat, key = Lanes(lambda chat: NEVER), Chat(5), (5, 1)
    earlier, later = call_of(chat, 0, key), call_of(chat, 1, key)
    lanes.join(earlier, 0.0)
    lanes.join(later, 0.0)
    with pytest.raises(Superseded):
        earlier.turn.result()
    lanes.leave(earlier)
    assert lanes.has_edit(key)
    assert lanes.head(Lane.BROADCAST, 0.0) is later


async def test_a_stopped_call_is_found_at_the_very_moment_its_stop_ends() -> None:
    lanes, call = Lanes(lambda chat: 20.0), call_of(Chat(5))
    lanes.join(call, 0.0)
    assert lanes.head(Lane.BROADCAST, 0.0) is None
    assert lanes.ripe_at() == 20.0
    lanes.ripen(19.9)
    assert lanes.number(Lane.BROADCAST) == 0
    lanes.ripen(20.0)
    assert lanes.head(Lane.BROADCAST, 20.0) is call
    assert call.queued_at == 20.0
    assert lanes.ripe_at() == math.inf


@pytest.mark.parametrize(("stopped", "refused"), [(35.0, False), (35.2, True)])
async def test_longer_than_half_a_minute_nobody_waits(stopped: float, refused: bool) -> None:
    lanes, call = Lanes(lambda chat: stopped), call_of(Chat(5))
    lanes.join(call, 5.0)
    assert lanes.head(Lane.BROADCAST, 5.0) is None
    assert call.turn.done() is refused
    if refused:
        with pytest.raises(RetryAfter, match="31"):
            call.turn.result()


async def test_of_two_chats_the_one_that_is_ready_goes_and_a_busy_one_waits_for_its_call() -> None:
    lanes, busy, ready = Lanes(lambda chat: NEVER), Chat(5), Chat(6)
    first, second, other = call_of(busy, 0), call_of(busy, 1), call_of(ready, 2)
    for call in (first, second, other):
        lanes.join(call, 0.0)
    lanes.take(first)
    assert lanes.head(Lane.BROADCAST, 0.0) is other
    lanes.take(other)
    assert lanes.head(Lane.BROADCAST, 0.0) is None
    lanes.free(busy, 1.0)
    assert lanes.head(Lane.BROADCAST, 1.0) is second


async def test_a_cancelled_call_is_passed_over() -> None:
    lanes, cancelled, next_one = Lanes(lambda chat: NEVER), call_of(Chat(5)), call_of(Chat(6), 1)
    for call in (cancelled, next_one):
        lanes.join(call, 0.0)
    cancelled.turn.cancel()
    await asyncio.sleep(0)
    lanes.leave(cancelled)
    assert lanes.head(Lane.BROADCAST, 0.0) is next_one


@pytest.mark.parametrize(
    ("endpoint", "kind"),
    [
        ("sendMessage", Kind.SEND),
        ("copyMessage", Kind.SEND),
        ("forwardMessages", Kind.SEND),
        ("sendChatAction", None),
        ("editMessageReplyMarkup", Kind.EDIT),
        ("stopPoll", Kind.EDIT),
        ("deleteMessage", None),
        ("answerCallbackQuery", None),
    ],
)
def test_what_an_endpoint_costs_its_chat(endpoint: str, kind: Kind | None) -> None:
    assert kind_of(endpoint) is kind
