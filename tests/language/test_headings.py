import pytest

from language.grid import Row, Table, Unreadable
from language.headings import Column, Layout, column_letters, find_layouts

COLUMNS = (
    Column("name", "姓名", ("名字",), required=True),
    Column("department", "处室/单位", ("处室", "单位"), required=True),
    Column("answer", "选项A", ("A",)),
)


def layout(*rows: tuple[str, ...]) -> Layout:
    table = Table("名册", tuple(Row(number, cells) for number, cells in enumerate(rows, start=1)))
    return find_layouts([table], COLUMNS)[0][0]


@pytest.mark.parametrize(
    "heading",
    [
        "姓名",
        " 姓　名 ",
        "姓\n名",
        "姓名*",
        "姓名（必填）",
        "姓名(必填)",
        "*姓名：",
        "姓名【必填】",
        "名字（选填）",
        "姓名必填",
    ],
)
def test_stray_marks_in_a_heading_do_not_matter(heading: str) -> None:
    assert layout((heading, "处室")).columns["name"] == 0


def test_plain_heading_wins_over_one_with_a_remark() -> None:
    assert layout(("姓名（曾用）", "姓名", "处室")).columns["name"] == 1


def test_earlier_alias_wins_and_the_other_is_named() -> None:
    found = layout(("单位", "姓名", "处室", "序号", "血型"))
    assert found.columns["department"] == 2
    assert found.ignored == ("单位", "血型")


def test_brackets_can_hold_what_matters() -> None:
    assert layout(("姓名", "处室", "选项（Ａ）")).columns["answer"] == 2


def test_title_rows_above_are_skipped_and_repeated_headings_are_no_data() -> None:
    found = layout(
        ("某局花名册",), ("姓名", "处室"), ("张三", "办公室"), ("姓名", "处室"), ("李四", "法规处")
    )
    assert found.heading_row == 2
    assert [row.number for row in found.body()] == [3, 5]


def test_rows_with_nothing_of_their_own_in_a_known_column_are_no_data() -> None:
    rows = (
        Row(1, ("序号", "姓名", "处室")),
        Row(2, ("1", "张三", "办公室")),
        Row(3, ("2", "", "办公室"), merged=frozenset({2})),
        Row(4, ("3",), problems={0: "是公式"}),
    )
    found = find_layouts([Table("", rows)], COLUMNS)[0][0]
    assert [row.number for row in found.body()] == [2]


def test_missing_headings_are_named() -> None:
    with pytest.raises(Unreadable, match="处室/单位"):
        layout(("姓名", "电话"))


def test_headings_are_not_searched_for_without_end() -> None:
    with pytest.raises(Unreadable, match="前 10 行"):
        layout(*[("说明",)] * 10, ("姓名", "处室"))


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (63, "BL")])
def test_column_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters
