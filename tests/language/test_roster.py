import dataclasses

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from language.grid import Unreadable
from language.roster import COLUMNS, RosterFile, RosterRow, is_party, parse_roster
from tests.language.files import ROSTER_HEADINGS, Rows, Value, csv, xlsx


def read(*rows: tuple[Value, ...], headings: tuple[str, ...] = ROSTER_HEADINGS) -> RosterFile:
    return parse_roster(xlsx([headings, *rows]), "名册.xlsx")


def only(file: RosterFile) -> RosterRow:
    assert not file.errors
    (row,) = file.rows
    return row


def reasons(file: RosterFile) -> dict[int, str]:
    return {error.row: error.reason for error in file.errors}


def test_every_column_of_the_template_is_read() -> None:
    titles = tuple(column.title for column in COLUMNS)
    values = (
        *(
            "张　三",
            "办公室",
            "主任",
            "一级主任科员",
            "党员",
            "公务员",
            "处长/关键岗位",
            "中心组 青年组；科级",
        ),
        *("第一支部", "李四", 13800000000.0, 1001.0, "在职", "备注\n两行"),
    )
    assert only(read(values, headings=titles)) == RosterRow(
        row=2,
        name="张三",
        department="办公室",
        position="主任",
        rank="一级主任科员",
        political="中共党员",
        category="在编",
        post="处室负责人、关键岗位、科级",
        tags="中心组 青年组",
        branch="第一支部",
        supervisor="李四",
        phone="13800000000",
        staff_no="1001",
        status="在岗",
        note="备注\n两行",
    )


def test_what_the_file_does_not_say_is_empty() -> None:
    row = only(read(("张三", "办公室", "群众")))
    assert {field.name for field in dataclasses.fields(row) if getattr(row, field.name) == ""} == {
        *(
            "position",
            "rank",
            "category",
            "post",
            "tags",
            "branch",
            "supervisor",
            "phone",
            "staff_no",
            "status",
            "note",
        )
    }


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张　三", "张三"),
        ("张 三", "张三"),
        ("朱镕喆", "朱镕喆"),
        ("䶮囧〇𠮷", "䶮囧〇𠮷"),
        ("买买提·艾力", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("<b>&张</b>", "<b>&张</b>"),
        ("=1+1", "=1+1"),
        ("张\u200b三", "张三"),
        ("欧阳\n娜娜", "欧阳娜娜"),
    ],
)
def test_names(written: str, name: str) -> None:
    assert only(read((written, "办公室", "群众"))).name == name


@pytest.mark.parametrize(
    ("written", "political"),
    [
        ("党员", "中共党员"),
        ("中共正式党员", "中共党员"),
        ("中共预备党员", "预备党员"),
        ("党员（预备）", "预备党员"),
        ("团员", "共青团员"),
        ("民盟盟员", "民主党派"),
        ("九三学社社员", "民主党派"),
        ("无党派人士", "群众"),
        (" 群 众 ", "群众"),
    ],
)
def test_political_status_in_its_spellings(written: str, political: str) -> None:
    assert only(read(("张三", "办公室", written))).political == political


def test_party_rules_bind_members_and_probationers() -> None:
    assert [is_party(p) for p in ("中共党员", "预备党员", "共青团员", "民主党派", "群众", "")] == [
        True,
        True,
    ] + [False] * 4


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [
        ("人员类别", "外星人", "在编、事业编、聘用、借调"),
        ("岗位类别", "关键岗位、打杂", "“打杂”"),
        ("状态", "失踪", "在岗、借出、长期病假、退休"),
        ("手机号", "1.38E+10", "手机号"),
        ("手机号", "有", "手机号"),
        ("备注", "长" * 501, "备注超过 500 个字"),
        ("职务", "长" * 101, "职务超过 100 个字"),
    ],
)
def test_values_outside_their_list_are_refused(heading: str, value: str, said: str) -> None:
    file = read(
        ("张三", "办公室", "群众", value), ("李四", "办公室", "群众"), headings=(*ROSTER_HEADINGS, heading)
    )
    assert [row.name for row in file.rows] == ["李四"]
    assert said in reasons(file)[2]


