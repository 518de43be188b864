"""What a task needs of the database: a new head, days overdue, the ledger of a year."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from activities.task.content import TaskContent
from services.answering import act
from services.calendars import office_calendar
from services.office import Office
from services.refusals import NotAllowed
from services.reporting.standings import standings, standings_as_of
from services.tasks.backing import more
from services.tasks.handover import hand_over
from services.tasks.ledger import all_tasks, has_tasks
from storage.activities import Activity
from storage.assignments import Assignment, Fact
from storage.messages import Message
from storage.people import Person
from tests.conftest import add_roster
from tests.services.bureau import assignment_of, publish

TASK = TaskContent(title="问题整改", sort="整改", to="处室", matter="逐条完成整改。")


@pytest.fixture
def roster(session: Session) -> dict[str, int]:
    return add_roster(session)


def asked(session: Session, activity_id: int) -> list[Assignment]:
    query = select(Assignment).where(Assignment.activity_id == activity_id).order_by(Assignment.id)
    return list(session.scalars(query))


def write(session: Session, office: Office, now: datetime, assignment: Assignment, text: str) -> None:
    person = session.get_one(Person, assignment.person_id)
    assert person.telegram_id is not None
    act(session, office, now, person.telegram_id, assignment.id, 1, Action("note", text=text))
    session.flush()


def test_a_task_goes_on_with_the_new_head(
    session: Session, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    activity_id = publish(session, office, now, "task", TASK)
    old = assignment_of(session, activity_id, roster["孙丽"])
    write(session, office, now, old, "已开始整改。")
    assert hand_over(session, office, now) == 0
    head, successor = session.get_one(Person, roster["孙丽"]), session.get_one(Person, roster["李强"])
    head.post = "一般"
    later = now + timedelta(days=1)
    assert hand_over(session, office, later) == 0  # there is nobody yet
    assert assignment_of(session, activity_id, roster["孙丽"]).exempt is None

    successor.post = "处室负责人"
    assert hand_over(session, office, later) == 1
    assert hand_over(session, office, later) == 0
    new = assignment_of(session, activity_id, roster["李强"])
    assert (new.subject, new.deadline, new.stage) == ("法规处", old.deadline, "办理中")
    assert new.reply["notes"][0]["text"] == "已开始整改。"
    assert old.exempt == "已由李强接办"
    assert session.scalars(select(Message).where(Message.assignment_id == new.id)).one().purpose == "open"
    facts = session.scalars(select(Fact).where(Fact.assignment_id == new.id)).all()
    assert [fact.kind for fact in facts] == ["handover"]
    activity = session.get_one(Activity, activity_id)
    assert len(standings(session, later, activity)) == 3
    assert len(standings_as_of(session, now, activity)) == 2


def test_days_overdue_are_working_days(
    session: Session, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    friday = now + timedelta(days=2)
    activity_id = publish(session, office, now, "task", TASK, deadline=friday)
    activity = session.get_one(Activity, activity_id)
    [first, _] = asked(session, activity_id)
    for days, overdue in ((0, 0), (1, 0), (2, 0), (3, 1), (4, 2)):
        moment = friday + timedelta(days=days, minutes=1)
        session.info.clear()
        assert more(session, office, moment, activity, first)["overdue"] == overdue, days
    assert office_calendar(session).is_working(friday.date())


def test_the_ledger_of_the_year_is_the_secretarys(
    session: Session, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    assert not has_tasks(session)
    publish(session, office, now, "task", TASK)
    assert has_tasks(session)
    reply = all_tasks(session, office, now, 1000 + roster["陈清"])
    assert reply.files[0].name == "2026年督办整改台账_20261202_1000.xlsx"
    assert reply.files[0].make().startswith(b"PK")
    with pytest.raises(NotAllowed):
        all_tasks(session, office, now, 1000 + roster["孙丽"])
