"""Whoever holds the whole database of a survey that is over cannot tell who answered what."""

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from activities.survey import SurveyContent
from sandbox.chats import PersonClient
from storage.base import Base
from storage.messages import KeptText, Message, SetAside
from storage.store import Store
from storage.surveys import SurveyAnswer, SurveyClosing, SurveyDraft
from tests.e2e.conftest import Bureau, behind
from tests.e2e.test_activities import publish
from tests.e2e.test_surveys import finish
from tests.services.test_survey_closing import everybody_answers

TITLE = "作风满意度"
ASKED = SurveyContent(
    title=TITLE,
    naming="匿名",
    questions="1．办事效率［打分1-5，必填］\n2．要改进的［多选］flow／form／fees\n3．意见建议［问答］",
)
# In roster order, which is the order in which they answer: nothing of the survey may keep it.
SAID = {
    name: f"verbatim-{number}" for number, name in enumerate(("陈清", "赵刚", "钱敏", "孙丽", "李强", "周喆"))
}


async def fill_in(bureau: Bureau, name: str, score: int) -> PersonClient:
    """Let somebody answer on their phone, changing their mind once, and hand it in."""
    phone = bureau.people[name]
    cover = await phone.wait_for(TITLE)
    assert "秘书看不到，管理数据库的人技术上看得到" in cover.text
    await phone.tap("开始填写", cover)
    await phone.tap(str(score), await phone.wait_for("第1题"))
    await phone.tap("form", await phone.wait_for("第2题"))
    await phone.tap("确定", await phone.wait_for("✓ form"))
    await phone.wait_for("第3题")
    await phone.send(f"draft of {SAID[name]}")
    await phone.tap("3", await phone.wait_for("请检查"))
    await phone.wait_for("第3题")
    await phone.send(SAID[name])
    await phone.tap("提交", await phone.wait_for(f"3．意见建议　{SAID[name]}"))
    await phone.wait_for("无需再操作")
    return phone


async def all_answer(bureau: Bureau) -> None:
    await publish(bureau, "survey", ASKED)
    for number, name in enumerate(SAID):
        await bureau.later(minutes=7)
        await fill_in(bureau, name, number % 5 + 1)


