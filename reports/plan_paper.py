"""计划完成情况 in the form of an official paper, as Word. Importing this loads python-docx."""

from collections import Counter
from collections.abc import Sequence

from docx.document import Document as Paper

from reports.official import heading, new_paper, note, paragraph, saved, sign_off, table, title
from reports.plan import DEFINITIONS, Held, PlanLine, PlanYear
from reports.wording import one_line
from workdays.words import say_date

_WIDTHS = (14, 53, 32, 16, 41)
_HEADS = ("序号", "任务", "要求", "完成", "开展时间")
_LEFT = (1, 2, 4)
_DAYS = 12  # of a year
_TO_FILL = "（由责任处室填写）"


def plan_docx(year: PlanYear) -> bytes:
    """Return the paper: how it went, item by item, what is not done and why; an A4 .docx."""
    about = one_line(f"{year.bureau}{year.year}年计划完成情况")
    paper = new_paper(about, year.as_of)
    title(paper, about)
    paragraph(paper, _opening(year))
    heading(paper, "一、写明次数的任务")
    _table(paper, year.numbered)
    heading(paper, "二、经常性任务")
    _table(paper, [line for line in year.lines if line.due is None and line.state != "未设定"])
    _open_items(paper, year)
    heading(paper, "四、下一步打算")
    paragraph(paper, _TO_FILL)
    sign_off(paper, f"{year.bureau}机关纪委", year.as_of.date())
    counted = "；".join(f"{name}，{how.rstrip('。')}" for name, how in DEFINITIONS)
    note(paper, f"统计口径：{counted}。")
    return saved(paper)


def _opening(year: PlanYear) -> str:
    met = sum(line.done >= (line.due or 0) for line in year.numbered)
    held = sum(line.done for line in year.lines)
    return (
        f"按照《{one_line(year.title)}》，{year.year}年共列任务{len(year.lines)}条，"
        f"其中写明次数的{len(year.numbered)}条。"
        f"截至{say_date(year.as_of.date())}，共开展{held}次，写明次数的任务达到要求的{met}条，"
        f"没有达到的{len(year.numbered) - met}条。"
    )


def _open_items(paper: Paper, year: PlanYear) -> None:
    heading(paper, "三、没有完成和次数未设定的任务")
    open_ = [line for line in year.numbered if line.done < (line.due or 0)]
    unset = [line for line in year.lines if line.state == "未设定"]
    for number, line in enumerate(open_, start=1):
        said = f"{number}.{one_line(line.title)}。要求{line.promise}，完成{line.progress}。原因：{_TO_FILL}"
        paragraph(paper, said)
    if unset:
        names = "；".join(f"{one_line(line.title)}（已开展{line.done}次）" for line in unset)
        paragraph(paper, f"计划没有写明次数、尚未设定的：{names}。")
    if not open_ and not unset:
        paragraph(paper, "无。")


def _table(paper: Paper, lines: Sequence[PlanLine]) -> None:
    if not lines:
        paragraph(paper, "无。")
        return
    rows = []
    for number, line in enumerate(lines, start=1):
        rows.append((str(number), one_line(line.title), line.promise, line.progress, _when(line.held)))
    table(paper, _HEADS, rows, _WIDTHS, _LEFT)


def _when(held: Sequence[Held]) -> str:
    """Return on which days something was done; of more than a cell should hold, how often in each month."""
    if len(held) <= _DAYS:
        return "、".join(f"{one.day.month}月{one.day.day}日" for one in held) or "—"
    times = Counter[int]()
    for one in held:
        times[one.day.month] += one.times
    return "、".join(f"{month}月{times[month]}次" for month in sorted(times))
