"""What the question for a rule offers can be answered as it says."""

from datetime import date

import pytest

from services.plan.series_card import ASK, RULES, SHIFTS
from workdays.holidays import Calendar
from workdays.recurrence import Shift, read_recurrence


@pytest.mark.parametrize("rule", [*RULES, ASK.partition("如：")[2]])
def test_every_rule_that_is_offered_gives_dates(rule: str) -> None:
    recurrence = read_recurrence(rule, date(2027, 1, 4), Calendar())
    assert recurrence.dates(Calendar(), date(2027, 1, 4), date(2027, 12, 31))


def test_it_is_said_what_becomes_of_every_day_off() -> None:
    assert set(SHIFTS) == set(Shift)
