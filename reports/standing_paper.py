"""办理情况 in the form of an official paper, as Word. Importing this loads python-docx."""

from docx.document import Document as Paper

from activities.state import RATE_DEFINITION, State
from reports.figures import Counts, Overview, total
from reports.official import heading, new_paper, note, paragraph, saved, sign_off, table, title
from reports.wording import (
    ROSTER_ORDER,
    SUM_RULE,
    UNFINISHED,
    departments_of,
    is_withdrawn,
    one_line,
    overview_counts,
    say_base,
    say_rate,
    say_states,
)
from workdays.words import say_moment

_TO_FILL = "（由责任处室填写）"
_WIDTHS = (14, 64, 18, 18, 18, 24)
_HEADS = ("应办", "已完成", "未完成", "完成率")


def standing_docx(overview: Overview) -> bytes:
    """Return the paper: the whole, by department, by activity, what is open; an A4 .docx."""
    about = one_line(f"{overview.bureau}事项办理情况")
    paper = new_paper(about, overview.as_of)
    counted = [one for one in overview.activities if not is_withdrawn(one)]
    title(paper, about)
    paragraph(paper, _opening(overview, len(counted)))
    heading(paper, "一、各处室办理情况")
    departments = [(line.name, line.counts) for line in departments_of(overview)]
    _table(paper, "处室", departments)
    heading(paper, "二、各事项办理情况")
    _table(paper, "事项", [(one_line(one.title), one.counts) for one in counted])
    heading(paper, "三、没有完成的情况")
    open_ = [(name, counts) for name, counts in departments if _left(counts)]
    for number, (name, counts) in enumerate(open_, 1):
        paragraph(paper, f"{number}.{name}：{say_states(counts, UNFINISHED, '人次')}。原因：{_TO_FILL}")
    if not open_:
        paragraph(paper, "无。")
    heading(paper, "四、下一步打算")
    paragraph(paper, _TO_FILL)
    defined = "".join(f"{state.label}：{state.definition}" for state in State)
    words = f"统计口径：按人次计，一人有几项事项就计几次。{RATE_DEFINITION}{SUM_RULE}{ROSTER_ORDER}{defined}"
    sign_off(paper, f"{overview.bureau}机关纪委", overview.as_of.date())
    note(paper, words)
    return saved(paper)


def _opening(overview: Overview, number: int) -> str:
    counts = overview_counts(overview)
    rate = "" if counts.rate is None else f"，完成率{say_rate(counts)}"
    return (
        f"现将{overview.scope}的办理情况汇总如下。截至{say_moment(overview.as_of)}，共{number}项，"
        f"应办{counts.asked}人次，{say_base(counts, '人次')}{rate}。"
    )


def _table(paper: Paper, one: str, rows: list[tuple[str, Counts]]) -> None:
    if not rows:
        paragraph(paper, "无。")
        return
    lines = [
        (
            str(number),
            name,
            str(counts.asked),
            str(counts.done),
            str(_left(counts)),
            say_rate(counts),
        )
        for number, (name, counts) in enumerate(rows, 1)
    ]
    sums = total(counts for _, counts in rows)
    lines.append(("", "合计", str(sums.asked), str(sums.done), str(_left(sums)), say_rate(sums)))
    table(paper, ("序号", one, *_HEADS), lines, _WIDTHS, left=(1,))


def _left(counts: Counts) -> int:
    return counts.asked - counts.exempt - counts.done
