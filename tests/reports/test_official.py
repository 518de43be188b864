"""Official papers: what holds of each, whatever it says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import docx
import pytest
from docx.document import Document as Paper
from docx.oxml.ns import qn

from reports import official
from reports.collection import collection, single
from reports.essay import Article
from reports.masking import hiding
from reports.plan import Held, PlanLine, PlanYear
from reports.plan_paper import plan_docx
from reports.record import record_docx
from reports.sessions import Excused, Group, SessionRecord
from reports.standing_paper import standing_docx
from tests.reports.samples import NOW, activity, many_departments, overview

NAMES = frozenset({"阿依古丽·买买提", "冯䶮", "张三"})
ARTICLE = Article("张三的文章", "冯䶮", "办公室", "张三的文章\n一、认识\n阿依古丽·买买提带头，\x07冯䶮跟上。")
PLAN = PlanLine(
    *(1, "一", "张三讲党课", "原文", "局党委", "党员", "每年1次", "学习会议", "逾期", 1, 2, None, False),
    held=(Held(date(2026, 3, 5), "第一次"),),
)
RECORD = SessionRecord(
    bureau="某市应急管理局",
    title="警示教育",
    sort="警示教育",
    tag="警示固廉",
    starts=NOW,
    place="三楼",
    topic="",
    participants="全体",
    requirements="一\n二",
    sign_off="局机关纪委\n2026年12月20日",
    materials="",
    host="冯䶮",
    recorder="张三",
    speakers=["阿依古丽·买买提"],
    asked=500,
    came=[Group("办公室", ["张三"] * 500)],
    tardy=[],
    excused=[Excused("办公室", "冯䶮", "病假")],
    absent=[],
    made_up=[],
    guests=0,
    guest_names=[],
    content="学习。",
    points="",
    measures="",
    as_of=NOW,
)
PAPERS: dict[str, Callable[[], bytes]] = {
    "standing": lambda: standing_docx(overview(activity(many_departments(40), title="张三牵头\x0b的事"))),
    "standing of nothing": lambda: standing_docx(overview()),
    "plan": lambda: plan_docx(PlanYear("某局", "冯䶮拟的计划", 2026, NOW, (PLAN,) * 60)),
    "plan of nothing": lambda: plan_docx(PlanYear("某局", "计划", 2026, NOW, ())),
    "record": lambda: record_docx(RECORD),
    "essays": lambda: collection("征文", "某局", (ARTICLE,) * 30, NOW),
    "essay": lambda: single(ARTICLE, NOW),
}


def opened(content: bytes) -> Paper:
    return docx.Document(BytesIO(content))


def words(paper: Paper) -> str:
    return "".join(node.text or "" for node in paper.element.body.iter(qn("w:t")))


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_a4_numbered_and_its_tables_fit_between_the_margins(name: str) -> None:
    paper = opened(PAPERS[name]())
    section = paper.sections[0]
    assert section.page_width is not None
    assert section.left_margin is not None
    assert section.right_margin is not None
    across = section.page_width - section.left_margin - section.right_margin
    for table in paper.tables:
        widths = [column.width or 0 for column in table.columns]
        assert 0 < sum(widths) <= across
        assert [cell.width for cell in table.rows[0].cells] == widths
    assert all('w:instr="PAGE"' in foot._element.xml for foot in (section.footer, section.even_page_footer))
    assert paper.core_properties.author == "清风"
    assert paper.core_properties.created == NOW


@pytest.mark.parametrize("name", PAPERS)
def test_names_that_are_hidden_stand_in_no_paper(name: str) -> None:
    open_ = opened(PAPERS[name]())
    with hiding(NAMES):
        hidden = opened(PAPERS[name]())
    said = words(hidden) + hidden.core_properties.title
    assert not [one for one in NAMES if one in said]
    assert not any(one in words(open_) for one in NAMES) or "*" in said


def test_a_tables_headings_stand_on_every_page_and_no_row_is_torn() -> None:
    rows = opened(PAPERS["standing"]()).tables[0].rows
    assert rows[0]._tr.findall(f".//{qn('w:tblHeader')}")
    assert not rows[1]._tr.findall(f".//{qn('w:tblHeader')}")
    assert all(row._tr.findall(f".//{qn('w:cantSplit')}") for row in rows)


def test_a_heading_stays_with_its_text_and_the_signature_with_what_it_signs() -> None:
    paragraphs = opened(PAPERS["standing of nothing"]()).paragraphs
    kept = {one.text: one.paragraph_format.keep_with_next for one in paragraphs}
    assert kept["一、各处室办理情况"]
    assert kept["（由责任处室填写）"]
    assert kept["某市应急管理局机关纪委"]
    assert not kept["2026年12月24日"]


@pytest.mark.parametrize(
    ("by", "ends"),
    [
        ("某局机关纪委", (4.5, 4)),
        ("江州市应急管理局机关纪委", (1.5, 4)),
        ("某某某某某某某某某某某某某某某某某某某某机关纪委", (0, 8.5)),  # never beyond the margin
    ],
)
def test_the_middle_of_who_signs_is_above_the_middle_of_the_day(by: str, ends: tuple[float, float]) -> None:
    paper = official.new_paper("试", NOW)
    official.sign_off(paper, by, date(2026, 12, 24))
    indents = [one.paragraph_format.right_indent for one in paper.paragraphs[-2:]]
    assert [indent.pt / official.SIZE if indent else 0 for indent in indents] == list(ends)


def test_a_short_line_of_an_essay_stays_with_what_follows() -> None:
    paragraphs = {
        one.text: one.paragraph_format.keep_with_next for one in opened(PAPERS["essay"]()).paragraphs
    }
    assert paragraphs["一、认识"]
    assert not paragraphs["阿依古丽·买买提带头，冯䶮跟上。"]


def test_a_paper_made_at_another_time_says_so() -> None:
    later = NOW + timedelta(days=1)
    assert opened(single(ARTICLE, later)).core_properties.created == later


def test_what_was_done_every_week_is_told_by_months() -> None:
    weekly = tuple(Held(date(2026, 1, 1) + timedelta(weeks=number), "晨会") for number in range(20))
    lines = (PLAN, replace(PLAN, held=weekly))
    table = opened(plan_docx(PlanYear("某局", "计划", 2026, NOW, lines))).tables[0]
    assert [row.cells[4].text for row in table.rows][1:] == [
        "3月5日",
        "1月5次、2月4次、3月4次、4月5次、5月2次",
    ]
