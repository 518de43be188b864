"""A survey as a workbook: figures, ledgers of what was listed, and who answered what where names were asked.

Importing this loads openpyxl.
"""

from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook

from reports.sheet import Column, Table, Value, definitions_sheet, new_workbook, saved
from reports.survey import HIDDEN, LEAST, SurveyResults, Tally
from workdays.words import say_moment

_FIGURES = (
    Column("题号", 6),
    Column("题目", 44, "left"),
    Column("题型", 12),
    Column("选项或指标", 26, "left"),
    Column("数量", 10),
    Column("占比", 9, format="0.0%"),
)
_SHEET_NAME = 20  # characters; Excel allows 31
_WORDS = 8  # characters from which on a cell is read from its left edge
_WIDTHS = (
    (5, 12.0),
    (9, 20.0),
    (25, 28.0),
    (10_000, 40.0),
)  # up to so many characters in a cell: a column's width
_DEFINITIONS = (
    ("提交", "点了“提交”的份数；没有提交的草稿不计。"),
    ("占比", "选这一项的人数（分组重复的题为条数）除以填写这一题的人数（条数）。多选题合计可超过100%。"),
    ("匿名", f"问卷结束时答案打乱顺序另存，不带姓名和时间；一题少于{LEAST}人填写的，不保存、不显示。"),
)


def survey_workbook(results: SurveyResults, as_of: datetime) -> bytes:
    """Write what a survey came to; return an .xlsx."""
    workbook = new_workbook()
    _figures_sheet(workbook, results, as_of)
    for number, ledger in enumerate(results.ledgers, 1):
        name = f"台账{number if len(results.ledgers) > 1 else ''}{ledger.title[:_SHEET_NAME]}"
        table_title = f"{results.bureau} {results.title}（{ledger.title}台账）"
        _list_sheet(workbook, name, table_title, ("序号", *ledger.headings), ledger.rows, as_of)
    if results.details:
        title = f"{results.bureau} {results.title}（答案明细）"
        _list_sheet(workbook, "答案明细", title, ("序号", *results.detail_headings), results.details, as_of)
    words = [
        (str(one.number), one.text, text)
        for one in results.tallies
        if results.anonymous
        for text in one.texts
    ]
    if words:
        title = f"{results.bureau} {results.title}（文字答案）"
        _list_sheet(workbook, "文字答案", title, ("序号", "题号", "题目", "答案内容及意见建议"), words, as_of)
    definitions_sheet(workbook, _DEFINITIONS)
    return saved(workbook)


def _figures_sheet(workbook: Workbook, results: SurveyResults, as_of: datetime) -> None:
    table = Table(workbook, "统计", _FIGURES, landscape=False)
    table.title(f"{results.bureau} {results.title}")
    manner = "匿名" if results.anonymous else "实名"
    said = f"{manner}，应填 {results.asked} 人，提交 {results.handed} 份。截至 {say_moment(as_of)}"
    table.line(said, align="center")
    table.header()
    for tally in results.tallies:
        _question(table, tally, hidden=results.hidden)
    table.close()


def _question(table: Table, tally: Tally, *, hidden: bool) -> None:
    head: list[Value] = [
        tally.number,
        f"【{tally.group}】{tally.text}" if tally.group else tally.text,
        tally.kind,
    ]
    if hidden or tally.answered is None:
        table.row([*head, HIDDEN, None, None])
        return
    table.row([*head, f"填写（{tally.unit}）", tally.answered, None])
    for option, count in tally.options:
        table.row([None, None, None, option, count, tally.share(count)])
    if tally.mean is not None:
        for name, value in (("平均", round(tally.mean, 2)), ("最低", tally.lowest), ("最高", tally.highest)):
            table.row([None, None, None, name, value, None])


def _list_sheet(
    workbook: Workbook,
    name: str,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    as_of: datetime,
) -> None:
    columns = [Column("序号", 6)]
    for place, heading in enumerate(headings[1:]):
        longest = max([len(heading) // 2, *(len(row[place]) for row in rows)])
        width = next(width for room, width in _WIDTHS if longest <= room)
        columns.append(Column(heading, width, "left" if longest > _WORDS else "center"))
    table = Table(workbook, name, columns, landscape=True)
    table.title(title)
    table.line(f"截至 {say_moment(as_of)}", align="center")
    table.header()
    for number, row in enumerate(rows, 1):
        table.row([number, *row])
    table.close()
