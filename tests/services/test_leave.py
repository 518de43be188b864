"""Leave: how its days are typed, and what it does to what is open."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.facts import record
from services.leave import entering
from services.leave.absence import end_leave, enter_leave, reconsider
from services.office import Office
from services.publishing import open_message_key
from services.refusals import Outdated
from storage.messages import Focus, Message
from storage.people import Leave, Person
from tests.conftest import add_roster
from tests.services.rows import ask_everybody, assignment_of, facts_told, leaves_of
from workdays.holidays import Calendar
from workdays.words import Unclear


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    return add_roster(session)


@pytest.mark.parametrize(
    ("typed", "first", "last", "reason"),
    [
        ("12月1日至12月5日", (2026, 12, 1), (2026, 12, 5), ""),
        ("12月1日至5日，外出学习", (2026, 12, 1), (2026, 12, 5), "外出学习"),
        ("12月1日-12月5日, 陪护，家人住院", (2026, 12, 1), (2026, 12, 5), "陪护，家人住院"),
        ("2026-12-01至2026-12-05", (2026, 12, 1), (2026, 12, 5), ""),
        ("12月1日至5日 外出学习", (2026, 12, 1), (2026, 12, 5), "外出学习"),
        ("12月1日 至 12月5日", (2026, 12, 1), (2026, 12, 5), ""),
        ("12月28日至1月3日", (2026, 12, 28), (2027, 1, 3), ""),
        ("12月1日起", (2026, 12, 1), None, ""),
        ("今天起\n借到市委", (2026, 12, 2), None, "借到市委"),
        ("明天", (2026, 12, 3), (2026, 12, 3), ""),
    ],
)
def test_days_are_read_as_people_type_them(
    office: Office,
    now: datetime,
    typed: str,
    first: tuple[int, int, int],
    last: tuple[int, int, int] | None,
    reason: str,
) -> None:
    found = entering.parse_leave(typed, office.local(now), Calendar([]))
    assert found == (date(*first), last and date(*last), reason)


@pytest.mark.parametrize(
    "typed", ["", "随便", "12月5日至12月1日", "2月30日起", "12月1日，" + "长" * 101, "😀" * 4096]
)
def test_days_that_cannot_be_read_are_asked_for_again(office: Office, now: datetime, typed: str) -> None:
    with pytest.raises(Unclear):
        entering.parse_leave(typed, office.local(now), Calendar([]))


def enter(session: Session, office: Office, now: datetime, ids: dict[str, int], typed: str) -> str:
    clerk = 1000 + ids["陈清"]
    entering.kind_chosen(session, office, now, clerk, ids["李强"], 0)
    focus = session.get_one(Focus, ids["陈清"])
    return entering.days_typed(session, office, now, clerk, focus.ref, typed).text


def test_leave_over_the_whole_time_exempts(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    ask_everybody(session, office, now)
    text = enter(session, office, now, ids, "12月1日至12月20日，外出学习<b>")
    assert text == "已登记：李强（法规处）　请假　12月1日至20日，外出学习&lt;b&gt;。\n1项未办事项因此记为免。"
    assert facts_told(session, ids["李强"]) == [("leave", {"exempt": "请假"})]
    assert session.get(Focus, ids["陈清"]) is None


def test_partial_leave_exempts_nothing(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    ask_everybody(session, office, now)
    assert "没有因此记为免的事项" in enter(session, office, now, ids, "12月2日至4日")
    assert facts_told(session, ids["李强"]) == []


def test_ending_leave_asks_again(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    enter(session, office, now, ids, "12月1日起")
    ask_everybody(session, office, now)
    assignment = assignment_of(session, ids["李强"])
    assert assignment.exempt == "请假"
    [entered] = leaves_of(session, ids["李强"])
    reply = entering.end(session, office, now, 1000 + ids["陈清"], entered.id, 0)
    assert reply.text == (
        "李强（法规处）　请假　2026年12月1日起\n已结束，今日起在岗。\n恢复待办1项，已重新发给本人。"
    )
    assert entered.last == date(2026, 12, 1)
    assert assignment_of(session, ids["李强"]).exempt is None
    key = open_message_key(assignment.id, 1)
    assert session.scalars(select(Message).where(Message.key == key)).one().lane == 0


def test_leave_struck_out_is_gone(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    enter(session, office, now, ids, "12月1日起")
    [entered] = leaves_of(session, ids["李强"])
    for forged in (2, -1, 2027):  # what the dice found: taken for 撤销, and nameless in the audit
        with pytest.raises(Outdated):
            entering.end(session, office, now, 1000 + ids["陈清"], entered.id, forged)
    assert "登记已撤销" in entering.end(session, office, now, 1000 + ids["陈清"], entered.id, 1).text
    assert session.scalars(select(Leave)).all() == []


def test_an_exemption_granted_otherwise_stays(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    ask_everybody(session, office, now)
    assignment = assignment_of(session, ids["李强"])
    record(session, assignment, "decision", {"exempt": "请假（出差）"}, now, by=ids["陈清"])
    enter(session, office, now, ids, "12月1日起")
    [entered] = leaves_of(session, ids["李强"])
    entering.end(session, office, now, 1000 + ids["陈清"], entered.id, 0)
    assert assignment.exempt == "请假（出差）"


def test_the_list_names_who_is_away(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    enter(session, office, now, ids, "12月1日至12月20日")
    reply = entering.list_leave(session, office, now, 1000 + ids["陈清"])
    assert "李强（法规处）　请假　12月1日至20日" in reply.text
    assert [row[0].label for row in reply.rows] == ["登记请假、借出、病假", "结束：李强　请假"]


def test_what_leave_exempted_is_open_again_where_its_person_works_now(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    lee, day = ids["李强"], office.today(now)
    away = enter_leave(session, now, lee, "借出", day, None, None)
    ask_everybody(session, office, now)
    person = session.get_one(Person, lee)
    person.department_id = session.get_one(Person, ids["钱敏"]).department_id
    end_leave(session, away, day)
    reconsider(session, office, now, [lee], None)
    assignment = assignment_of(session, lee)
    assert (assignment.exempt, assignment.department_id) == (None, person.department_id)


def test_a_long_list_is_turned_page_by_page(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    for day in range(2, 20):
        first = date(2026, 12, day)
        session.add(Leave(person_id=ids["李强"], kind="请假", first=first, last=first, recorded_at=now))
    secretary = 1000 + ids["陈清"]
    first_page = entering.list_leave(session, office, now, secretary)
    assert "（第1页，共2页）" in first_page.text
    assert [button.label for button in first_page.rows[-1]] == ["下一页"]
    second = entering.list_page(session, office, now, secretary, 1)
    assert sum(button.to == "le" for row in second.rows for button in row) == 3
