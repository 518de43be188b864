"""Understands the many ways in which banks write question types, options and answers."""

import re
import unicodedata
from collections.abc import Sequence

from language.cells import fold, shorten
from language.grid import RowRefused
from language.question import JUDGEMENTS, LETTERS, MAX_PARTS, QuestionType

_TYPES = {
    QuestionType.SINGLE: ("单选", "单项选择", "single"),
    QuestionType.MULTIPLE: ("多选", "多项选择", "不定项", "multiple"),
    QuestionType.JUDGE: ("判断", "是非", "对错", "judge", "truefalse"),
    QuestionType.BLANK: ("填空", "blank"),
    QuestionType.SHORT: ("简答", "问答", "shortanswer"),
}
_TRUE = frozenset({"正确", "TRUE", "YES", *"对是真√✓✔☑TY1"})
_FALSE = frozenset({"错误", "不正确", "不对", "FALSE", "NO", *"错否假×✕✖✗✘╳☒XFN0"})
_SEPARATORS = re.compile(r"[\s、,，;；|｜/／.。&+和]+")
_BLANK = re.compile(r"[_＿]{2,}|[(（]\s*[)）]")
_PROSE = re.compile(r"[。；;！!？?，,：:]")
_CHOSEN = re.compile(r"(?:故|应|因此|所以)(?:本题)?(?:应)?选择?\s*:?\s*([A-H]{1,8})(?![A-Za-z])")
_SEVERAL = re.compile(r"([A-Ha-h]+)\s*[:、.]\s*(.+)", re.DOTALL)
_OWN_LETTER = re.compile(r"[(（]?([A-Za-zＡ-Ｚａ-ｚ])[.．、:：)）]\s*(?=\S)")


def find_type(text: str) -> QuestionType | None:
    """Return the type that a cell or a sheet name speaks of, if it is exactly one of ours."""
    spelled = fold(text[:60])
    found = [kind for kind, words in _TYPES.items() if any(word in spelled for word in words)]
    return found[0] if len(found) == 1 else None


def infer_type(options: Sequence[str], answer: str) -> QuestionType:
    """Tell the type from options and answer alone; raises RowRefused where that could be wrong."""
    letters = _letters(answer)
    judgement = [_judgement(option) for option in options]
    if not options and _judgement(answer) is not None:
        return QuestionType.JUDGE
    if sorted(judgement, key=str) == [False, True]:
        return QuestionType.JUDGE
    if options and letters:
        return QuestionType.MULTIPLE if len(letters) > 1 else QuestionType.SINGLE
    raise RowRefused("看不出题型，请在“题型”列填：单选题、多选题、判断题、填空题或简答题")


def judge_answer(options: Sequence[str], answer: str) -> int:
    """Return 0 for 正确 and 1 for 错误; raises RowRefused.

    Where the row has option columns, a letter means what stands in its column.
    """
    meant = [_judgement(option) for option in options] or [True, False]
    if sorted(meant, key=str) != [False, True]:
        raise RowRefused("判断题的选项应为“正确”和“错误”，或不填选项")
    spelled = _plain(answer)
    if spelled in ("A", "B"):
        value = meant["AB".index(spelled)]
    elif spelled in ("0", "1") and meant[0] is False:
        value = None  # 1 may be "true" or "the first option", which here is "false"
    else:
        value = _judgement(answer)
    if value is None:
        raise RowRefused(f"正确答案“{shorten(answer)}”看不懂，判断题请写：正确或错误")
    return JUDGEMENTS.index("正确" if value else "错误")


def choice_answer(answer: str, numbered: bool) -> tuple[int, ...]:
    """Return the indices that an answer such as AB, A、B or A|B names, ascending; raises RowRefused.

    Figures (13 for the first and third) count only where the option columns are numbered too.
    """
    letters = _letters(answer)
    if numbered and not letters:
        figures = _SEPARATORS.sub("", _plain(answer))
        if figures.isascii() and figures.isdigit() and "0" not in figures:
            letters = "".join(LETTERS[int(figure) - 1] for figure in figures)
    if not letters:
        raise RowRefused(f"正确答案“{shorten(answer)}”看不懂，请写选项字母，如 A 或 ABC")
    if len(set(letters)) < len(letters):
        raise RowRefused(f"正确答案“{shorten(answer)}”里有重复的字母")
    return tuple(sorted(LETTERS.index(letter) for letter in letters))