def test_bad_rows_are_numbered_and_good_ones_kept() -> None:
    file = read(
        ("张三", "办公室", "群众"),
        (None, "办公室", "群众"),
        ("李四", None, None),
        ("王五", "法规处", "积极分子"),
        ("赵" * 41, "法规处", "群众"),
        ("孙七", "法规处", "=SUM(1,2)"),
        ("周八", "法规处", "党员"),
    )
    assert [row.name for row in file.rows] == ["张三", "周八"]
    assert reasons(file) == {
        3: "缺少姓名",
        4: "缺少处室/单位、政治面貌",
        5: "政治面貌“积极分子”不在可选范围内，请填：中共党员、预备党员、共青团员、民主党派、群众",
        6: "姓名超过 40 个字",
        7: "第 C 列是公式，但文件里没有算出的结果，请在 Excel 或 WPS 中打开并保存，或改成数值",
    }


def test_the_same_person_twice_is_taken_once() -> None:
    headings = (*ROSTER_HEADINGS, "人员编号")
    file = read(
        ("张三", "办公室", "群众", "1"),
        ("张三", "法规处", "群众", "1"),  # the same number
        ("张三", "办公室", "群众", "2"),  # a namesake with a number of their own
        ("李四", "办公室", "群众", None),
        ("李四", "办公室", "群众", None),
        ("李四", "法规处", "群众", None),  # a namesake elsewhere
        headings=headings,
    )
    assert [row.row for row in file.rows] == [2, 4, 5, 7]
    assert reasons(file) == {
        3: "与第2行重复：工号“1”相同",
        6: "与第5行重复：姓名和处室相同；如是两个人，请都填上工号",
    }


def test_one_number_for_two_names_refuses_both() -> None:
    file = read(
        ("张三", "甲处", "群众", "1"), ("李四", "乙处", "群众", "1"), headings=(*ROSTER_HEADINGS, "工号")
    )
    assert not file.rows
    assert "第3行" in reasons(file)[2]
    assert "第2行" in reasons(file)[3]


def test_identity_numbers_are_not_taken() -> None:
    file = read(("张三", "办公室", "群众", "110101199001011234"), headings=(*ROSTER_HEADINGS, "身份证号码"))
    assert file.ignored_headings == ("身份证号码（按规定不收）",)
    assert "1101" not in repr(file.rows)


def test_merged_departments_title_row_and_any_order() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("A3:A5")

    rows: Rows = [
        ["某局干部花名册（2026年）"],
        ["所在\n处室*", "政治面貌（必填）", "姓　名", "序号"],
        ["办公室", "党员", "张三", 1],
        [None, "团员", "李四", 2],
        [None, None, None, 3],
        ["法规处", "群众", "王五", 4],
    ]
    file = parse_roster(xlsx(rows, merge), "名册.xlsx")
    assert not file.errors
    assert not file.ignored_headings
    assert [(row.row, row.name, row.department) for row in file.rows] == [
        (3, "张三", "办公室"),
        (4, "李四", "办公室"),
        (6, "王五", "法规处"),
    ]


def test_first_sheet_with_the_headings_is_used_and_the_others_named() -> None:
    good: Rows = [ROSTER_HEADINGS, ("张三", "办公室", "群众")]
    file = parse_roster(xlsx([["说明"]], 名册=good, 旧名册=good), "名册.xlsx")
    assert only(file).name == "张三"
    assert file.ignored_sheets == ("第一页", "旧名册")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_roster(encoding: str) -> None:
    rows = [
        (*ROSTER_HEADINGS, "工号"),
        ("朱镕䶮", "办公室", "党员", "1001.0"),
        ("囧〇", "办公室", "群众", "007"),
    ]
    file = parse_roster(csv(rows, encoding), "名册.csv")
    assert [(row.name, row.staff_no) for row in file.rows] == [("朱镕䶮", "1001"), ("囧〇", "007")]


def test_bank_is_no_roster() -> None:
    with pytest.raises(Unreadable, match=r"“姓名”、“处室/单位”、“政治面貌”"):
        parse_roster(xlsx([["题干", "答案"]]), "题库.xlsx")
