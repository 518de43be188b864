"""Whatever a client sends: nothing is put aside, nothing leaks into the log, and everybody is answered."""

import logging
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from activities.study import StudyContent
from bot.receiving.intake import handle
from bot.receiving.updates import read
from storage.messages import SetAside
from tests.e2e.conftest import Bureau, bureau
from tests.e2e.test_activities import REMINDER, publish
from tests.fuzz.conftest import LONG
from tests.fuzz.updates import WORDS, any_update

__all__ = ["bureau"]

UPDATES = 20_000 if LONG else 150


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Return one engine's: what is tried here is the doors, not the database."""
    return sqlite_url


async def test_whatever_is_sent_is_answered(
    bureau: Bureau, rng: Random, caplog: pytest.LogCaptureFixture, tell: Callable[[str], None]
) -> None:
    await publish(bureau, "reminder", REMINDER)
    starts_at = bureau.now + timedelta(days=5)
    study = StudyContent(title="学习会", starts_at=starts_at, place="三楼", topic="纪律教育")
    await publish(bureau, "study", study)
    cast = [bureau.people[name] for name in ("陈清", "孙丽", "李强", "钱敏")]
    shown = {person.id: await person.wait_for("元旦廉洁提醒") for person in cast}
    unanswered = []
    for number in range(UPDATES):
        person = rng.choice(cast)
        raw = any_update(rng, 100_000 + number, person, shown[person.id])
        answer = await handle(bureau.desk, read(raw, bureau.desk.bot), in_response=True)
        await bureau.desk.settle()
        said = answer.get("text", "…") if answer else "".join(seen.text for seen in await person.look())
        if not said or "没有成功" in said:
            unanswered.append(raw)
    tell(f"{UPDATES} updates, {len(unanswered)} unanswered")
    assert unanswered == []
    aside = select(func.count(SetAside.update_id))
    assert await bureau.store.read(lambda session: session.scalar(aside)) == 0
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []
    for word in (bureau.desk.bot.token, "李强", *(word for word in WORDS if len(word) > 3)):
        assert word not in caplog.text
