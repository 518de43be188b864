"""When an activity reminds, as its author chose: before, on and after the last day, never once done."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from services.answering import act
from services.chasing.by_clock import remind_due
from services.chasing.limits import CAP
from services.correcting.applying import move_deadline
from services.office import Office
from services.outbox import claim
from services.rendering import Outgoing, render
from storage.activities import Activity, set_option
from storage.assignments import Assignment
from tests.conftest import NOW
from tests.services.bureau import deliver
from tests.services.secretary import Secretary, sit_down


@pytest.fixture
def chen(sqlite_url: str, office: Office) -> Iterator[Secretary]:
    """Yield the secretary at the preview of a reminder due on Monday 7 December at 17:30."""
    secretary = sit_down(sqlite_url, office, NOW)
    secretary.new()
    secretary.press("清风行动", "空白")
    secretary.type("值班纪律提醒", "值班期间请在岗在位。")
    secretary.press("跳过", "跳过", "3个工作日内", "确定")
    yield secretary
    secretary.engine.dispose()


def days(chen: Secretary) -> list[str]:
    return [at[5:16] for at in chen.activities()[0].reminders]


def reminded(session: Session, office: Office, now: datetime) -> list[Outgoing]:
    """Let the clock ring at a moment; return what goes out."""
    remind_due(session, office, now)
    session.flush()
    return render(session, office, now, claim(session, now, 64, quiet=False))


def test_the_author_chooses_when(chen: Secretary) -> None:
    assert "自动提醒未办理的人：2026年12月4日（星期五）09:00\n" in chen.seen.text + "\n"
    chen.press("修改提醒", "截止当天", "逾期后第1个工作日")
    assert (
        "12月4日（星期五）09:00、2026年12月7日（星期一）09:00、2026年12月8日（星期二）09:00" in chen.seen.text
    )
    chen.press("✓ 截止前", "选好了", "立即发布")
    assert days(chen) == ["12-07T09:00", "12-08T09:00"]


def test_none_is_a_choice_too(chen: Secretary) -> None:
    chen.press("修改提醒", "都不提醒", "选好了")
    assert "自动提醒未办理的人：不提醒" in chen.seen.text
    chen.press("立即发布")
    assert days(chen) == []


def test_who_has_done_it_is_not_reminded_and_who_is_late_is_told_so(chen: Secretary, office: Office) -> None:
    chen.press("修改提醒", "✓ 截止前", "截止当天", "逾期后第1个工作日", "选好了", "立即发布")
    zone = office.zone
    with chen.session() as session:
        deliver(session, NOW)
        first = reminded(session, office, datetime(2026, 12, 7, 9, 1, tzinfo=zone))
        assert {("已过截止" in one.reply.text, "请及时办理" in one.reply.text) for one in first} == {
            (False, True)
        }
        assert len(first) == 6
        for row in session.scalars(select(Assignment)).all()[:4]:
            person = 1000 + row.person_id
            act(session, office, datetime(2026, 12, 7, 10, tzinfo=zone), person, row.id, 1, Action("ok"))
        second = reminded(session, office, datetime(2026, 12, 8, 9, 1, tzinfo=zone))
        assert ["以下事项已过截止时间，请尽快补办" in one.reply.text for one in second] == [True, True]


def test_the_weeks_cap_holds_over_all(chen: Secretary, office: Office) -> None:
    chen.press("修改提醒", "✓ 截止前", "截止当天", "逾期后第1个工作日", "选好了", "立即发布")
    with chen.session() as session:
        set_option(session, CAP, 1)
        deliver(session, NOW)
        assert len(reminded(session, office, datetime(2026, 12, 7, 9, 1, tzinfo=office.zone))) == 6
        assert reminded(session, office, datetime(2026, 12, 8, 9, 1, tzinfo=office.zone)) == []


def test_what_was_chosen_moves_with_the_deadline(chen: Secretary, office: Office) -> None:
    chen.press("修改提醒", "截止当天", "逾期后第1个工作日", "选好了", "立即发布")
    with chen.session() as session:
        activity = session.scalars(select(Activity)).one()
        until = datetime(2026, 12, 11, 17, 30, tzinfo=office.zone)
        move_deadline(session, office, NOW + timedelta(hours=1), activity, until, 1, fact="extended")
    assert days(chen) == ["12-08T09:00", "12-10T09:00", "12-11T09:00", "12-14T09:00"]
