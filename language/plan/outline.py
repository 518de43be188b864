"""The shape of an official document: numbered paragraphs, their headings, the rows of its tables.

Levels are 一、（一）1.（1）and their half-width and circled variants; a paragraph without a number belongs to
the number above it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

CELL: Final = "｜"
"""Parts the cells of a table's row; tabs and | in pasted text are taken as the same."""

_CHINESE = "一二三四五六七八九十"
_LEVELS: Final = (
    re.compile(rf"(第?[{_CHINESE}]{{1,3}})(?:[、.．]|(?<=第.)[，,：:])\s*"),
    re.compile(rf"[（(]([{_CHINESE}]{{1,3}})[）)][、.]?\s*"),
    re.compile(r"(\d{1,2})(?:[.．、]|\s(?=[^\d\s]))(?!\d(?!\d?[月日]))\s*"),
    re.compile(r"[（(](\d{1,2})[）)][、.]?\s*"),
    re.compile(r"([①-⑳])\s*"),
)
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))}
_HALF_SIGNS: Final = re.compile(
    r"(?<=[\u3400-\u9fff”》）])[,;:!?]|(?<=[\u3400-\u9fff”》])\((?=.)|[,;](?=[\u3400-\u9fff])"
)
_TO_FULL: Final = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_BULLET: Final = re.compile(r"^(?:[●•·◆■▪★☆※►▶]|[—–-]{1,2}(?![\d—–-]))+\s*(?=[\u3400-\u9fff“《])")
_COUNTED: Final = re.compile(r"(?:^|(?<=[。；：]))\s*(?:（\d{1,2}）|[①-⑳]|\d{1,2}[.．、](?!\d))\s*")
_OPENING, _CLOSING = "“‘《（「『【", "”’》）」』】"
_LONGEST_HEADING, _LONGEST_LINE = 16, 28
_PREFACE = "总"  # what stands above the first number: the general demands
_SECTION: Final = (
    1  # the level of a line that is only a time and stands above numbered ones: 三月份, 常规工作
)
_TIME: Final = re.compile(
    rf"(?:20\d\d年)?(?:(?P<month>(?:(?:\d{{1,2}}|[{_CHINESE}]{{1,3}})月?[—－~至、-])?(?:\d{{1,2}}|[{_CHINESE}]{{1,3}})月)份?|第?[一二三四1-4]季度|[上下]半年"
    r"|常规|日常|长期|全年|经常性|阶段性)(?:性)?(?:主要|重点)?(?:工作|任务|安排|事项|活动|内容)?[：:]?"
)
_TOLD: Final = re.compile(
    r"[（(]?(?:责任|牵头|主办|承办|配合|协办|完成|时间|频次|时限|进度)"
    r"(?:部门|单位|科室|处室|股室|领导|人|时限|时间|期限|进度|节点|安排|要求)?[：:]"
)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its number (一（一）1), the heading it begins with, and what follows.

    alone: nothing of a deeper level follows it. when: the time that a heading above it is (三月份).
    told: the lines below it that say who is responsible and by when (责任科室：…；完成时限：…).
    """

    number: str
    heading: str
    body: str
    alone: bool
    when: str = ""
    told: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells, and the number of the section that it stands in."""

    number: str
    cells: tuple[str, ...]


def one_spelling(text: str) -> str:
    """Return a line with half-width figures and letters and full-width Chinese signs, quotes paired."""
    text = text.translate(_FULL_WIDTH).replace("\t", CELL).replace("|", CELL).strip()
    text = _BULLET.sub("", text)
    text = re.sub(r"[≥≧]|>=|不小于", "不少于", text)
    text = _HALF_SIGNS.sub(lambda found: _TO_FULL[found[0]], text)
    text = re.sub(r"(?<=（)([^（）()]*)\)", r"\1）", text)
    text = re.sub(r"(?<=[\u3400-\u9fff，、。；：])[ \u3000]+(?=[\u3400-\u9fffXx×_\d“《])", "", text)
    text = re.sub(r"(?<=[\u3400-\u9fff]\d)\s+(?=[\u3400-\u9fff])", "", text)  # 每季度 1 次
    pieces = text.split('"')
    if len(pieces) % 2:
        text = "".join(p + ("”" if i % 2 else "“") for i, p in enumerate(pieces[:-1])) + pieces[-1]
    return text


def outline(lines: Iterable[str]) -> list[Paragraph | Row]:
    """Return the numbered paragraphs and the rows of a document in their order."""
    read = [_leveled(line) for line in map(one_spelling, lines) if line]
    numbers: list[str] = []
    times: list[str] = []
    found: list[Paragraph | Row] = []
    for place, (level, number, text) in enumerate(read):
        if level is None and CELL in text:
            found.append(Row("".join(numbers), tuple(cell.strip() for cell in text.split(CELL))))
            continue
        if level is None and _TOLD.match(text) and found and isinstance(found[-1], Paragraph):
            found[-1] = replace(found[-1], told=f"{found[-1].told}；{text}")
            continue
        following = read[place + 1 : place + 2]
        if level is None and _TIME.fullmatch(text) and following and following[0][0] is not None:
            level, number = _SECTION, _TIME.sub(lambda said: said["month"] or said[0], text).strip("：:")
        if level is not None:
            numbers[:] = [*(numbers + [""] * level)[:level], number]
            times[:] = [*(times + [""] * level)[:level], text if _TIME.fullmatch(text.strip("。")) else ""]
        heading, body = _headed(text) if level is not None else ("", text)
        alone = level is None or not _leads(level, following)
        when = next((said for said in reversed(times) if said), "")
        found.append(Paragraph("".join(numbers) or _PREFACE, heading, body, alone, when))
    return found


def split(text: str, signs: str) -> list[str]:
    """Return the pieces of a text between these signs, but for signs within quotes and brackets."""
    # Quotes that are opened and never closed hold nothing together.
    paired = {a + b for a, b in zip(_OPENING, _CLOSING, strict=True) if text.count(a) == text.count(b)}
    opening, closing = {pair[0] for pair in paired}, {pair[1] for pair in paired}
    pieces, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        if sign in opening:
            depth += 1
        elif sign in closing:
            depth = max(depth - 1, 0)
        elif sign in signs and not depth:
            pieces.append(text[start:place])
            start = place + 1
    return [piece.strip() for piece in (*pieces, text[start:]) if piece.strip()]


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, without the signs that end them and the numbers that count them."""
    yield from split(_COUNTED.sub("。", text), "。！？")


def _leads(level: int, following: list[tuple[int | None, str, str]]) -> bool:
    """Tell whether a numbered line is followed by what it is the heading of."""
    return any(
        (CELL in text or not number) if below is None else below > level for below, number, text in following
    )


def _leveled(line: str) -> tuple[int | None, str, str]:
    for level, pattern in enumerate(_LEVELS):
        found = pattern.match(line)
        if found and CELL not in line:
            shown = f"（{found[1]}）" if level in (1, 3) else found[1]
            return level, shown, line[found.end() :]
    return None, "", line


def _headed(text: str) -> tuple[str, str]:
    """Part the heading that a numbered paragraph begins with from its text."""
    first, _, rest = text.partition("。")
    told = rest.strip() and not re.fullmatch(r"（[^）]*）", rest.strip())
    if told and len(first) <= _LONGEST_HEADING:
        return first, rest
    if not rest.strip() and len(first) <= _LONGEST_LINE and not text.endswith(("。", "；")):
        return first, ""
    return "", text
