import sandbox
from sandbox.limits import Limits, Rates
from tests.sandbox.conftest import Api, Hands


async def crowd(box: sandbox.Box, count: int) -> None:
    await box.messenger.people(
        [{"id": n, "first_name": f"同志{n}", "standing": "started"} for n in range(1, count + 1)]
    )


async def test_thirty_messages_in_any_one_second(api: Api, box: sandbox.Box, clock: Hands) -> None:
    await crowd(box, 40)
    for person in range(1, 31):
        clock.seconds += 0.01
        assert (await api("sendMessage", chat_id=person, text="x"))["ok"]
    refused = await api("sendMessage", chat_id=31, text="x")
    assert refused == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    clock.seconds += 0.705  # the first of the thirty is not quite a second old
    assert not (await api("sendMessage", chat_id=31, text="x"))["ok"]
    clock.seconds += 0.01
    assert (await api("sendMessage", chat_id=31, text="x"))["ok"]
    assert not (await api("sendMessage", chat_id=32, text="x"))["ok"]


async def test_one_message_a_second_in_a_chat_after_a_burst(api: Api, box: sandbox.Box, clock: Hands) -> None:
    await crowd(box, 1)
    sent = [await api("sendMessage", chat_id=1, text="x") for _ in range(6)]
    assert [reply["ok"] for reply in sent] == [True] * 5 + [False]
    assert sent[-1]["parameters"] == {"retry_after": 1}
    clock.seconds += 1
    message = sent[0]["result"]["message_id"]
    assert (await api("editMessageText", chat_id=1, message_id=message, text="y"))["ok"]
    assert (await api("sendMessage", chat_id=1, text="x"))["error_code"] == 429
    assert (await api("sendChatAction", chat_id=1, action="typing"))["ok"]


async def test_twenty_a_minute_in_a_group(api: Api, box: sandbox.Box, clock: Hands) -> None:
    person = await box.messenger.person(1, "张三", standing="started")
    await box.messenger.group(-5, "支部群", person)
    for _ in range(20):
        clock.seconds += 1
        assert (await api("sendMessage", chat_id=-5, text="x"))["ok"]
    refused = await api("sendMessage", chat_id=-5, text="x")
    assert refused["parameters"] == {"retry_after": 41}
    clock.seconds += 41
    assert (await api("sendMessage", chat_id=-5, text="x"))["ok"]


async def test_paid_broadcasts_go_on_above_the_free_rate_and_cost_stars(api: Api, box: sandbox.Box) -> None:
    await crowd(box, 40)
    for person in range(1, 41):
        assert (await api("sendMessage", chat_id=person, text="x", allow_paid_broadcast=True))["ok"]
    assert round((await box.messenger.stats())["stars_spent"], 6) == 1.0


async def test_limits_can_be_changed_and_switched_off(api: Api, box: sandbox.Box) -> None:
    await crowd(box, 1)
    await box.messenger.limit(overall=1000, chat_interval=0, chat_edits=0)
    for _ in range(50):
        assert (await api("sendMessage", chat_id=1, text="x"))["ok"]
    async with sandbox.serve(limits=False) as free:
        await crowd(free, 1)
        unlimited = Api(free, api.session)
        for _ in range(50):
            assert (await unlimited("sendMessage", chat_id=1, text="x"))["ok"]


def test_a_rate_held_exactly_is_never_refused() -> None:
    limits = Limits(Rates())
    for number in range(3000):
        limits.send(number + 1, 1_800_000_000 + number / 30 * 1.000001)
    for number in range(100):
        limits.edit(5000, 1_800_000_000 + number * 3.0)
