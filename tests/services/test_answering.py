"""What becomes of what people press and type, beside the kind's own verdict."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from services import answering, words
from services.focus import current_focus
from services.office import Office
from storage.activities import CLOSED, Activity
from storage.messages import KeptText, Message
from storage.people import Person
from storage.store import Store
from tests.services.bureau import LETTER, assignment_of, deliver, publish, session_at, tap


async def test_pressing_one_thing_leaves_the_words_asked_for_another_expected(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    lee = roster["李强"]

    def history(session: Session) -> str:
        study = publish(session, office, now, "study", session_at(now + timedelta(days=5)))
        reminder = publish(session, office, now)
        tap(session, office, now, study, lee, Action("leave"))
        tap(session, office, now, reminder, lee, Action("ok"))
        words.typed(session, office, now, 1000 + lee, "出差")
        assert current_focus(session, lee, now) is None
        return assignment_of(session, study, lee).stage

    assert await store.write(history) == "请假待批"


async def test_words_that_come_too_late_are_kept_and_not_expected_again(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    lee = roster["李强"]

    def history(session: Session) -> str:
        letter = publish(session, office, now, "commitment", LETTER)
        tap(session, office, now, letter, lee, Action("object"))
        session.get_one(Activity, letter).status = CLOSED
        said = words.typed(session, office, now, 1000 + lee, "第一条太宽").text
        assert current_focus(session, lee, now) is None
        assert session.scalars(select(KeptText.text)).all() == ["第一条太宽"]
        return said

    assert "此项已结束" in await store.write(history)


async def test_whoever_presses_has_been_reached(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    lee = roster["李强"]

    def history(session: Session) -> tuple[str | None, str | None]:
        first, second = publish(session, office, now), publish(session, office, now)
        deliver(session, now, failing={lee: "Telegram 不允许机器人给对方发消息"})
        assert session.get_one(Person, lee).unreachable is not None
        tap(session, office, now, first, lee, Action("ok"))
        return session.get_one(Person, lee).unreachable, assignment_of(session, second, lee).unreachable

    assert await store.write(history) == (None, None)


async def test_the_secretary_is_told_by_night_what_waits_till_the_morning(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    lee, night = roster["李强"], now + timedelta(hours=13)

    def history(session: Session) -> datetime:
        letter = publish(session, office, now, "commitment", LETTER)
        tap(session, office, night, letter, lee, Action("object", text="第一条太宽"))
        return session.scalars(select(Message.due_at).where(Message.purpose == "tell")).one()

    assert office.local(await store.write(history)).strftime("%d %H:%M") == "03 08:00"


async def test_a_title_with_signs_is_shown_as_it_is_after_a_decision(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    lee, secretary = roster["李强"], 1000 + roster["陈清"]

    def history(session: Session) -> str:
        content = session_at(now + timedelta(days=5)).model_copy(update={"title": "学习<廉洁自律>"})
        study = publish(session, office, now, "study", content)
        tap(session, office, now, study, lee, Action("leave", text="出差"))
        assignment = assignment_of(session, study, lee)
        return answering.decide(session, office, now, secretary, assignment.id, 1, Action("grant")).text

    assert "学习&lt;廉洁自律&gt;" in await store.write(history)
