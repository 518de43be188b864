"""The course of one activity over its days: where everybody asked stood each evening. Loads matplotlib."""

from activities.state import RATE_DEFINITION, State
from reports.bars import CARD, INK, TRACK, draw_swatch, look_of
from reports.canvas import Canvas, text_width
from reports.grouped import Course
from reports.picture import GREY, INNER, MARGIN, PAPER, WIDTH, heading, notes_at_foot
from reports.wording import SUM_RULE, say_base, say_rate
from workdays.words import say_moment

_HIGH = 620  # pixels of the tallest bar
_SCALE = 96  # pixels at the left for the numbers of people


def course_picture(course: Course) -> bytes:
    """Draw it; return a PNG."""
    canvas = Canvas(WIDTH, PAPER)
    y = heading(canvas, course.above, course.title, [f"每天结束时的情况，截至 {say_moment(course.as_of)}"])
    last = course.days[-1][1]
    canvas.box(MARGIN, y, INNER, 930, CARD, radius=22)
    canvas.text(MARGIN + 36, y + 62, f"现在完成率 {say_rate(last)}", 48, INK, bold=True)
    canvas.text(MARGIN + 36, y + 118, say_base(last, "人"), 28, GREY)
    _bars(canvas, course, y + 190)
    y += 960
    for place, state in enumerate(State):
        x, middle = MARGIN + (place % 3) * INNER / 3, y + 20 + place // 3 * 60
        draw_swatch(canvas, x, middle - 18, 36, state)
        canvas.text(x + 50, middle, f"{state.label} {last.of(state)}", 30, INK)
    notes = [
        RATE_DEFINITION + SUM_RULE,
        "图例中的数字是现在的人数。送出通知以后才加入的人，从加入那天起计入。",
    ]
    return canvas.png(notes_at_foot(canvas, y + 120, notes))


def _bars(canvas: Canvas, course: Course, top: float) -> None:
    most = max(max(counts.asked for _, counts in course.days), 1)
    left, floor = MARGIN + 24 + _SCALE, top + _HIGH
    wide = (WIDTH - MARGIN - 30 - left) / len(course.days)
    for share in (0, 0.5, 1) if most > 1 else (0, 1):
        height = floor - _HIGH * share
        canvas.box(left, height, wide * len(course.days), 2, TRACK)
        canvas.text(left - 14, height, f"{round(most * share)}人", 24, GREY, align="right")
    labels = max(1, -(-len(course.days) // 8))  # every so many days has its date
    for place, (day, counts) in enumerate(course.days):
        x, y = left + wide * place, floor
        gap = min(8.0, wide * 0.14)
        for state in State:
            height = _HIGH * counts.of(state) / most
            if not height:
                continue
            y -= height
            look = look_of(state)
            inside = canvas.box(x + gap, y, wide - 2 * gap, height, look.color)
            canvas.segment(
                x + gap, y, wide - 2 * gap, height, look.color, look.hatch, look.hatch_color, inside
            )
        if place % labels == 0 or len(course.days) <= 8:
            said = f"{day.month}.{day.day}"
            canvas.text(x + wide / 2, floor + 32, said, 24, GREY, align="center")
        if day == course.deadline:
            canvas.box(x + wide - 2, top - 34, 4, _HIGH + 34, INK)
            right = x + wide + 10 + text_width("截止", 26) > WIDTH - MARGIN
            beside = x + wide + (-12 if right else 12)
            canvas.text(beside, top - 20, "截止", 26, INK, bold=True, align="right" if right else "left")
