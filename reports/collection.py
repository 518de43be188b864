"""Essays as a Word document: one alone, or a collection with a title page and a table of its authors.

Importing this loads python-docx: import it where a document is made.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx.document import Document as Paper
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from reports.essay import Article
from reports.official import TITLE, TITLE_SIZE, line, new_paper, paragraph, saved, set_font, table
from workdays.words import say_date

_COVER = (32, 26, TITLE_SIZE)  # points; the first in which a title stands on one line
_ACROSS = 440  # points between the margins
_HEADING = 20  # characters; a longer line is no heading
_HEADINGS = ("序号", "题目", "处室", "作者", "字数")
_WIDTHS = (14, 63, 38, 26, 15)
_LEFT = (1, 2)


def single(article: Article, at: datetime) -> bytes:
    """Return one essay as a .docx; `at` is on the office's clock."""
    paper = _new(article.title, at)
    _write(paper, article)
    return saved(paper)


def collection(title: str, bureau: str, articles: Sequence[Article], as_of: datetime) -> bytes:
    """Return essays as one .docx, in the order given; `as_of` is on the office's clock."""
    paper = _new(title, as_of)
    paper.sections[0].different_first_page_header_footer = True  # a cover has no number
    for _ in range(4):
        line(paper, "")
    line(paper, bureau, size=20)
    line(paper, title, TITLE, next((size for size in _COVER if len(title) * size <= _ACROSS), TITLE_SIZE))
    line(paper, "文　集", TITLE, TITLE_SIZE)
    for _ in range(5):
        line(paper, "")
    line(paper, f"共{len(articles)}篇")
    line(paper, say_date(as_of.date()))
    line(paper, "作者名录", TITLE, TITLE_SIZE).paragraph_format.page_break_before = True
    rows = [
        (str(number), article.title, article.department, article.author, str(article.chars))
        for number, article in enumerate(articles, start=1)
    ]
    table(paper, _HEADINGS, rows, _WIDTHS, _LEFT)
    for article in articles:
        _write(paper, article).paragraph_format.page_break_before = True
    return saved(paper)


def _new(about: str, at: datetime) -> Paper:
    """Return a paper whose headings look like the titles of official papers, and stand in an outline."""
    paper = new_paper(about, at)
    style: Any = paper.styles["Heading 1"]
    set_font(style, TITLE, TITLE_SIZE)
    style.font.bold = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(8)
    return paper


def _write(paper: Paper, article: Article) -> Paragraph:
    """Add an essay, and return its title."""
    heading = line(paper, article.title, TITLE, TITLE_SIZE)
    heading.style = "Heading 1"
    line(paper, f"{article.department}　{article.author}")
    lines = [text.strip() for text in article.text.split("\n")]
    if lines and lines[0].strip("《》") == article.title:
        lines = lines[1:]
    for text in lines:
        if text:
            short = len(text) <= _HEADING and text[-1] not in "。！？…”；"
            paragraph(paper, text).paragraph_format.keep_with_next = short
    return heading
