"""Reads a question bank (题库) from a table."""

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from language.answers import (
    answer_in_letters,
    check_explanation,
    choice_answer,
    find_type,
    infer_type,
    judge_answer,
    plain_options,
    typed_answer,
)
from language.cells import fold, one_line, shorten
from language.grid import Row, RowError, RowRefused, Table, Unreadable
from language.headings import Column, Layout, column_letters, find_layouts
from language.papers import BREAK, read_paper
from language.papers.in_cells import options_of_cell, stem_with_options, without_answer
from language.papers.signs import needs_picture
from language.question import JUDGEMENTS, LETTERS, Question, QuestionType, explain, likeness
from language.spellings import Choice
from language.tables import read_tables

MAX_QUESTIONS = 5_000
_UNSUPPORTED = (
    "论述",
    "案例分析",
    "材料分析",
    "名词解释",
    "计算",
    "排序",
    "连线",
    "主观",
    "辨析",
)
_COUNTED = re.compile(r"[(（]?(\d{1,4})\s*[)）.、．]\s*(?!\d)")
_CHOICES = (QuestionType.SINGLE, QuestionType.MULTIPLE)
_BREAK = re.compile(rf"\s*{BREAK.strip()}\s*")
_PART = re.compile(r"第?[一二三四五六七八九十]+[、.．部]|合计|总计|说明|备注")
_OPTION_LIKE = re.compile(r"选项|备选|[a-h]项?$|^[a-h]")
_POINTS = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4})?) *分?")

_AUDIENCE = Choice(
    "适用对象",
    {
        "全体": ("全员", "所有人", "全体人员", "全体干部", "全体干部职工", "全部", "不限"),
        "党员": ("中共党员", "党员干部", "全体党员"),
        "非党员": ("非中共党员", "群众", "非党员干部"),
    },
)
_DIFFICULTY = Choice(
    "难度",
    {
        "易": ("简单", "容易", "较易", "低"),
        "中": ("中等", "一般", "适中", "普通"),
        "难": ("困难", "较难", "偏难", "高"),
    },
)
_ENABLED = Choice(
    "启用",
    {
        "是": ("启用", "已启用", "true", "1", "y", "有效", "√"),
        "否": ("停用", "禁用", "未启用", "false", "0", "n", "无效", "×"),
    },
)

# Further options than can be asked are recognised too: left out silently they would make a wrong question.
_OPTION_KEYS = tuple(f"option{letter}" for letter in LETTERS)
_OPTIONS = tuple(
    Column(
        key,
        f"选项{letter}",
        (
            *(f"{letter}选项", letter, f"备选{letter}", f"option{letter}", f"答案{letter}"),
            *(f"{letter}项", f"备选项{letter}", f"备选答案{letter}", f"选择{letter}", f"选项{letter}内容"),
        ),
    )
    for key, letter in zip(_OPTION_KEYS, LETTERS, strict=True)
)
_NUMBERED = tuple(
    Column(f"numbered{number}", f"选项{number}", (f"选项{numeral}", f"option{number}"))
    for number, numeral in enumerate("一二三四五六七八九十", start=1)
)
COLUMNS = (
    Column("type", "题型", ("小题题型", "题目类型", "试题类型", "题目题型", "类型", "试题题型")),
    Column(
        "stem",
        "题干",
        ("小题题干", "题目", "试题", "题目内容", "试题内容", "试题题干", "题目题干", "问题", "大题题干"),
        required=True,
    ),
    *_OPTIONS,
    *_NUMBERED,
    Column("options", "选项", ("备选项", "备选答案", "候选项", "题目选项", "试题选项", "选项内容")),
    Column("answer", "正确答案", ("答案", "标准答案", "参考答案", "试题答案", "正确选项"), required=True),
    Column("explanation", "解析", ("答案解析", "试题解析", "题目解析", "解释", "答案说明")),
    Column("basis", "依据", ("法规条款", "依据法规条款", "条款", "法规依据", "政策依据", "出处", "来源")),
    Column("category", "分类", ("章节", "目录", "知识点", "题目分类", "试题分类", "标签", "题库")),
    Column("audience", "适用对象", ("适用人群", "对象", "适用范围")),
    Column("difficulty", "难度", ("难易度", "难易程度", "难度等级", "试题难度")),
    Column("points", "分值", ("分数", "题目分值", "试题分值")),
    Column("enabled", "启用", ("是否启用", "启用状态", "是否有效")),
    Column("passage", "大题题干", ("材料", "案例材料", "背景材料")),
)


@dataclass(frozen=True)
class QuestionRow:
    """A question and where it stood."""

    sheet: str
    row: int
    question: Question


@dataclass(frozen=True)
class QuestionFile:
    """What a bank held, good rows and bad, and what of it was passed over."""

    questions: tuple[QuestionRow, ...]
    errors: tuple[RowError, ...]
    ignored_headings: tuple[str, ...] = ()
    ignored_sheets: tuple[str, ...] = ()


def parse_questions(content: bytes, filename: str) -> QuestionFile:
    """Read every sheet that has the headings of a bank.

    Raises Unreadable if the file as a whole cannot be used. A row that leaves any doubt becomes an error,
    never a question.
    """
    return parse_tables(read_tables(content, filename))


def parse_tables(tables: Sequence[Table]) -> QuestionFile:
    """Read every table that has the headings of a bank. Raises Unreadable where none has."""
    layouts, others = find_layouts(tables, COLUMNS)
    rows = [(layout, row) for layout in layouts for row in layout.body()]
    if len(rows) > MAX_QUESTIONS:
        raise Unreadable(f"题库超过 {MAX_QUESTIONS} 道题。请分成几个文件，分别发送。")
    torn = {(layout.table.sheet, number) for layout in layouts for number in _torn(layout)}
    counted = {layout.table.sheet for layout in layouts if _is_counted(layout)}
    questions: list[QuestionRow] = []
    errors: list[RowError] = []
    seen: dict[tuple[str, frozenset[str]], QuestionRow] = {}
    for layout, row in rows:
        try:
            if (layout.table.sheet, row.number) in torn:
                raise RowRefused("下一行好像是这道题没有写完的题干，请并到一格里")
            taken = QuestionRow(layout.table.sheet, row.number, _question(layout, row, counted))
            first = seen.setdefault(likeness(taken.question), taken)
            if first is not taken:
                where = f"“{first.sheet}”表" if first.sheet != taken.sheet else ""
                raise RowRefused(f"与{where}第 {first.row} 行重复：题干和选项相同")
            questions.append(taken)
        except RowRefused as refused:
            errors.append(layout.error(row, str(refused)))
    headings = dict.fromkeys(heading for layout in layouts for heading in layout.ignored)
    return QuestionFile(tuple(questions), tuple(errors), tuple(headings), tuple(others))


def _torn(layout: Layout) -> Iterator[int]:
    """Yield the rows below which nothing but more of a stem stands."""
    above = None
    for row in layout.body():
        words = layout.value(row, "stem")
        alone = [cell for cell in row.cells if cell] == [words]
        if above == row.number - 1 and alone and words and not _PART.match(words) and not find_type(words):
            yield above
        above = None if alone else row.number


def _is_counted(layout: Layout) -> bool:
    """Tell whether the stems of a sheet begin with 1. 2. 3., which then is no part of them."""
    numbers = [_COUNTED.match(stem) for row in layout.body() if (stem := layout.value(row, "stem"))]
    found = [int(number[1]) for number in numbers if number]
    return len(found) == len(numbers) >= 2 and found == list(range(found[0], found[0] + len(found)))


def _question(layout: Layout, row: Row, counted: Set[str]) -> Question:
    if problem := layout.problem(row):
        raise RowRefused(problem)
    for column, heading in layout.unknown(row):
        if _OPTION_LIKE.search(fold(heading)):
            name = f"第 {column_letters(column)} 列“{shorten(heading)}”"
            raise RowRefused(f"{name}好像是选项，但列名看不懂，请改成“选项A”这样的写法")
    stem, answer = _stem(layout, row), one_line(layout.shown(row, "answer"))
    stem = _BREAK.sub("\n", stem)
    if layout.table.sheet in counted:
        stem = _COUNTED.sub("", stem, count=1)
    stated = _stated_type(layout.value(row, "type")) or find_type(layout.table.sheet)
    if not answer and "\n" in stem and not any(layout.value(row, column.key) for column in _OPTIONS):
        return _whole(layout, row, stem, stated)
    missing = [title for title, value in (("题干", stem), ("正确答案", answer)) if not value]
    if missing:
        raise RowRefused(f"缺少{'、'.join(missing)}")
    numbered = not any(column.key in layout.columns for column in _OPTIONS)
    cells = [one_line(layout.shown(row, column.key)) for column in (_NUMBERED if numbered else _OPTIONS)]
    options = plain_options(cells)
    if not any(cells) and not (stated and (stated.is_typed or stated is QuestionType.JUDGE)):
        options = options_of_cell(layout.value(row, "options"))
        if not options:
            stem, options = stem_with_options(stem, answer)
    if any(map(needs_picture, (stem, *options))):
        raise RowRefused("题里有图片、公式或特殊符号，在聊天里显示不出来，请改成文字")
    answer = answer_in_letters(options, answer)
    if not (stated and stated.is_typed):
        stem = without_answer(stem, options, answer, stated)
    kind = stated or infer_type(options, answer)
    right: tuple[int, ...] = ()
    expected: tuple[tuple[str, ...], ...] = ()
    if kind.is_typed:
        if options:
            raise RowRefused(f"{kind.label}不应有选项，请清空选项或改题型")
        expected = typed_answer(kind, stem, answer)
    elif kind is QuestionType.JUDGE:
        options, right = JUDGEMENTS, (judge_answer(options, answer),)
    else:
        right = choice_answer(answer, numbered)
    if kind in _CHOICES:
        letters = "".join(LETTERS[index] for index in right)
        check_explanation(layout.value(row, "explanation"), letters)
    # Banks that allow one right answer among several say so; elsewhere a lone letter is a slip of the pen.
    lone = kind is QuestionType.MULTIPLE and len(right) == 1
    if lone and "不定项" not in layout.value(row, "type") + layout.table.sheet:
        raise RowRefused("多选题只写了一个正确答案，请补全；如确实只有一个，请把题型改为单选题或不定项选择题")
    try:
        return Question(
            type=kind,
            stem=stem,
            options=options,
            answer=right,
            expected=expected,
            **_particulars(layout, row),
        )
    except ValidationError as error:
        raise RowRefused(explain(error)) from error


def _whole(layout: Layout, row: Row, text: str, stated: QuestionType | None) -> Question:
    """Read a cell in which a question stands with options and answer, as on paper."""
    paper = read_paper(f"{stated.label}\n{text}" if stated else text)
    if paper.refused:
        raise RowRefused(paper.refused[0].reason)
    if len(paper.questions) != 1:
        raise RowRefused("题干这一格里有几道题，请分成几行" if paper.questions else "缺少正确答案")
    particulars = _particulars(layout, row)
    given = {key: value for key, value in particulars.items() if value or key == "enabled"}
    return paper.questions[0].model_copy(update=given)


def _stem(layout: Layout, row: Row) -> str:
    stem, passage = layout.value(row, "stem"), layout.value(row, "passage")
    if stem and passage and stem != passage:
        raise RowRefused("暂不支持材料题，请把材料写进题干，每个小题单独一行")
    return stem or passage


def _particulars(layout: Layout, row: Row) -> dict[str, Any]:
    def text(key: str) -> str:
        return one_line(layout.value(row, key))

    return {
        "explanation": layout.value(row, "explanation"),
        "basis": text("basis"),
        "category": text("category"),
        "audience": _AUDIENCE.read(text("audience")) or "全体",
        "difficulty": _DIFFICULTY.read(text("difficulty")),
        "points": _points(text("points")),
        "enabled": _ENABLED.read(text("enabled")) != "否",
    }


def _stated_type(text: str) -> QuestionType | None:
    """Return the type that the cell states, None if it states none; raises RowRefused for any other."""
    spelled = fold(text[:60])
    if spelled in ("", "选择", "选择题"):
        return None
    if kind := find_type(text):
        return kind
    unsupported = next((word for word in _UNSUPPORTED if word in spelled), None)
    if unsupported:
        raise RowRefused(f"暂不支持{unsupported}题，请改为选择题、判断题、填空题或简答题")
    raise RowRefused(f"题型“{shorten(text)}”看不懂，请填：单选题、多选题、判断题、填空题或简答题")


def _points(text: str) -> float:
    if not text:
        return 1.0
    match = _POINTS.fullmatch(unicodedata.normalize("NFKC", text))
    if not match:
        raise RowRefused(f"分值“{shorten(text)}”看不懂，请填数字")
    return float(match[1])