def answer_in_letters(options: Sequence[str], answer: str) -> str:
    """Return the letters of an answer that repeats the words of options: 每月1次, or B. 每月1次.

    Any other answer comes back unchanged. Raises RowRefused where letter and words, or letters and words
    alike, name different options: where options are figures, 3 may be the third or the one that says 3.
    """
    words = [_squeezed(option) for option in options]
    mark = _OWN_LETTER.match(answer)
    letter = _plain(mark[1]) if mark else ""
    said = _squeezed(answer[mark.end() :]) if mark else ""
    if said and letter and said in words and letter in LETTERS:
        if words.index(said) != LETTERS.index(letter):
            raise RowRefused(f"正确答案“{shorten(answer)}”的字母和文字对不上")
        return letter
    several = _SEVERAL.match(unicodedata.normalize("NFKC", answer))
    if several and len(several[1]) > 1:  # ABC: 甲;乙;丙
        said_too = [_squeezed(part) for part in several[2].split(";") if part.strip()]
        if [words[i] for i in map(LETTERS.index, several[1].upper()) if i < len(words)] == said_too:
            return several[1].upper()
    pieces = [_squeezed(answer)]
    if pieces[0] not in words:
        pieces = [_squeezed(part) for part in re.split(r"[;；|｜\n]", answer) if part.strip()]
    if not pieces or not all(piece in words for piece in pieces):
        return answer
    named = "".join(sorted({LETTERS[words.index(piece)] for piece in pieces}))
    figures = [int(figure) for figure in _plain(answer) if figure in "123456789"]
    counts = _plain(answer).isdigit() and all(figure <= len(options) for figure in figures)
    meant = _letters(answer) or ("".join(LETTERS[figure - 1] for figure in figures) if counts else "")
    if meant and meant != named:
        raise RowRefused(f"正确答案“{shorten(answer)}”可能是序号，也可能是选项里的字，请改写成选项字母")
    return named


def check_explanation(explanation: str, letters: str) -> None:
    """Raise RowRefused where an explanation ends in another answer than the one that is given."""
    found = _CHOSEN.findall(unicodedata.normalize("NFKC", explanation))
    if letters and found and found[-1] != letters:
        raise RowRefused(f"解析里说选{found[-1]}，正确答案写的是{letters}，请核对")


def typed_answer(kind: QuestionType, stem: str, answer: str) -> tuple[tuple[str, ...], ...]:
    """Return the wordings of each blank or key point, written as 一个月/30日｜登记; raises RowRefused."""
    cut = [part.strip() for part in re.split(r"[|｜]", answer)]
    expected = tuple(tuple(w.strip() for w in re.split(r"[/／]", part) if w.strip()) for part in cut)
    if not all(expected):
        raise RowRefused("正确答案里“｜”前后有空的一处，请补上或去掉")
    if len(expected) > MAX_PARTS:
        raise RowRefused(f"正确答案有 {len(expected)} 处，最多 {MAX_PARTS} 处")
    if kind is QuestionType.BLANK:
        blanks = len(_BLANK.findall(stem))
        if blanks == 0:
            raise RowRefused("填空题的题干里没有空，请用“____”标出每个空")
        if blanks != len(expected):
            raise RowRefused(
                f"题干有 {blanks} 个空，正确答案写了 {len(expected)} 处。"
                "几个空的答案用“｜”隔开，同一个空的不同写法用“/”隔开"
            )
    elif any(len(w) > 15 or _PROSE.search(w) for wordings in expected for w in wordings):
        raise RowRefused(
            "简答题的正确答案请写要点，不写整段话：要点之间用“｜”隔开，同一要点的不同说法用“/”隔开，"
            "每个要点不超过15个字。完整的参考答案请放在“解析”"
        )
    return expected


def plain_options(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the options without gaps at the end and without letters that repeat the column's own.

    Raises RowRefused for a gap in between and for letters that contradict the columns.
    """
    options = list(cells)
    while options and not options[-1]:
        options.pop()
    if "" in options:
        raise RowRefused(f"选项{LETTERS[options.index('')]}是空的，后面却还有选项，请补上或前移")
    marks = [_OWN_LETTER.match(option) for option in options]
    own = "".join(_plain(mark[1]) for mark in marks if mark)
    if len(options) < 2 or len(own) < len(options):
        return tuple(options)
    if own != LETTERS[: len(own)]:
        raise RowRefused("选项开头的字母与所在的列对不上，请检查选项顺序")
    return tuple(option[mark.end() :] for option, mark in zip(options, marks, strict=True) if mark)


def _squeezed(text: str) -> str:
    whole = "".join(unicodedata.normalize("NFKC", text).split())
    return whole.strip("。.;") or whole


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip(".。").upper()


def _letters(answer: str) -> str:
    joined = _SEPARATORS.sub("", _plain(answer))
    return joined if 0 < len(joined) <= 60 and all(letter in LETTERS for letter in joined) else ""


def _judgement(text: str) -> bool | None:
    spelled = _plain(text)
    if spelled in _TRUE:
        return True
    return False if spelled in _FALSE else None