async def test_after_closing_nothing_joins_people_and_answers(
    bureau: Bureau, roster: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await all_answer(bureau)
    during = bureau.now
    await bureau.store.write(_put_aside, during)
    clerk, ended = await finish(bureau, TITLE)
    await _scrubbed(bureau)

    rows = await bureau.store.read(everything)
    holding = {name for name, lines in rows.items() if any("verbatim" in line for line in lines)}
    assert holding == {"survey_answer"}
    assert not rows["survey_draft"]
    assert not rows["kept_text"]
    assert "verbatim" not in caplog.text
    answers = await bureau.store.read(lambda session: session.scalars(select(SurveyAnswer)).all())
    assert sorted(one.value["value"] for one in answers if one.question == "3") == sorted(SAID.values())
    assert len({one.id for one in answers}) == len(answers) == 18
    assert min(one.id for one in answers) > 2**40  # no counter, which would tell an order
    columns = {column.name for column in SurveyAnswer.__table__.columns}
    assert columns == {"id", "activity_id", "question", "value"}  # no person, no time, no respondent
    await _nothing_hashed(bureau, [*SAID.values()])
    await (_search_sqlite if bureau.store.is_sqlite else _search_postgresql)(bureau.store)

    await clerk.tap("问卷结果", ended)
    results = await clerk.wait_for("匿名，应填6人，提交6份")
    assert "form　6人，100%" in results.text
    assert "verbatim" not in results.text
    assert "处室" not in results.text


async def test_while_it_is_open_answers_stand_in_the_drafts_alone(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await publish(bureau, "survey", ASKED)
    lee = await fill_in(bureau, "李强", 2)
    rows = await bureau.store.read(everything)
    assert {name for name, lines in rows.items() if any("verbatim" in line for line in lines)} == {
        "survey_draft"
    }
    jo = bureau.people["周喆"]
    await jo.tap("开始填写", await jo.wait_for(TITLE))
    await jo.tap("4", await jo.wait_for("第1题"))
    await jo.wait_for("第2题")
    # What is sent anew, as by the reminder, shows no answer: the outbox keeps a hash of it.
    sent = await jo.send("/todo")
    await jo.tap(f"1．{TITLE}", await jo.wait_for(behind(sent, "您有1项待办")))
    cover = await jo.wait_for("继续填写")
    assert "✓" not in repr(cover.labels)
    sent = await lee.send("/me")
    mine = await lee.wait_for(behind(sent, "李强"))
    assert "verbatim" not in mine.text


async def test_under_five_answers_nothing_is_kept_or_shown(bureau: Bureau, roster: dict[str, int]) -> None:
    four = list(roster.values())[1:5]
    await bureau.store.write(everybody_answers, bureau.office, bureau.now, four)
    clerk, ended = await finish(bureau, "作风问卷")
    await clerk.tap("问卷结果", ended)
    results = await clerk.wait_for("少于5份，不显示")
    assert "提交4份" in results.text
    assert "效率" not in results.text
    assert await bureau.store.read(lambda session: session.scalars(select(SurveyAnswer)).all()) == []


async def test_words_that_come_too_late_are_not_kept(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish(bureau, "survey", ASKED)
    jo, lee = bureau.people["周喆"], bureau.people["李强"]
    for phone in (jo, lee):
        await phone.tap("开始填写", await phone.wait_for(TITLE))
        await phone.tap("4", await phone.wait_for("第1题"))
        await phone.tap("跳过", await phone.wait_for("第2题"))
        await phone.wait_for("第3题")
    await bureau.later(hours=25)
    await lee.send("verbatim, a day later")
    await lee.wait_for("刚才的文字没有保存")
    await jo.tap("上一题")
    await jo.tap("跳过", await jo.wait_for("第2题"))
    await jo.wait_for("第3题")
    await finish(bureau, TITLE)
    await jo.send("verbatim, after the end")
    await jo.wait_for("此项已结束，不再受理")
    assert await bureau.store.read(lambda session: session.scalars(select(KeptText)).all()) == []


def everything(session: Session) -> Mapping[str, list[str]]:
    """Return every row of every table as text."""
    found = {}
    for table in Base.metadata.sorted_tables:
        found[table.name] = [json.dumps([str(v) for v in row]) for row in session.execute(select(table))]
    return found


def _put_aside(session: Session, at: datetime) -> None:
    payload: dict[str, Any] = {"message": {"text": "verbatim-4", "from": {"id": 1005}}}
    session.add(SetAside(update_id=1, at=at, payload=payload, error="DataError: verbatim-4"))


async def _scrubbed(bureau: Bureau) -> None:
    """Let the clock ring until the files are clear."""

    def done(session: Session) -> bool:
        return session.scalars(select(SurveyClosing.scrubbed)).one()

    while not await bureau.store.read(done):
        await bureau.ring()


async def _nothing_hashed(bureau: Bureau, secrets: list[str]) -> None:
    """No message of the outbox was one that showed an answer: else its hash would confirm a guess."""
    hashes = set(await bureau.store.read(lambda session: session.scalars(select(Message.text_hash)).all()))
    for name in SAID:
        for message in await bureau.people[name].chat():
            for version in await bureau.people[name].history(message):
                if any(secret in version["text"] for secret in secrets) or "✓" in repr(version["buttons"]):
                    assert hashlib.sha256(version["html"].encode()).hexdigest() not in hashes


async def _search_sqlite(store: Store) -> None:
    """Look for the answers in the bytes of the database: each once, none of the drafts."""
    path = Path(store.url.removeprefix("sqlite:///"))
    held = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"draft of" not in held
    for said in SAID.values():
        assert held.count(said.encode()) == 1


async def _search_postgresql(store: Store) -> None:
    """Look at which transaction wrote what, and for what is left of the files of the drafts."""

    def look(session: Session) -> tuple[set[str], dict[str, set[str]], int, str]:
        written: dict[str, set[str]] = {}
        for table in Base.metadata.tables:
            query = text(f'SELECT xmin::text FROM "{table}"')  # noqa: S608 a name of ours
            written[table] = set(session.scalars(query))
        answers = written.pop(SurveyAnswer.__tablename__)
        size = session.execute(text("SELECT pg_total_relation_size('survey_draft')")).scalar_one()
        index = session.execute(text("SELECT pg_indexes_size('survey_draft')")).scalar_one()
        aside = session.execute(text("SELECT ctid::text FROM set_aside")).scalar_one()
        return answers, written, size - index, aside

    answers, written, size, aside = await store.write(look)
    assert len(answers) == 1  # one transaction wrote them all
    assert not [
        table for table, transactions in written.items() if transactions & answers
    ]  # and nothing else
    assert written[SurveyDraft.__tablename__] == set()
    assert size <= 8192  # the drafts have no page left, and their long values one that is empty
    assert aside == "(0,1)"  # written anew: what it said before was first in the old file
