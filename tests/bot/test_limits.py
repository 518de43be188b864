"""The limits by themselves: what one chat bears, and how many calls one second holds."""

import math

import pytest

from bot.sending.limits import ChatLimits, Kind, Lane, Window

NEVER = -math.inf


def private(*edits: float) -> ChatLimits:
    """Return the limits of a private chat whose messages were edited at these moments."""
    limits = ChatLimits(is_group=False)
    for moment in edits:
        limits.take(Kind.EDIT, moment)
    return limits


def window_after(rate: float, *taken: tuple[Lane, float]) -> Window:
    window = Window(rate)
    for lane, moment in taken:
        window.take(lane, moment)
    return window


def test_a_burst_of_three_then_one_each_second() -> None:
    limits, went = ChatLimits(is_group=False), []
    for _ in range(5):
        now = max(limits.ready_at(Kind.SEND), 0.0)
        limits.take(Kind.SEND, now)
        went.append(now)
    assert went == pytest.approx([0, 0, 0, 1.05, 2.1])


def test_after_the_twentieth_edit_one_waits_until_the_first_is_a_minute_old() -> None:
    limits = private(*(float(n) for n in range(0, 38, 2)))
    assert limits.ready_at(Kind.EDIT) < 38
    limits.take(Kind.EDIT, 38.0)
    assert limits.ready_at(Kind.EDIT) == 60.5
    assert limits.ready_at(Kind.SEND) < 40  # messages are not counted with edits


def test_in_a_group_messages_are_counted_too() -> None:
    limits = ChatLimits(is_group=True)
    for n in range(20):
        limits.take(Kind.SEND, 2.0 * n)
    assert limits.ready_at(Kind.SEND) == limits.ready_at(Kind.EDIT) == 60.5


def test_a_stop_outlasts_what_the_chat_would_bear() -> None:
    limits = ChatLimits(is_group=False)
    limits.paused_until = 7.0
    assert limits.ready_at(Kind.SEND) == 7.0


@pytest.mark.parametrize(("moment", "rested"), [(90.0, False), (100.4, False), (100.5, True)])
def test_a_chat_rests_when_its_last_edit_is_a_minute_old(moment: float, rested: bool) -> None:
    assert private(0.0, 20.0, 40.0).is_rested(moment) is rested


@pytest.mark.parametrize(("moment", "rested"), [(1.0, False), (1.05, True)])
def test_a_chat_rests_a_second_after_its_only_message(moment: float, rested: bool) -> None:
    limits = ChatLimits(is_group=False)
    limits.take(Kind.SEND, 0.0)
    assert limits.is_rested(moment) is rested


def test_a_chat_does_not_rest_while_it_is_stopped() -> None:
    limits = ChatLimits(is_group=False)
    limits.paused_until = 50.0
    assert [limits.is_rested(49.9), limits.is_rested(50.0)] == [False, True]


def test_a_rate_below_one_is_one() -> None:
    window = Window(0.2)
    assert window.rate(0.0) == 1.0
    window.set_rate(0.5)
    assert window.rate(0.0) == 1.0


def test_a_slowing_down_halves_each_time_and_grows_back_in_a_minute_from_its_end() -> None:
    window = Window(40.0)
    window.slow_down(0.0, 10.0)
    assert [window.rate(now) for now in (0.0, 10.0, 25.0, 40.0, 99.0)] == pytest.approx([20, 20, 30, 40, 40])
    window.slow_down(25.0, 30.0)
    assert window.rate(30.0) == pytest.approx(15)
    window.set_rate(80.0)
    assert window.rate(30.0) == pytest.approx(30)


def test_however_often_it_slows_down_one_a_second_goes() -> None:
    window = Window(4.0)
    for _ in range(9):
        window.slow_down(0.0, 5.0)
    assert window.rate(5.0) == 1.0
    assert window.rate(20.0) == pytest.approx(2.0)


def test_a_place_is_held_until_a_second_after_its_answer_could_have_come() -> None:
    window = window_after(2.0, (Lane.BROADCAST, 0.0), (Lane.ANSWER, 0.5))
    assert [window.held(now) for now in (0.5, 1.253, 1.26, 1.8)] == [2, 2, 1, 0]


