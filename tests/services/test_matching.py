"""Who is who: certain where it is, asked where it is not."""

from datetime import date

from services.importing.matching import NEW, Matched, who_is_who
from storage.people import Department, Person
from tests.services.rows import row

TODAY = date(2026, 12, 2)
OFFICE, LAW = Department(id=1, name="办公室"), Department(id=2, name="法规处")


def person(
    id_: int, name: str, department: Department = OFFICE, no: str | None = None, **more: date
) -> Person:
    return Person(id=id_, name=name, department=department, staff_no=no, joined=date(2020, 1, 1), **more)


def ids(matched: Matched) -> list[int | None]:
    return [found.id if found else None for _, found in matched.pairs]


def asked(matched: Matched) -> list[tuple[int, list[int]]]:
    return [(doubt.row.row, [candidate.id for candidate in doubt.candidates]) for doubt in matched.doubts]


def test_a_number_finds_its_person_in_another_department() -> None:
    people = [person(1, "张伟", no="7"), person(2, "张伟", LAW, no="8")]
    matched = who_is_who([row(2, "张伟", "法规处", staff_no="7")], people, TODAY, {})
    assert ids(matched) == [1]


def test_a_name_unique_on_both_sides_is_enough() -> None:
    matched = who_is_who([row(2, "孙丽", "法规处")], [person(1, "孙丽", no="7")], TODAY, {})
    assert ids(matched) == [1]


def test_namesakes_are_told_apart_by_department() -> None:
    people = [person(1, "张伟"), person(2, "张伟", LAW)]
    matched = who_is_who([row(2, "张伟", "法规处"), row(3, "张伟", "办公室")], people, TODAY, {})
    assert ids(matched) == [2, 1]


def test_a_namesake_who_may_have_moved_is_asked_about() -> None:
    people = [person(1, "张伟"), person(2, "张伟", LAW)]
    matched = who_is_who([row(2, "张伟", "规划处")], people, TODAY, {})
    assert asked(matched) == [(2, [1, 2])]
    assert ids(who_is_who([row(2, "张伟", "规划处")], people, TODAY, {2: 2})) == [2]
    assert ids(who_is_who([row(2, "张伟", "规划处")], people, TODAY, {2: NEW})) == [None]


def test_a_number_under_another_name_is_asked_about() -> None:
    people = [person(1, "王芳", no="7"), person(2, "孙丽")]
    matched = who_is_who([row(2, "孙丽", staff_no="7")], people, TODAY, {})
    assert asked(matched) == [(2, [2, 1])]


def test_two_different_numbers_of_one_name_are_asked_about() -> None:
    matched = who_is_who([row(2, "孙丽", staff_no="9")], [person(1, "孙丽", no="7")], TODAY, {})
    assert asked(matched) == [(2, [1])]


def test_one_answer_cannot_give_a_person_to_two_rows() -> None:
    people = [person(1, "张伟"), person(2, "张伟", LAW)]
    rows = [row(2, "张伟", "规划处"), row(3, "张伟", "人事处")]
    matched = who_is_who(rows, people, TODAY, {2: 1, 3: 1})
    assert ids(matched) == [1]
    assert asked(matched) == [(3, [2])]


def test_who_has_left_is_found_again_by_number_and_name_only() -> None:
    left = person(1, "孙丽", no="7", left=date(2025, 1, 1))
    assert ids(who_is_who([row(2, "孙丽")], [left], TODAY, {})) == [None]
    assert ids(who_is_who([row(2, "孙丽", staff_no="7")], [left], TODAY, {})) == [1]
    assert ids(who_is_who([row(2, "周喆", staff_no="7")], [left], TODAY, {})) == [None]


def test_who_leaves_later_is_still_there() -> None:
    going = person(1, "孙丽", left=date(2026, 12, 31))
    assert ids(who_is_who([row(2, "孙丽")], [going], TODAY, {})) == [1]
