"""The pacer as the bot's rate limiter: what it reads from a call, and hands on as it came."""

import asyncio
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden

from bot.sending.calls import Call, Chat
from bot.sending.fares import Fares
from bot.sending.limits import Kind, Window
from bot.sending.pacer import Lane, Pacer
from bot.sending.purse import Purse
from bot.sending.verdict import NotSent, Unknown
from handlers.post import Superseded
from tests.bot.simulation import now, simulate


async def ask(pace: Pacer, endpoint: str, data: dict[str, Any], lane: Lane | None = None) -> Any:
    async def callback(*args: object, **kwargs: object) -> Any:
        await asyncio.sleep(0.1)
        return {"args": args, "kwargs": kwargs, "paid": data.get("allow_paid_broadcast")}

    return await pace.process_request(callback, (endpoint, 1), {"two": 2}, endpoint, data, lane)


@pytest.mark.parametrize("endpoint", ["sendMessage", "answerCallbackQuery"])
def test_a_call_is_made_with_what_it_was_given(endpoint: str) -> None:
    async def main() -> Any:
        return await ask(Pacer(now, asyncio.sleep), endpoint, {"chat_id": 5})

    assert simulate(main()) == {"args": (endpoint, 1), "kwargs": {"two": 2}, "paid": None}


def test_of_edits_of_a_message_the_last_is_made_and_of_messages_all() -> None:
    async def main(endpoint: str) -> list[type]:
        pace = Pacer(now, asyncio.sleep)
        data = {"chat_id": 5, "message_id": 1}
        calls = (ask(pace, endpoint, data) for _ in range(3))
        return [type(done) for done in await asyncio.gather(*calls, return_exceptions=True)]

    assert simulate(main("editMessageText")) == [dict, Superseded, dict]
    assert simulate(main("copyMessage")) == [dict, dict, dict]


def test_edits_count_as_edits() -> None:
    async def main() -> float:
        pace = Pacer(now, asyncio.sleep)
        for message_id in range(21):
            await ask(pace, "editMessageText", {"chat_id": 5, "message_id": message_id})
        return now()

    assert simulate(main()) > 60


@pytest.mark.parametrize(
    ("endpoint", "lane", "paid"),
    [
        ("sendMessage", Lane.BROADCAST, True),
        ("sendMessage", None, True),
        ("editMessageText", Lane.BROADCAST, None),
    ],
)
def test_only_what_is_sent_is_paid_for(endpoint: str, lane: Lane | None, paid: bool | None) -> None:
    async def main() -> Any:
        purse = Purse(0)
        purse.put(5)
        pace = Pacer(now, asyncio.sleep, rate=1.0, purse=purse)
        await ask(pace, "sendMessage", {"chat_id": 1})
        return await ask(pace, endpoint, {"chat_id": 5, "message_id": 1}, lane)

    assert simulate(main())["paid"] is paid


def test_a_call_within_what_is_free_says_nothing_of_paying() -> None:
    async def main() -> Any:
        data = {"chat_id": 5, "allow_paid_broadcast": True}  # as an earlier try left it
        return await ask(Pacer(now, asyncio.sleep), "sendMessage", data)

    assert simulate(main())["paid"] is None


def test_what_cost_nothing_is_not_refunded() -> None:
    async def main() -> int:
        purse = Purse(0)
        purse.put(5)
        pace = Pacer(now, asyncio.sleep, purse=purse)

        async def fail() -> None:
            raise NotSent("No connection")

        with pytest.raises(NotSent):
            await pace.run(fail, chat_id=5, lane=Lane.BROADCAST, pay=lambda paid: None)
        return purse.tenths

    assert simulate(main()) == 5


@pytest.mark.parametrize(
    ("error", "next_at"),
    [
        (BadRequest("chat not found"), 1.054),
        (Forbidden("bot was blocked by the user"), 1.054),
        (Unknown("No answer"), 1.254),
        (KeyError(), 1.254),
    ],
)
def test_a_place_is_free_sooner_where_telegram_answered(error: Exception, next_at: float) -> None:
    async def main() -> float:
        pace = Pacer(now, asyncio.sleep, rate=1.0)

        async def fail() -> None:
            await asyncio.sleep(0.05)
            raise error

        async def moment() -> float:
            return now()

        with pytest.raises(type(error)):
            await pace.run(fail, chat_id=5, lane=Lane.BROADCAST)
        return await pace.run(moment, chat_id=6, lane=Lane.BROADCAST)

    assert simulate(main()) == pytest.approx(next_at, abs=0.002)


async def test_a_call_is_refunded_once() -> None:
    purse, window = Purse(0), Window(30.0)
    purse.put(5)
    call = Call(0, Chat(5), Lane.BROADCAST, Kind.SEND, None, payable=True)
    fares = Fares(window, 0.0, purse)
    fares.charge(call, 0.0)
    assert (call.paid, purse.tenths) == (True, 4)
    for _ in range(2):
        fares.refund(call)
    assert (call.paid, purse.tenths) == (False, 5)


