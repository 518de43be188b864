"""Scopes in buttons and in words: what comes back is what went in, and what was meant."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from activities.registry import KINDS
from handlers.callbacks import LIMIT, pack
from services.office import Office
from services.refusals import Outdated
from services.reporting.period import months, read_period, say_period
from services.reporting.scope import Scope, read_code
from services.reporting.words import NoSuchMoment, read_words
from storage.people import Person
from tests.conftest import NOW, add_roster
from tests.services.bureau import publish

TODAY = date(2026, 12, 2)
ids = st.integers(0, 999_999)
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  bounds


@given(ids, ids, ids, st.sampled_from(["", *KINDS]), days, days, st.none() | moments)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_scope_comes_back_from_a_button_as_it_went(
    session: Session, department: int, person: int, item: int, kind: str, one: date, two: date, at: datetime
) -> None:
    scope = Scope(department=department, person=person, item=item, kind=kind, first=one, last=two)
    if at:
        scope = scope.narrowed(at=at.replace(second=0, microsecond=0))
    assert read_code(session, scope.code()) == scope


def test_the_longest_scope_fits_a_button(session: Session) -> None:
    add_roster(session)
    for person in session.query(Person):
        person.branch = "机关第一党支部"
    longest = Scope(
        999_999, "机关第一党支部", "responsibility", item=999_999, first=TODAY, last=TODAY, at=NOW
    )
    assert len(pack("v", ("x", longest.code(), 99))) <= LIMIT
    assert read_code(session, longest.code()) == longest


@pytest.mark.parametrize("code", ["d", "x1", "knothing", "f1", "b1", "d99999999", "é", "d1.q", "tzzzzzzz"])
def test_a_forged_scope_is_outdated(session: Session, code: str) -> None:
    with pytest.raises(Outdated):
        read_code(session, code)


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("2026年", months(2026, 1, 12)),
        ("去年", months(2025, 1, 12)),
        ("第三季度", months(2026, 7, 9)),
        ("2025年一季度", months(2025, 1, 3)),
        ("上半年", months(2026, 1, 6)),
        ("本月", months(2026, 12, 12)),
        ("上月", months(2026, 11, 11)),
        ("上季度", months(2026, 7, 9)),
        ("9月", months(2026, 9, 9)),
        ("十二月", months(2026, 12, 12)),
        ("1月1日至3月31日", months(2026, 1, 3)),
        ("12月20日至31日", (date(2025, 12, 20), date(2025, 12, 31))),
        ("上周", (date(2026, 11, 23), date(2026, 11, 29))),
    ],
)
def test_a_period_is_read(typed: str, span: tuple[date, date]) -> None:
    assert read_period(typed, TODAY) == span


@pytest.mark.parametrize("typed", ["11月30日", "昨天", "年", "季度", "张三", "2月30日至3月1日", "17:30", ""])
def test_what_is_no_period_is_none(typed: str) -> None:
    assert read_period(typed, TODAY) is None


@given(days, st.integers(0, 400))
def test_a_period_is_read_as_it_is_said(first: date, length: int) -> None:
    said = say_period((first, first + timedelta(days=length)))
    if "至" not in said and "日" not in said:
        assert read_period(said, TODAY) == (first, first + timedelta(days=length))


def test_words_may_come_in_any_order(session: Session, office: Office) -> None:
    ids = add_roster(session)
    for person in session.query(Person):
        person.branch = "机关一支部"
    activity = publish(session, office, NOW)

    def read(text: str) -> tuple[str, Scope]:
        asked = read_words(session, office, NOW, text)
        return asked.view, asked.scope

    first, last = months(2026, 7, 9)
    law = session.get_one(Person, ids["孙丽"]).department_id
    assert read("法规处 第三季度") == read("三季度，法规") == ("", Scope(law, first=first, last=last))
    assert read("按支部") == ("b", Scope())
    assert read("承诺书 按处室") == ("d", Scope(kind="commitment"))
    assert read("机关一支部") == ("", Scope(branch="机关一支部"))
    assert read("李强 年度记录 2026年") == (
        "y",
        Scope(person=ids["李强"]).narrowed(first=date(2026, 1, 1), last=date(2026, 12, 31)),
    )
    assert read("元旦廉洁提醒") == ("", Scope(activity=activity))
    assert read("法规处 昨天17:30")[1].at == NOW.replace(day=1, hour=9, minute=30)
    assert read("3月31日")[1].at == datetime(2026, 3, 31, 9, 30, tzinfo=UTC)
    for wrong in ("明天", "没有的处室", "法规处 乱写"):
        with pytest.raises(NoSuchMoment):
            read(wrong)


def test_people_of_one_name_are_asked_about(session: Session, office: Office) -> None:
    ids = add_roster(session)
    session.get_one(Person, ids["李强"]).name = "赵刚"
    asked = read_words(session, office, NOW, "赵刚")
    assert [one.id for one in asked.namesakes] == [ids["赵刚"], ids["李强"]]
