"""What each line of a paper is: a heading, a number, an option, an answer, or more of what stood before."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from language.answers import find_type
from language.papers.signs import EMPTY, shape
from language.question import QuestionType

_HAN: Final = "一二三四五六七八九十百"
_TYPE = (
    r"(?:单项选择题?|单选题?|多项选择题?|多选题?|不定项选择题?|不定项|选择题|判断对错题?|判断正误题?|判断题|"
    r"是非题|填空题|简答题|问答题|名词解释题?|论述题|案例分析题?|案例题?|材料分析题?|材料题|辨析题|改错题|计算题|综合分析题?|综合题|应用题|连线题|"
    r"配对题|排序题|公文写作题?|写作题?|作文题?|主观题|客观题|必答题|抢答题|风险题|附加题|加分题|互动题|备用题|判断)"
)
_HEADING = re.compile(
    rf"(?:(?:题型|试题类型|题目类型)\s*:\s*)?(?:以下[为是]|下列[为是]|part\s*\d+)?(?:第[{_HAN}\d]+(?:部分|大题|题型|章)|[(]?[{_HAN}]+[)]?|\d{{1,2}}|[IVX]+)?\s*[.、:]?\s*[\[(]?"
    rf"({_TYPE})[\])]?(?:部分)?(?=$|[\s(\[:,，。、;；共每])"
)
# 1. (单选题, 5分) 党员… or 1、单选：党员…: a question that says its type, no heading.
_TAGGED = re.compile(
    rf"\d+\s*[.、)]?\s*(?:[\[(]\s*{_TYPE}[^)\]]{{0,12}}[)\]]\s*[^\s(\[]{{2}}|{_TYPE}\s*:\s*[^\s\d每共(\[]\S{{4}})"
)
_NOTES = re.compile(r"(?:考试|考生|答题|填写)?(?:注意事项|须知|要求|说明)\s*:?")
_MATERIAL = re.compile(
    r"[(]?.{0,6}?(\d{1,4})\s*[-至到]\s*(\d{1,4})\s*小?题.{0,8}(?:共用|根据|依据|基于|材料|题干|案例)"
    r"|[(]?(?:阅读|根据|依据|结合).{0,8}(?:材料|案例|资料|案情|情形).{0,10}(?:回答|完成|作答|解答).{0,4}?(?:(\d{1,4})\s*[-至到]\s*(\d{1,4})|.)"
)
_PART = re.compile(rf"(?:第[{_HAN}]+(?:部分|章|节|编)|[{_HAN}]+、|[(][{_HAN}]+[)])")
_POINTS = re.compile(r"每(?:小?题|空)?\s*(\d+(?:\.\d+)?)\s*分")
_LETTERS = re.compile(r"(正确|错误|对|错|√|×)[^AB正错对√×]{0,8}?\"?([AB])(?![A-Za-z])")
_LABELS: Final = (
    ("answer", r"正确答案|标准答案|参考答案|试题答案|本题答案|答案|正确选项|ANSWER|Answer|answer"),
    ("explanation", r"答案解析|试题解析|题目解析|解析|答案说明"),
    ("basis", r"法规依据|法条依据|条款依据|政策依据|依据|出处|来源"),
    ("difficulty", r"难易程度|难易度|难度"),
    ("category", r"知识点|考点|分类|章节"),
    # What an examinee did on a page of results; nobody asks for it.
    (
        "taken",
        r"(?:我的|你的|您的|考生|学员)(?:答案|作答)|本题得分|(?:昨日|昨天|上期|上次|上一?题|往期)的?(?:正确)?答案",
    ),
)
_WORDS = "|".join(f"(?P<{name}>{words})" for name, words in _LABELS)
LABEL = re.compile(
    rf"(?:\[\s*(?:{_WORDS})\s*\]\s*:?|[(]?(?:{_WORDS.replace('?P<', '?P<x')})\s*(?:应?[是为])?\s*:)\s*"
)
_BARE = re.compile(
    r"(?:(?:本题)?(?:正确|标准|参考)?(?:答案|选项)\s*(?:应?[是为选])?|(?:本题|故|因此|所以)?应?选择?\s*:?)\s*(?=(?:[A-H][A-H\s、,]*|[√×]|正确|错误|对|错)[)。.]?$)"
)
_REPLY = re.compile(r"答\s*:\s*")
NUMBERS: Final = {
    "plain": re.compile(r"(\d{1,4})\s*(?:[、:]|[.](?=\s|(?:19|20)\d\d|[^\d\s]|$)|。)\s*"),
    "paren": re.compile(r"[(\[]\s*(\d{1,4})\s*[)\]]\s*[.、]?\s*"),
    "half": re.compile(r"(\d{1,4})\s*\)\s*[.、]?\s*"),
    "named": re.compile(r"第\s*(\d{1,4})\s*题\s*[.、:]?\s*"),
    "han": re.compile(rf"第?([{_HAN}]{{1,5}})(?:题|、)\s*[.、:]?\s*"),
    "space": re.compile(r"(\d{1,3})\s+(?=[^\d\s])"),
}
OPTION_START = re.compile(r"[(\[]?([A-Z])\s*(?:[.、:)\]]|(?=[\u4e00-\u9fff])|\s+\S)")


@dataclass(frozen=True)
class Line:
    """A line that holds something: its number, and whether an empty one or the end of a page stood before."""

    number: int
    text: str
    gap: bool = False
    turned: bool = False

    @property
    def shape(self) -> str:
        return shape(self.text)


def heading_type(line: Line) -> tuple[bool, QuestionType | None, str]:
    """Tell whether a line is the heading of a section, of which type, and what the section calls it."""
    said = line.shape
    match = _HEADING.match(said) if len(said) <= 90 else None
    if match is None or EMPTY.search(said[match.end() :]):
        return False, None, ""
    if _TAGGED.match(said):
        return False, None, ""
    word = match[1]
    return True, find_type(word) or (QuestionType.JUDGE if word.startswith("判断") else None), word


def is_part(line: Line) -> bool:
    """Tell whether a line only names a part of the paper (第一部分 党纪)."""
    return len(line.text) <= 40 and bool(_PART.match(line.shape)) and not EMPTY.search(line.text)


def material_for(line: Line) -> tuple[int, int] | None:
    """Return which questions share the passage that a line begins, (0, 0) where it does not say which."""
    match = _MATERIAL.match(line.shape)
    if match is None:
        return None
    first, last = match[1] or match[3], match[2] or match[4]
    return (int(first), int(last)) if first else (0, 0)


def is_notes(line: Line) -> bool:
    """Tell whether rules for those who sit the paper begin, which may be numbered like questions."""
    return bool(_NOTES.fullmatch(line.shape.strip("[] ")))


def ordinal(line: Line) -> int:
    """Return the Chinese number a heading bears (二、), 0 where it bears none."""
    match = NUMBERS["han"].match(line.shape)
    return numeral(match[1]) if match else 0


def letters_of(line: Line) -> str:
    """Return 对错 where a heading says 正确的选A，错误的选B, 错对 for the opposite, else an empty text."""
    found = _LETTERS.findall(line.shape)
    said = {letter: "对" if word in ("正确", "对", "√") else "错" for word, letter in found}
    return said["A"] + said["B"] if len(found) == 2 and {*said} == {"A", "B"} else ""


def points_of(line: Line) -> str:
    """Return how much each question of a section counts, empty where the heading does not say."""
    found = _POINTS.search(line.shape)
    return found[1] if found else ""


def label_of(line: Line) -> tuple[str, str] | None:
    """Return what a line is labelled as, and what follows the label."""
    said = line.shape
    match = LABEL.match(said) or _BARE.match(said) or _REPLY.match(said)
    if match is None:
        return None
    named = next((key for key, value in match.groupdict().items() if value), "answer")
    rest = line.text[match.end() :].strip()
    if said.startswith("(") and rest[-1:] in (")", "）"):
        rest = rest[:-1].strip()
    return named.removeprefix("x") if named not in dict(_LABELS) else named, rest


def number_at(line: Line, family: str) -> tuple[int, str] | None:
    """Return the number at a line's start, written in a family's way, and the text behind it."""
    match = NUMBERS[family].match(line.shape)
    if match is None:
        return None
    said = match[1]
    return int(said) if said.isdigit() else numeral(said), line.text[match.end() :].strip()


def main_family(lines: Sequence[Line]) -> str:
    """Return in which way the paper numbers its questions, empty where it does not."""
    runs: Counter[str] = Counter()
    last: dict[str, int] = {}
    for line in lines:
        if heading_type(line)[0]:
            continue
        for family in NUMBERS:
            found = number_at(line, family)
            if found:
                runs[family] += found[0] == last.get(family, 0) + 1
                last[family] = found[0]
    if not runs:
        return ""
    family, count = max(runs.items(), key=lambda item: (item[1], item[0] != "space"))
    return family if count >= 2 or (count == 1 and family in ("plain", "named")) else ""


def numeral(text: str) -> int:
    """Return a Chinese numeral below a thousand as a number."""
    value = digit = 0
    for sign in text:
        if sign in "十百":
            value += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _HAN.index(sign) + 1
    return value + digit
