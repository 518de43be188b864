"""Stacked bars of the six states: their colours, their hatching, and the sharing out of the width."""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.state import State
from reports.canvas import Canvas, text_width
from reports.figures import Counts

INK, TRACK, CARD = "#1C2733", "#E4E8ED", "#FFFFFF"


@dataclass(frozen=True)
class Look:
    """How a state is drawn: its colour, the ink upon it, its hatching."""

    color: str
    ink: str
    hatch: str | None = None
    hatch_color: str = "none"


# Told apart by lightness, hue safe for the colour-blind (blue, orange, yellow, purple, greys), and hatching.
_LOOKS = {
    State.DONE: Look("#1F66A8", "#FFFFFF"),
    State.DECLINED: Look("#9A4C8F", "#FFFFFF", "\\\\", "#B878AF"),
    State.EXEMPT: Look("#CCD3DC", INK),
    State.UNREACHABLE: Look("#414B59", "#FFFFFF", "xx", "#667182"),
    State.OVERDUE: Look("#CF4A14", "#FFFFFF", "//", "#E88A5F"),
    State.PENDING: Look("#F6D06A", INK),
}


def look_of(state: State) -> Look:
    """Return how a state is drawn."""
    return _LOOKS[state]


def draw_bar(
    canvas: Canvas, x: float, y: float, width: float, height: float, counts: Counts, size: float
) -> None:
    """Draw one stacked bar: the whole width is everybody asked."""
    outline = canvas.box(x, y, width, height, TRACK, radius=height * 0.18)
    present = [state for state in State if counts.of(state)]
    widths = segment_widths([counts.of(state) for state in present], width, size)
    for state, part in zip(present, widths, strict=True):
        look = _LOOKS[state]
        gap = 0 if state is present[-1] else 3
        canvas.segment(x, y, part - gap, height, look.color, look.hatch, look.hatch_color, outline)
        if gap:
            canvas.segment(x + part - gap, y, gap, height, CARD, None, "none", outline)
        middle = x + (part - gap) / 2
        halo = look.color if look.hatch else None
        canvas.text(
            middle, y + height / 2, str(counts.of(state)), size * 0.92, look.ink, align="center", halo=halo
        )
        x += part


def segment_widths(numbers: Sequence[int], width: float, size: float) -> list[float]:
    """Share out `width` by the numbers, but none so narrow that it could not hold its own number."""
    least = [text_width(str(number), size) + size * 0.6 for number in numbers]
    if sum(least) > width:
        return [width * one / sum(least) for one in least]
    held: set[int] = set()
    while True:
        free = [index for index in range(len(numbers)) if index not in held]
        room = width - sum(least[index] for index in held)
        scale = room / max(sum(numbers[index] for index in free), 1)
        tight = [index for index in free if numbers[index] * scale < least[index]]
        if not tight:
            return [least[i] if i in held else number * scale for i, number in enumerate(numbers)]
        held.update(tight)


def draw_swatch(canvas: Canvas, x: float, y: float, side: float, state: State) -> None:
    """Draw the square by which the legend names a state."""
    look = _LOOKS[state]
    outline = canvas.box(x, y, side, side, look.color, radius=8)
    canvas.segment(x, y, side, side, look.color, look.hatch, look.hatch_color, outline)
