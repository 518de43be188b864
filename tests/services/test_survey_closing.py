"""A survey that is over: whatever stops on the way, drafts go and nothing is written twice."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.kind import Action, Verdict
from activities.survey import SurveyContent
from scheduler.clockwork import tick
from services.office import Office
from services.survey.closing import collect, note_closed
from services.survey.filling import Over, after
from storage.activities import CLOSED, WITHDRAWN, Activity
from storage.store import Store
from storage.surveys import SurveyAnswer, SurveyClosing, SurveyDraft
from tests.services.bureau import assignment_of, publish, tap

CONTENT = SurveyContent(title="作风问卷", naming="匿名", questions="1．效率［打分1-5，必填］")


def everybody_answers(session: Session, office: Office, now: datetime, people: list[int]) -> int:
    id_ = publish(session, office, now, "survey", CONTENT)
    for person in people:
        for action in (Action("begin"), Action("pick", "1,2"), Action("hand")):
            tap(session, office, now, id_, person, action)
    return id_


def end(session: Session, id_: int, status: str, now: datetime) -> None:
    activity = session.get_one(Activity, id_)
    activity.status, activity.closed_at = status, now


def left(session: Session) -> tuple[int, int, list[bool]]:
    """Return how many drafts and answers there are, and whether closings are through."""
    drafts = session.scalar(select(func.count()).select_from(SurveyDraft)) or 0
    answers = session.scalar(select(func.count()).select_from(SurveyAnswer)) or 0
    return drafts, answers, list(session.scalars(select(SurveyClosing.scrubbed)))


async def test_a_stop_at_any_step_is_taken_up_and_nothing_is_doubled(
    store: Store, office: Office, roster: dict[str, int], now: datetime
) -> None:
    id_ = await store.write(everybody_answers, office, now, list(roster.values()))
    await store.write(end, id_, CLOSED, now)
    assert await store.read(left) == (6, 0, [])
    await store.write(note_closed, office, now)
    assert await store.read(left) == (6, 0, [False])
    assert await store.write(collect, office, now) is True
    assert await store.read(left) == (0, 6, [False])
    for _ in range(2):
        await tick(store, office, now, lambda: None)
        assert await store.read(left) == (0, 6, [True])


async def test_what_was_withdrawn_is_not_kept(
    store: Store, office: Office, roster: dict[str, int], now: datetime
) -> None:
    id_ = await store.write(everybody_answers, office, now, list(roster.values()))
    await store.write(end, id_, WITHDRAWN, now)
    await tick(store, office, now, lambda: None)
    assert await store.read(left) == (0, 0, [True])


async def test_an_answer_in_the_moment_of_closing_is_refused(
    store: Store, office: Office, roster: dict[str, int], now: datetime
) -> None:
    id_ = await store.write(everybody_answers, office, now, list(roster.values()))

    def late(session: Session) -> None:
        activity, assignment = session.get_one(Activity, id_), assignment_of(session, id_, roster["李强"])
        end(session, id_, CLOSED, now)
        session.flush()
        after(session, office, now, activity, assignment, Verdict(kept={"answers": {"1": 5}}))

    with pytest.raises(Over, match="问卷刚刚结束，这次填写没有保存"):
        await store.write(late)
