"""The secretary at a letter: whose turn it is, what was said, the chain; and a month that is full."""

from datetime import datetime

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from activities.kind import Action
from services import desk as service
from services.answering import act, decide
from services.desk import buttons
from services.drafting.writing import Writing
from services.letters import desk as letters
from services.office import Office
from services.plan.burden import OPTION_CAP, cap_of, month_of, warn_of_burden
from services.refusals import NotYours
from services.reply import Reply
from storage.activities import SCHEDULED, WITHDRAWN, Activity, Draft, set_option
from storage.assignments import Assignment
from storage.people import Person
from tests.conftest import add_roster
from tests.services.bureau import LETTER, assignment_of, publish, tap
from tests.services.test_letter_records import DUTIES

CLERK = 1001


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    """Store the roster; four heads answer to 赵刚."""
    ids = add_roster(session)
    session.get_one(Person, ids["赵刚"]).post = "领导班子"
    for name in ("孙丽", "李强", "周喆", "钱敏"):
        person = session.get_one(Person, ids[name])
        person.supervisor, person.post = "赵刚", "处室负责人"
    session.flush()
    return ids


def labels(reply: Reply) -> list[str]:
    return [one.label for row in reply.rows for one in row]


def test_whose_turn_it_is_in_every_state(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    id_ = publish(session, office, now, "responsibility", DUTIES)
    deputy = 1000 + ids["赵刚"]

    def waits() -> str:
        return service.press(session, office, now, CLERK, id_, "waits", "").text

    assert "共4份：双方已签0份，有异议0份，免0份" in waits()
    for name in ("孙丽", "李强"):
        tap(session, office, now, id_, ids[name], Action("sign", text=name))
    done = assignment_of(session, id_, ids["孙丽"])
    act(session, office, now, deputy, done.id, 1, Action("sign", text="赵刚"))
    tap(session, office, now, id_, ids["周喆"], Action("object", text="分工已变"))
    assignment_of(session, id_, ids["钱敏"]).exempt = "请假"
    session.flush()
    said = waits()
    assert "共4份：双方已签1份，有异议1份，免1份" in said
    assert "等赵刚签：李强" in said
    zhao = session.get_one(Person, ids["赵刚"])
    zhao.unreachable = "已停用机器人"
    session.flush()
    assert "机器人联系不上，请当面告知" in waits()
    zhao.left = office.today(now)
    session.flush()
    assert "已调离，请更换甲方" in waits()


def test_an_objection_is_read_answered_and_followed_until_it_is_signed(
    session: Session,
    office: Office,
    now: datetime,
    ids: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    id_ = publish(session, office, now, "commitment", LETTER)
    activity = session.get_one(Activity, id_)

    def press(action: str, arg: object = "") -> Reply:
        return service.press(session, office, now, CLERK, id_, action, str(arg))

    assert "导出签署记录" not in [one.label for one in buttons(session, activity)]
    tap(session, office, now, id_, ids["李强"], Action("object", text="第二条与我无关" * 20))
    mine = assignment_of(session, id_, ids["李强"])
    assert "异议沟通（1）" in [one.label for one in buttons(session, activity)]
    assert "李强　待答复" in labels(press("threads"))
    assert "回复" in labels(press("thread", mine.id))
    decide(session, office, now, CLERK, mine.id, 1, Action("reply", text="已经改了"))
    session.flush()
    assert "李强　已答复" in labels(press("threads"))
    tap(session, office, now, id_, ids["李强"], Action("sign", text="李强"))
    assert "本人已签署。" in press("thread", mine.id).text
    assert "回复" not in labels(press("thread", mine.id))
    assert "李强　已签署" in labels(press("threads"))
    other = publish(session, office, now)
    for arg in ("", "x", 999, assignment_of(session, other, ids["李强"]).id):
        with pytest.raises(NotYours):
            press("thread", arg)
    assert "导出签署记录" in [one.label for one in buttons(session, activity)]
    assert press("chain").files
    monkeypatch.setattr(letters, "MOST_IN_CHAT", 0)
    with pytest.raises(letters.TooMany, match="qingfeng verify --export"):
        press("chain")
    activity.status = WITHDRAWN
    assert letters.buttons(session, activity) == ()


def test_a_month_that_is_full_is_warned_of_with_what_waits_counted(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    draft = Draft(person_id=ids["陈清"], kind="reminder", step="", fields={}, audience={}, updated_at=now)
    session.add(draft)
    session.flush()
    w = Writing(session, office, now, session.get_one(Person, ids["陈清"]), draft)
    everybody = [session.get_one(Person, id_) for id_ in ids.values()]
    set_option(session, OPTION_CAP, 2)
    publish(session, office, now)
    assert warn_of_burden(w, everybody) == []
    waiting = session.get_one(Activity, publish(session, office, now))
    waiting.status, waiting.published_at, waiting.opens_at = SCHEDULED, None, now
    session.execute(delete(Assignment).where(Assignment.activity_id == waiting.id))
    session.flush()
    (warned,) = warn_of_burden(w, everybody)
    assert warned.startswith("发布后有6人12月的任务将超过2项")
    assert warn_of_burden(w, everybody[:2])[0].startswith("发布后有2人")
    assert month_of(session, office, 2026, 12, 6).tasks == 2
    set_option(session, OPTION_CAP, 0)
    assert cap_of(session) == 0
    assert warn_of_burden(w, everybody) == []
    set_option(session, OPTION_CAP, "很多")
    assert cap_of(session) > 0
