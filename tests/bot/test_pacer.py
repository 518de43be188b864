"""The pacer in simulated time: hours pass in a moment, and never a 429 too many."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from telegram.error import BadRequest, RetryAfter

from bot.sending.limits import Kind, Lane, Window
from bot.sending.pacer import Pacer
from bot.sending.verdict import Unknown
from handlers.post import Superseded
from tests.bot.simulation import StrictServer, now, simulate


def pacer(**settings: Any) -> Pacer:
    return Pacer(now, asyncio.sleep, **settings)


async def broadcast(
    pace: Pacer, call: Callable[[int], Awaitable[object]], chats: range, workers: int = 64
) -> None:
    waiting = iter(chats)

    async def work() -> None:
        for chat_id in waiting:
            await pace.run(lambda chat_id=chat_id: call(chat_id), chat_id=chat_id, lane=Lane.BROADCAST)  # type: ignore[misc]  # bound at once

    await asyncio.gather(*(work() for _ in range(workers)))


async def at(moments: list[float], result: object = None) -> object:
    moments.append(now())
    return result


@pytest.mark.parametrize(
    ("latency", "rate"),
    [
        ((0.001, 0.003), 30),
        ((0.03, 0.03), 30),
        ((0.02, 0.04), 30),
        ((0.1, 0.105), 30),
        ((0.001, 0.012), 300),
    ],
)
def test_a_broadcast_uses_the_allowed_rate_and_never_exceeds_it(
    latency: tuple[float, float], rate: int
) -> None:
    async def main() -> tuple[StrictServer, float]:
        server = StrictServer(rate, latency=latency)
        await broadcast(pacer(rate=float(rate)), server.call, range(1, 1 + rate * 30))
        return server, now()

    server, seconds = simulate(main())
    assert server.refused == 0
    assert [len(times) for times in server.chats.values()] == [1] * (rate * 30)
    assert rate * 30 / seconds >= 0.97 * rate


def test_wild_latency_costs_rate_but_brings_no_refusal() -> None:
    async def main() -> tuple[StrictServer, float]:
        server = StrictServer(30, latency=(0.02, 0.3))
        await broadcast(pacer(), server.call, range(1, 1801))
        return server, now()

    server, seconds = simulate(main())
    assert server.refused == 0
    assert 1800 / seconds > 24


def test_answers_overtake_a_broadcast_without_a_refusal() -> None:
    async def main() -> tuple[StrictServer, list[float]]:
        server, pace, waits = StrictServer(30), pacer(), []

        async def answer(chat_id: int) -> None:
            await asyncio.sleep(chat_id / 5 % 30)
            asked = now()
            await pace.run(lambda: server.call(chat_id), chat_id=chat_id, lane=Lane.ANSWER)
            waits.append(now() - asked)

        people = (answer(chat_id) for chat_id in range(10_000, 10_150))
        await asyncio.gather(broadcast(pace, server.call, range(1, 901)), *people)
        return server, waits

    server, waits = simulate(main())
    assert server.refused == 0
    assert sorted(waits)[int(len(waits) * 0.95)] <= 0.25


def test_answers_alone_are_not_held_to_the_broadcasting_rate() -> None:
    async def main() -> float:
        pace: Pacer = pacer()
        calls = (pace.run(lambda: at([]), chat_id=n, lane=Lane.ANSWER) for n in range(1, 91))
        await asyncio.gather(*calls)
        return now()

    assert simulate(main()) == 0.0


def test_a_storm_of_answers_leaves_the_broadcast_a_quarter() -> None:
    async def main() -> int:
        pace, sent = pacer(), 0

        async def send(chat_id: int) -> None:
            nonlocal sent
            sent += 1

        push = asyncio.create_task(broadcast(pace, send, range(1, 10_000)))
        answers = []
        for n in range(1000):
            await asyncio.sleep(0.01)
            answer = pace.run(lambda: at([]), chat_id=100_000 + n, lane=Lane.ANSWER)
            answers.append(asyncio.create_task(answer))
        push.cancel()
        await asyncio.gather(*answers)
        await asyncio.gather(push, return_exceptions=True)
        return sent

    assert 60 <= simulate(main()) <= 150


def test_one_private_chat_gets_a_short_burst_then_a_message_a_second() -> None:
    async def main() -> list[float]:
        pace = pacer()
        moments: list[float] = []
        await asyncio.gather(*(pace.run(lambda: at(moments), chat_id=5, lane=Lane.ANSWER) for _ in range(6)))
        return moments

    assert simulate(main()) == pytest.approx([0, 0, 0, 1.05, 2.1, 3.15], abs=0.01)


@pytest.mark.parametrize(("chat_id", "kind"), [(-100, Kind.SEND), (5, Kind.EDIT)])
def test_a_group_and_the_edits_of_a_chat_stay_within_twenty_a_minute(chat_id: int, kind: Kind) -> None:
    async def main() -> list[float]:
        pace = pacer()
        moments: list[float] = []
        for _ in range(50):
            await pace.run(lambda: at(moments), chat_id=chat_id, lane=Lane.ANSWER, kind=kind)
        return moments

    moments = simulate(main())
    assert all(later - earlier > 60 for earlier, later in zip(moments, moments[20:], strict=False))
    assert moments[-1] < 130


def test_calls_of_one_chat_go_one_after_the_other_in_their_order() -> None:
    async def main() -> list[str]:
        pace, log = pacer(), []

        async def send(name: str, seconds: float) -> None:
            log.append(f"+{name}")
            await asyncio.sleep(seconds)
            log.append(f"-{name}")

        calls = (("a", 0.5), ("b", 0.1), ("c", 0.1))
        await asyncio.gather(
            *(pace.run(lambda c=c: send(*c), chat_id=5, lane=Lane.ANSWER) for c in calls)  # type: ignore[misc]  # bound at once
        )
        return log

    assert simulate(main()) == ["+a", "-a", "+b", "-b", "+c", "-c"]


def test_only_the_last_state_of_a_message_is_sent() -> None:
    async def main() -> tuple[list[str], Sequence[str | BaseException]]:
        pace, seen = pacer(), []

        async def edit(text: str) -> str:
            await asyncio.sleep(0.2)
            seen.append(text)
            return text

        async def show(text: str) -> str:
            return await pace.run(
                lambda: edit(text), chat_id=5, lane=Lane.ANSWER, kind=Kind.EDIT, message_id=1
            )

        return seen, await asyncio.gather(*(show(text) for text in "一二三四"), return_exceptions=True)

    seen, results = simulate(main())
    assert seen == ["一", "四"]
    assert [type(result) for result in results] == [str, Superseded, Superseded, str]


def test_an_edit_that_was_refused_does_not_come_back_over_a_later_one() -> None:
    async def main() -> tuple[list[str], Sequence[str | BaseException]]:
        pace, seen = pacer(), []

        async def edit(text: str) -> str:
            await asyncio.sleep(0.1)
            if text == "旧":
                raise RetryAfter(2)
            seen.append(text)
            return text

        async def show(text: str) -> str:
            return await pace.run(
                lambda: edit(text), chat_id=5, lane=Lane.ANSWER, kind=Kind.EDIT, message_id=1
            )

        return seen, await asyncio.gather(show("旧"), show("新"), return_exceptions=True)

    seen, results = simulate(main())
    assert seen == ["新"]
    assert isinstance(results[0], Superseded)


def flood(seconds: int, times: int = 10**6) -> Callable[[], Awaitable[float]]:
    left = [times]

    async def send() -> float:
        await asyncio.sleep(0.01)
        if left[0]:
            left[0] -= 1
            raise RetryAfter(seconds)
        return now()

    return send


def test_an_answer_waits_and_tries_again_and_a_broadcast_is_told() -> None:
    async def main() -> tuple[float, list[tuple[Any, float]]]:
        stops: list[tuple[Any, float]] = []
        pace = pacer(on_pause=lambda chat_id, seconds: stops.append((chat_id, seconds)))
        with pytest.raises(RetryAfter):
            await pace.run(flood(4), chat_id=6, lane=Lane.BROADCAST)
        answered = await pace.run(flood(3, times=1), chat_id=5, lane=Lane.ANSWER)
        with pytest.raises(RetryAfter):
            await pace.run(flood(3), chat_id=5, lane=Lane.ANSWER)
        return answered, stops

    answered, stops = simulate(main())
    assert 3 < answered < 4
    assert stops == [(6, 4), (5, 3), (5, 3), (5, 3), (5, 3)]


def test_one_chat_stops_alone() -> None:
    async def main() -> tuple[float, float]:
        pace = pacer()
        with pytest.raises(RetryAfter):
            await pace.run(flood(20), chat_id=5, lane=Lane.BROADCAST)
        other = await pace.run(flood(0, times=0), chat_id=6, lane=Lane.BROADCAST)
        return other, await pace.run(flood(0, times=0), chat_id=5, lane=Lane.BROADCAST)

    other, same = simulate(main())
    assert other < 1
    assert same > 20


def test_several_chats_stop_the_token_and_the_rate_recovers_by_and_by() -> None:
    async def main() -> tuple[list[Any], float, list[float]]:
        stops: list[Any] = []
        pace = pacer(on_pause=lambda chat_id, seconds: stops.append(chat_id))
        calls = (pace.run(flood(10), chat_id=n, lane=Lane.BROADCAST) for n in (1, 2, 3, 4))
        await asyncio.gather(*calls, return_exceptions=True)
        went = await pace.run(flood(0, times=0), chat_id=9, lane=Lane.ANSWER)
        rates = [pace.rate()]
        for _ in range(4):
            await asyncio.sleep(10)
            rates.append(pace.rate())
        return stops, went, rates

    stops, went, rates = simulate(main())
    assert None in stops
    assert went > 10
    assert rates == pytest.approx([15, 20, 25, 30, 30], abs=0.1)


def test_a_long_stop_refuses_at_once_what_waits_and_what_comes() -> None:
    async def main() -> tuple[list[Any], float]:
        pace = pacer()
        first = [pace.run(flood(10_072), chat_id=n, lane=Lane.BROADCAST) for n in range(1, 60)]
        return await asyncio.gather(*first, return_exceptions=True), now()

    results, seconds = simulate(main())
    assert {type(result) for result in results} == {RetryAfter}
    assert seconds < 1


def test_stops_outlive_a_restart() -> None:
    async def main() -> tuple[float, float]:
        pace = pacer()
        pace.restore([(None, 5.0), (7, 12.0)])
        first = await pace.run(flood(0, times=0), chat_id=6, lane=Lane.ANSWER)
        return first, await pace.run(flood(0, times=0), chat_id=7, lane=Lane.ANSWER)

    first, seventh = simulate(main())
    assert first == pytest.approx(5.0, abs=0.1)
    assert seventh == pytest.approx(12.0, abs=0.1)


def test_no_more_than_the_cap_are_under_way_and_answers_keep_a_share() -> None:
    async def main() -> tuple[int, float]:
        pace, under_way, most = pacer(rate=10_000.0, in_flight=8), 0, 0

        async def slow(chat_id: int) -> None:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(5)
            under_way -= 1

        push = asyncio.create_task(broadcast(pace, slow, range(1, 41), workers=20))
        await asyncio.sleep(1)
        answered = await pace.run(flood(0, times=0), chat_id=99, lane=Lane.ANSWER)
        await push
        return most, answered

    most, answered = simulate(main())
    assert most == 6
    assert answered < 1.1


def test_a_cancelled_call_gives_its_turn_away() -> None:
    async def main() -> float:
        pace = pacer(in_flight=2, rate=1.0)
        blocked = [
            asyncio.create_task(pace.run(flood(0, times=0), chat_id=5, lane=Lane.BROADCAST)) for _ in range(9)
        ]
        await asyncio.sleep(0)
        for task in blocked:
            task.cancel()
        await asyncio.gather(*blocked, return_exceptions=True)
        return await pace.run(flood(0, times=0), chat_id=5, lane=Lane.BROADCAST)

    assert simulate(main()) < 1.5


def test_idle_chats_are_forgotten() -> None:
    async def main() -> int:
        pace = pacer(rate=1000.0)
        await broadcast(pace, lambda chat_id: asyncio.sleep(0.001), range(1, 20_001))
        return len(pace._chats)

    assert simulate(main()) < 4096


def test_refusals_and_doubts_pass_through() -> None:
    async def main() -> None:
        pace = pacer()
        for error in (BadRequest("Bad Request: chat not found"), Unknown("?")):

            async def send(error: Exception = error) -> None:
                raise error

            with pytest.raises(type(error)):
                await pace.run(send, chat_id=5, lane=Lane.ANSWER)

    simulate(main())


@pytest.mark.parametrize(
    ("endpoint", "paced"),
    [
        ("sendMessage", True),
        ("editMessageText", True),
        ("answerCallbackQuery", False),
        ("sendChatAction", False),
    ],
)
def test_as_rate_limiter_it_paces_what_puts_or_changes_messages(endpoint: str, paced: bool) -> None:
    async def main() -> float:
        pace = pacer()
        data: dict[str, Any] = {"chat_id": 5, "message_id": 1}

        async def callback(*args: object) -> bool:
            return True

        for _ in range(5):
            assert await pace.process_request(callback, (endpoint, data), {}, endpoint, data, Lane.BROADCAST)
        return now()

    assert (simulate(main()) > 0) is paced


def test_a_late_answer_keeps_its_place_and_a_lost_one_not_for_long() -> None:
    window = Window(1.0)
    for second in range(60):
        window.settle(window.take(Lane.BROADCAST, second), second + 0.1)
    assert window.free_at(Lane.BROADCAST, 59.1) == pytest.approx(60.004)
    window.settle(window.take(Lane.BROADCAST, 62.0), 62.2)
    assert window.free_at(Lane.BROADCAST, 62.2) == pytest.approx(63.104, abs=0.01)
    window.take(Lane.BROADCAST, 70.0)
    assert window.free_at(Lane.BROADCAST, 70.5) == pytest.approx(71.254)
