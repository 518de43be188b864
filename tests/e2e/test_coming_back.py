"""Whoever could not be reached and can be again gets what is still open, once."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.commitment import CommitmentContent
from activities.reminder import ReminderContent
from sandbox.chats import PersonClient
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Person
from tests.e2e.conftest import Bureau
from tests.e2e.test_activities import REMINDER, publish

LETTER = CommitmentContent(title="党风廉政承诺书", opening="本人郑重承诺：", clauses=["严守规矩。"])
DONE_ALREADY = ReminderContent(title="值班纪律提醒", body="值班期间请在岗在位。")


async def undelivered(bureau: Bureau, person_id: int) -> list[str | None]:
    """Return why each assignment of a person did not reach them, None where it did."""
    await bureau.sent()
    query = select(Assignment.unreachable).where(Assignment.person_id == person_id).order_by(Assignment.id)
    return list(await bureau.store.read(lambda session: session.scalars(query).all()))


async def times(person: PersonClient, *titles: str) -> list[int]:
    """Return how often each of these was sent to somebody."""
    sent = [message.text.partition("\n")[0] for message in await person.chat() if message.from_bot]
    return [sum(title in heading and "【" in heading for heading in sent) for title in titles]


async def test_after_blocking_what_is_open_comes_once(bureau: Bureau, roster: dict[str, int]) -> None:
    lee = bureau.people["李强"]
    await publish(bureau, "reminder", DONE_ALREADY)
    await lee.wait_for("值班纪律提醒")
    await lee.tap("我已知悉")
    await lee.block()
    await publish(bureau, "reminder", REMINDER)
    await publish(bureau, "commitment", LETTER)
    blocked = "本人已停用机器人"
    assert await undelivered(bureau, roster["李强"]) == [None, blocked, blocked]

    await lee.unblock()
    await lee.start()  # what a phone sends after unblocking
    await lee.wait_for("李强同志，您好")
    assert await undelivered(bureau, roster["李强"]) == [None, None, None]
    assert await times(lee, "元旦廉洁提醒", "党风廉政承诺书", "值班纪律提醒") == [1, 1, 1]
    await lee.block()
    await lee.unblock()
    await lee.start()
    await lee.wait_for("李强同志，您好")
    await bureau.later(minutes=30)
    await bureau.sent()
    assert await times(lee, "元旦廉洁提醒", "党风廉政承诺书", "值班纪律提醒") == [2, 2, 1]


@pytest.mark.parametrize("sign", ["start", "words"])
async def test_an_account_that_was_not_found_is_there_after_all(
    bureau: Bureau, roster: dict[str, int], sign: str
) -> None:
    def misplace(session: Session) -> None:
        session.get_one(Person, roster["李强"]).telegram_id = 5555

    await bureau.store.write(misplace)
    await publish(bureau, "reminder", REMINDER)
    await publish(bureau, "commitment", LETTER)
    reason = "找不到与本人的对话，绑定可能有误"
    assert await undelivered(bureau, roster["李强"]) == [reason, reason]

    phone = await bureau.messenger.person(5555, "李强", standing="new")
    if sign == "start":
        await phone.start()
        await phone.wait_for("您还有2项待办，重新发给您")
        await phone.wait_for("元旦廉洁提醒")
    else:  # the list has a button for each: nothing needs to come by itself
        await phone.send("在吗")
        await phone.wait_for("您有2项待办")
    assert await undelivered(bureau, roster["李强"]) == [None, None]
    expected = [1, 1] if sign == "start" else [0, 0]
    assert await times(phone, "元旦廉洁提醒", "党风廉政承诺书") == expected
    # From now on everything reaches them again.
    await publish(bureau, "reminder", DONE_ALREADY)
    await phone.wait_for("值班纪律提醒")
    await bureau.sent()
    states = select(Message.state).where(Message.person_id == roster["李强"]).order_by(Message.id.desc())
    assert await bureau.store.read(lambda session: session.scalars(states.limit(1)).one()) == "sent"
