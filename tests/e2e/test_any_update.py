"""Every sort of update Telegram knows, by whoever: nothing crashes, nothing leaks, words are answered.

The bot asks Telegram for three sorts only; a webhook set by somebody else, or a server of another age, may
bring the rest.
"""

import itertools
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.receiving.intake import handle
from bot.receiving.updates import read
from sandbox.chats import PersonClient
from storage.messages import Message, SetAside
from storage.people import Person
from tests.e2e.conftest import Bureau
from tests.e2e.test_activities import REMINDER, publish

_ids = itertools.count(20_000_000)
BIG = 2**52 - 1  # the largest id there may be


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Return one engine's: what is tried here is the doors, not the database."""
    return sqlite_url


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Hold every test to a log without a warning."""
    yield
    assert [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.WARNING] == []


def user(id_: int, **more: Any) -> dict[str, Any]:
    return {"id": id_, "is_bot": False, "first_name": "某"} | more


def said(id_: int, **more: Any) -> dict[str, Any]:
    """Return a message in somebody's private chat."""
    return {"message_id": 5, "date": 1, "chat": user(id_, type="private"), "from": user(id_)} | more


def sorts(id_: int) -> dict[str, Any]:
    """Return one update of each sort the bot does not ask for, each as somebody's."""
    who = user(id_)
    group = {"id": -5, "type": "supergroup", "title": "群"}
    channel = {"id": -100_5, "type": "channel", "title": "频道"}
    post = {"message_id": 5, "date": 1, "chat": channel, "sender_chat": channel, "text": "/todo"}
    member = {"user": who, "status": "member"}
    poll = {
        "id": "1",
        "question": "?",
        "options": [],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
    }
    boost = {"boost_id": "1", "source": {"source": "premium", "user": who}}
    moved = {"chat": group, "from": who, "date": 1, "old_chat_member": member, "new_chat_member": member}
    return {
        "edited_message": said(id_, text="/todo", edit_date=2),
        "channel_post": post,
        "edited_channel_post": post | {"edit_date": 2},
        "business_connection": {
            "id": "b",
            "user": who,
            "user_chat_id": id_,
            "date": 1,
            "can_reply": True,
            "is_enabled": True,
        },
        "business_message": said(id_, text="/todo", business_connection_id="b"),
        "edited_business_message": said(id_, text="/todo", business_connection_id="b"),
        "deleted_business_messages": {
            "business_connection_id": "b",
            "chat": user(id_, type="private"),
            "message_ids": [1],
        },
        "message_reaction": {
            "chat": user(id_, type="private"),
            "message_id": 1,
            "user": who,
            "date": 1,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
        },
        "message_reaction_count": {"chat": group, "message_id": 1, "date": 1, "reactions": []},
        "inline_query": {"id": "1", "from": who, "query": "陈清", "offset": ""},
        "chosen_inline_result": {"result_id": "1", "from": who, "query": ""},
        "shipping_query": {
            "id": "1",
            "from": who,
            "invoice_payload": "",
            "shipping_address": {
                "country_code": "CN",
                "state": "",
                "city": "",
                "street_line1": "",
                "street_line2": "",
                "post_code": "",
            },
        },
        "pre_checkout_query": {
            "id": "1",
            "from": who,
            "currency": "XTR",
            "total_amount": 1,
            "invoice_payload": "",
        },
        "purchased_paid_media": {"from": who, "paid_media_payload": ""},
        "poll": poll,
        "poll_answer": {"poll_id": "1", "user": who, "option_ids": [0]},
        "chat_member": moved,
        "chat_join_request": {"chat": group, "from": who, "user_chat_id": id_, "date": 1},
        "chat_boost": {"chat": channel, "boost": boost | {"add_date": 1, "expiration_date": 2}},
        "removed_chat_boost": {"chat": channel, "remove_date": 1} | boost,
        "of_another_age": {"from": who, "text": "/todo"},
    }


async def take(bureau: Bureau, **what: Any) -> None:
    """Let one update reach the bot as it is, and wait for what is said to it."""
    await handle(bureau.desk, read({"update_id": next(_ids), **what}, bureau.desk.bot))
    await bureau.desk.settle()


async def aside(bureau: Bureau) -> int:
    def count(session: Session) -> int:
        return session.scalar(select(func.count(SetAside.update_id))) or 0

    return await bureau.store.read(count)


