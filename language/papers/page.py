"""The lines of a text that belong to its questions, without what pages and articles put around them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from language.cells import clean_text
from language.papers.lines import NUMBERS, OPTION_START, Line, heading_type, label_of, number_at
from language.papers.signs import EMPTY, PICTURE, mended, shape

_MIDWAY = re.compile(
    r"[(]?(?:(?:我的|你的|您的|考生|学员)(?:答案|作答)|(?:昨日|昨天|上期|上次|上一?题|往期)的?(?:正确)?答案|正确答案|标准答案|参考答案|答案解析|试题解析|答案|解析)\s*:"
    r"|(?<=[;。])\s*(?:正确|参考)?答案\s*[是为]?\s*(?=(?:[A-H]{1,8}|[√×])[。.]?$)"
    r"|\[\s*(?:正确答案|标准答案|参考答案|答案|答案解析|解析|难度|知识点|依据|出处)\s*\]"
)
_PAGE = re.compile(
    r"(?:.{0,30}第\s*\d+\s*页.{0,20}|共\s*\d+\s*页|[-·]+\s*\d+\s*[-·]+|\d+\s*/\s*\d+|\d{1,4}|page\s*\d+.{0,12})",
    re.IGNORECASE,
)
# What an article or a page puts around its questions; nothing that could be part of one.
_FURNITURE = re.compile(
    r"[^\w()\[\]√×]+|[-=*_~·.▼▲\s]*(?:END|end|完|全文完|正文|广告|未完待续|下期预告)[-=*_~·.▼▲\s]*"
    r"|[(\[]?.{0,12}(?:阅读原文|查看大图|查看原图|查看全文|二维码|关注我们|蓝字|公众号名片|点个.?在看|左右滑动|上下滑动).{0,12}"
)
# Marks of lists and of Markdown, which say nothing here: - A. 甲, **答案：A**, ★ 二、多选题.
_MARKUP = re.compile(
    r"^(?:[-*>](?=\s)\s*|[*※△](?=\d{1,4}\s*[.、)])|[\U0001f300-\U0001faff✅❌❓❗⭐➡\ufe0f]+\s*|#{1,6}(?=\s)\s*|[•●▪◆◇■□★☆▲►▶➤✦]\s*)+|\*\*"
)
_OPTIONS = re.compile(r"^(?:选项|备选项|备选答案)\s*:\s*(?=[(\[]?A|$)")
# The little table for the examiner above a section.
_EXAMINER = re.compile(
    r"(?:(?:得\s*分|评卷人|阅卷人|复核人|评分人|核分人|总\s*分|签\s*名)[\s|:]*)+"
    r"|题\s*号[\s|]*(?:[一二三四五六七八九十]+[\s|]*)+(?:总\s*分[\s|]*)?(?:[^\w]*(?:得\s*分|评卷人)?)"
)
_BOX = re.compile(r"\[[^\[\]]{2,20}\]")  # 【每日一题·第12期】
_ALONE = re.compile(r"\s*[A-H]\s*[.、]?\s*")
_FEWEST_ALONE = 4
_SCORE = re.compile(r"\d+(?:\.\d+)?\s*分")  # what an examinee got for the answer above
_SIGN = r"[\u4e00-\u9fff，。、：；？！“”《》（）]"
_SPACED = re.compile(rf"(?<={_SIGN})[ \u3000](?={_SIGN})")
_PAIR = re.compile(rf"(?<={_SIGN})[ \u3000]?(?={_SIGN})")
_BANNER = re.compile(r"[-=*~▼▲]+\s*[^-=*~]{1,10}\s*[-=*~▼▲]+")  # — 广告 —
_CREDITS = re.compile(
    r"(?:来源|稿源|编辑|责编|责任编辑|本期编辑|审核|审校|校对|监制|供稿|主办|出品|投稿邮箱|往期推荐|往期回顾|推荐阅读|延伸阅读)"
    r"(?:\s*[:丨|]|$)|希望(?:以上|这些|本)|以上(?:是|就是|题目|内容)|如(?:果您|果你|需更多|有需要)|祝(?:您|你|大家|各位)"
)
_LEADING_ANSWER = re.compile(r"([(]\s*(?:[√×]|对|错|正确|错误|[A-H]{1,8})?\s*[)])\s*(?=\d{1,4}\s*[.、])")
_FEWEST_REPEATS, _TITLE_LINES = 3, 3
_LONG_TITLE = 8  # signs


def lines_of(raw: Iterable[str]) -> list[Line]:
    """Return the lines that say something, without page numbers and headers, parted before labels."""
    found: list[Line] = []
    beside: Counter[str] = Counter()  # what stands next to a page's number
    gap = turned = False
    for number, text in _with_letters(list(raw)):
        text = _closed_up(clean_text(mended(text)).replace("\n", " "))
        if not text:
            gap = True
            continue
        if _PAGE.fullmatch(shape(text)):
            beside.update(_bare(line) for line in found[-1:])
            turned = True
            continue  # an empty line beside it is the page's, not the author's
        if PICTURE.fullmatch(shape(text)):
            continue  # an ornament; what speaks of a picture is refused all the same
        text = _without(_OPTIONS, _without(_MARKUP, text))
        if _BOX.fullmatch(shape(text)) and not label_of(Line(0, text)) and not heading_type(Line(0, text))[0]:
            gap = True
            continue
        scored = _SCORE.fullmatch(shape(text)) and found and label_of(found[-1])
        if not text or scored or _EXAMINER.fullmatch(shape(text)):
            continue
        if _BANNER.fullmatch(shape(text)) or (gap and _FURNITURE.fullmatch(shape(text))):
            gap = True
            continue
        found.append(Line(number, text, gap, turned))
        if turned:
            beside[_bare(found[-1])] += 1
        gap = turned = False
    kept = _without_credits(_without_headers(found, beside))
    return [part for line in kept for part in _parted(line)]


def _parted(line: Line) -> list[Line]:
    text = line.text
    lead = _LEADING_ANSWER.match(line.shape)
    if lead:  # （√）1. … : the answer goes behind the sentence it judges
        text = f"{text[lead.end() :]}{text[: lead.end(1)]}"
    cuts = [match.start() for match in _MIDWAY.finditer(shape(text)) if match.start()]
    edges = [0, *cuts, len(text)]
    parts = [text[a:b].strip() for a, b in pairwise(edges)]
    first = Line(line.number, parts[0], line.gap, line.turned)
    return [first, *(Line(line.number, part) for part in parts[1:] if part)]


def _closed_up(text: str) -> str:
    """Return a line that a scanner spaced out （党 员 受 到） without the spaces between its characters."""
    spaced, pairs = len(_SPACED.findall(text)), len(_PAIR.findall(text))
    return _SPACED.sub("", text) if spaced >= 2 and spaced >= 0.6 * pairs else text


def _with_letters(raw: list[str]) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers; where options bear their letters on lines of their own, they meet."""
    alone = [place for place, text in enumerate(raw) if _ALONE.fullmatch(shape(text))]
    if len(alone) < _FEWEST_ALONE:
        yield from enumerate(raw, 1)
        return
    letter = ""
    for number, text in enumerate(raw, 1):
        if _ALONE.fullmatch(shape(text)):
            letter = f"{shape(text).strip(' .、')}. "
        elif text.strip() or not letter:
            yield number, letter + text.strip()
            letter = ""


