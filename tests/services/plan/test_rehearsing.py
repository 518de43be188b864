"""A year played through: what is copied, arranged, sent, and how much falls on a person."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from activities.registry import KINDS
from bot.cli.console import Refused
from bot.cli.rehearse import burden, told, write_ics
from bot.cli.setup import fill_bank
from scheduler.jobs import JOBS
from services.audiences import Audience
from services.drafting.checking import check
from services.drafting.writing import Writing
from services.office import Office
from services.plan.burden import OPTION_CAP, month_of
from services.plan.going import Going, Rehearsal, collect
from services.plan.rehearsing import act, arrange, copy_office
from storage.activities import Activity, Draft, set_option
from storage.assignments import Assignment
from storage.base import Base
from storage.people import Person
from storage.plans import IN_FORCE, AnnualPlan, PlanItem
from storage.series import Series
from tests.conftest import NOW, add_roster
from tests.services.bureau import publish

PLAYED = date(2027, 3, 1), date(2027, 3, 19)


@pytest.fixture
def source(session: Session) -> Session:
    """Return a bureau with a plan of two items."""
    add_roster(session)
    plan = AnnualPlan(year=2026, status=IN_FORCE, title="要点", created_at=NOW)
    session.add(plan)
    session.flush()
    for place, (title, every, kind) in enumerate(
        (("廉情通报会", "quarter", "study"), ("强化政治自觉", "ongoing", "task")), start=1
    ):
        item = PlanItem(
            plan_id=plan.id,
            place=place,
            number=f"一{place}",
            title=title,
            sentence=f"{title}。",
            every=every,
            quota=1 if every == "quarter" else None,
            kind=kind,
        )
        session.add(item)
    session.flush()
    return session


@pytest.fixture
def target() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


def play(target: Session, office: Office, rehearsal: Rehearsal) -> list[Going]:
    going = []
    for n in range((PLAYED[1] - PLAYED[0]).days + 1):
        for at in (time(9, 1), time(17, 31)):
            now = datetime.combine(PLAYED[0] + timedelta(days=n), at, office.zone).astimezone(UTC)
            act(target, now, rehearsal)
            for job in JOBS:
                while job(target, office, now) is True:
                    target.flush()
            target.flush()
            going += collect(target, now, rehearsal)
    return going


def test_three_weeks_played_say_when_to_how_many_and_why(
    source: Session, target: Session, office: Office
) -> None:
    copy_office(source, target)
    assert all(person.telegram_id for person in target.scalars(select(Person)))
    rehearsal = arrange(target, office, 2027, datetime(2026, 12, 1, tzinfo=UTC))
    assert rehearsal is not None
    assert rehearsal.left_out == ["强化政治自觉"]
    activities = target.scalars(select(Activity).order_by(Activity.opens_at)).all()
    assert [one.deadline and office.local(one.deadline).month for one in activities] == [3, 6, 9, 12]
    going = play(target, office, rehearsal)
    [notice] = [one for one in going if "通报会" in one.title and one.people == 6 and not one.reminder]
    assert notice.at == datetime(2027, 3, 8, 9, 1, tzinfo=office.zone)
    assert notice.reason.startswith("计划一1“廉情通报会”每季度1次，本期1月1日至3月31日，定在2027年3月15日")
    assert any(one.reminder and one.people == 6 for one in going)
    rows = burden(target, office, rehearsal, going)
    assert rows[2][2] == 1.0  # one task each in March
    assert rows[2][0] >= 2
    assert not any(rows[0])
    lines = "\n".join(told(target, office, rehearsal, going))
    assert "放假安排为推算" in lines
    assert "2027年3月8日（星期一）09:01  6人" in lines
    assert "未列入演练的1条" in lines
    # The office itself is as it was.
    assert source.scalars(select(Activity)).all() == []


@pytest.mark.parametrize(("kind", "eves"), [("study", 1), ("reading", 0)])
def test_who_acts_in_time_is_not_reminded(
    source: Session, target: Session, office: Office, kind: str, eves: int
) -> None:
    source.scalars(select(PlanItem).where(PlanItem.title == "廉情通报会")).one().kind = kind
    source.flush()
    copy_office(source, target)
    rehearsal = arrange(target, office, 2027, datetime(2026, 12, 1, tzinfo=UTC), acting=100)
    assert rehearsal is not None
    going = play(target, office, rehearsal)
    assert any("通报会" in one.title and one.people == 6 for one in going)
    # A session is spoken of on its eve to those who come; what is done is not spoken of.
    assert len([one for one in going if one.reminder]) == eves
    [activity] = target.scalars(select(Activity).where(Activity.opens_at < datetime(2027, 4, 1, tzinfo=UTC)))
    outcomes = select(Assignment.outcome).where(Assignment.activity_id == activity.id)
    assert set(target.scalars(outcomes)) == {"done"}  # those who said that they come have come


def test_an_item_with_a_rule_is_rehearsed_by_it(source: Session, target: Session, office: Office) -> None:
    item = source.scalars(select(PlanItem).where(PlanItem.title == "廉情通报会")).one()
    source.add(
        Series(
            item_id=item.id,
            person_id=1,
            kind="study",
            title=item.title,
            rule="每年3月、9月第一个工作日",
            read_on=NOW.date(),
            left_out=["2027-09"],
            created_at=NOW,
            confirmed_at=NOW,
        )
    )
    source.flush()
    copy_office(source, target)
    rehearsal = arrange(target, office, 2027, datetime(2026, 12, 1, tzinfo=UTC))
    assert rehearsal is not None
    [activity] = target.scalars(select(Activity))
    assert activity.deadline is not None
    assert office.today(activity.deadline) == date(2027, 3, 1)
    assert "按周期安排“每年3月、9月第一个工作日”" in rehearsal.reasons[activity.id]


def test_a_formal_test_with_a_second_sitting_is_rehearsed_as_what_it_is(
    source: Session, target: Session, office: Office
) -> None:
    fill_bank(source, NOW)
    item = source.scalars(select(PlanItem)).first()
    assert item is not None
    item.title, item.sentence, item.kind = "党纪法规知识测试", "每季度开展1次党纪法规知识测试。", "quiz"
    source.flush()
    copy_office(source, target)
    arrange(target, office, 2026, NOW, 70)
    held = target.scalars(select(Activity).where(Activity.kind == "quiz")).all()
    assert len(held) == 4


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_rehearsed(kind: str, source: Session, target: Session, office: Office) -> None:
    fill_bank(source, NOW)
    item = source.scalars(select(PlanItem)).first()
    assert item is not None
    item.kind = kind
    source.flush()
    copy_office(source, target)
    arrange(target, office, 2026, NOW, 70)
    assert len(target.scalars(select(Activity)).all()) == 4


def test_without_a_plan_nothing_is_rehearsed(session: Session, target: Session, office: Office) -> None:
    add_roster(session)
    copy_office(session, target)
    assert arrange(target, office, 2027, NOW) is None


def test_a_draft_that_asks_too_much_of_somebody_warns_its_author(session: Session, office: Office) -> None:
    ids = add_roster(session)
    set_option(session, OPTION_CAP, 2)
    one = Audience(people=(ids["李强"],))
    for _ in range(2):
        publish(session, office, NOW, audience=one)
    month = month_of(session, office, 2026, 12, 6)
    assert (round(month.tasks, 2), round(month.minutes, 2), dict(month.over)) == (0.33, 0.33, {})
    draft = Draft(
        person_id=ids["陈清"],
        kind="reminder",
        step="preview",
        fields={"title": "又一份提醒", "body": "请遵守规定。"},
        audience=Audience().model_dump(mode="json"),
        updated_at=NOW,
    )
    session.add(draft)
    session.flush()
    found = check(Writing(session, office, NOW, session.get_one(Person, ids["陈清"]), draft))
    assert [w for w in found.warnings if "1人12月的任务将超过2项" in w]


def test_the_year_is_written_as_a_calendar(
    source: Session, target: Session, office: Office, tmp_path: Path
) -> None:
    copy_office(source, target)
    assert arrange(target, office, 2027, datetime(2026, 12, 1, tzinfo=UTC)) is not None
    write_ics(target, office, 2027, str(tmp_path / "year.ics"))
    written = (tmp_path / "year.ics").read_bytes().decode()
    assert written.count("BEGIN:VEVENT") == 4
    assert "DTSTART;TZID=Asia/Shanghai:20270315T150000" in written
    with pytest.raises(Refused, match="没有可以写进日历的活动"):
        write_ics(target, office, 2031, str(tmp_path / "none.ics"))
    with pytest.raises(Refused, match="不能写入"):
        write_ics(target, office, 2027, str(tmp_path / "no folder" / "year.ics"))
