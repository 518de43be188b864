"""Whatever a client sends as a press: a plain answer, nothing put aside, nothing in the log."""

import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from activities.commitment import CommitmentContent
from activities.quiz import QuizContent
from activities.study import StudyContent
from bot.routes import BUTTONS
from handlers.callbacks import LIMIT
from language.question import Question, QuestionType
from storage.assignments import Assignment
from storage.messages import SetAside
from tests.e2e.conftest import Bureau
from tests.e2e.test_activities import REMINDER, publish

NUMBERS = ("-1", "2147483648", "9" * 40, "１", "²", " 1", "", "x")
WORDS = ("", "x", "0.x", "0.-1", "0.²", "p²", "t²", "<b>", "𠮷", "\0", "\ud800")
ACTIONS = ("start", "page", "go", "pick", "hand", "why", "no-such", "")
LATIN = re.compile(r"(?<![/A-Za-z])[A-Za-z]+")  # words that are no command
PAPER = (Question(type=QuestionType.SINGLE, stem="下列正确的是", options=("甲", "乙"), answer=(0,)),)


def forged() -> list[str]:
    """Return callback data: each route with each hostile value in each place, and with too much or little."""
    presses = ["", ":", "1", "2a:1:1:ok:", "1zz", "1" + ":" * 60, "1a" + "9" * 60, "x" * LIMIT, "\ud83d"]
    for route, (_, types) in BUTTONS.items():
        fitting = ["1" if type_ is int else "ok" for type_ in types]
        presses += [":".join((f"1{route}", *fitting, "1")), ":".join((f"1*{route}", *fitting))]
        for place, type_ in enumerate(types):
            presses.append(":".join((f"1{route}", *fitting[:place])))
            presses += [
                ":".join((f"1{route}", *fitting[:place], value, *fitting[place + 1 :]))
                for value in (NUMBERS if type_ is int else WORDS)
            ]
    return [data for data in presses if len(data.encode(errors="surrogatepass")) <= LIMIT]


@pytest.fixture
async def busy(bureau: Bureau) -> Bureau:
    """Return a bureau with one of each kind open."""
    await publish(bureau, "reminder", REMINDER)
    letter = CommitmentContent(title="作风建设承诺书", opening="本人承诺：", clauses=["遵守纪律" * 90] * 3)
    await publish(bureau, "commitment", letter)
    await publish(
        bureau, "quiz", QuizContent(title="节前小测", count=1, party_paper=PAPER, other_paper=PAPER)
    )
    starts_at = bureau.now + timedelta(days=5)
    await publish(
        bureau, "study", StudyContent(title="学习会", starts_at=starts_at, place="三楼", topic="纪律教育")
    )
    return bureau


async def press_all(bureau: Bureau, name: str, presses: list[str]) -> None:
    """Let somebody press all of these; each is answered in Chinese, or redraws what it was pressed under."""
    person = bureau.people[name]
    message = await person.wait_for("元旦廉洁提醒")
    for data in presses:
        answer = await person.forge(data, message)
        assert answer is not None, data
        assert "没有成功" not in answer.text, data
        assert LATIN.findall(answer.text.replace("Excel", "")) == [], data
    await bureau.desk.settle()


async def aside(bureau: Bureau) -> int:
    return await bureau.store.read(
        lambda session: session.scalar(select(func.count(SetAside.update_id))) or 0
    )


@pytest.mark.parametrize("name", ["陈清", "孙丽", "钱敏"], ids=["secretary", "head", "staff"])
async def test_forged_arguments_are_answered(
    busy: Bureau, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    await press_all(busy, name, forged())
    assert await aside(busy) == 0
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []


async def test_forged_actions_on_ones_own_do_nothing_by_themselves(
    busy: Bureau, roster: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    mine = await busy.store.read(
        lambda session: list(
            session.scalars(select(Assignment.id).where(Assignment.person_id == roster["李强"]))
        )
    )
    assert len(mine) == 4
    hostile = [f"1a:{id_}:1:{action}:{word}" for id_ in mine for action in ACTIONS for word in WORDS]
    await press_all(busy, "李强", hostile)
    assert await aside(busy) == 0
    done = await busy.store.read(
        lambda session: list(
            session.scalars(select(Assignment.outcome).where(Assignment.id.in_(mine)).distinct())
        )
    )
    assert done == ["none"]
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []
