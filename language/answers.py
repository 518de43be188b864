"""Understands the many ways in which banks write question types, options and answers."""

import re
import unicodedata
from collections.abc import Sequence

from language.cells import fold, shorten
from language.grid import RowRefused
from language.question import JUDGEMENTS, LETTERS, QuestionType

_TYPES = {
    QuestionType.SINGLE: ("单选", "单项选择", "single"),
    QuestionType.MULTIPLE: ("多选", "多项选择", "不定项", "multiple"),
    QuestionType.JUDGE: ("判断", "是非", "对错", "judge", "truefalse"),
}
_TRUE = frozenset({"正确", "TRUE", "YES", *"对是真√✓✔☑TY1"})
_FALSE = frozenset({"错误", "不正确", "不对", "FALSE", "NO", *"错否假×✕✖✗✘╳☒XFN0"})
_SEPARATORS = re.compile(r"[\s、,，;；|｜/／.。&+和]+")
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
    raise RowRefused("看不出题型，请在“题型”列填：单选题、多选题或判断题")


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
