import datetime as dt

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from language.cells import clean_text, number_text, one_line
from language.tables import read_tables
from tests.language.files import Rows, csv, part, with_parts, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_tables(content, "表.xlsx")[0].rows]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  张三　", "张三"),
        ("张\u200b三\ufeff", "张三"),
        ("a\x07b", "ab"),
        ("上\r\n\r\n 下 ", "上\n下"),
        ("甲\t乙", "甲 乙"),
        ("镕喆䶮囧〇𠮷", "镕喆䶮囧〇𠮷"),
        ("葛\U000e0100", "葛\U000e0100"),  # a variant form asked for by the writer
        ("\ue000", "\ue000"),  # private use: where rare characters of older systems live
        ("Ａ１（）", "Ａ１（）"),
    ],
)
def test_only_what_cannot_be_seen_is_dropped(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


def test_broken_lines_join_without_a_gap_between_chinese_characters() -> None:
    assert one_line("办公\n室") == "办公室"
    assert one_line("John\nSmith") == "John Smith"


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("13800000000.0", "13800000000"),
        ("1.38E10", "13800000000"),
        ("1001.0", "1001"),
        ("2.2999999999999998", "2.3"),
        ("-5", "-5"),
        ("1e999", "1e999"),
        ("nan", "nan"),
        ("110101199001011234", "110101199001011234"),
    ],
)
def test_numbers_come_out_as_typed(stored: str, typed: str) -> None:
    assert number_text(stored) == typed


def test_workbook_values_come_out_as_text() -> None:
    def show_in_chinese(sheet: Worksheet) -> None:
        sheet["G1"].number_format = 'yyyy"年"m"月"d"日"'

    row = (
        13800000000.0,
        1001,
        2.5,
        True,
        dt.date(2026, 12, 31),
        dt.datetime(2027, 1, 4, 9, 30),  # noqa: DTZ001  a cell knows no zone
        46387,
        "007",
    )
    assert cells(xlsx([row], show_in_chinese)) == [
        ("13800000000", "1001", "2.5", "TRUE", "2026-12-31", "2027-01-04 09:30", "2026-12-31", "007")
    ]


def test_built_in_chinese_date_format_is_a_date() -> None:
    content = xlsx([[dt.date(2026, 12, 31)]])
    styles = part(content, "xl/styles.xml").replace(b'numFmtId="14"', b'numFmtId="31"')
    styles = styles.replace(b'numFmtId="164"', b'numFmtId="31"')
    assert cells(with_parts(content, {"xl/styles.xml": styles})) == [("2026-12-31",)]


def test_rows_keep_the_numbers_that_excel_shows() -> None:
    table = read_tables(xlsx([["甲"], [], [None, None], ["乙"]]), "表.xlsx")[0]
    assert [row.number for row in table.rows] == [1, 4]


def test_thousands_of_formatted_empty_rows_count_for_nothing() -> None:
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(2, 60_000))
    content = xlsx([["甲"]])
    sheet = part(content, SHEET).replace(b"</sheetData>", empty + b"</sheetData>")
    assert cells(with_parts(content, {SHEET: sheet})) == [("甲",)]


def test_declared_dimension_is_not_believed() -> None:
    content = xlsx([["甲", "乙"], ["丙", "丁"]])
    sheet = part(content, SHEET).replace(b'ref="A1:B2"', b'ref="A1"')
    assert cells(with_parts(content, {SHEET: sheet})) == [("甲", "乙"), ("丙", "丁")]


def test_cells_without_positions_are_counted() -> None:
    body = b'<sheetData><row><c t="inlineStr"><is><t>x</t></is></c><c><v>2</v></c></row></sheetData>'
    sheet = b'<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main">' + body + b"</worksheet>"
    assert cells(with_parts(xlsx([["甲"]]), {SHEET: sheet})) == [("x", "2")]


def test_shared_rich_text_is_joined_and_its_phonetic_guide_left_out() -> None:
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>张</t></r>'
        "<r><t>三_x000D_</t></r><rPh><t>zhang</t></rPh></si></sst>"
    )
    sheet = b'<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>'
    parts = {"xl/sharedStrings.xml": strings.encode(), SHEET: sheet}
    assert cells(with_parts(xlsx([["甲"]]), parts)) == [("张三",)]


def test_formula_gives_its_stored_result_or_a_problem() -> None:
    content = xlsx([["=SUM(1,2)", "=SUM(1,1)", "#N/A"]])
    sheet = part(content, SHEET).replace(b"<f>SUM(1,2)</f><v />", b"<f>SUM(1,2)</f><v>3</v>")
    sheet = sheet.replace(b"<f>SUM(1,2)</f><v></v>", b"<f>SUM(1,2)</f><v>3</v>")
    row = read_tables(with_parts(content, {SHEET: sheet}), "表.xlsx")[0].rows[0]
    assert row.cells == ("3",)
    assert "公式" in row.problems[1]
    assert "#N/A" in row.problems[2]


def test_merged_area_speaks_for_each_of_its_rows() -> None:
    rows: Rows = [["办公室", "张三"], [None, "李四"], [], ["法规处", "王五"]]
    table = read_tables(xlsx(rows, lambda sheet: sheet.merge_cells("A1:A3")), "表.xlsx")[0]
    assert [row.cells for row in table.rows] == [("办公室", "张三"), ("办公室", "李四"), ("法规处", "王五")]
    assert table.rows[1].merged == {0}


def test_hidden_sheets_are_left_alone() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    assert [table.sheet for table in read_tables(xlsx([["甲"]], hide, 第二页=[["乙"]]), "表.xlsx")] == [
        "第二页"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    rows = [
        ["某局花名册"],
        ["姓名", "处室", "备注"],
        ["张三", "办公室", "镕喆䶮〇"],
        ["李四", "法规处", "一、二"],
    ]
    assert cells(csv(rows, encoding, delimiter)) == [tuple(row) for row in rows]


def test_csv_rows_keep_their_numbers_over_blank_and_broken_lines() -> None:
    content = '姓名,备注\n\n张三,"上\n下"\n李四,="001"\n,,\n'.encode()
    table = read_tables(content, "表.csv")[0]
    assert [(row.number, row.cells) for row in table.rows] == [
        (1, ("姓名", "备注")),
        (3, ("张三", "上\n下")),
        (4, ("李四", "001")),
    ]


def test_content_decides_not_the_name() -> None:
    assert cells(csv([["甲", "乙"]])) == [("甲", "乙")]
    assert read_tables(xlsx([["甲"]]), "名册.csv")[0].rows[0].cells == ("甲",)
