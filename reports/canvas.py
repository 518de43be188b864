"""A sheet of pixels to draw on: top-left origin, y downwards, Noto Sans SC, any height.

Importing this loads matplotlib. Its pyplot keeps global state and is avoided: a Canvas is one thread's own.
"""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Literal
from unicodedata import east_asian_width

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patches import FancyBboxPatch, Patch, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from pylopdf_fonts_zh_cn import sans_path

from reports.masking import shown
from reports.wording import one_line

STAND_IN = "〓"
"""Printed for a character that the font lacks, as Chinese typesetters do."""

_CLOSING = "，。、；：？！）》〉”’…％%"
_OPENING = "（《“‘【〔「(["
_DPI = 100
_POINTS = 72 / _DPI  # of one pixel
_WIDE, _NARROW = 1.0, 0.58  # of the type size
_BASELINE = 0.36  # of the type size, from the middle of a Chinese character down to its baseline


@cache
def _known_characters() -> frozenset[int]:
    return frozenset(FT2Font(str(sans_path())).get_charmap())


def text_width(text: str, size: float) -> float:
    """Return about how many pixels the text is wide."""
    wide = sum(letter in "%@MWmw" or east_asian_width(letter) in "WFA" for letter in text)
    return size * (wide * _WIDE + (len(text) - wide) * _NARROW)


def shorten(text: str, size: float, width: float, *, keep_end: bool = True) -> str:
    """Return the text cut to fit `width`: at its end, or in its middle where names differ at the end."""
    text = one_line(shown(text))
    if text_width(text, size) <= width:
        return text
    for kept in range(len(text) - 1, 1, -1):
        tail = kept // 2 if keep_end else 0
        cut = f"{text[: kept - tail]}…{text[len(text) - tail :]}"
        if text_width(cut, size) <= width:
            return cut
    return text[:1] + "…"


def wrap(text: str, size: float, width: float, lines: int, *, keep_end: bool = False) -> list[str]:
    """Break the text into at most `lines` lines, the last shortened; none begins with a closing mark."""
    text = one_line(shown(text))
    broken = [""]
    for position, letter in enumerate(text):
        if text_width(broken[-1] + letter, size) > width and letter not in _CLOSING:
            if len(broken) == lines:
                rest = broken[-1] + text[position:]
                return [*broken[:-1], shorten(rest, size, width, keep_end=keep_end)]
            carried = ""
            if len(broken[-1]) > 1 and broken[-1][-1] in _OPENING:  # a mark goes with what it opens
                broken[-1], carried = broken[-1][:-1], broken[-1][-1]
            broken.append(carried)
        broken[-1] += letter
    return broken


class Canvas:
    """A drawing of fixed width that grows downwards; `png` sets its height and renders it."""

    def __init__(self, width: int, background: str) -> None:
        self._figure = Figure(dpi=_DPI, facecolor=background)
        self._width = width
        self._downwards = Affine2D()  # filled by png(), when the height is known
        self._font = FontProperties(fname=str(sans_path()))
        self._missing: dict[str, None] = {}

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the characters drawn as STAND_IN so far."""
        return tuple(self._missing)

    def text(
        self,
        x: float,
        middle: float,
        text: str,
        size: float,
        color: str,
        *,
        bold: bool = False,
        align: Literal["left", "center", "right"] = "left",
        halo: str | None = None,
    ) -> None:
        """Write one line whose characters are centred on the height `middle`."""
        drawn = Text(
            x,
            middle + _BASELINE * size,
            self._drawable(text),
            color=color,
            fontproperties=self._font,
            fontsize=size * _POINTS,
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,  # a $ in a title is a dollar, not a formula
            usetex=False,
            transform=self._downwards,
        )
        if bold:  # the font has one weight; a thin outline makes the other
            drawn.set_path_effects([withStroke(linewidth=size * 0.035, foreground=color)])
        if halo:
            drawn.set_path_effects([withStroke(linewidth=size * 0.22, foreground=halo)])
        self._figure.add_artist(drawn)

    def box(self, x: float, y: float, width: float, height: float, color: str, *, radius: float = 0) -> Patch:
        """Fill a rectangle, its corners rounded by `radius`."""
        shape = FancyBboxPatch(
            (x, y),
            width,
            height,
            boxstyle=f"round,pad=0,rounding_size={radius}",
            facecolor=color,
            linewidth=0,
        )
        return self._add(shape)

    def segment(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        color: str,
        hatch: str | None,
        hatch_color: str,
        inside: Patch,
    ) -> None:
        """Fill a rectangle, hatched, cut to the outline of `inside`."""
        shape = Rectangle((x, y), width, height, facecolor=color, edgecolor="none", linewidth=0)
        if hatch:
            shape.set_hatch(hatch)
            shape.set_hatchcolor(hatch_color)
            shape.set_hatch_linewidth(2.0)
        self._add(shape)
        shape.set_clip_path(inside)

    def png(self, height: float) -> bytes:
        """Return the picture of everything drawn, `height` pixels high."""
        self._figure.set_size_inches(self._width / _DPI, round(height) / _DPI)
        self._downwards.scale(1, -1).translate(0, round(height))
        result = BytesIO()
        FigureCanvasAgg(self._figure)  # becomes the figure's own
        self._figure.savefig(result, format="png", metadata={"Software": None})
        return result.getvalue()

    def _add(self, shape: Patch) -> Patch:
        shape.set_transform(self._downwards)
        self._figure.add_artist(shape)
        return shape

    def _drawable(self, text: str) -> str:
        """Return the text on one line with what the font lacks replaced and remembered."""
        line = one_line(shown(text))
        lacking = [letter for letter in line if ord(letter) not in _known_characters()]
        self._missing.update(dict.fromkeys(lacking))
        return _replace(line, lacking)


def _replace(text: str, letters: Iterable[str]) -> str:
    for letter in letters:
        text = text.replace(letter, STAND_IN)
    return text
