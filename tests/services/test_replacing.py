"""Another 甲方, and the first one back again: whoever signs has one letter, and every figure adds up."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from activities.kind import Action
from activities.letters.responsibility import ResponsibilityContent
from services.answering import act
from services.backing import Desk
from services.letters.replacing import change
from services.office import Office
from storage.activities import Activity
from storage.assignments import Assignment, state_sql
from storage.people import Person
from tests.conftest import add_roster
from tests.services.bureau import publish

DUTIES = ResponsibilityContent(
    title="党风廉政建设责任书",
    level="分管领导与处室（支队）负责人",
    goal="管好分管范围。",
    duties=["每半年研究一次。"],
    term="2027年1月1日至12月31日",
)


def standing(session: Session, now: datetime) -> list[tuple[str, str]]:
    """Return how each letter stands, by 甲方."""
    session.expire_all()
    query = select(Assignment.subject, state_sql(now)).order_by(Assignment.id)
    return [(row[0], row[1]) for row in session.execute(query)]


def test_the_first_superior_comes_back(session: Session, office: Office, now: datetime) -> None:
    ids = add_roster(session)
    for name, post, supervisor in (
        ("赵刚", "领导班子", ""),
        ("钱敏", "领导班子", "赵刚"),
        ("孙丽", "处室负责人", "钱敏"),
    ):
        session.execute(update(Person).where(Person.name == name).values(post=post, supervisor=supervisor))
    activity_id = publish(session, office, now, "responsibility", DUTIES)
    activity = session.get_one(Activity, activity_id)
    assert standing(session, now) == [("钱敏", "pending")]
    letter = session.scalars(select(Assignment)).one()

    def replace(old: str, new: str) -> str:
        secretary = session.get_one(Person, ids["陈清"])
        desk = Desk(session, office, now, secretary, activity, f"{ids[old]}.{ids[new]}")
        return change(desk).toast

    account = session.get_one(Person, ids["孙丽"]).telegram_id
    assert account is not None
    act(session, office, now, account, letter.id, 1, Action("sign", text="孙丽"))
    assert letter.stage == "待甲方签"
    assert replace("钱敏", "赵刚") == "已更换。"
    assert standing(session, now) == [("钱敏", "exempt"), ("赵刚", "pending")]
    assert "没有未办完" in replace("钱敏", "赵刚")  # a second press
    assert replace("赵刚", "钱敏") == "已更换。"
    assert standing(session, now) == [("钱敏", "pending"), ("赵刚", "exempt")]
    assert letter.stage == ""
    assert "code" not in letter.reply  # what was signed before stays in the chain alone
    assert "不能和自己签" in replace("钱敏", "孙丽")
    assert standing(session, now) == [("钱敏", "pending"), ("赵刚", "exempt")]
