"""What cannot be handled or made is put aside, and what comes twice is applied once; the rest goes on."""

from datetime import datetime
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from activities.study import StudyContent
from bot.receiving.intake import take
from bot.receiving.updates import read
from bot.receiving.webhook import PATH, SECRET_HEADER, application
from handlers.callbacks import pack
from sandbox.client import PersonClient
from services import outbox
from services.office import Office
from services.outbox import enqueue, message_row
from storage.activities import Activity
from storage.assignments import Assignment, Fact
from storage.messages import CANCELLED, SENDING, SENT, WAITING, KeptText, Message, SetAside
from storage.store import Store
from tests.e2e.conftest import Bureau, bureau
from tests.faults.bureau import REMINDER, asking

__all__ = ["bureau"]

SECRET = "s3cret"


def text_update(update_id: int, person: PersonClient, text: str) -> dict[str, Any]:
    """Return an update as Telegram sends it."""
    user = {"id": person.id, "is_bot": False, "first_name": person.name}
    chat = {"id": person.id, "type": "private", "first_name": person.name}
    message = {
        "message_id": 5000 + update_id,
        "date": 1_790_000_000,
        "chat": chat,
        "from": user,
        "text": text,
    }
    return {"update_id": update_id, "message": message}


def press_update(update_id: int, person: PersonClient, data: str) -> dict[str, Any]:
    """Return a press whose message is too old to be shown."""
    user = {"id": person.id, "is_bot": False, "first_name": person.name}
    chat = {"id": person.id, "type": "private", "first_name": person.name}
    gone = {"chat": chat, "message_id": 1, "date": 0}
    query = {"id": str(update_id), "from": user, "chat_instance": "1", "data": data, "message": gone}
    return {"update_id": update_id, "callback_query": query}


async def count(bureau: Bureau, what: Any) -> int:
    def find(session: Session) -> int:
        return session.scalar(select(func.count()).select_from(what)) or 0

    return await bureau.store.read(find)


async def test_a_poison_update_is_put_aside_and_the_rest_goes_on(bureau: Bureau) -> None:
    good = await bureau.store.write(asking, bureau.office, bureau.now, "reminder", REMINDER)
    bad = await bureau.store.write(asking, bureau.office, bureau.now, "reminder", REMINDER)
    await bureau.ring()
    lee, qian = bureau.people["李强"], bureau.people["钱敏"]
    await bureau.sent()
    first, second = [message for message in await lee.look() if message.labels == ("我已知悉",)]

    def spoil(session: Session) -> None:
        session.execute(update(Activity).where(Activity.id == bad).values(kind="nonesuch"))

    await bureau.store.write(spoil)
    for message, said in ((second, "没有成功，已记录下来"), (first, "已登记")):
        answer = await lee.tap("我已知悉", message)
        assert answer is not None
        assert said in answer.text
    assert (await qian.tap("我已知悉", (await qian.look())[0])) is not None
    assert await count(bureau, SetAside) == 1

    def done(session: Session) -> list[str]:
        query = select(Assignment.outcome).where(Assignment.activity_id == good)
        return [outcome for outcome in session.scalars(query) if outcome == "done"]

    assert len(await bureau.store.read(done)) == 2


