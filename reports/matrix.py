"""Departments against activities, or against months, as a picture: who is through, and how many are missing.

Importing this loads matplotlib.
"""

from activities.state import State
from reports.bars import INK, TRACK, draw_swatch, look_of
from reports.canvas import Canvas, shorten, text_width
from reports.figures import Counts
from reports.grouped import Matrix
from reports.picture import (
    GREY,
    INNER,
    MARGIN,
    PAPER,
    WIDTH,
    fitted_name,
    heading,
    notes_at_foot,
    notes_height,
    row_height,
    shown_lines,
)
from reports.wording import ROSTER_ORDER
from workdays.words import say_moment

_NAMES = 250  # pixels of the column with the departments' names
_LINE = 38  # of the list that says which activity a column is
# What a cell is told by: whether anybody has to act, else waits, else nobody is missing.
_CELLS = (
    (State.DONE, "齐：全部完成"),
    (State.PENDING, "未到期，数字为未完成人数"),
    (State.OVERDUE, "有逾期、异议或未送达，数字同上"),
    (State.EXEMPT, "全部免"),
)


def matrix_picture(matrix: Matrix) -> bytes:
    """Draw it; return a PNG."""
    canvas = Canvas(WIDTH, PAPER)
    y = heading(canvas, matrix.above, matrix.title, [f"截至 {say_moment(matrix.as_of)}"])
    y = _legend(canvas, y)
    width = (INNER - _NAMES) / max(len(matrix.heads), 1)
    notes = ["空格为没有应办人员。" + ROSTER_ORDER, *matrix.notes]
    rows = shown_lines(matrix.rows, notes)
    fixed = y + 50 + _LINE * len(matrix.names) + notes_height(notes)
    row = row_height(fixed, len(rows), 66, 36)
    for place, head in enumerate(matrix.heads):
        left = MARGIN + _NAMES + width * (place + 0.5)
        canvas.text(
            left,
            y + 20,
            shorten(head, min(26, width * 0.4), width),
            min(26, width * 0.4),
            GREY,
            align="center",
        )
    y += 46
    for name, counts in rows:
        fitted_name(canvas, name, y + row / 2, _NAMES - 16, min(28.0, row * 0.56), two_lines=row >= 60)
        for place, one in enumerate(counts):
            _cell(canvas, MARGIN + _NAMES + width * place, y, width, row, one)
        y += row
    y += 16 if matrix.names else 0
    for name in matrix.names:
        canvas.text(MARGIN, y + _LINE / 2, shorten(name, 26, INNER), 26, INK)
        y += _LINE
    return canvas.png(notes_at_foot(canvas, y, notes))


def missing(counts: Counts) -> int:
    """Return how many still have to do it."""
    return counts.asked - counts.exempt - counts.done


def cell_state(counts: Counts) -> State:
    """Return the state whose colour stands for a cell: what somebody must act on comes before what waits."""
    if counts.asked == counts.exempt:
        return State.EXEMPT
    if not missing(counts):
        return State.DONE
    return State.OVERDUE if counts.overdue + counts.declined + counts.unreachable else State.PENDING


def _cell(canvas: Canvas, x: float, y: float, width: float, height: float, counts: Counts) -> None:
    if not counts.asked:
        canvas.box(x + 2, y + 2, width - 4, height - 4, "#EDF0F4", radius=5)
        return
    look = look_of(cell_state(counts))
    outline = canvas.box(x + 2, y + 2, width - 4, height - 4, look.color, radius=5)
    if look.hatch:
        canvas.segment(x + 2, y + 2, width - 4, height - 4, look.color, look.hatch, look.hatch_color, outline)
    words = {State.DONE: "齐", State.EXEMPT: "免"}.get(cell_state(counts), str(missing(counts)))
    size = min(28.0, height * 0.56, width * 0.5)
    if text_width(words, size) > width - 8:
        size = size * (width - 8) / text_width(words, size)
    halo = look.color if look.hatch else None
    canvas.text(x + width / 2, y + height / 2, words, size, look.ink, align="center", bold=True, halo=halo)


def _legend(canvas: Canvas, y: float) -> float:
    for place, (state, words) in enumerate(_CELLS):
        x, middle = MARGIN + (place % 2) * INNER / 2, y + 24 + place // 2 * 50
        draw_swatch(canvas, x, middle - 17, 34, state)
        canvas.text(x + 46, middle, words, 27, INK)
    canvas.box(MARGIN, y + 108, INNER, 2, TRACK)
    return y + 118
