"""The words of a collection of essays as a picture for a phone: a cloud, and below it the words with figures.

Importing this loads wordcloud and Pillow: import it where a picture is asked for, not at start-up.
"""

from collections.abc import Sequence
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path
from wordcloud import WordCloud

from language.keywords import Keyword
from reports.masking import shown
from reports.wording import one_line

WIDTH = 1080
_MARGIN, _CLOUD, _LINE, _LISTED, _COLUMNS = 52, 760, 56, 18, 3
_INK, _GREY, _PAPER = "#1B2733", "#5F6B7A", "#FFFFFF"
_COLOURS = ("#1F66A8", "#2E7D6B", "#8A5A00", "#5B4B9A", "#3F5873")


def cloud_picture(title: str, essays: int, words: Sequence[Keyword]) -> bytes:
    """Draw the words of so many essays, the heaviest largest; return a PNG."""
    words = [word for word in words if shown(word.word) == word.word]  # a hidden name is left out
    rows = -(-min(len(words), _LISTED) // _COLUMNS)
    top = 190
    height = top + _CLOUD + 70 + rows * _LINE + _MARGIN
    sheet = Image.new("RGB", (WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((_MARGIN, 48), _fitting(draw, one_line(shown(title)), 48), _INK, _font(48))
    said = f"{essays}篇文章的关键词，字越大，用得越多、越有特点。只看内容，不评优劣。"
    draw.text((_MARGIN, 124), said, _GREY, _font(28))
    if words:
        sheet.paste(_cloud(words), (_MARGIN, top))
    else:
        draw.text((_MARGIN, top + _CLOUD // 2), "文章太短，没有找到可用的关键词。", _GREY, _font(36))
    y = top + _CLOUD + 36
    for place, word in enumerate(words[:_LISTED]):
        x = _MARGIN + place % _COLUMNS * (WIDTH - 2 * _MARGIN) // _COLUMNS
        at = y + place // _COLUMNS * _LINE
        draw.text((x, at), word.word, _INK, _font(32))
        along = draw.textlength(word.word, _font(32))
        draw.text((x + along + 14, at + 5), f"{word.texts}篇", _GREY, _font(26))
    result = BytesIO()
    sheet.save(result, "PNG")
    return result.getvalue()


def _cloud(words: Sequence[Keyword]) -> Image.Image:
    cloud = WordCloud(
        font_path=str(sans_path()),
        width=WIDTH - 2 * _MARGIN,
        height=_CLOUD,
        background_color=_PAPER,
        prefer_horizontal=1.0,  # upright words are read at a glance on a phone
        max_font_size=150,
        min_font_size=22,
        relative_scaling=0.6,
        random_state=Random(7),  # noqa: S311 the same essays give the same picture
        color_func=_colour,
        margin=10,
    )
    drawn: Image.Image = cloud.generate_from_frequencies({one.word: one.weight for one in words}).to_image()
    return drawn


def _colour(word: str, **_: Any) -> str:
    return _COLOURS[sum(map(ord, word)) % len(_COLOURS)]


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(sans_path()), size)


def _fitting(draw: ImageDraw.ImageDraw, text: str, size: int) -> str:
    kept = text
    while draw.textlength(kept, _font(size)) > WIDTH - 2 * _MARGIN:
        kept = kept.removesuffix("…")[:-1] + "…"
    return kept
