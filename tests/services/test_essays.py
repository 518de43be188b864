"""Whose essay is found alike, what is kept, and which year counts it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.essay import EssayContent
from activities.kind import Action
from language.likeness import COMMON, marks_of
from services.answering import enter
from services.essays.writing import paper
from services.office import Office
from storage.activities import Activity
from storage.assignments import Fact
from storage.essays import Essay, EssayMark, counts_in, essay_of
from storage.people import Department, Person
from tests.conftest import add_roster
from tests.language.essays import COPY, ONE, OTHER
from tests.services.bureau import assignment_of, publish, tap

CALL = EssayContent(title="学习体会", topic="谈谈体会。", limit=5000)


@pytest.fixture
def roster(session: Session) -> dict[str, int]:
    ids = add_roster(session)
    session.flush()
    return ids


def write(session: Session, office: Office, now: datetime, activity: int, person: int, text: str) -> Essay:
    """Let somebody write, look over and hand in an essay."""
    for action in (Action("write"), Action("part", text=text), Action("ready"), Action("hand")):
        tap(session, office, now, activity, person, action)
    essay = essay_of(session, assignment_of(session, activity, person).id)
    assert essay is not None
    return essay


def test_an_essay_of_an_earlier_year_is_found_and_ones_own_is_called_so(
    session: Session, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    first = publish(session, office, now - timedelta(days=300), "essay", CALL)
    old = write(session, office, now - timedelta(days=300), first, roster["李强"], ONE)
    second = publish(session, office, now, "essay", CALL)
    own = write(session, office, now, second, roster["李强"], ONE + "\n又一年。")
    assert (own.alike["essay_id"], own.alike["own"], own.alike["percent"]) == (old.id, True, 100)
    copied = write(session, office, now, second, roster["周喆"], COPY)
    assert copied.alike["own"] is False
    assert copied.alike["percent"] == 50
    assert write(session, office, now, second, roster["孙丽"], OTHER).alike == {}


def test_a_text_that_many_copied_is_found_though_all_of_it_is_common(
    session: Session, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    department = session.scalars(select(Department.id)).first()
    assert department is not None
    for i in range(COMMON + 2):
        more = Person(name=f"某{i}", department_id=department, joined=office.today(now), telegram_id=5000 + i)
        session.add(more)
        session.flush()
        roster[more.name] = more.id
    activity = publish(session, office, now, "essay", CALL)
    for i in range(COMMON + 2):
        essay = write(session, office, now, activity, roster[f"某{i}"], ONE)
        assert bool(essay.alike) == (i > 0)


def test_no_fact_holds_a_text(
    session: Session, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    activity = publish(session, office, now, "essay", CALL)
    essay = write(session, office, now, activity, roster["李强"], ONE)
    assert essay.body == ONE
    facts = session.scalars(select(Fact)).all()
    assert facts
    assert not any("审批窗口" in repr(fact.change) for fact in facts)


def test_a_text_handed_in_anew_replaces_its_marks(
    session: Session, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    activity = publish(session, office, now, "essay", CALL)
    essay = write(session, office, now, activity, roster["李强"], ONE)
    assignment = assignment_of(session, activity, roster["李强"])
    assignment.outcome, assignment.reply = "none", {"at": "returned", "reason": "重写"}
    tap(session, office, now, activity, roster["李强"], Action("again", "sure"))
    write(session, office, now, activity, roster["李强"], OTHER)
    assert essay.body == OTHER
    assert set(session.scalars(select(EssayMark.mark))) == marks_of(OTHER)


def test_an_essay_counts_in_the_office_s_year_once_it_is_in_on_paper_too(
    session: Session, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    eve = now.replace(month=12, day=31, hour=17)  # 2027 already in the office

    def counted(year: int) -> dict[int, int]:
        session.flush()
        turns = (datetime(of, 1, 1, tzinfo=office.zone) for of in (year, year + 1))
        return counts_in(session, year, *turns)

    activity = publish(session, office, eve, "essay", CALL)
    write(session, office, eve, activity, roster["李强"], ONE)
    tap(session, office, eve, activity, roster["周喆"], Action("write"))
    tap(session, office, eve, activity, roster["周喆"], Action("part", text="还没交。"))
    assert counted(2027) == {roster["李强"]: 1}
    assert counted(2026) == {}
    enter(session, eve, office, assignment_of(session, activity, roster["周喆"]), by=roster["陈清"])
    enter(session, eve, office, assignment_of(session, activity, roster["孙丽"]), by=roster["陈清"])
    assert set(counted(2027)) == {roster["李强"], roster["周喆"], roster["孙丽"]}
    assignment_of(session, activity, roster["李强"]).outcome = "none"
    assert roster["李强"] not in counted(2027)


def test_a_message_that_was_cut_in_two_is_one_text_again(
    session: Session, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    activity = publish(session, office, now, "essay", CALL)
    person = roster["李强"]
    tap(session, office, now, activity, person, Action("write"))
    tap(session, office, now, activity, person, Action("part", text="守" * 4000))
    essay = write(session, office, now, activity, person, "住底线。")
    assert essay.body == "守" * 4000 + "住底线。"


def test_ones_own_paper_has_a_name_that_any_phone_takes(
    session: Session, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    activity = publish(session, office, now, "essay", CALL)
    write(session, office, now, activity, roster["李强"], "问/答：体会*\n守住底线。")
    assignment = assignment_of(session, activity, roster["李强"])
    file = paper(session, office, now, session.get_one(Activity, activity), assignment)
    assert file.name == "问_答：体会__李强.docx"
    assert file.make().startswith(b"PK")