def _without(pattern: re.Pattern[str], text: str) -> str:
    """Return the text without what a pattern finds in its shape."""
    kept, at = "", 0
    for match in pattern.finditer(shape(text)):
        kept, at = kept + text[at : match.start()], match.end()
    return (kept + text[at:]).strip()


def _without_headers(lines: list[Line], beside: Counter[str]) -> list[Line]:
    """Leave out what stands at every page's edge, or is the title come again.

    A line that only comes often is left: 予以批评教育。 may end three questions.
    """
    counts = Counter(_bare(line) for line in lines)
    first = [_bare(line) for line in lines[:_TITLE_LINES]]
    titles = set(first)
    whole = {"".join(first[a:b]) for a in range(len(first)) for b in range(a + 1, len(first) + 1)}
    kept = []
    turned = False
    for place, line in enumerate(lines):
        bare = _bare(line)
        repeated = counts[bare] >= _FEWEST_REPEATS and len(line.text) >= 4
        edge = bare in titles or (beside[bare] >= 2 and 2 * beside[bare] >= counts[bare])
        marked = OPTION_START.match(line.shape) or label_of(line) or heading_type(line)[0]
        numbered = any(number_at(line, family) for family in ("plain", "paren", "half", "named"))
        asks = EMPTY.search(line.text) or "_" in line.shape
        again = place > _TITLE_LINES and line.gap and len(bare) >= _LONG_TITLE and bare in whole
        again = again and bare[-1] not in ":?。.,;"
        if not ((repeated and edge) or again) or marked or numbered or asks:
            kept.append(replace(line, turned=line.turned or turned))
            turned = False
        else:
            turned = True
    return kept


def _without_credits(lines: list[Line]) -> list[Line]:
    """Leave out what stands below an article: who wrote it, and what else there is to read."""
    end = len(lines)
    for place in range(len(lines) - 1, max(len(lines) - 30, 0), -1):
        if _is_part_of_question(lines[place]):
            break
        if _CREDITS.match(lines[place].shape) and lines[place].gap:
            end = place
    return lines[:end]


def _is_part_of_question(line: Line) -> bool:
    numbered = any(number_at(line, family) for family in NUMBERS)
    credit = _CREDITS.match(line.shape)
    return bool(numbered or OPTION_START.match(line.shape) or (label_of(line) and not credit))


def _bare(line: Line) -> str:
    return re.sub(r"[\d\s]+", "", line.shape)
