"""The year of a plan as a picture: a row an item, months across. Importing this loads matplotlib."""

from collections import Counter

from reports.canvas import Canvas, shorten, wrap
from reports.plan import STATES, PlanLine, PlanYear
from workdays.words import say_date

_WIDTH, _MARGIN = 1400, 40
_TITLE, _PROGRESS = 470, 110  # widths of the first two columns
_STATE = 92
_ROW, _HEAD = 46, 190
_MOST = 120  # items; no messenger takes a higher picture
_INK, _FAINT, _RULE, _PAPER, _BAND = "#222222", "#6b7280", "#e5e7eb", "#ffffff", "#f6f8fb"
_DONE, _PLANNED = "#2f7d4f", "#8fb8de"
_COLORS = {
    "逾期": "#b3261e",
    "临近": "#b7791f",
    "未设定": "#6b7280",
    "正常": "#2f7d4f",
    "常态": "#2f7d4f",
    "完成": "#1f5f9e",
}


def plan_png(year: PlanYear) -> bytes:
    """Draw a year's plan; return a PNG 1400 pixels wide, as high as it has items."""
    canvas = Canvas(_WIDTH, _PAPER)
    left = _MARGIN + _TITLE + _PROGRESS
    month = (_WIDTH - _MARGIN - _STATE - left) / 12
    title = shorten(f"{year.bureau} {year.year}年计划进度", 34, _WIDTH - 2 * _MARGIN)
    canvas.text(_MARGIN, 48, title, 34, _INK, bold=True)
    counts = year.counts
    said = "　".join(f"{state} {counts[state]}条" for state in STATES if counts[state])
    computed = "　放假安排为推算" if year.computed else ""
    canvas.text(
        _MARGIN, 92, f"截至{say_date(year.as_of.date())}　共{len(year.lines)}条　{said}{computed}", 20, _FAINT
    )
    _legend(canvas, 130)
    for number in range(12):
        canvas.text(left + month * (number + 0.5), _HEAD - 18, f"{number + 1}月", 18, _FAINT, align="center")
    now = (year.as_of.month - 1 + year.as_of.day / 31) if year.as_of.year == year.year else None
    left_out = len(year.lines) - _MOST
    bottom = _HEAD + _ROW * max(min(len(year.lines), _MOST + 1), 1)
    if not year.lines or left_out > 0:
        said = f"另有{left_out}条未画出，请看计划台账。" if year.lines else "还没有任务"
        canvas.text(_MARGIN + 8, bottom - _ROW / 2, said, 19, _FAINT)
    # What promises a number comes first: of the rest the picture has little to show.
    lines = sorted(year.lines, key=lambda line: line.due is None and line.state != "未设定")
    for place, line in enumerate(lines[:_MOST]):
        top = _HEAD + _ROW * place
        if place % 2 == 0:
            canvas.box(_MARGIN, top, _WIDTH - 2 * _MARGIN, _ROW, _BAND)
        _row(canvas, line, year.year, top, left, month)
    for number in range(13):
        canvas.box(left + month * number, _HEAD, 1, bottom - _HEAD, _RULE)
    if now is not None:
        canvas.box(left + month * now, _HEAD - 4, 2, bottom - _HEAD + 8, "#b3261e")
    return canvas.png(bottom + _MARGIN)


def _legend(canvas: Canvas, middle: float) -> None:
    x = float(_MARGIN)
    for color, words in ((_DONE, "已开展（数字为次数）"), (_PLANNED, "已安排"), ("", "○ 建议时间")):
        if color:
            canvas.box(x, middle - 9, 18, 18, color, radius=4)
            x += 26
        canvas.text(x, middle, words, 18, _FAINT)
        x += 20 * len(words) + 24


def _row(canvas: Canvas, line: PlanLine, year: int, top: float, left: float, month: float) -> None:
    middle = top + _ROW / 2
    [title] = wrap(line.title, 19, _TITLE - 12, 1)
    canvas.text(_MARGIN + 8, middle, title, 19, _INK)
    color = _COLORS[line.state] if line.done or line.due is not None else _FAINT
    canvas.text(left - 14, middle, line.progress, 19, color, align="right", bold=True)
    canvas.text(_WIDTH - _MARGIN - 8, middle, line.state, 18, color, align="right", bold=True)
    held, arranged = Counter[int](), Counter[int]()
    for one in line.held:
        held[one.day.month] += one.times
    for one in line.arranged:
        arranged[one.day.month] += one.times
    for number in range(1, 13):
        x = left + month * (number - 1)
        if held[number]:
            canvas.box(x + 5, middle - 13, month - 10, 26, _DONE, radius=6)
            canvas.text(x + month / 2, middle, str(held[number]), 18, "#ffffff", align="center", bold=True)
        elif arranged[number]:
            canvas.box(x + 5, middle - 13, month - 10, 26, _PLANNED, radius=6)
    if line.next is not None and not line.planned and line.next.year == year and not held[line.next.month]:
        canvas.text(left + month * (line.next.month - 0.5), middle, "○", 20, _FAINT, align="center")
