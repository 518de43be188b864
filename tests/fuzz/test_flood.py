"""One account that sends a thousand messages in a second keeps nobody else waiting, and is told so once."""

import time
from collections.abc import Callable

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.receiving.intake import take
from bot.receiving.turning_away import TOO_FAST
from bot.receiving.updates import read
from bot.receiving.webhook import PATH, SECRET_HEADER, application
from services.flooding import BURST, FILES, RUN, Flood, Passage
from storage.messages import KeptText
from tests.e2e.conftest import Bureau, bureau
from tests.fuzz.conftest import LONG
from tests.fuzz.updates import message_update, press_update

__all__ = ["bureau"]

BATCH = 100  # what one getUpdates brings


@pytest.mark.parametrize("who", ["李强", "路人"], ids=["staff", "stranger"])
async def test_a_thousand_messages_of_one_cost_the_others_no_more_than_a_burst(
    bureau: Bureau, who: str, tell: Callable[[str], None]
) -> None:
    """Seconds are the process's own, sandbox and all, and only the long form holds a machine to them."""
    bureau.desk.flood, bureau.desk.steady = Flood(), lambda: 0.0
    flooding, patient = await bureau.person(who, 4000), bureau.people["钱敏"]
    floods = [message_update(10_000 + n, flooding, text=f"第{n}条") for n in range(1000)]
    began = time.process_time()
    for first in range(0, 1000, BATCH):
        batch = floods[first : first + BATCH]
        if first + BATCH == 1000:
            batch.append(message_update(20_000, patient, text="/todo"))
        await take(bureau.desk, [read(raw, bureau.desk.bot) for raw in batch])
    await patient.wait_for("您没有待办事项。")
    waited = time.process_time() - began
    tell(f"the other waited for {waited:.2f} s of the processor")
    assert waited < 1.0 or not LONG
    await bureau.desk.settle()
    said = [message.text for message in await flooding.chat() if message.sender != flooding.id]
    assert len(said) <= BURST + 1
    told = [text for text in said if "没有收到" in text]
    assert len(told) == 1
    # What was taken and what was not meet exactly at the message that is named.
    first = int(told[0].partition("“第")[2].partition("条")[0])
    kept = await bureau.store.read(
        lambda session: list(session.scalars(select(KeptText.text).order_by(KeptText.id)))
    )
    if who == "李强":
        assert kept == [f"第{n}条" for n in range(first)]


async def test_a_press_too_many_is_answered_and_changes_nothing(bureau: Bureau) -> None:
    bureau.desk.flood, bureau.desk.steady = Flood(), lambda: 0.0
    lee = bureau.people["李强"]
    app = application(bureau.desk.bot, bureau.desk, "secret")  # type: ignore[arg-type]  # an ExtBot, as Bot
    async with TestClient(TestServer(app)) as client:
        answers = []
        for number in range(BURST + 5):
            press = press_update(30_000 + number, lee, "1rl:0", 1)
            response = await client.post(PATH, json=press, headers={SECRET_HEADER: "secret"})
            answers.append((await response.json())["text"])
    assert answers[BURST:] == [TOO_FAST] * 5
    assert TOO_FAST not in answers[:BURST]


def test_an_account_comes_back_with_time_and_others_are_not_touched() -> None:
    flood = Flood()

    def taken(account: int, at: float) -> bool:
        return flood.passage(account, at, press=True) is Passage.TAKEN

    assert sum(taken(1, 0.0) for _ in range(1000)) == BURST
    assert taken(2, 0.0)
    assert not taken(1, 0.1)
    assert taken(1, 0.5)
    assert sum(taken(1, 60.0) for _ in range(1000)) == BURST


def test_messages_are_refused_in_runs_of_which_each_is_told() -> None:
    flood = Flood()
    for _ in range(BURST):
        assert flood.passage(1, 0.0) is Passage.TAKEN
    # Though the measure fills again, nothing slips in between what was refused before and after.
    heard = [flood.passage(1, at) for at in (0.0, 0.1, 1.0, 4.0, 8.0, 29.0)]
    assert heard == [
        *(Passage.TELL, Passage.REFUSED, Passage.REFUSED, Passage.REFUSED),
        *(Passage.REFUSED, Passage.TELL),  # who comes back too early is told again
    ]
    assert flood.passage(1, 5.0, press=True) is Passage.TAKEN
    assert flood.passage(1, RUN + 1) is Passage.TAKEN
    for _ in range(BURST):
        last = flood.passage(1, RUN + 1)
    assert last is Passage.TELL


def test_files_are_counted_apart() -> None:
    flood = Flood()
    files = [flood.passage(1, 0.0, file=True) for _ in range(20)]
    assert files.count(Passage.TAKEN) == FILES
    assert files.count(Passage.TELL) == 1
    assert flood.passage(1, 0.0) is Passage.TAKEN
    assert flood.passage(1, RUN + 1, file=True) is Passage.TAKEN
