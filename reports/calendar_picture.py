"""A year's days off and made up, to be compared with a notice. Importing this loads matplotlib."""

from calendar import monthcalendar
from collections.abc import Mapping
from datetime import date

from reports.canvas import Canvas

_WIDTH, _MARGIN, _COLUMNS = 1200, 36, 3
_CELL, _TOP, _MONTH_HEIGHT = 50, 120, 400
_INK, _FAINT, _OFF, _WORK = "#222222", "#9aa3ad", "#c0392b", "#1f5f9e"
_DAYS = "一二三四五六日"


def calendar_png(year: int, days: Mapping[date, bool]) -> bytes:
    """Draw a year; `days` tells of each settled day whether it is worked. Return a PNG 1200 pixels wide."""
    canvas = Canvas(_WIDTH, "#ffffff")
    canvas.text(_MARGIN, 44, f"{year}年放假安排", 32, _INK, bold=True)
    canvas.box(_MARGIN, 76, 22, 22, _OFF, radius=5)
    canvas.text(_MARGIN + 32, 87, "放假", 20, _INK)
    canvas.box(_MARGIN + 110, 76, 22, 22, _WORK, radius=5)
    canvas.text(_MARGIN + 142, 87, "周末上班", 20, _INK)
    for month in range(1, 13):
        row, column = divmod(month - 1, _COLUMNS)
        left = _MARGIN + column * (_WIDTH - 2 * _MARGIN) / _COLUMNS
        _month(canvas, year, month, left, _TOP + row * _MONTH_HEIGHT, days)
    return canvas.png(_TOP + 4 * _MONTH_HEIGHT)


def _month(canvas: Canvas, year: int, month: int, left: float, top: float, days: Mapping[date, bool]) -> None:
    canvas.text(left + 4, top + 22, f"{month}月", 24, _INK, bold=True)
    for column, name in enumerate(_DAYS):
        canvas.text(left + _CELL * (column + 0.5), top + 62, name, 17, _FAINT, align="center")
    for row, week in enumerate(monthcalendar(year, month)):
        for column, number in enumerate(week):
            if not number:
                continue
            x, y = left + _CELL * column, top + 80 + row * 46
            working = days.get(date(year, month, number))
            if working is not None:
                canvas.box(x + 5, y + 2, _CELL - 10, 42, _WORK if working else _OFF, radius=9)
            color = "#ffffff" if working is not None else _FAINT if column >= 5 else _INK
            canvas.text(x + _CELL / 2, y + 23, str(number), 20, color, align="center")