async def cancel_when_its_turn_has_come(pace: Pacer, **given: Any) -> None:
    """Make two calls to a chat; cancel the second when it was granted its turn and has not yet taken it."""
    loop = asyncio.get_running_loop()

    async def first() -> None:
        await asyncio.sleep(0.05)
        loop.call_soon(second.cancel)

    async def never() -> None:
        raise AssertionError("it was cancelled before")

    calls = (pace.run(send, chat_id=5, lane=Lane.BROADCAST, **given) for send in (first, never))
    made = [asyncio.create_task(call) for call in calls]
    second = made[1]
    done = await asyncio.gather(*made, return_exceptions=True)
    assert [type(one) for one in done] == [type(None), asyncio.CancelledError]


def test_cancelled_at_its_turn_it_costs_nothing_and_its_chat_is_free() -> None:
    async def main() -> tuple[int, float]:
        purse = Purse(0)
        purse.put(5)
        pace = Pacer(now, asyncio.sleep, rate=1.0, in_flight=1, purse=purse)
        await cancel_when_its_turn_has_come(pace, pay=lambda paid: None)
        left = purse.tenths
        await ask(pace, "sendMessage", {"chat_id": 5}, Lane.BROADCAST)
        return left, now()

    left, seconds = simulate(main())
    assert left == 5
    assert seconds < 0.3


def test_cancelled_at_its_turn_its_place_is_kept_as_if_it_had_gone() -> None:
    async def main() -> list[int]:
        pace = Pacer(now, asyncio.sleep, rate=100.0)
        await cancel_when_its_turn_has_come(pace)
        return [pace._window.held(moment) for moment in (0.06, 1.06, 1.31)]

    assert simulate(main()) == [2, 1, 0]


@pytest.mark.parametrize(("in_flight", "broadcasts"), [(1, 1), (2, 1), (8, 6)])
def test_broadcasts_leave_a_quarter_of_the_connections_to_answers(in_flight: int, broadcasts: int) -> None:
    async def main() -> float:
        pace = Pacer(now, asyncio.sleep, rate=10_000.0, in_flight=in_flight)
        calls = (ask(pace, "sendMessage", {"chat_id": n}, Lane.BROADCAST) for n in range(1, 25))
        await asyncio.gather(*calls)
        return now()

    assert simulate(main()) == pytest.approx(24 / broadcasts * 0.1, abs=0.02)


def test_a_chat_that_must_wait_is_remembered_among_thousands() -> None:
    async def main() -> float:
        pace = Pacer(now, asyncio.sleep, in_flight=5000)
        burst = [ask(pace, "sendMessage", {"chat_id": 5}) for _ in range(3)]
        crowd = [ask(pace, "sendMessage", {"chat_id": chat_id}) for chat_id in range(10, 3000)]
        await asyncio.gather(*burst, *crowd)
        await ask(pace, "sendMessage", {"chat_id": 5})
        return now()

    assert simulate(main()) == pytest.approx(1.15)


def test_its_naps_are_forgotten() -> None:
    async def main() -> int:
        pace = Pacer(now, asyncio.sleep)
        for chat_id in range(1, 9):
            await ask(pace, "sendMessage", {"chat_id": chat_id}, Lane.BROADCAST)
        await asyncio.sleep(60)
        return len(pace._naps)

    assert simulate(main()) == 0


def test_after_its_end_nothing_of_a_pacer_is_left() -> None:
    async def main() -> int:
        pace = Pacer(now, asyncio.sleep)
        pace.restore([(5, 20.0)])
        waiting = asyncio.create_task(ask(pace, "sendMessage", {"chat_id": 5}))
        await asyncio.sleep(1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await pace.shutdown()
        return len(asyncio.all_tasks())

    assert simulate(main()) == 1


@pytest.mark.parametrize(("queued", "room"), [(0, 6), (3, 3), (4, 0)])
def test_there_is_room_again_once_half_of_what_may_queue_is_gone(queued: int, room: int) -> None:
    async def main() -> int:
        pace = Pacer(now, asyncio.sleep, rate=20.0)
        calls = [ask(pace, "sendMessage", {"chat_id": n}, Lane.BROADCAST) for n in range(1, queued + 2)]
        tasks = [asyncio.create_task(call) for call in calls]
        await asyncio.sleep(0)
        found = pace.room()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return found

    assert simulate(main()) == room


def test_there_is_room_from_the_moment_a_stop_ends() -> None:
    async def main() -> list[int]:
        pace = Pacer(now, asyncio.sleep)
        pace.restore([(None, 20.0)])
        before = pace.room()
        await asyncio.sleep(20.0)
        return [before, pace.room()]

    assert simulate(main()) == [0, 5]
