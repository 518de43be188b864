"""A session's page for the ledger, as Word. Importing this loads python-docx: import it where it is made."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from reports.sessions import Group, SessionRecord
from reports.wording import one_line
from workdays.words import say_moment

# 方正小标宋 for the title, 黑体 for headings, 仿宋 for the text: what official papers are set in. Whoever
# opens the file has them; none is embedded.
_TITLE, _HEADING, _BODY = "方正小标宋_GBK", "黑体", "仿宋_GB2312"
_UNTOLD = "（未填写）"


def record_docx(record: SessionRecord) -> bytes:
    """Return the page: notice, who was there and why others were not, minutes; an A4 .docx."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.left_margin, section.right_margin = Mm(26), Mm(24)
    _set(_line(paper, one_line(f"{record.bureau}{record.sort}记录"), center=True), _TITLE, 20)
    table = paper.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for name, text in _notice(record) + _attendance(record) + _minutes(record):
        _row(table, name, text)
    made = f"由清风根据通知、到会登记和会议记录生成，{say_moment(record.as_of)}。签字：　　　　　　"
    _set(_line(paper, made), _BODY, 10)
    result = BytesIO()
    paper.save(result)
    return result.getvalue()


def _notice(record: SessionRecord) -> list[tuple[str, str]]:
    rows = [
        ("通知", record.title),
        ("时间", say_moment(record.starts)),
        ("地点", record.place),
        ("主题", record.topic),
        ("参加对象", record.participants),
        ("有关要求", record.requirements),
        ("学习材料", record.materials),
        ("廉政宣教类别", record.tag),
        ("通知落款", "　".join(record.sign_off.splitlines())),
    ]
    return [row for row in rows if row[1]]


def _attendance(record: SessionRecord) -> list[tuple[str, str]]:
    came, absent, made_up = (_count(groups) for groups in (record.came, record.absent, record.made_up))
    excused = "\n".join(f"{one.department}　{one.name}：{one.reason}" for one in record.excused)
    rows = [
        (
            "人数",
            (
                f"应到{record.asked}人，实到{came}人，请假等{len(record.excused)}人，缺席{absent}人"
                + (f"；会后补学{made_up}人" if made_up else "")
            ),
        ),
        ("到会人员", _groups(record.came)),
        ("迟到", "、".join(record.tardy)),
        ("请假及原因", excused),
        ("缺席人员", _groups(record.absent)),
        ("会后补学", _groups(record.made_up)),
        ("外单位参加", _guests(record)),
    ]
    return [row for row in rows if row[1]]


def _minutes(record: SessionRecord) -> list[tuple[str, str]]:
    return [
        ("主持人", record.host or _UNTOLD),
        ("主讲、发言", "、".join(record.speakers) or _UNTOLD),
        ("学习内容", record.content or _UNTOLD),
        ("讨论要点", record.points or _UNTOLD),
        ("下一步措施", record.measures or _UNTOLD),
        ("记录人", record.recorder or _UNTOLD),
    ]


def _guests(record: SessionRecord) -> str:
    if not record.guests:
        return ""
    return f"{record.guests}人" + (f"：{'、'.join(record.guest_names)}" if record.guest_names else "")


def _count(groups: Sequence[Group]) -> int:
    return sum(len(group.names) for group in groups)


def _groups(groups: Sequence[Group]) -> str:
    return "\n".join(f"{group.department}：{'、'.join(group.names)}" for group in groups)


def _row(table: Table, name: str, text: str) -> None:
    cells = table.add_row().cells  # type: ignore[no-untyped-call]  # python-docx says too little of its rows
    for cell, width in zip(cells, (Mm(32), Mm(128)), strict=True):
        cell.width = width
    heading = cells[0].paragraphs[0]
    heading.add_run(name)
    _set(heading, _HEADING, 12)
    for number, line in enumerate(text.splitlines()):
        paragraph = cells[1].paragraphs[0] if number == 0 else cells[1].add_paragraph()
        paragraph.add_run(line)
        _set(paragraph, _BODY, 12)


def _line(paper: Paper, text: str, *, center: bool = False) -> Paragraph:
    paragraph = paper.add_paragraph(text)
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _set(paragraph: Paragraph, font: str, size: float) -> None:
    """Set a paragraph in a font; Word asks for the East Asian one by a name of its own."""
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    for run in paragraph.runs:
        run.font.name, run.font.size = font, Pt(size)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