async def test_a_message_that_cannot_be_made_holds_up_no_other(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    def put(session: Session) -> None:
        enqueue(
            session,
            [
                message_row(f"{purpose}/{name}", purpose, roster[name], bureau.now, payload={"text": "在吗"})
                for purpose in ("nonesuch", "tell")
                for name in ("李强", "钱敏")
            ],
        )

    await bureau.store.write(put)
    bureau.sender.wake()
    await bureau.people["钱敏"].wait_for("在吗")
    await bureau.people["李强"].wait_for("在吗")
    await bureau.sent()

    def states(session: Session) -> dict[str, set[str]]:
        rows = session.execute(select(Message.purpose, Message.state))
        found: dict[str, set[str]] = {}
        for purpose, state in rows:
            found.setdefault(purpose, set()).add(state)
        return found

    assert await bureau.store.read(states) == {"nonesuch": {CANCELLED}, "tell": {SENT}}


async def test_what_a_lost_claim_took_is_given_back(
    store: Store, roster: dict[str, int], now: datetime
) -> None:
    def put(session: Session) -> list[int]:
        rows = [
            message_row(f"t/{name}", "tell", id_, now, payload={"text": "在"}) for name, id_ in roster.items()
        ]
        enqueue(session, rows)
        return outbox.claim(session, now, 4, quiet=False)

    claimed = await store.write(put)
    await store.write(outbox.give_back, claimed[:1])

    def states(session: Session) -> dict[int, str]:
        return {row.id: row.state for row in session.scalars(select(Message))}

    found = await store.read(states)
    assert {id_ for id_, state in found.items() if state == SENDING} == {claimed[0]}
    assert sum(state == WAITING for state in found.values()) == len(roster) - 1


async def test_many_messages_to_one_person_hold_up_nobody_else(
    store: Store, roster: dict[str, int], now: datetime
) -> None:
    def put(session: Session) -> None:
        rows = [
            message_row(f"a/{n}", "tell", roster["陈清"], now, payload={"text": "请假"}) for n in range(20)
        ]
        rows.append(message_row("b", "tell", roster["李强"], now, payload={"text": "通知"}))
        enqueue(session, rows)

    def claim(session: Session) -> list[str]:
        ids = outbox.claim(session, now, 5, quiet=False)
        return list(session.scalars(select(Message.key).where(Message.id.in_(ids)).order_by(Message.id)))

    await store.write(put)
    assert await store.write(claim) == ["a/0", "a/1"]
    assert await store.write(claim) == ["b"]


async def test_an_update_that_comes_again_is_answered_and_not_applied_again(
    bureau: Bureau, office: Office
) -> None:
    session_ = StudyContent(
        title="十二月学习会", starts_at=bureau.now.replace(day=9), place="会议室", topic="条例"
    )
    await bureau.store.write(asking, office, bureau.now, "study", session_)
    await bureau.ring()
    lee = bureau.people["李强"]
    await lee.wait_for("十二月学习会")
    await lee.tap("请假")
    await lee.wait_for("请输入请假事由")
    again = read(text_update(77, lee, "到区里开会"), bureau.desk.bot)
    for _ in range(2):
        await take(bureau.desk, [again])
        await lee.wait_for("请假已提交")
    assert await count(bureau, KeptText) == 0

    def answers(session: Session) -> int:
        return session.scalar(select(func.count()).where(Fact.kind == "answer")) or 0

    assert await bureau.store.read(answers) == 1


async def test_a_webhook_answers_in_its_response_and_keeps_a_persons_order(bureau: Bureau) -> None:
    await bureau.store.write(asking, bureau.office, bureau.now, "reminder", REMINDER)
    await bureau.ring()
    lee = bureau.people["李强"]
    await lee.wait_for("我已知悉")

    def own(session: Session) -> int:
        query = select(Assignment.id).where(Assignment.person_id == lee.id - 1000)
        return session.scalars(query).one()

    data = pack("a", [await bureau.store.read(own), 1, "ok", ""])
    app = application(bureau.desk.bot, bureau.desk, SECRET)  # type: ignore[arg-type]  # the tests' Desk holds one
    async with TestClient(TestServer(app)) as client:
        wrong = await client.post(PATH, json={}, headers={SECRET_HEADER: "guessed"})
        assert wrong.status == 403
        for _ in range(2):
            taken = await client.post(PATH, json=press_update(90, lee, data), headers={SECRET_HEADER: SECRET})
            call = await taken.json()
            assert call["method"] == "answerCallbackQuery"
            assert call["text"] == "已登记：您已知悉。谢谢！"
        for number in range(100, 110):
            words = text_update(number, lee, f"第{number}句")
            assert (await client.post(PATH, json=words, headers={SECRET_HEADER: SECRET})).status == 200

    def kept(session: Session) -> list[str]:
        return list(session.scalars(select(KeptText.text).order_by(KeptText.id)))

    assert await bureau.store.read(kept) == [f"第{number}句" for number in range(100, 110)]
