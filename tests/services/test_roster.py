"""A roster file against the roster, and what taking it over does."""

from collections.abc import Iterable
from datetime import date, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from services.belonging.leaving import NoSecretaryLeft, depart_due
from services.importing.differences import Difference, preview_roster
from services.importing.reading import Faulty, read_roster
from services.importing.roster import Applied, apply_roster
from services.importing.words import say_difference, say_faults
from services.office import Office
from storage.messages import Message
from storage.people import (
    SECRETARY,
    Department,
    Invite,
    Leave,
    Person,
    Role,
    departments,
    on_roster,
)
from tests.conftest import add_roster
from tests.services.rows import ask_everybody, assignment_of, facts_told, leaves_of, row, rows_of

TODAY = date(2026, 12, 2)


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    return add_roster(session)


def take(
    session: Session,
    office: Office,
    now: datetime,
    difference: Difference,
    since: date = TODAY,
    whole: bool = True,
) -> Applied:
    return apply_roster(session, office, now, difference, since, whole, by=None)


def names(people: Iterable[Person]) -> list[str]:
    return [person.name for person in people]


def test_the_same_roster_again_changes_nothing(session: Session, ids: dict[str, int]) -> None:
    difference = preview_roster(session, TODAY, rows_of(session), "all")
    assert len(difference.unchanged) == 6
    assert (difference.joiners, difference.leavers, difference.changes, difference.doubts) == ((), (), (), ())


def test_joiners_leavers_movers_and_edits_are_told_apart(session: Session, ids: dict[str, int]) -> None:
    rows = [each for each in rows_of(session) if each.name != "周喆"]
    rows[4] = row(6, "李强", "规划处", "中共党员", post="科级", phone="13900000001")
    rows[2] = row(4, "钱敏", "办公室", "中共党员", post="一般")
    rows.append(row(9, "吴镕", "规划处", "群众", post="一般"))
    difference = preview_roster(session, TODAY, rows, "all")
    assert [each.name for each, _ in difference.joiners] == ["吴镕"]
    assert names(difference.leavers) == ["周喆"]
    assert [(change.person.name, change.titles) for change in difference.movers] == [
        ("李强", "处室/单位、手机号")
    ]
    assert [(change.person.name, change.titles) for change in difference.edits] == [("钱敏", "政治面貌")]
    assert len(difference.unchanged) == 3
    assert difference.many_leave


def test_only_a_whole_roster_makes_leavers(session: Session, ids: dict[str, int]) -> None:
    difference = preview_roster(session, TODAY, rows_of(session)[:2], "part")
    assert difference.leavers == ()
    assert difference.absent == 4


def test_a_retired_row_leaves_even_in_part(session: Session, ids: dict[str, int]) -> None:
    difference = preview_roster(session, TODAY, [row(2, "周喆", "法规处", "民主党派", status="退休")], "part")
    assert names(difference.leavers) == ["周喆"]


def test_whom_a_faulty_row_names_does_not_leave(session: Session, ids: dict[str, int]) -> None:
    rows = [each for each in rows_of(session) if each.name != "周喆"]
    difference = preview_roster(session, TODAY, rows, "all", faulty=[["周　喆", "法规处", "无党"]])
    assert difference.leavers == ()
    assert names(difference.spared) == ["周喆"]


def test_an_empty_column_says_nothing_and_an_empty_cell_empties(
    session: Session, ids: dict[str, int]
) -> None:
    session.get_one(Person, ids["钱敏"]).phone = "13900000009"
    plain = [row(2, "钱敏", "办公室", "群众"), row(3, "李强", "法规处", "中共党员")]
    assert preview_roster(session, TODAY, plain, "part").changes == ()
    used = [plain[0], row(3, "李强", "法规处", "中共党员", phone="13900000001")]
    changes = preview_roster(session, TODAY, used, "part").changes
    assert {change.person.name: dict(change.values) for change in changes} == {
        "钱敏": {"phone": ""},
        "李强": {"phone": "13900000001"},
    }


