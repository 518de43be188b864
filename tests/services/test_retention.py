"""Clearing by age: announced, put off, done in batches on working days; figures and chains hold."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.clearing import is_cleared
from activities.kind import Action, Kind
from activities.registry import KINDS
from reports.survey import results_text
from services import proof
from services.answering import show
from services.belonging.leaving import depart
from services.desk import buttons, press
from services.office import Office
from services.refusals import Refusal
from services.reporting.entrance import export
from services.retention import clearing
from services.retention import clock as retention_clock
from services.retention import screen as retention_screen
from services.retention.rules import (
    BY_NAME,
    CHOICES,
    FOR_GOOD,
    RULES,
    cutoff,
    keep_for,
    months_before,
    months_kept,
    say_months,
)
from services.survey.results import results_of
from storage.activities import Activity, Draft
from storage.assignments import Assignment
from storage.erasures import Clearance, ClearedActivity, clearance_ahead
from storage.letters import Signature
from storage.messages import KeptText, Message, StoredFile
from storage.people import Invite, Leave, Person
from storage.practice import PracticeCard
from storage.surveys import SurveyDraft
from tests.conftest import add_roster
from tests.services.bureau import publish, tap
from tests.services.lived import MARK, NAME, SURVEY, end, live
from tests.services.test_erasure import figures, holding


@pytest.fixture
def ids(session: Session, office: Office, now: datetime) -> dict[str, int]:
    """Let people live, end everything after a fortnight."""
    found = add_roster(session)
    session.flush()
    live(session, office, now, found)
    end(session, office, now + timedelta(days=14))
    return found


def days(office: Office, first: datetime, number: int) -> Iterator[datetime]:
    return (first + timedelta(days=n) for n in range(number))


def look(session: Session, office: Office, now: datetime) -> None:
    """Let the clock ring until there is no more to do."""
    while retention_clock.watch(session, office, now):
        session.flush()
    session.flush()


def told(session: Session, about: str) -> list[str]:
    query = select(Message).where(Message.key.startswith(f"{about}/")).order_by(Message.id)
    return [message.payload["text"] for message in session.scalars(query)]


def count(session: Session, table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_spans_are_counted_by_the_month() -> None:
    assert months_before(date(2027, 3, 31), 1) == date(2027, 2, 28)
    assert months_before(date(2028, 1, 15), 24) == date(2026, 1, 15)
    assert [say_months(one) for one in (3, 12, 18, FOR_GOOD)] == ["3个月", "1年", "18个月", "长期保存"]
    assert {rule.months for rule in RULES} <= set(CHOICES)


def test_every_kind_of_activity_falls_under_one_rule() -> None:
    named = [kind for rule in RULES for kind in rule.kinds]
    assert sorted(named) == sorted(KINDS)


def test_what_figures_are_drawn_from_outlives_the_words() -> None:
    for kind in KINDS.values():
        if type(kind).figures is not Kind.figures:
            assert type(kind).without_words is not Kind.without_words, kind.name


def test_what_is_old_is_announced_then_cleared_and_everything_adds_up(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    old = now + timedelta(days=4 * 365 + 1)  # a Monday
    before = figures(session, office, old)
    for day in days(office, old, 3):
        look(session, office, day)
    ahead = clearance_ahead(session)
    assert ahead is not None
    [text] = told(session, "clearance")
    assert "到期资料将于2030年12月9日清除" in text
    assert (ahead.due_on - office.today(ahead.told_at)).days == 7
    assert "错题" not in text  # nobody hears how much of it there was
    for line in ("答题的作答内容：2份", "未对应事项的文字：1条", "建议和往来答复：1件"):
        assert line in text
    assert "签署" not in text
    assert {"kept_text", "essay"} <= holding(session, MARK)
    for day in days(office, old + timedelta(days=3), 6):
        look(session, office, day)
    done = session.scalars(select(Clearance)).one()
    assert done.finished_at is not None
    assert office.today(done.finished_at) == done.due_on
    # What was told of an answer went with the answer.
    assert {**done.cleared, "technical": done.counts["technical"]} == done.counts
    # What is signed is kept for good, with the objection that went before it.
    assert holding(session, MARK) <= {"fact", "assignment", "said", "person", "outbox"}
    assert session.scalars(select(Signature.body)).all().count(None) == 0
    assert figures(session, office, old) == before
    assert proof.inspect(session).finish() == []
    assert "已清除" in told(session, "cleared")[0]


def test_where_all_is_cleared_the_chain_holds_and_each_screen_says_so(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    keep_for(session, BY_NAME["signatures"], 3)
    old = now + timedelta(days=5 * 365)
    person = session.get_one(Person, ids[NAME])
    before = figures(session, office, old)
    for day in days(office, old, 14):
        look(session, office, day)
    assert holding(session, MARK) == {"person"}  # the phone on the roster
    inspection = proof.inspect(session)
    assert (inspection.finish(), inspection.erased) == ([], 2)
    assert figures(session, office, old) == before
    for assignment in session.scalars(select(Assignment).where(Assignment.person_id == person.id)):
        assert is_cleared(assignment.reply)
        screen = show(session, office, old, 1000 + person.id, assignment.id)
        assert "已按规定清除" in screen.text
    for activity in session.scalars(select(Activity)).all():
        everything_opens(session, office, old, ids, activity)


def everything_opens(
    session: Session, office: Office, now: datetime, ids: dict[str, int], activity: Activity
) -> None:
    """Press all that leads on from an activity's report, and what that leads to, and make its files."""
    clerk = 1000 + ids["陈清"]
    pressed: set[tuple[str | int, ...]] = set()
    waiting = list(buttons(session, activity))
    while waiting:
        one = waiting.pop()
        if one.to != "k" or one.args in pressed or len(pressed) > 40:
            continue
        pressed.add(one.args)
        number, action, arg = one.args
        try:
            reply = press(session, office, now, clerk, int(number), str(action), str(arg))
        except Refusal:
            continue
        assert MARK not in reply.text
        waiting += [press for row in reply.rows for press in row if press.to == "k"]
    assert pressed
    [file] = export(session, office, now, clerk, activity.id).files
    assert file.make()


