"""计划完成情况 in the form of an official paper, as Word. Importing this loads python-docx."""

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

from reports.plan import DEFINITIONS, PlanLine, PlanYear
from reports.wording import one_line
from workdays.words import say_date

# GB/T 9704: 2号小标宋 for the title, 3号 for the text, 22 lines a page; whoever opens it has the fonts.
_TITLE, _HEADING, _BODY = "方正小标宋_GBK", "黑体", "仿宋_GB2312"
_LINE = Pt(28.9)
_WIDTHS = (Mm(12), Mm(58), Mm(30), Mm(20), Mm(36))
_HEADS = ("序号", "任务", "要求", "完成", "开展时间")
_TO_FILL = "（由责任处室填写）"


def plan_docx(year: PlanYear) -> bytes:
    """Return the paper: how it went, item by item, what is not done and why; an A4 .docx."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _paragraph(paper, f"{year.bureau}{year.year}年计划完成情况", _TITLE, 22, center=True)
    _paragraph(paper, "", _BODY, 16)
    _paragraph(paper, _opening(year), _BODY, 16, indent=True)
    _paragraph(paper, "一、写明次数的任务", _HEADING, 16, indent=True)
    _table(paper, [line for line in year.lines if line.due is not None])
    _paragraph(paper, "二、经常性任务", _HEADING, 16, indent=True)
    _table(paper, [line for line in year.lines if line.due is None and line.state != "未设定"])
    _open_items(paper, year)
    _paragraph(paper, "四、下一步打算", _HEADING, 16, indent=True)
    _paragraph(paper, _TO_FILL, _BODY, 16, indent=True)
    counted = "；".join(f"{name}，{how.rstrip('。')}" for name, how in DEFINITIONS)
    _paragraph(paper, f"统计口径：{counted}。", _BODY, 12)
    for line in (f"{year.bureau}机关纪委", say_date(year.as_of.date())):
        signed = _paragraph(paper, line, _BODY, 16)
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        signed.paragraph_format.right_indent = Pt(64)  # four characters
    result = BytesIO()
    paper.save(result)
    return result.getvalue()


def _opening(year: PlanYear) -> str:
    met = sum(line.done >= (line.due or 0) for line in year.numbered)
    held = sum(line.done for line in year.lines)
    return (
        f"按照《{year.title}》，{year.year}年共列任务{len(year.lines)}条，其中写明次数的{len(year.numbered)}条。"
        f"截至{say_date(year.as_of.date())}，共开展{held}次，写明次数的任务达到要求的{met}条，"
        f"没有达到的{len(year.numbered) - met}条。"
    )


def _open_items(paper: Paper, year: PlanYear) -> None:
    _paragraph(paper, "三、没有完成和次数未设定的任务", _HEADING, 16, indent=True)
    open_ = [line for line in year.numbered if line.done < (line.due or 0)]
    unset = [line for line in year.lines if line.state == "未设定"]
    for number, line in enumerate(open_, start=1):
        said = f"{number}.{one_line(line.title)}。要求{line.promise}，完成{line.progress}。原因：{_TO_FILL}"
        _paragraph(paper, said, _BODY, 16, indent=True)
    if unset:
        names = "；".join(f"{one_line(line.title)}（已开展{line.done}次）" for line in unset)
        _paragraph(paper, f"计划没有写明次数、尚未设定的：{names}。", _BODY, 16, indent=True)
    if not open_ and not unset:
        _paragraph(paper, "无。", _BODY, 16, indent=True)


def _table(paper: Paper, lines: Sequence[PlanLine]) -> None:
    if not lines:
        _paragraph(paper, "无。", _BODY, 16, indent=True)
        return
    table = paper.add_table(rows=0, cols=len(_HEADS))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _row(table, _HEADS, _HEADING)
    for number, line in enumerate(lines, start=1):
        days = "、".join(f"{one.day.month}月{one.day.day}日" for one in line.held)
        _row(table, (str(number), one_line(line.title), line.promise, line.progress, days or "—"), _BODY)


def _row(table: Table, texts: Sequence[str], font: str) -> None:
    cells = table.add_row().cells  # type: ignore[no-untyped-call]  # python-docx says too little of its rows
    for place, (cell, width, text) in enumerate(zip(cells, _WIDTHS, texts, strict=True)):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.add_run(text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if place in (1, 4) else WD_ALIGN_PARAGRAPH.CENTER
        _set(paragraph, font, 12)


def _paragraph(
    paper: Paper, text: str, font: str, size: float, *, center: bool = False, indent: bool = False
) -> Paragraph:
    paragraph = paper.add_paragraph(text)
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = _LINE if size >= 16 else Pt(20)
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _set(paragraph, font, size)
    return paragraph


def _set(paragraph: Paragraph, font: str, size: float) -> None:
    """Set a paragraph in a font; Word asks for the East Asian one by a name of its own."""
    for run in paragraph.runs:
        run.font.name, run.font.size = font, Pt(size)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
