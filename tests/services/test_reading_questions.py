"""Workbooks of every shape, and the list of refused rows that can be put right and sent again."""

import pytest

from language.grid import Unreadable
from reports.rejected import Rejected, rejected_workbook
from services.importing.reading import Upload, read_pasted, read_upload
from tests.language.files import Rows, xlsx


def sheets(tables: dict[str, Rows]) -> bytes:
    return xlsx([], None, **tables)


def read(content: bytes) -> list[tuple[str, str, str, int]]:
    upload = read_upload(content, "题库.xlsx")
    return [(q.type.label, q.answer_text, q.stem, len(q.options)) for q in upload.questions]


ONE = ("单选题", "B", "记过的期间是多久？", 3)
TWO = ("判断题", "错误", "公车可以私用。", 2)
STEM = "记过的期间是多久？"
OPTIONS = ("六个月", "十二个月", "十八个月")


@pytest.mark.parametrize(
    "content",
    [
        xlsx(
            [
                ("江州市应急管理局题库",),
                ("题干", *"ABC", "答案"),
                (STEM, *OPTIONS, "B"),
                (TWO[2], "", "", "", "×"),
            ]
        ),
        xlsx([("答案", "题目", *"ABC"), ("B", STEM, *OPTIONS), ("错", TWO[2])]),
        xlsx([("题目", "选项", "答案"), (STEM, "A.六个月 B.十二个月 C.十八个月", "B"), (TWO[2], "", "错误")]),
        xlsx([("题目", "选项", "答案"), (STEM, "六个月|十二个月|十八个月", "B"), (TWO[2], "", "F")]),
        xlsx([("题目", "答案"), (f"{STEM}\nA.六个月\nB.十二个月\nC.十八个月", "B"), (TWO[2], "错误")]),
        xlsx([(f"1.{STEM}\nA.六个月\nB.十二个月\nC.十八个月\n答案：B",), (f"2.{TWO[2]}（×）",)]),
        xlsx([(f"{STEM}\nA.六个月\nB.十二个月\nC.十八个月\n答案：B",), (f"{TWO[2]}（×）",)]),
        xlsx(
            [
                (f"1.{STEM}",),
                ("A.六个月",),
                ("B.十二个月",),
                ("C.十八个月",),
                ("答案：B",),
                (f"2.{TWO[2]}（×）",),
            ]
        ),
        xlsx([("题干", *"ABC", "答案"), (STEM, *OPTIONS, "B"), *[("",)] * 3000, (TWO[2], "", "", "", "×")]),
        sheets(
            {
                "单选题": [("题干", *"ABC", "答案"), (STEM, *OPTIONS, "B")],
                "判断题": [("答案", "题目"), ("B", TWO[2])],
            }
        ),
    ],
    ids=[
        *("title row", "answer first", "options in a cell", "parted by bars", "options in the stem"),
        *("whole in a cell", "whole without numbers", "a line a row", "empty rows", "sheets by type"),
    ],
)
def test_a_workbook_of_any_shape_is_read_rightly(content: bytes) -> None:
    assert read(content) == [ONE, TWO]


def test_a_workbook_without_answers_is_refused() -> None:
    with pytest.raises(Unreadable, match="正确答案"):
        read_upload(xlsx([("题干", "A", "B"), (STEM, "六个月", "十二个月")]), "题库.xlsx")


def mended(upload: Upload, mend: dict[str, str]) -> Upload:
    """Return what is read when the refused rows come back with some cells put right."""
    rows = []
    for each in upload.faulty:
        cells = list(each.cells)
        for heading, value in mend.items():
            cells[upload.headings.index(heading)] = value
        rows.append(Rejected(each.row, each.reason, tuple(cells)))
    return read_upload(rejected_workbook(rows, upload.headings), "未导入的行.xlsx")


def test_refused_rows_of_several_sheets_come_back_mended() -> None:
    content = sheets(
        {
            "单选题": [("题干", *"ABC", "答案"), (STEM, *OPTIONS, "")],
            "判断题": [("答案", "题目"), ("", "公车可以节假日使用。")],
        }
    )
    upload = read_upload(content, "题库.xlsx")
    assert [(each.sheet, each.reason) for each in upload.faulty] == [
        ("单选题", "缺少正确答案"),
        ("判断题", "缺少正确答案"),
    ]
    again = mended(upload, {"答案": "B"})
    assert [(q.type.label, q.answer_text) for q in again.questions] == [("单选题", "B"), ("判断题", "错误")]


def test_refused_questions_of_a_paper_come_back_mended() -> None:
    text = "一、单选题\n1. 几年？\nA. 一年\nB. 二年\n2. 几月？\nA. 一月\nB. 二月\n答案：B"
    upload = read_pasted(text.encode(), "粘贴的题目")
    assert len(upload.questions) == len(upload.faulty) == 1
    again = mended(upload, {"正确答案": "A"})
    assert [(q.type.label, q.stem, q.answer_text) for q in again.questions] == [("单选题", "几年？", "A")]
