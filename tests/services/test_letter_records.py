"""What follows signatures in the database: papers entered and taken back, receipts, who waits for whom."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from activities.letters.responsibility import WAITING, ResponsibilityContent
from services import proof
from services.answering import act
from services.entering import mark
from services.letters.papers import receipt
from services.office import Office
from services.refusals import NotYours
from storage.activities import Activity
from storage.assignments import Assignment
from storage.letters import Signature
from storage.messages import Message
from storage.people import Person
from tests.conftest import add_roster
from tests.services.bureau import LETTER, assignment_of, publish, tap

DUTIES = ResponsibilityContent(
    title="责任书", level="分管领导与处室（支队）负责人", goal="管好。", duties=["谈话。"], term="2027年"
)


def bodies(session: Session) -> list[dict[str, object]]:
    found = session.scalars(select(Signature.body).order_by(Signature.number))
    return [json.loads(body) for body in found if body is not None]


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    """Store the roster; 孙丽 answers to 赵刚."""
    ids = add_roster(session)
    session.get_one(Person, ids["孙丽"]).supervisor = "赵刚"
    session.get_one(Person, ids["赵刚"]).post = "领导班子"
    session.flush()
    return ids


def test_a_paper_taken_back_stays_on_the_chain_with_who_took_it_back(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    activity = publish(session, office, now, "commitment", LETTER)
    assignment = assignment_of(session, activity, ids["李强"])
    secretary = 1000 + ids["陈清"]
    mark(session, office, now, secretary, assignment.id, 1, 0)
    assert (assignment.outcome, assignment.way) == ("done", "纸质签署")
    mark(session, office, now, secretary, assignment.id, 0, 0)
    assert assignment.outcome == "none"
    entered, taken_back = bodies(session)
    assert (entered["way"], entered["paper"], entered["keyed_by"]) == ("纸质签署", "以纸质件为准", "陈清")
    assert (taken_back["way"], taken_back["name"], taken_back["keyed_by"]) == ("撤销纸质登记", "李强", "陈清")
    assert proof.inspect(session).finish() == []


def test_only_the_two_who_sign_may_act_and_each_once(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    activity = publish(session, office, now, "responsibility", DUTIES)
    letter = session.scalars(select(Assignment).where(Assignment.activity_id == activity)).one()
    assert (letter.person_id, letter.subject) == (ids["孙丽"], "赵刚")
    for name in ("陈清", "李强", "钱敏"):
        with pytest.raises(NotYours):
            act(session, office, now, 1000 + ids[name], letter.id, 1, Action("sign", text=name))
    tap(session, office, now, activity, ids["孙丽"], Action("sign", text="孙丽"))
    assert (letter.stage, letter.waits_for) == (WAITING, "other")
    told = session.scalars(select(Message).where(Message.purpose == "second")).one()
    assert (told.person_id, told.assignment_id) == (ids["赵刚"], None)
    later = now + timedelta(hours=1)
    for _ in range(2):
        act(session, office, later, 1000 + ids["赵刚"], letter.id, 1, Action("sign", text="赵刚"))
    assert letter.outcome == "done"
    first, second = bodies(session)
    assert (first["as"], first["name"]) == ("乙方", "孙丽")
    assert (second["as"], second["name"], second["department"]) == ("甲方", "赵刚", "办公室")
    assert first["hash"] == second["hash"]
    assert proof.inspect(session).finish() == []


def test_a_code_changed_in_the_assignment_does_not_pass(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    activity = publish(session, office, now, "commitment", LETTER)
    tap(session, office, now, activity, ids["李强"], Action("sign", text="李强"))
    assignment = assignment_of(session, activity, ids["李强"])
    assignment.reply = {**assignment.reply, "code": "00000000"}
    session.flush()
    [problem] = proof.inspect(session).finish()
    assert problem.startswith("第1号记录（法规处　李强）：办理情况里的校验码")


def test_a_receipt_of_two_shows_both_and_where_each_stands_in_the_chain(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    activity = publish(session, office, now, "responsibility", DUTIES)
    tap(session, office, now, activity, ids["孙丽"], Action("sign", text="孙丽"))
    letter = assignment_of(session, activity, ids["孙丽"])
    act(session, office, now, 1000 + ids["赵刚"], letter.id, 1, Action("sign", text="赵刚"))
    made = receipt(session, office, now, session.get_one(Activity, activity), letter)
    drawn = made.make.args[1]  # type: ignore[attr-defined]  # a partial of the worker's function
    assert drawn.parties == ("甲方：办公室　赵刚", "乙方：法规处　孙丽")
    assert drawn.hands == ("甲方", "乙方")
    numbers = [value for signed in drawn.signed for name, value in signed.points if name == "记录编号"]
    assert [value.split("，")[0] for value in numbers] == ["第1号", "第2号"]
