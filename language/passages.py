"""Rule documents cut into what is found and cited: articles, else paragraphs below their headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NUMERAL = "[一二三四五六七八九十百千零〇两0-9０-９]+"
_ARTICLE = re.compile(rf"(第{_NUMERAL}条(?:之{_NUMERAL})?)[\s　：:、.．]*(.*)", re.DOTALL)
_CHAPTER = re.compile(rf"第{_NUMERAL}[编章节](?:[\s　：:].*|[^，。；,;]{{0,20}})")
_NUMBERED = re.compile(rf"(?:{_NUMERAL}[、.．]|[（(]{_NUMERAL}[）)])\s*\S.*")
_MARKS = re.compile(r"^[#>*+-]+\s+|[*_]{2,}")
_LEADERS = re.compile(r"[.．…·]{3,}\s*\d*$")
_LONGEST_HEADING, _LONGEST_TITLE = 40, 60
_SHORTEST = 12  # characters of a paragraph that says something


@dataclass(frozen=True)
class Passage:
    """A piece of a document: `label` is what it is cited by (第八条, else empty), `heading` its chapter."""

    label: str
    heading: str
    text: str


def title_of(text: str, filename: str) -> str:
    """Return what a document calls itself, else its file's name without the ending."""
    first = next(iter(_lines(text)), "")
    if first and _is_title(first):
        return first.strip("《》 ")
    return filename.rpartition(".")[0].strip("《》 ") or filename.strip("《》 ") or "未命名"


def passages_of(text: str) -> tuple[Passage, ...]:
    """Cut a document into passages in order; empty where it holds no sentence."""
    lines = list(_lines(text))
    if any(_ARTICLE.fullmatch(line) for line in lines):
        return tuple(_articles(lines))
    return tuple(_paragraphs(lines))


def _lines(text: str) -> Iterator[str]:
    for raw in text.splitlines():
        line = _MARKS.sub("", raw.strip(" \t　")).strip(" \t　")
        if line and not _LEADERS.search(line):  # a table of contents is nobody's rule
            yield line


def _is_title(line: str) -> bool:
    sentence = len(line) > _LONGEST_TITLE or re.search("[。；;]", line)
    return not (sentence or _ARTICLE.fullmatch(line) or _CHAPTER.fullmatch(line))


def _articles(lines: Sequence[str]) -> Iterator[Passage]:
    label, heading = "", ""
    said: list[str] = []
    for line in lines[1:] if _is_title(lines[0]) else lines:
        article = _ARTICLE.fullmatch(line)
        is_heading = _CHAPTER.fullmatch(line) is not None
        if article or is_heading:
            yield from _passage(label, heading, said)
            label, said = "", []
        if article:
            label, said = article[1], [article[2]]
        elif is_heading:
            heading = line
        else:
            said.append(line)
    yield from _passage(label, heading, said)


def _paragraphs(lines: Sequence[str]) -> Iterator[Passage]:
    heading = ""
    for line in lines[1:] if lines and _is_title(lines[0]) else lines:
        short = len(line) <= _LONGEST_HEADING and not line.endswith(("。", "；", ";", "！", "？"))
        if short and (_NUMBERED.fullmatch(line) or _CHAPTER.fullmatch(line)):
            heading = line
        else:
            yield from _passage("", heading, [line])


def _passage(label: str, heading: str, said: Sequence[str]) -> Iterator[Passage]:
    text = "\n".join(line for line in said if line)
    if text and (label or len(text) >= _SHORTEST):
        yield Passage(label, heading, text)
