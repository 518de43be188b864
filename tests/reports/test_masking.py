"""Names that are hidden: in every cell, page and picture, and nowhere once the block is left."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from activities.state import State
from language.keywords import Keyword
from reports.cloud import cloud_picture
from reports.figures import Counts, DepartmentLine
from reports.grouped import Course, Grouped, Matrix
from reports.masking import hiding, masked, shown
from reports.person_year import Asked, PersonYear, person_year_picture
from reports.person_year_paper import person_year_pdf
from reports.picture import activity_picture, grouped_picture
from reports.receipt import Receipt, Signed, receipt_pdf
from reports.sheet import Column, Table, new_workbook, saved
from reports.survey import SurveyResults, Tally
from reports.survey_picture import survey_picture
from tests.reports.samples import NOW, activity

NAME = "阿依古丽·买买提"
LONG = f"请{NAME}牵头落实上级关于进一步改进作风、压实责任、提高质效的若干具体要求的通知"


def sheet() -> list[str]:
    workbook = new_workbook()
    table = Table(workbook, "名单", [Column("姓名", 12), Column("说明", 30)], landscape=False)
    table.title("张三牵头的事项")
    table.header()
    table.row(["张三", "已由欧阳娜娜接办"])
    table.close()
    book = load_workbook(BytesIO(saved(workbook)))
    return [str(cell.value) for row in book["名单"].iter_rows() for cell in row if cell.value]


def test_a_name_is_hidden_wherever_it_stands() -> None:
    with hiding({"张三", "欧阳娜", "欧阳娜娜", "高"}):
        assert sheet() == ["张*牵头的事项", "姓名", "说明", "张*", "已由欧*接办"]
        assert shown("高处") == "高处"  # one character is no name to look for
    assert "已由欧阳娜娜接办" in sheet()
    assert [masked(name) for name in ("张三", "欧阳娜娜", "")] == ["张*", "欧*", ""]


def person_year(name: str) -> PersonYear:
    asked = Asked("签署", "承诺书", f"{name}的承诺", date(2026, 3, 1), State.PENDING, "待完成", f"{name}说")
    signed = replace(asked, signatures=(("签署", f"承诺人{name}，本人签署"),), state=State.DONE)
    return PersonYear("某局", 2026, name, "办公室", "主任", NOW, (asked, signed))


def receipt(name: str) -> Receipt:
    return Receipt(
        *(
            "某局",
            "承诺书",
            f"{name}的承诺书",
            (f"承诺人：{name}",),
            (f"我，{name}，承诺：",),
            f"某局\n{name}",
        ),
        *((), (Signed("承诺人", (("承诺人", f"办公室　{name}"),)),), (f"承诺人{name}",), NOW),
    )


def matrix(name: str) -> bytes:
    from reports.matrix import matrix_picture

    return matrix_picture(Matrix(name, name, NOW, (name,), (name,), ((name, (Counts(done=1),)),), (name,)))


def course(name: str) -> bytes:
    from reports.course import course_picture

    days = ((date(2026, 12, 1), Counts(done=3)),)
    return course_picture(Course(name, name, NOW, None, days))


PAPERS: dict[str, Callable[[str], bytes]] = {
    "activity": lambda name: activity_picture(activity(title=name), NOW),
    "long title": lambda name: activity_picture(activity(title=LONG.replace(NAME, name) * 3), NOW),
    "people": lambda name: grouped_picture(
        Grouped(name, "按人员", "人员", name, NOW, "人次", (DepartmentLine(name, Counts(done=1)),), name)
    ),
    "months": matrix,
    "course": course,
    "person's year": lambda name: person_year_picture(person_year(name)),
    "person's paper": lambda name: person_year_pdf(person_year(name), f"{name}导出"),
    "receipt": lambda name: receipt_pdf(receipt(name)),
    "survey": lambda name: survey_picture(
        SurveyResults("某局", name, False, 1, 1, (Tally(1, name, "单选", options=((name, 1),), answered=1),)),
        NOW,
    ),
    "cloud": lambda name: cloud_picture(name, 1, [Keyword("廉洁", 1.0, 1)]),
}


@pytest.mark.parametrize("what", PAPERS)
def test_a_hidden_name_is_drawn_as_if_it_were_never_known(what: str) -> None:
    with hiding({NAME}):
        drawn = PAPERS[what](NAME)
    assert drawn == PAPERS[what](masked(NAME))


def test_a_hidden_name_is_no_keyword() -> None:
    words = [Keyword("廉洁", 1.0, 2), Keyword("窗口", 0.4, 1)]
    with hiding({NAME}):
        drawn = cloud_picture("征文", 2, [words[0], Keyword(NAME, 0.7, 2), words[1]])
    assert drawn == cloud_picture("征文", 2, words)
