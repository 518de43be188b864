"""Figures as pictures for a phone: 1080 pixels wide, stacked bars in roster order, every count written in.

Importing this loads matplotlib: import it where a picture is asked for, not at start-up.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from activities.state import RATE_DEFINITION, State
from reports.bars import CARD, INK, TRACK, draw_bar, draw_swatch
from reports.canvas import STAND_IN, Canvas, shorten, text_width, wrap
from reports.figures import ActivityFigures, Counts, DepartmentLine, Overview
from reports.grouped import Grouped
from reports.wording import (
    ROSTER_ORDER,
    STILL_PUBLISHING,
    SUM_RULE,
    WITHDRAWN_NOTE,
    is_publishing,
    is_withdrawn,
    overview_counts,
    overview_delivery,
    say_base,
    say_delivery,
    say_rate,
)
from workdays.words import say_moment

T = TypeVar("T")
WIDTH = 1080
"""Pixels: what a phone shows without scaling."""

MOST_ACTIVITIES = 30
"""Of an overview; the rest is named by number."""

MOST_LINES = 60
"""Departments or people of a picture: with more it could not be read, and no messenger takes it."""

MARGIN = 52
INNER = WIDTH - 2 * MARGIN
GREY, _FAINT, PAPER = "#5F6B7A", "#9AA4B1", "#F3F5F8"
_ACCENT, _WARN = "#1F66A8", "#8A5A00"
# Of such height that the whole stays within what Telegram keeps of a photo (2560) where it can.
TALLEST = 2560
_BAR_NOTE = "格内数字为人数；人数很少的格子画得略宽，以便看清。"


def activity_picture(figures: ActivityFigures, as_of: datetime) -> bytes:
    """Draw one activity department by department; return a PNG."""
    canvas = Canvas(WIDTH, PAPER)
    times = [f"截至 {say_moment(as_of)}"]
    if figures.deadline:
        times.append(f"截止时间 {say_moment(figures.deadline)}")
    y = heading(canvas, f"{figures.kind_title} · {figures.status_title}", figures.title, times)
    if is_publishing(figures):
        y = _strip(canvas, y, STILL_PUBLISHING)
    y = summary(canvas, y, figures.counts, "人", [*figures.extras])
    notes = [say_delivery(figures.delivery), RATE_DEFINITION + SUM_RULE, ROSTER_ORDER + _BAR_NOTE]
    drawn = shown_lines(figures.departments, notes)
    row = row_height(y + 46 + notes_height(notes), len(drawn), 78, 38)
    y = _department_rows(canvas, y, drawn, row)
    return canvas.png(notes_at_foot(canvas, y, notes))


def grouped_picture(grouped: Grouped) -> bytes:
    """Draw each group of a report as a bar; return a PNG."""
    canvas = Canvas(WIDTH, PAPER)
    above = f"{grouped.bureau} · {grouped.title}"
    y = heading(canvas, above, grouped.scope, [f"截至 {say_moment(grouped.as_of)}"])
    y = summary(canvas, y, grouped.counts, grouped.unit, [])
    notes = [RATE_DEFINITION + SUM_RULE, grouped.note + _BAR_NOTE]
    drawn = shown_lines(grouped.lines, notes)
    row = row_height(y + 46 + notes_height(notes), len(drawn), 78, 38)
    y = _department_rows(canvas, y, drawn, row, grouped.one)
    return canvas.png(notes_at_foot(canvas, y, notes))


def overview_picture(overview: Overview) -> bytes:
    """Draw all activities, one bar each; return a PNG."""
    canvas = Canvas(WIDTH, PAPER)
    scope = f"{overview.bureau} · {overview.scope}"
    y = heading(canvas, scope, "事项办理情况", [f"截至 {say_moment(overview.as_of)}"])
    number, withdrawn = len(overview.activities), sum(map(is_withdrawn, overview.activities))
    said = f"{number} 项，其中 {withdrawn} 项已撤回，不计入" if withdrawn else f"{number} 项"
    y = summary(canvas, y, overview_counts(overview), "人次", [("共", said)])
    shown = overview.activities[:MOST_ACTIVITIES]
    notes = [
        say_delivery(overview_delivery(overview)),
        RATE_DEFINITION + SUM_RULE,
        "人次：一人有几项事项就计几次。" + _BAR_NOTE,
    ]
    if len(shown) < len(overview.activities):
        notes.insert(0, f"另有 {len(overview.activities) - len(shown)} 项未画出，请看导出的 Excel。")
    row = row_height(y + 44 + notes_height(notes), len(shown), 124, 80)
    y = _activity_rows(canvas, y, shown, row)
    return canvas.png(notes_at_foot(canvas, y, notes))


def row_height(fixed: float, rows: int, largest: int, least: int) -> int:
    """Return the height of a row so that the whole stays within TALLEST where it can."""
    return max(least, min(largest, int((TALLEST - fixed) / max(rows, 1))))


def shown_lines(lines: Sequence[T], notes: list[str]) -> Sequence[T]:
    """Return what there is room for, and say in the notes what is left out."""
    if len(lines) > MOST_LINES:
        notes.insert(0, f"另有 {len(lines) - MOST_LINES} 行未画出，请看文字或导出的 Excel。")
    return lines[:MOST_LINES]


def heading(canvas: Canvas, above: str, title: str, below: Sequence[str]) -> float:
    """Write what a picture is about, and return where it goes on."""
    canvas.box(0, 0, WIDTH, 14, _ACCENT)
    y = 72.0
    canvas.text(MARGIN, y, shorten(above, 30, INNER), 30, _ACCENT, bold=True)
    y += 66
    for line in wrap(title, 52, INNER, 3):
        canvas.text(MARGIN, y, line, 52, INK, bold=True)
        y += 68
    y -= 4
    for line in below:
        canvas.text(MARGIN, y, line, 28, GREY)
        y += 42
    return y + 4


def _strip(canvas: Canvas, y: float, text: str) -> float:
    canvas.box(MARGIN, y, INNER, 62, "#FFF3D6", radius=12)
    canvas.text(MARGIN + 26, y + 31, text, 28, _WARN)
    return y + 82


def summary(canvas: Canvas, y: float, counts: Counts, unit: str, extras: list[tuple[str, str]]) -> float:
    """Draw the card with the rate, the bar of everybody, and the six counts, which are the legend too."""
    left, width = MARGIN + 36, INNER - 72
    more = [extras[index : index + 3] for index in range(0, len(extras), 3)]
    height = 430 + (10 + 46 * len(more) if more else 0)
    canvas.box(MARGIN, y, INNER, height, CARD, radius=22)
    if counts.rate is None:
        canvas.text(left, y + 92, say_base(counts, unit), 56, GREY, bold=True)
    else:
        rate = say_rate(counts)
        canvas.text(left, y + 92, rate, 112, _ACCENT, bold=True)
        beside = left + text_width(rate, 112) + 32
        canvas.text(beside, y + 62, f"完成率　应办 {counts.asked} {unit}", 34, INK, bold=True)
        said = say_base(counts, unit)
        size = min(28.0, 28 * (left + width - beside) / text_width(said, 28))
        canvas.text(beside, y + 116, said, size, GREY)
    draw_bar(canvas, left, y + 178, width, 58, counts, 32)
    for index, state in enumerate(State):
        x = left + (index % 3) * width / 3
        middle = y + 298 + (index // 3) * 78
        draw_swatch(canvas, x, middle - 20, 40, state)
        canvas.text(x + 56, middle, state.label, 32, INK)
        faint = INK if counts.of(state) else _FAINT
        canvas.text(x + 68 + text_width(state.label, 32), middle, str(counts.of(state)), 44, faint, bold=True)
    for index, line in enumerate(more):
        words = "　".join(f"{name} {value}" for name, value in line)
        canvas.text(left, y + 442 + 46 * index, shorten(words, 28, width), 28, GREY)
    return y + height + 34


def _department_rows(
    canvas: Canvas, y: float, lines: Sequence[DepartmentLine], row: int, one: str = "处室"
) -> float:
    name_width, size = 300, min(30.0, row * 0.56)
    fractions = [f"{line.counts.done}/{line.counts.asked}" for line in lines]
    bar_left, right = MARGIN + name_width + 20, WIDTH - MARGIN
    bar_width = right - 28 - max([80, *(text_width(text, size) for text in fractions)]) - bar_left
    canvas.text(MARGIN, y + 18, one, 26, GREY)
    canvas.text(right, y + 18, "已完成/应办", 26, GREY, align="right")
    y += 46
    thickness = row * 0.68
    for line, fraction in zip(lines, fractions, strict=True):
        middle = y + row / 2
        fitted_name(canvas, line.name, middle, name_width, size, two_lines=row >= 60)
        if line.counts.asked:
            draw_bar(canvas, bar_left, middle - thickness / 2, bar_width, thickness, line.counts, size)
            canvas.text(right, middle, fraction, size, INK, align="right")
        else:
            canvas.text(bar_left, middle, "没有应办人员", size, GREY)
        y += row
    return y


def fitted_name(
    canvas: Canvas, name: str, middle: float, width: float, size: float, *, two_lines: bool
) -> None:
    """Write a name in its column: full size, else a little smaller, else on two lines, else shortened."""
    smaller = size * 0.84
    if text_width(name, size) <= width:
        canvas.text(MARGIN, middle, name, size, INK)
    elif text_width(name, smaller) <= width or not two_lines:
        canvas.text(MARGIN, middle, shorten(name, smaller, width), smaller, INK)
    else:
        balanced = text_width(name, smaller) / 2 + smaller  # not one character alone on the second line
        lines = wrap(name, smaller, min(width, balanced), 2, keep_end=True)
        for index, line in enumerate(lines):
            canvas.text(MARGIN, middle + (index - 0.5) * smaller * 1.2, line, smaller, INK)


def _activity_rows(canvas: Canvas, y: float, activities: Sequence[ActivityFigures], row: int) -> float:
    size = min(32.0, row * 0.32)
    thickness = row * 0.36
    canvas.text(MARGIN, y + 14, "事项", 26, GREY)
    canvas.text(WIDTH - MARGIN, y + 14, "应办　完成率", 26, GREY, align="right")
    y += 44
    for figures in activities:
        counts, middle = figures.counts, y + row * 0.24
        right = f"{counts.asked} 人　{say_rate(counts)}"
        if is_withdrawn(figures):
            right = WITHDRAWN_NOTE
        status = f"（{figures.status_title}）"
        room = INNER - text_width(right, size) - text_width(status, size * 0.8) - 30
        title = shorten(figures.title, size, room)
        ink = GREY if is_withdrawn(figures) else INK
        canvas.text(MARGIN, middle, title, size, ink, bold=not is_withdrawn(figures))
        canvas.text(MARGIN + text_width(title, size) + 4, middle, status, size * 0.8, GREY)
        canvas.text(WIDTH - MARGIN, middle, right, size, ink, align="right")
        if is_withdrawn(figures):
            y += row * 0.6
            continue
        draw_bar(canvas, MARGIN, y + row * 0.46, INNER, thickness, counts, size * 0.88)
        y += row
    return y


def notes_height(notes: Sequence[str]) -> float:
    """Return how high the notes at the foot are."""
    return 90 + 38 * sum(len(wrap(note, 24, INNER, 3)) for note in notes)


def notes_at_foot(canvas: Canvas, y: float, notes: Sequence[str]) -> float:
    """Write the definitions at the foot and return the height of the whole picture."""
    canvas.box(MARGIN, y + 24, INNER, 2, TRACK)
    y += 58
    missing = canvas.missing
    if missing:
        codes = "、".join(f"U+{ord(letter):X}" for letter in missing[:8])
        notes = [*notes, f"{STAND_IN} 处是字库没有的字（{codes}），请以 Excel 为准。"]
    for note in notes:
        for line in wrap(note, 24, INNER, 3):
            canvas.text(MARGIN, y, line, 24, GREY)
            y += 38
    return y + 20