async def newest(person: PersonClient) -> str:
    """Return the newest that the bot said to somebody."""
    told = [one.text for one in await person.chat() if one.sender != person.id]
    return told[-1] if told else ""


@pytest.mark.parametrize("who", ["secretary", "staff", "stranger", "leaver"])
async def test_sorts_that_were_not_asked_for_do_and_say_nothing(
    bureau: Bureau, roster: dict[str, int], who: str
) -> None:
    await publish(bureau, "reminder", REMINDER)
    await bureau.sent()
    accounts = {"secretary": 1000 + roster["陈清"], "staff": 1000 + roster["钱敏"], "stranger": 4000}
    if who == "leaver":

        def leave(session: Session) -> None:
            session.get_one(Person, roster["钱敏"]).left = bureau.office.today(bureau.now)

        await bureau.store.write(leave)
    account = accounts.get(who, accounts["staff"])
    phones = [*bureau.people.values(), await bureau.person("路人", 4000)]
    before = {phone.id: len(await phone.chat()) for phone in phones}
    for sort, what in sorts(account).items():
        await take(bureau, **{sort: what})
    assert {phone.id: len(await phone.chat()) for phone in phones} == before
    assert await aside(bureau) == 0


@pytest.mark.parametrize(
    "name",
    ["", "\u202e李\u202c", "\u200b", "<b>&lt;script&gt;", "😀" * 32, "A" * 64, "\0", "陈清"],
    ids=["none", "rtl", "zero-width", "html", "emoji", "long", "null", "another's"],
)
async def test_whatever_somebody_calls_themselves_and_however_large_their_number(
    bureau: Bureau, name: str
) -> None:
    stranger = await bureau.person("路人", BIG)
    me = user(BIG, first_name=name, last_name=name, username=None, language_code=None)
    for text in ("/start", "/todo", "陈清"):
        await take(bureau, message=said(BIG, text=text) | {"from": me, "chat": me | {"type": "private"}})
    assert await newest(stranger) == "请联系纪检秘书。"
    assert await aside(bureau) == 0


@pytest.mark.parametrize("owner", [None, 0, 1002, BIG], ids=["none", "zero", "somebody", "large"])
async def test_somebody_elses_number_links_nobody(
    bureau: Bureau, roster: dict[str, int], owner: int | None
) -> None:
    def prepare(session: Session) -> None:
        person = session.get_one(Person, roster["周喆"])
        person.phone, person.telegram_id = "13800138000", None

    await bureau.store.write(prepare)
    chen, thief = bureau.people["陈清"], await bureau.person("路人", 4000)
    await chen.send("/invite")
    await chen.tap("开启手机号绑定", await chen.wait_for("邀请与绑定"))
    contact: dict[str, object] = {"phone_number": "+8613800138000", "first_name": "周喆"}
    contact |= {} if owner is None else {"user_id": owner}
    forwarded = {"type": "user", "sender_user": user(1002), "date": 1}
    for more in ({}, {"forward_origin": forwarded}):
        await take(bureau, message=said(4000, contact=contact, **more))
    assert "周喆" not in "".join(one.text for one in await thief.chat() if one.sender != thief.id)

    def linked(session: Session) -> int | None:
        return session.get_one(Person, roster["周喆"]).telegram_id

    assert await bureau.store.read(linked) is None
    assert await newest(thief)


async def test_what_cannot_be_read_is_put_aside_and_its_sender_told(
    bureau: Bureau, roster: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    await take(bureau, message=said(1000 + roster["钱敏"], poll={"id": "1", "陈清": "of another age"}))
    assert "没有成功，已记录下来" in await newest(bureau.people["钱敏"])
    assert await aside(bureau) == 1
    assert "of another age" not in caplog.text
    caplog.clear()


async def test_nothing_of_the_office_is_said_where_others_read(bureau: Bureau) -> None:
    """In a group, a channel and to an inline query nobody's name or standing is said, whoever asks."""
    group = {"id": -7, "type": "group", "title": "陈清的群"}
    before = await bureau.store.read(lambda session: session.scalar(select(func.count(Message.id))))
    for text in ("/report", "/todo", "/me", "李强", "/start", "/audit"):
        await take(bureau, message=said(1001, text=text) | {"chat": group})
    assert await bureau.store.read(lambda s: s.scalar(select(func.count(Message.id)))) == before
    assert await aside(bureau) == 0