def test_a_secretary_puts_it_off_and_nothing_goes_before(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    old = now + timedelta(days=4 * 365 + 1)  # a Monday
    look(session, office, old)
    reply = retention_screen.hold(session, office, old, 1000 + ids["陈清"])
    assert "已暂缓，改到" in reply.text
    ahead = clearance_ahead(session)
    assert ahead is not None
    assert (ahead.due_on - office.today(old)).days >= retention_clock.PUT_OFF
    for day in days(office, old, 20):
        look(session, office, day)
    assert count(session, KeptText) == 1
    for day in days(office, old + timedelta(days=20), 15):
        look(session, office, day)
    assert count(session, KeptText) == 0
    assert "不能再暂缓" in retention_screen.hold(session, office, old, 1000 + ids["陈清"]).text


def test_what_the_bureau_meanwhile_keeps_longer_stays(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    old = now + timedelta(days=4 * 365 + 1)  # a Monday
    look(session, office, old)
    clerk = 1000 + ids["陈清"]
    number = [rule.name for rule in RULES].index("words") + 1
    reply = retention_screen.keep(session, office, old, clerk, number * 100 + CHOICES.index(FOR_GOOD))
    assert "现在的期限：长期保存" in reply.text
    for day in days(office, old, 10):
        look(session, office, day)
    assert count(session, KeptText) == 1
    assert count(session, PracticeCard) == 0


def test_it_looks_on_working_days_in_office_hours_once_and_never_twice_in_a_month(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    saturday = datetime(2029, 11, 24, 2, 0, tzinfo=now.tzinfo)
    look(session, office, saturday)
    look(session, office, saturday + timedelta(days=2, hours=-2))  # Monday 08:00
    assert clearance_ahead(session) is None
    look(session, office, saturday + timedelta(days=2))
    assert clearance_ahead(session) is not None
    for day in days(office, saturday + timedelta(days=3), 12):
        look(session, office, day)
    session.add(KeptText(person_id=ids["李强"], text="旧", at=now))
    for day in days(office, saturday + timedelta(days=15), 10):
        look(session, office, day)
    assert count(session, Clearance) == 1
    for day in days(office, saturday + timedelta(days=25), 15):
        look(session, office, day)
    assert count(session, Clearance) == 2


def test_nothing_young_goes(session: Session, office: Office, now: datetime, ids: dict[str, int]) -> None:
    for day in days(office, now + timedelta(days=20), 30):
        look(session, office, day)
    assert count(session, Clearance) == 0


def test_drafts_files_links_and_messages_go_in_their_time(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    session.add(StoredFile(digest="d" * 64, name="旧.docx", content=b"old", created_at=now))
    session.add(Invite(person_id=ids["李强"], code_hash="h", created_at=now, expires_at=now))
    draft = Draft(person_id=ids["陈清"], kind="reminder", step="body", fields={}, audience={}, updated_at=now)
    session.add(draft)
    session.flush()
    later = now + timedelta(days=250)
    for day in days(office, later, 10):
        look(session, office, day)
    assert count(session, StoredFile) == count(session, Invite) == count(session, Draft) == 0
    kept = session.scalars(select(Message).where(Message.due_at < now + timedelta(days=1)))
    assert {str(message.payload) for message in kept} == {"{}"}
    assert months_kept(session, BY_NAME["leave"]) == 12
    assert session.scalars(select(Leave.reason)).all() == [f"{MARK}-reason"]  # a year has not passed


def test_who_left_long_ago_is_a_number(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    person = session.get_one(Person, ids[NAME])
    person.left = office.today(now)
    depart(session, office, now, person, by=None)
    later = now + timedelta(days=3 * 365 + 30)
    before = figures(session, office, later)
    for day in days(office, later, 10):
        look(session, office, day)
    assert (person.name, person.phone, person.political) == ("已清除", "", "")
    assert holding(session, NAME) <= {"assignment", "fact", "signature"}  # as signed, kept for good
    assert figures(session, office, later) == before
    assert count(session, SurveyDraft) == 0


def test_a_large_activity_is_cleared_in_batches(
    session: Session, office: Office, now: datetime, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "BATCH", 4)
    old = now + timedelta(days=4 * 365 + 1)  # a Monday
    look(session, office, old)
    ahead = clearance_ahead(session)
    assert ahead is not None
    due = datetime.combine(ahead.due_on, old.time(), old.tzinfo)
    rounds = 0
    while retention_clock.watch(session, office, due):
        rounds += 1
    assert rounds > 5
    progress = session.scalars(select(ClearedActivity)).all()
    assert len(progress) == 5
    assert all(one.finished_at for one in progress)
    assert cutoff(session, BY_NAME["signatures"], office.today(due)) is None


def test_what_was_chosen_in_a_survey_by_name_is_still_counted(
    session: Session, office: Office, now: datetime
) -> None:
    people = add_roster(session)
    session.flush()
    asked = publish(session, office, now, "survey", SURVEY)
    for number, person in enumerate(people.values()):
        for step in (Action("begin"), Action("pick", f"1,{number % 3}"), Action("hand")):
            tap(session, office, now, asked, person, step)
    end(session, office, now + timedelta(days=14))
    activity = session.get_one(Activity, asked)
    before = results_of(session, office, activity)
    old = now + timedelta(days=4 * 365 + 1)  # a Monday
    for day in days(office, old, 10):
        look(session, office, day)
    after = results_of(session, office, activity)
    assert after.tallies == before.tallies
    assert (len(before.details), len(after.details), after.cleared) == (6, 0, 6)
    assert "其中6份的文字和逐人明细已按规定清除" in results_text(after)
