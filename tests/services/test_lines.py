"""Lines of responsibility, read from the roster's own columns."""

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from activities.letters.responsibility import BOTH, HEADS, LEADERS
from services.letters.lines import lines_of
from storage import people
from storage.people import Department, Person
from tests.conftest import NOW

DAY = NOW.date()
ROSTER = [
    ("林怀远", "领导班子", ""),
    ("何喆", "领导班子", "林怀远"),
    ("苏映川", "领导班子", "林怀远"),
    ("方镕", "处室负责人、科级", "何喆、苏映川"),
    ("贺知行", "处室负责人", "林 怀远"),
    ("邹念", "一般", "何喆"),
]


def store(session: Session, roster: Sequence[tuple[str, str, str]]) -> None:
    department = Department(name="办公室")
    session.add(department)
    session.flush()
    for order, (name, post, supervisor) in enumerate(roster):
        session.add(
            Person(
                name=name,
                post=post,
                supervisor=supervisor,
                department_id=department.id,
                roster_order=order,
                joined=DAY,
            )
        )
    session.flush()


def pairs(session: Session, level: str) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    lines = lines_of(session, DAY, level, people.on_roster(session, DAY))
    return [(line.superior.name, line.junior.name) for line in lines.found], lines.missing


TOP = [("林怀远", "何喆"), ("林怀远", "苏映川")]
BELOW = [("何喆", "方镕"), ("苏映川", "方镕"), ("林怀远", "贺知行")]


@pytest.mark.parametrize(("level", "found"), [(LEADERS, TOP), (HEADS, BELOW), (BOTH, TOP + BELOW)])
def test_leaders_answer_to_the_first_heads_to_their_leaders(
    session: Session, level: str, found: list[tuple[str, str]]
) -> None:
    store(session, ROSTER)
    assert pairs(session, level) == (found, ())


def test_whose_line_the_roster_does_not_tell_is_named_with_the_reason(session: Session) -> None:
    extra = [
        ("石守信", "处室负责人", ""),
        ("魏长河", "处室负责人", "查无此人"),
        ("王敏", "一般", ""),
        ("王敏", "一般", ""),
        ("程克勤", "处室负责人", "王敏"),
        ("何喆", "一般", ""),  # a namesake of a leader is not meant
        ("严正平", "处室负责人", "严正平"),
    ]
    store(session, [*ROSTER, *extra])
    found, missing = pairs(session, HEADS)
    assert found == BELOW
    assert missing == (
        "石守信（没有填分管领导）",
        "魏长河（分管领导花名册上没有查无此人）",
        "程克勤（分管领导有2位王敏，分不清）",
        "严正平（分管领导填的是本人）",
    )
