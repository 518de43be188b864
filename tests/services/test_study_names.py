"""What people are called on a session's lists, and how many came from elsewhere."""

import pytest

from activities.state import State
from services.reporting.standings import Standing
from services.study.board import names_apart
from services.study.minutes import FIELDS
from storage.activities import ActivityVersion
from storage.assignments import Assignment
from storage.people import Department, Person


def standing(number: int, name: str, department: str) -> Standing:
    there = Department(name=department)
    return Standing(Assignment(id=number), Person(name=name), State.PENDING, there, ActivityVersion())


def test_namesakes_are_told_apart_by_their_department() -> None:
    rows = [standing(1, "王敏", "办公室"), standing(2, "王敏", "监察支队"), standing(3, "沈䶮", "办公室")]
    assert names_apart(rows) == {1: "王敏（办公室）", 2: "王敏（监察支队）", 3: "沈䶮"}


@pytest.mark.parametrize(
    ("typed", "number"), [("12", 12), ("12人", 12), ("十二", 12), ("两人", 2), ("甲县 张三", 1)]
)
def test_guests_are_a_number_in_figures_or_words_or_else_names(typed: str, number: int) -> None:
    assert FIELDS["guests"].read(typed)["guests"] == number
