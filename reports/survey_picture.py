"""A survey's figures as a picture for a phone: a bar for each option, every count written in.

Importing this loads matplotlib.
"""

from datetime import datetime

from reports.bars import CARD, INK, TRACK
from reports.canvas import Canvas, shorten, wrap
from reports.survey import SurveyResults, Tally
from workdays.words import say_moment

WIDTH = 1080
TALLEST = 2200  # pixels after which no further question is begun
_MARGIN = 52
_INNER = WIDTH - 2 * _MARGIN
_GREY, _PAPER, _ACCENT = "#5F6B7A", "#F3F5F8", "#1F66A8"
_LABEL, _NUMBERS = 330, 210


def survey_picture(results: SurveyResults, as_of: datetime) -> bytes:
    """Draw the figures of a survey that may be shown; return a PNG."""
    canvas = Canvas(WIDTH, _PAPER)
    canvas.box(0, 0, WIDTH, 14, _ACCENT)
    y = 72.0
    canvas.text(_MARGIN, y, "问卷结果 · " + ("匿名" if results.anonymous else "实名"), 30, _ACCENT, bold=True)
    y += 64
    for line in wrap(results.title, 48, _INNER, 2):
        canvas.text(_MARGIN, y, line, 48, INK, bold=True)
        y += 62
    said = f"应填 {results.asked} 人，提交 {results.handed} 份　截至 {say_moment(as_of)}"
    canvas.text(_MARGIN, y, said, 26, _GREY)
    y += 44
    drawn = 0
    for tally in results.tallies:
        if (tally.options or tally.mean is not None) and y < TALLEST:
            y = _question(canvas, y, tally)
            drawn += 1
    notes = ["占比按填写这一题的人数（条数）算，多选题合计可超过100%。"]
    left = len(results.tallies) - drawn
    if left:
        notes.insert(0, f"另有 {left} 题（文字、日期或人少的题）未画出，请看导出的 Excel。")
    for note in notes:
        canvas.text(_MARGIN, y + 20, note, 24, _GREY)
        y += 38
    return canvas.png(y + 30)


def _question(canvas: Canvas, y: float, tally: Tally) -> float:
    lines = wrap(f"{tally.number}．{tally.text}", 30, _INNER - 60, 2)
    height = 44 * len(lines) + 52 * len(tally.options) + (50 if tally.mean is not None else 0) + 40
    canvas.box(_MARGIN, y, _INNER, height, CARD, radius=18)
    left, bottom = _MARGIN + 30, y + height + 24
    y += 40
    for line in lines:
        canvas.text(left, y, line, 30, INK, bold=True)
        y += 44
    for option, count in tally.options:
        _bar(canvas, left, y, option, count, tally)
        y += 52
    if tally.mean is not None:
        said = f"平均 {tally.mean:.2f}，最低 {tally.lowest:g}，最高 {tally.highest:g}"
        canvas.text(left, y + 14, f"{said}　（{tally.answered}{tally.unit}填写）", 26, _GREY)
    return bottom


def _bar(canvas: Canvas, left: float, y: float, option: str, count: int, tally: Tally) -> None:
    start, room = left + _LABEL, _INNER - 60 - _LABEL - _NUMBERS
    canvas.text(left, y + 14, shorten(option, 26, _LABEL - 20, keep_end=False), 26, INK)
    canvas.box(start, y, room, 30, TRACK, radius=6)
    if count:
        canvas.box(start, y, max(8.0, room * tally.share(count)), 30, _ACCENT, radius=6)
    said = f"{count}{tally.unit}　{tally.share(count):.0%}"
    canvas.text(start + room + _NUMBERS, y + 14, said, 26, INK, align="right")