def test_an_answer_waits_only_for_a_broadcast_to_make_room() -> None:
    assert window_after(2.0, (Lane.ANSWER, 0.0)).free_at(Lane.ANSWER, 0.0) == 0.0
    assert window_after(2.0, (Lane.ANSWER, 0.0), (Lane.ANSWER, 0.0)).free_at(Lane.ANSWER, 0.1) == 0.1
    mixed = window_after(2.0, (Lane.BROADCAST, 0.0), (Lane.ANSWER, 0.3))
    assert mixed.free_at(Lane.ANSWER, 0.4) == pytest.approx(1.254)


def test_broadcasts_are_spaced_evenly_and_make_up_for_little() -> None:
    window = Window(10.0)
    assert window.free_at(Lane.BROADCAST, 0.0) <= 0.0
    window.take(Lane.BROADCAST, 0.0)
    assert window.free_at(Lane.BROADCAST, 0.0) == pytest.approx(0.07)  # 0.09 less what it may make up for
    window.take(Lane.BROADCAST, 0.07)
    assert window.free_at(Lane.BROADCAST, 0.07) == pytest.approx(0.16)
    window.take(Lane.BROADCAST, 5.0)
    assert window.free_at(Lane.BROADCAST, 5.0) == pytest.approx(5.07)


def test_a_full_second_lets_no_broadcast_go_until_the_first_place_is_free() -> None:
    full = window_after(2.0, (Lane.BROADCAST, 0.0), (Lane.BROADCAST, 0.4))
    assert full.free_at(Lane.BROADCAST, 0.5) == pytest.approx(1.254)


@pytest.mark.parametrize(
    ("answers", "broadcasts", "free_at"), [(20, 4, 0.0), (20, 5, 1.254), (19, 4, 1.254), (21, 0, 0.0)]
)
def test_where_answers_fill_the_second_a_quarter_is_left_to_broadcasts(
    answers: int, broadcasts: int, free_at: float
) -> None:
    window = window_after(20.0, *[(Lane.ANSWER, 0.0)] * answers, *[(Lane.BROADCAST, 0.0)] * broadcasts)
    assert window.free_at(Lane.BROADCAST, 0.0) == pytest.approx(free_at)


def settled(window: Window, trips: list[float], now: float = 0.0) -> float:
    """Send and settle a call for each round trip, a second and a half apart; return when all are done."""
    for trip in trips:
        window.settle(window.take(Lane.BROADCAST, now), now + trip)
        now += 1.5
    return now


def test_trips_count_once_there_were_twenty() -> None:
    def released_after(number: int) -> float:
        window = Window(1.0)
        now = settled(window, [0.1] * number, 1000.0)
        window.settle(window.take(Lane.BROADCAST, now), now + 0.1)
        return window.free_at(Lane.BROADCAST, now + 0.1) - now

    assert released_after(18) == pytest.approx(1.104)  # with its own the nineteenth: nothing is known
    assert released_after(19) == pytest.approx(1.004)


def test_of_uneven_trips_less_is_taken_for_the_least_than_was_seen() -> None:
    window = Window(1.0)
    now = settled(window, [0.1, 0.14] * 18, 1000.0)
    window.settle(window.take(Lane.BROADCAST, now), now + 0.14)
    kept = window.free_at(Lane.BROADCAST, now + 0.14) - now
    assert kept == pytest.approx(1.044 + 2 * 0.0205 / math.sqrt(37), abs=0.0005)  # 0.0205 is their spread


def test_a_route_that_became_longer_is_learnt_within_a_minute() -> None:
    window = Window(1.0)
    now = settled(window, [0.02] * 40, 1000.0)
    now = settled(window, [0.2] * 45, now)
    window.settle(window.take(Lane.BROADCAST, now), now + 0.2)
    assert window.free_at(Lane.BROADCAST, now + 0.2) - now == pytest.approx(1.004)


def test_an_answer_later_than_a_quarter_second_frees_its_place_no_later() -> None:
    window = Window(1.0)
    window.settle(window.take(Lane.BROADCAST, 0.0), 0.9)
    assert window.free_at(Lane.BROADCAST, 0.9) == pytest.approx(1.254)


def test_an_answer_from_before_the_last_second_changes_nothing() -> None:
    window = Window(1.0)
    place = window.take(Lane.BROADCAST, 0.0)
    assert window.held(5.0) == 0
    window.settle(place, 5.0)
    assert window.held(5.0) == 0
    assert window.free_at(Lane.BROADCAST, 5.0) <= 5.0
