from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from activities.state import RATE_DEFINITION, State
from reports.figures import ActivityFigures, Counts, DepartmentLine, PersonLine
from reports.rejected import Rejected, rejected_workbook
from reports.sheet import Column, Table, new_workbook, safe, saved
from reports.workbook import activity_workbook, overview_workbook
from tests.reports.samples import NOW, activities, activity, many_departments, overview

BUREAU = "某市应急管理局"
SIX = [state.label for state in State]


def opened(xlsx: bytes) -> Workbook:
    return load_workbook(BytesIO(xlsx))


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    """Return the rows under the headings, which are the last row of the frozen part."""
    first = int(str(sheet.freeze_panes)[1:])
    headings = [str(cell.value) for cell in sheet[first - 1]]
    rows = sheet.iter_rows(min_row=first, values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def body(sheet: Worksheet) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the numbered rows of a table and its total row."""
    rows = table(sheet)
    numbered = [row for row in rows if isinstance(row["序号"], int)]
    return numbered, rows[len(numbered)]


def fits_its_pages(sheet: Worksheet) -> bool:
    """Return whether it is printed smaller where that is needed to fit the paper."""
    setup = sheet.sheet_properties.pageSetUpPr
    assert setup is not None
    return bool(setup.fitToPage)


def test_the_summary_has_a_row_a_department_and_its_sum() -> None:
    workbook = opened(activity_workbook(activity(), BUREAU, NOW))
    assert workbook.sheetnames == ["汇总", "名单", "口径说明"]
    rows, total = body(workbook["汇总"])
    assert [row["处室"] for row in rows] == ["办公室", "政策法规处"]
    assert rows[0] == {
        "序号": 1, "处室": "办公室", "应办人数": 6, "已完成": 3, "有异议": 0, "免": 1,
        "未送达": 0, "逾期": 2, "待完成": 0, "完成率": 0.6,
    }  # fmt: skip
    assert total["处室"] == "合计"
    assert total["应办人数"] == 17
    assert total["完成率"] == pytest.approx(7 / 16)


def test_the_summary_says_what_when_and_how_messages_fared() -> None:
    sheet = opened(activity_workbook(activity(status="发布中"), BUREAU, NOW))["汇总"]
    said = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
    assert said[0] == "某市应急管理局 2027年元旦廉洁过节提醒"
    assert "截至 2026年12月24日（星期四）14:30" in said[1]
    assert "应办人数还在增加" in said[2]
    assert any("已送达 13 条，不确定 2 条" in line for line in said)
    assert any(RATE_DEFINITION in line for line in said)


def test_the_list_has_everybody_and_room_to_sign() -> None:
    rows = table(opened(activity_workbook(activity(), BUREAU, NOW))["名单"])
    assert [row["姓名"] for row in rows] == ["张三", "欧阳明月", "李四", "王小五"]
    assert rows[0]["办理时间"] == datetime.fromisoformat("2026-12-24 12:30")  # a cell knows no zone
    assert rows[0]["说明"] == "迟"
    assert (rows[2]["状态"], rows[2]["说明"]) == ("未送达", "已停用机器人")
    assert rows[3]["阶段"] == "已报名"
    assert all(row["签字"] is None for row in rows)


def test_the_definitions_explain_every_state_and_percentage() -> None:
    for xlsx in (activity_workbook(activity(), BUREAU, NOW), overview_workbook(overview(activity()))):
        defined = {row["名称"]: row["口径"] for row in table(opened(xlsx)["口径说明"])}
        for state in State:
            assert defined[state.label] == state.definition
        assert RATE_DEFINITION in defined["完成率"]
        assert {"应办人数", "已送达", "不确定"} <= defined.keys()


def test_the_overview_lists_the_withdrawn_without_counting_them() -> None:
    given_ = overview(activity(), activity(title="撤回的", status="已撤回"), activity([], title="空的"))
    workbook = opened(overview_workbook(given_))
    rows, total = body(workbook["汇总"])
    assert [row["事项"] for row in rows] == ["2027年元旦廉洁过节提醒", "撤回的", "空的"]
    assert rows[1]["应办人数"] == rows[1]["完成率"] == "—"
    assert rows[2]["完成率"] == "—"
    assert total["应办人数"] == 17
    matrix = table(workbook["处室与事项"])
    assert matrix[0] == {"序号": 1, "处室": "办公室", "2027年元旦廉洁过节提醒": "3/6", "空的": None}


def test_every_sheet_prints_with_its_headings_on_a4() -> None:
    for xlsx in (activity_workbook(activity(), BUREAU, NOW), overview_workbook(overview(activity()))):
        for sheet in opened(xlsx):
            head = int(str(sheet.freeze_panes)[1:]) - 1
            assert sheet.print_title_rows == f"$1:${head}"
            assert sheet.print_area.endswith(f"${sheet.max_row}")
            assert str(sheet.page_setup.paperSize) == "9"
            assert fits_its_pages(sheet)
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)


def test_a_very_wide_table_prints_on_several_pages() -> None:
    sheet = opened(overview_workbook(overview(*[activity(title=f"事项{n}") for n in range(30)])))[
        "处室与事项"
    ]
    assert sheet.print_title_cols == "$A:$B"
    assert not fits_its_pages(sheet)


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "＋", "－", "＠", "\ufeff=", "\u200b+"]
)
def test_no_text_becomes_a_formula(start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    person = PersonLine(evil, evil, evil, State.DECLINED, evil, evil, None, late=False)
    figures = activity([DepartmentLine(evil, Counts(declined=1))], [person], evil, extras=((evil, evil),))
    for xlsx in (
        activity_workbook(figures, evil, NOW),
        overview_workbook(overview(figures)),
        rejected_workbook([Rejected(2, evil, (evil,))], [evil]),
    ):
        cells = [cell for sheet in opened(xlsx) for row in sheet.iter_rows() for cell in row]
        texts = [cell for cell in cells if isinstance(cell.value, str)]
        assert any("HYPERLINK" in str(cell.value) for cell in texts)
        assert all(
            cell.data_type == "s" and str(cell.value)[0] not in "=+-@＝＋－＠\t\r\n " for cell in texts
        )


@pytest.mark.parametrize("text", ["张三", "—", "3/6", "镕喆䶮囧〇𠮷", "https://t.me/x?start=1", ""])
def test_plain_text_is_kept_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_control_characters_do_not_break_the_file() -> None:
    person = PersonLine(
        "张\x00三\x1b\ud800", "办公室", "", State.PENDING, "", "第一行\n第二行", None, late=False
    )
    rows = table(opened(activity_workbook(activity(people=[person]), BUREAU, NOW))["名单"])
    assert (rows[0]["姓名"], rows[0]["说明"]) == ("张三", "第一行 第二行")


def test_refused_rows_come_back_with_their_reason() -> None:
    rows = [Rejected(3, "缺少政治面貌", ("张三", "办公室")), Rejected(9, "姓名为空", ("", "法规处", "多的"))]
    sheet = opened(rejected_workbook(rows, ["姓名", "处室"]))["未导入的行"]
    assert [cell.value for cell in sheet[1]] == ["原行号", "问题", "姓名", "处室"]
    assert [cell.value for cell in sheet[2]] == [3, "缺少政治面貌", "张三", "办公室"]
    assert [cell.value for cell in sheet[3]] == [9, "姓名为空", None, "法规处"]


def check_adds_up(sheet: Worksheet, asked: int) -> None:
    rows, total = body(sheet)
    counted = [row for row in rows if row["应办人数"] != "—"]
    for row in [*counted, total]:
        assert sum(row[title] for title in SIX) == row["应办人数"]
    for title in [*SIX, "应办人数"]:
        assert sum(row[title] for row in counted) == total[title]
    assert total["应办人数"] == asked


@given(activities)
@settings(max_examples=15, deadline=None)
def test_any_activity_adds_up(figures: ActivityFigures) -> None:
    check_adds_up(opened(activity_workbook(figures, BUREAU, NOW))["汇总"], figures.counts.asked)


@given(st.lists(activities, max_size=4))
@settings(max_examples=15, deadline=None)
def test_any_overview_adds_up(several: Sequence[ActivityFigures]) -> None:
    asked = sum(each.counts.asked for each in several if each.status_title != "已撤回")
    check_adds_up(opened(overview_workbook(overview(*several)))["汇总"], asked)


def test_a_large_bureau_is_written_whole() -> None:
    people = [PersonLine(f"王{n}", "监察支队", "", State.PENDING, "", "", None, False) for n in range(500)]
    rows = table(opened(activity_workbook(activity(many_departments(60), people), BUREAU, NOW))["名单"])
    assert len(rows) == 500


def test_a_table_without_rows_says_so_below_its_headings() -> None:
    workbook = new_workbook()
    empty, full = (Table(workbook, name, [Column("姓名", 12)], landscape=False) for name in ("空", "满"))
    for table in (empty, full):
        table.line("截至今天")
        table.header()
    full.row(["张三"])
    for table in (empty, full):
        table.line("说明")
        table.close()
    book = load_workbook(BytesIO(saved(workbook)))
    said = [[row[0] for row in book[name].iter_rows(values_only=True)] for name in ("空", "满")]
    assert said == [["截至今天", "姓名", "（无）", "说明"], ["截至今天", "姓名", "张三", "说明"]]
    assert book["空"].print_area == "'空'!$A$1:$A$4"