def test_a_leaver_is_let_go_at_once(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    ask_everybody(session, office, now)
    session.add(Invite(person_id=ids["周喆"], code_hash="x", created_at=now, expires_at=now))
    difference = preview_roster(session, TODAY, rows_of(session)[:-1], "all")
    applied = take(session, office, now, difference)
    gone = session.get_one(Person, ids["周喆"])
    assert (gone.left, gone.telegram_id) == (TODAY, None)
    assert facts_told(session, gone.id) == [("left", {"exempt": "调离"})]
    assert applied.unlinked == (1000 + gone.id,)
    told = session.scalars(select(Message).where(Message.key.startswith("parted/"))).one()
    assert told.payload == {
        "text": "您已从江州市应急管理局花名册中调离，本账号的绑定已解除。如有疑问，请联系纪检秘书。",
        "chat_id": 1000 + gone.id,
    }
    assert session.scalars(select(Invite)).one().revoked_at == now


def test_a_later_leaver_is_let_go_on_the_day(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    ask_everybody(session, office, now)
    difference = preview_roster(session, TODAY, rows_of(session)[:-1], "all")
    applied = take(session, office, now, difference, since=date(2026, 12, 4))
    assert applied.unlinked == ()
    assert depart_due(session, office, now) == 0
    going = session.get_one(Person, ids["周喆"])
    assert going.telegram_id == 1000 + going.id
    assert depart_due(session, office, now.replace(day=4)) == 1
    gone = session.get_one(Person, ids["周喆"])
    assert (gone.telegram_id, assignment_of(session, gone.id).exempt) == (None, "调离")
    assert depart_due(session, office, now.replace(day=4)) == 0


def test_who_comes_back_before_leaving_stays(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    rows = rows_of(session)
    take(session, office, now, preview_roster(session, TODAY, rows[:-1], "all"), since=date(2026, 12, 31))
    difference = preview_roster(session, TODAY, rows, "all")
    assert [change.titles for change in difference.changes] == ["取消调离"]
    take(session, office, now, difference)
    assert session.get_one(Person, ids["周喆"]).left is None


def test_who_left_comes_back_as_the_same_person(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    away = session.get_one(Person, ids["周喆"])
    away.staff_no, away.left, away.telegram_id = "77", date(2025, 1, 1), None
    difference = preview_roster(session, TODAY, [row(2, "周喆", "办公室", staff_no="77")], "part")
    take(session, office, now, difference, whole=False)
    back = session.get_one(Person, ids["周喆"])
    assert (back.joined, back.left, back.department.name) == (TODAY, None, "办公室")


def test_a_movers_open_items_move_along(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    ask_everybody(session, office, now)
    difference = preview_roster(session, TODAY, [row(2, "李强", "规划处", "中共党员")], "part")
    take(session, office, now, difference, whole=False)
    planning = session.scalars(select(Department).where(Department.name == "规划处")).one()
    [(kind, change)] = facts_told(session, ids["李强"])
    assert (kind, change["department_id"]) == ("moved", planning.id)
    assert assignment_of(session, ids["李强"]).department_id == planning.id


def test_the_last_secretary_never_leaves(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    rows = [each for each in rows_of(session) if each.name != "陈清"]
    difference = preview_roster(session, TODAY, rows, "all")
    with pytest.raises(NoSecretaryLeft):
        take(session, office, now, difference)
    session.add(Role(person_id=ids["孙丽"], role=SECRETARY, granted_at=now))
    session.flush()
    take(session, office, now, difference)
    assert session.get(Role, (ids["陈清"], SECRETARY)) is None


def test_the_first_secretary_is_found_again(session: Session, office: Office, now: datetime) -> None:
    department = Department(name="机关纪委", position=0)
    first = Person(name="陈清", department=department, joined=date(2026, 1, 1), telegram_id=9)
    session.add(first)
    session.flush()
    session.add(Role(person_id=first.id, role=SECRETARY, granted_at=now))
    rows = [
        row(2, "林远", "局领导", "中共党员", staff_no="1"),
        row(3, "陈清", "办公室", "中共党员", staff_no="2"),
    ]
    take(session, office, now, preview_roster(session, TODAY, rows, "all"))
    assert (first.staff_no, first.department.name, first.telegram_id) == ("2", "办公室", 9)
    assert first.joined == date(2026, 1, 1)
    assert [each.name for each in departments(session)] == ["局领导", "办公室", "机关纪委"]
    assert names(on_roster(session, TODAY)) == ["林远", "陈清"]


def test_a_number_passed_on_is_taken_from_who_held_it(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    session.get_one(Person, ids["钱敏"]).staff_no = "7"
    rows = [row(2, "吴镕", staff_no="7")]
    assert preview_roster(session, TODAY, rows, "part").doubts
    take(session, office, now, preview_roster(session, TODAY, rows, "part", {2: 0}), whole=False)
    assert session.get_one(Person, ids["钱敏"]).staff_no is None
    assert session.scalars(select(Person).where(Person.staff_no == "7")).one().name == "吴镕"


def test_status_opens_and_ends_leave(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    ask_everybody(session, office, now)
    ill = [row(2, "李强", "法规处", "中共党员", status="长期病假")]
    take(session, office, now, preview_roster(session, TODAY, ill, "part"), whole=False)
    [leave] = leaves_of(session, ids["李强"])
    assert (leave.kind, leave.first, leave.last) == ("病假", TODAY, None)
    assert facts_told(session, ids["李强"]) == [("leave", {"exempt": "病假"})]
    well = [row(2, "李强", "法规处", "中共党员", status="在岗")]
    difference = preview_roster(session, TODAY, well, "part")
    take(session, office, now, difference, since=date(2026, 12, 4), whole=False)
    assert leave.last == date(2026, 12, 3)
    assert facts_told(session, ids["李强"])[-1] == ("leave", {"exempt": None})


def test_joiners_on_loan_are_on_leave_from_the_start(session: Session, office: Office, now: datetime) -> None:
    difference = preview_roster(session, TODAY, [row(2, "吴镕", status="借出"), row(3, "郑囧")], "all")
    take(session, office, now, difference)
    [leave] = session.scalars(select(Leave))
    assert (leave.kind, leave.first, leave.reason) == ("借出", TODAY, "名册状态：借出")


def test_the_longest_preview_fits_a_message(session: Session) -> None:
    known = Department(name="原" * 100)
    for n in range(90):
        session.add(Person(name=f"{n:040d}", department=known, staff_no=str(n), joined=TODAY))
    session.flush()
    rows = [row(n, f"{n:040d}", "新" * 100, "群众", staff_no=str(n)) for n in range(30)]
    rows += [row(n, f"{n:040d}", "原" * 100, "群众", staff_no=str(n), note="备") for n in range(30, 60)]
    rows += [row(n, f"{n:040d}", "新" * 100, "群众", staff_no=str(n)) for n in range(100, 130)]
    difference = preview_roster(session, TODAY, rows, "all", faulty=[[f"{n:040d}"] for n in range(60, 75)])
    faulty = [Faulty(n, "由" * 300, "表" * 31, ()) for n in range(20)]
    text = say_difference(difference, True) + say_faults(faulty, ["列" * 21] * 40)
    assert len(text) < 3500
    assert "调离15人：" in text


def test_a_roster_takes_a_statement_a_row_and_a_handful_more(
    session: Session, office: Office, now: datetime
) -> None:
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    lines = ["姓名,处室,政治面貌,工号,手机号"]
    lines += [f"人员{n},第{n % 40}处,中共党员,{n},1390000{n:04d}" for n in range(2000)]
    upload = read_roster("\n".join(lines).encode(), "名册.csv")
    take(session, office, now, preview_roster(session, TODAY, upload.roster, "all"))
    session.commit()
    assert len(statements) < 2000 + 100
    assert len(preview_roster(session, TODAY, upload.roster, "all").unchanged) == 2000
