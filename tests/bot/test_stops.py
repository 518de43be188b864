"""What a 429 stops: the chat it met, or the token where it is long or several chats meet one."""

import pytest

from bot.sending.calls import Chat, ChatId
from bot.sending.limits import Window
from bot.sending.stops import Stops

ALL = None


def stops_of(*floods: tuple[float, int, float]) -> tuple[Stops, Window, list[tuple[ChatId | None, float]]]:
    """Note floods, each a moment, a chat and its seconds; return also the window and what was paused."""
    window, paused = Window(40.0), list[tuple[ChatId | None, float]]()
    stops = Stops(window, lambda chat_id, seconds: paused.append((chat_id, seconds)))
    for now, chat_id, seconds in floods:
        stops.note(Chat(chat_id), seconds, now)
    return stops, window, paused


@pytest.mark.parametrize(("seconds", "paused"), [(60.0, [(5, 60.0)]), (61.0, [(5, 61.0), (ALL, 61.0)])])
def test_more_than_a_minute_is_not_about_one_chat(seconds: float, paused: list[object]) -> None:
    assert stops_of((100.0, 5, seconds))[2] == paused


def test_three_chats_within_two_seconds_stop_the_token() -> None:
    stops, _, paused = stops_of((0.0, 1, 5.0), (1.0, 2, 5.0), (2.0, 3, 5.0))
    assert paused[-1] == (ALL, 5.0)
    assert stops.token_until == stops.until(Chat(9)) == 7.0


@pytest.mark.parametrize(
    "floods",
    [
        [(0.0, 1, 5.0), (1.0, 2, 5.0), (2.1, 3, 5.0)],  # three, too far apart
        [(0.0, 1, 5.0), (0.5, 1, 5.0), (1.0, 2, 5.0)],  # three times, two chats
    ],
)
def test_fewer_or_slower_ones_stop_only_their_chats(floods: list[tuple[float, int, float]]) -> None:
    stops, window, paused = stops_of(*floods)
    assert ALL not in {chat_id for chat_id, _ in paused}
    assert stops.until(Chat(9)) < 0
    assert window.rate(3.0) == 40.0


def test_a_chat_waits_for_the_longer_of_its_own_stop_and_the_tokens() -> None:
    stops, _, _ = stops_of((0.0, 1, 100.0))
    chat = Chat(7)
    assert stops.until(chat) == 100.0
    chat.limits.paused_until = 130.0
    assert stops.until(chat) == 130.0


def test_floods_during_a_stop_prolong_it_and_slow_down_once() -> None:
    stops, window, paused = stops_of((0.0, 1, 61.0), (5.0, 2, 70.0), (6.0, 3, 61.5))
    assert stops.token_until == 75.0
    assert paused == [(1, 61.0), (ALL, 61.0), (2, 70.0), (ALL, 70.0), (3, 61.5)]
    assert window.rate(6.0) == 20.0


def test_a_stop_that_ends_together_with_the_one_in_force_is_told_once() -> None:
    assert stops_of((0.0, 1, 80.0), (10.0, 2, 70.0))[2] == [(1, 80.0), (ALL, 80.0), (2, 70.0)]


def test_a_flood_at_the_end_of_a_stop_is_a_new_one() -> None:
    assert stops_of((0.0, 1, 61.0), (61.0, 2, 61.0))[1].rate(61.0) == 10.0


def test_a_shorter_stop_restored_leaves_a_longer_one() -> None:
    stops, window, _ = stops_of()
    stops.restore(50.0, 10.0)
    stops.restore(20.0, 10.0)
    assert stops.token_until == 60.0
    assert window.rate(60.0) < 40.0
