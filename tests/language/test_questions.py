import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from language.cells import clean_text, one_line
from language.grid import Unreadable
from language.question import Question, QuestionType, likeness
from language.questions import MAX_QUESTIONS, QuestionFile, parse_questions
from tests.language.files import BANK_HEADINGS, Rows, Value, csv, xlsx

SINGLE, MULTIPLE, JUDGE, BLANK, SHORT = QuestionType


def read(*rows: tuple[Value, ...], headings: tuple[str, ...] = BANK_HEADINGS) -> QuestionFile:
    return parse_questions(xlsx([headings, *rows]), "题库.xlsx")


def only(file: QuestionFile) -> Question:
    assert not file.errors
    (taken,) = file.questions
    return taken.question


def reason(file: QuestionFile) -> str:
    assert not file.questions
    (error,) = file.errors
    return error.reason


@pytest.mark.parametrize(
    ("kind", "answer", "indices"),
    [
        ("单选", "A", (0,)),
        ("单项选择题", "ｃ", (2,)),
        ("单选题（1分）", " B. ", (1,)),
        ("多选题", "AB", (0, 1)),
        ("多选", "A,B", (0, 1)),
        ("多项选择", "A、C", (0, 2)),
        ("多选题", "A|C", (0, 2)),
        ("多选题", "D；A", (0, 3)),
        ("多选题", "a b c", (0, 1, 2)),
        ("不定项选择题", "B", (1,)),
        (None, "C", (2,)),
        ("选择题", "BC", (1, 2)),
    ],
)
def test_choice_answers_in_their_spellings(kind: str | None, answer: str, indices: tuple[int, ...]) -> None:
    question = only(read((kind, "题目", "甲", "乙", "丙", "丁", answer)))
    assert question.answer == indices
    assert (question.type is MULTIPLE) == (len(indices) > 1 or kind == "不定项选择题")


@pytest.mark.parametrize(
    ("options", "answer", "right"),
    [
        *[((), true, "正确") for true in ("正确", "对", "√", "T", "true", True, "A", "是", 1, "✓")],
        *[((), false, "错误") for false in ("错误", "错", "×", "F", "FALSE", False, "B", "x", 0, "不正确")],
        (("正确", "错误"), "A", "正确"),
        (("错误", "正确"), "A", "错误"),
        (("错", "对"), "对", "正确"),
        (("A.正确", "B.错误"), "B", "错误"),
    ],
)
@pytest.mark.parametrize("kind", ["判断题", "判断", None])
def test_judgements_in_their_spellings(
    kind: str | None, options: tuple[str, ...], answer: Value, right: str
) -> None:
    if kind is None and not options and answer in ("A", "B"):
        kind = "是非题"  # a lone letter without options says nothing by itself
    cells = (*options, None, None, None, None)[:4]
    question = only(read((kind, "题目", *cells, answer)))
    assert question.type is JUDGE
    assert question.options == ("正确", "错误")
    assert question.answer_text == right


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("单选题", "题", "甲", "乙", None, None, "C"), "只有 2 个选项"),
        (("单选题", "题", "甲", "乙", "丙", None, "AB"), "只能有一个正确答案"),
        (("单选题", "题", "甲", None, "丙", None, "A"), "选项B是空的"),
        (("单选题", "题", "甲", "乙", "甲 ", None, "A"), "有两个选项相同"),
        (("单选题", "题", "甲", None, None, None, "A"), "选项不足 2 个"),
        (("单选题", "题", None, None, None, None, "A"), "选项不足 2 个"),
        (("单选题", "题", "甲", "乙", None, None, "丙"), "看不懂"),
        (("单选题", "题", "甲", "乙", None, None, "1"), "看不懂"),
        (("单选题", "题", "甲", "乙", None, None, None), "缺少正确答案"),
        (("单选题", None, "甲", "乙", None, None, "A"), "缺少题干"),
        (("单选题", "题", "B.甲", "A.乙", None, None, "A"), "对不上"),
        (("单选题", "长" * 501, "甲", "乙", None, None, "A"), "题干超过 500 个字，现有 501 个字"),
        (("单选题", "题", "甲", "长" * 201, None, None, "A"), "选项B超过 200 个字"),
        (("多选题", "题", "甲", "乙", None, None, "A"), "只写了一个"),
        (("多选题", "题", "甲", "乙", None, None, "AA"), "重复的字母"),
        (("判断题", "题", "甲", "乙", None, None, "A"), "应为“正确”和“错误”"),
        (("判断题", "题", "正确", "错误", "不知道", None, "A"), "应为“正确”和“错误”"),
        (("判断题", "题", None, None, None, None, "C"), "看不懂"),
        (("判断题", "题", "错误", "正确", None, None, "1"), "看不懂"),
        (("填空题", "题", None, None, None, None, "廉洁"), "题干里没有空，请用“____”标出"),
        (("填空题", "从（ ）到____。", None, None, None, None, "廉洁"), "题干有 2 个空，正确答案写了 1 处"),
        (("填空题", "从____到____。", None, None, None, None, "甲｜"), "前后有空的一处"),
        (("填空题", "____", None, None, None, None, "长" * 31), "正确答案第1处超过 30 个字"),
        (("填空题", "____", "甲", "乙", None, None, "甲"), "填空题不应有选项"),
        (("简答", "题", None, None, None, None, "应当拒绝；退不掉的登记上交。"), "请写要点，不写整段话"),
        (("简答", "题", None, None, None, None, "｜".join("一二三四五六七八九")), "有 9 处，最多 8 处"),
        (("论述题", "题", None, None, None, None, "略"), "暂不支持论述题，请改为"),
        (("趣味题", "题", "甲", "乙", None, None, "A"), "题型“趣味题”看不懂"),
        (("单选/多选", "题", "甲", "乙", None, None, "A"), "看不懂"),
        ((None, "题", None, None, None, None, "A"), "看不出题型"),
        ((None, "一、下列 A.甲 B.乙 答案：A", None, None, None, None, "答案A"), "请移到各自的列里"),
        (("单选题", "题", "甲", "乙", None, None, "=SUM(1,2)"), "第 G 列是公式"),
    ],
)
def test_doubtful_rows_are_refused(row: tuple[Value, ...], said: str) -> None:
    assert said in reason(read(row))


@pytest.mark.parametrize(
    ("kind", "stem", "answer", "expected"),
    [
        ("填空题", "自收到之日起____内登记。", "一个月/30日", (("一个月", "30日"),)),
        ("填空", "从（　）到＿＿。", "公|廉 ／ 廉洁", (("公",), ("廉", "廉洁"))),
        ("简答题", "怎么做？", "拒绝/退回｜登记｜上交", (("拒绝", "退回"), ("登记",), ("上交",))),
        ("问答", "怎么做？", "登记", (("登记",),)),
    ],
)
def test_answers_in_words_are_read_with_their_other_wordings(
    kind: str, stem: str, answer: str, expected: tuple[tuple[str, ...], ...]
) -> None:
    question = only(read((kind, stem, None, None, None, None, answer)))
    assert (question.expected, question.options, question.answer) == (expected, (), ())


def test_ninth_option_is_never_left_out_silently() -> None:
    headings = ("题干", *(f"选项{letter}" for letter in "ABCDEFGHI"), "答案")
    assert "选项超过 8 个" in reason(read(("题", *"甲乙丙丁戊己庚辛壬", "A"), headings=headings))


def test_options_may_repeat_their_letter() -> None:
    assert only(read(("单选", "题", "A.甲", "B、乙", "（C）丙", None, "A"))).options == ("甲", "乙", "丙")


def test_numbered_options_take_figures() -> None:
    headings = ("题型", "题干", "选项1", "选项2", "选项3", "答案")
    assert only(read(("多选", "题", "甲", "乙", "丙", 13), headings=headings)).answer == (0, 2)
    assert only(read(("单选", "题", "甲", "乙", "丙", "B"), headings=headings)).answer == (1,)


def test_every_column_of_the_template_is_read() -> None:
    headings = (*BANK_HEADINGS, "解析", "依据（法规条款）", "分类", "适用对象", "难度", "分值", "启用")
    row = (
        "单选",
        "题\n干",
        "甲",
        "乙",
        None,
        None,
        "A",
        "解\n析",
        "第97条",
        "廉洁纪律",
        "中共党员",
        "中等",
        "2分",
        "×",
    )
    assert only(read(row, headings=headings)) == Question(
        type=SINGLE,
        stem="题\n干",
        options=("甲", "乙"),
        answer=(0,),
        explanation="解\n析",
        basis="第97条",
        category="廉洁纪律",
        audience="党员",
        difficulty="中",
        points=2,
        enabled=False,
    )


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [
        ("适用对象", "外星人", "全体、党员、非党员"),
        ("难度", "要命", "易、中、难"),
        ("分值", "很多", "分值“很多”看不懂"),
        ("分值", 0, "分值填写有误"),
        ("启用", "也许", "启用“也许”"),
        ("大题题干", "阅读材料", "暂不支持材料题"),
    ],
)
def test_particulars_outside_their_list_are_refused(heading: str, value: Value, said: str) -> None:
    row = ("单选", "题", "甲", "乙", None, None, "A", value)
    assert said in reason(read(row, headings=(*BANK_HEADINGS, heading)))


@pytest.mark.parametrize(
    "headings",
    [
        ("题干（必填）", "题型 （必填）", "选项 A", "选项B(勿删)", "正确答案（必填）", "解析（勿删）"),
        ("小题题干", "小题题型", "选项A", "选项B", "正确答案", "答案解析"),
        ("大题题干", "题目类型", "选项A", "选项B", "正确答案", "答案解析"),
        ("题目", "试题类型", "A", "B", "答案", "解析"),
        ("试题内容", "题型*", "A选项", "B 选项", "标准\n答案", "试题解析"),
    ],
)
def test_headings_of_common_templates(headings: tuple[str, ...]) -> None:
    question = only(read(("题", "单选", "甲", "乙", "B", "因为"), headings=headings))
    assert (question.stem, question.options, question.answer_text, question.explanation) == (
        *("题", ("甲", "乙"), "B", "因为"),
    )


def test_sheets_by_type_title_rows_and_missing_type_column() -> None:
    choice = ("题目", "A", "B", "C", "答案")
    content = xlsx(
        [["填写说明"]],
        单选题=[["题库（单选）"], choice, ("题一", "甲", "乙", "丙", "A"), ("题二", "甲", "乙", "丙", "AB")],
        多选题=[choice, ("题三", "甲", "乙", "丙", "AC"), ("题一", "甲", "乙", "丙", "AC")],
        判断题=[("题目", "答案"), ("题四", "A"), ("题五", "错")],
    )
    file = parse_questions(content, "题库.xlsx")
    assert [(q.sheet, q.row, q.question.type.label, q.question.answer_text) for q in file.questions] == [
        ("单选题", 3, "单选题", "A"),
        ("多选题", 2, "多选题", "AC"),
        ("判断题", 2, "判断题", "正确"),
        ("判断题", 3, "判断题", "错误"),
    ]
    assert [(error.sheet, error.row) for error in file.errors] == [("单选题", 4), ("多选题", 3)]
    assert file.errors[1].reason == "与“单选题”表第 3 行重复：题干和选项相同"
    assert file.ignored_sheets == ("第一页",)


def test_same_question_twice_is_refused_even_with_another_answer_or_order() -> None:
    file = read(
        ("单选", "下列正确的是（ ）", "甲", "乙", None, None, "A"),
        ("单选", "下列正确的是（　）", "乙", "甲", None, None, "A"),
        ("单选", "下列正确的是（ ）", "丙", "丁", None, None, "A"),  # asks something else
    )
    assert [taken.row for taken in file.questions] == [2, 4]
    assert [(error.row, error.reason) for error in file.errors] == [(3, "与第 2 行重复：题干和选项相同")]


def test_too_many_questions_are_refused_whole() -> None:
    rows = [("题干", "答案"), *[(f"题{number}", "对") for number in range(MAX_QUESTIONS + 1)]]
    with pytest.raises(Unreadable, match="5000"):
        parse_questions(csv(rows), "题库.csv")


def test_csv_bank_and_ignored_headings() -> None:
    rows: Rows = [("题号", "题干", "选项A", "选项B", "答案", "出题人"), (1, "囧〇𠮷", "<b>", "&", "B", "王")]
    file = parse_questions(csv(rows, "gb18030"), "题库.csv")
    assert only(file).options == ("<b>", "&")
    assert file.ignored_headings == ("出题人",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"answer": (2,)}, "超出"),
        ({"answer": (-1,)}, "超出"),
        ({"answer": (0, 1)}, "只能有一个"),
        ({"type": JUDGE}, "判断题"),
        ({"options": ("甲", "甲")}, "相同"),
        ({"options": ("甲",)}, "不足 2 个"),
        ({"answer": ()}, "缺少正确答案"),
        ({"expected": (("甲",),)}, "应为选项"),
        ({"type": BLANK}, "不应有选项"),
        ({"type": SHORT, "options": (), "answer": ()}, "缺少正确答案"),
        ({"points": float("nan")}, "finite"),
        ({"surprise": 1}, "Extra"),
    ],
)
def test_a_wrong_question_cannot_be_made(change: dict[str, object], said: str) -> None:
    right: dict[str, object] = {"type": SINGLE, "stem": "题", "options": ("甲", "乙"), "answer": (0,)}
    with pytest.raises(ValidationError, match=said):
        Question.model_validate(right | change)


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30)
LINE = TEXT.map(clean_text).map(one_line).map(str.strip).filter(bool)
# Openings that stand for something else in a cell; the tests above try them one by one.
PLAIN = LINE.filter(
    lambda text: text[0] not in "=(（" and text[1:2] not in tuple(".．、:：)）") and "_x" not in text
)


WORDING = st.text("廉洁公正登记上交一二个月", min_size=1, max_size=10)


@st.composite
def typed_questions(draw: st.DrawFn, kind: QuestionType) -> Question:
    expected = draw(st.lists(st.lists(WORDING, min_size=1, max_size=3), min_size=1, max_size=4))
    stem = draw(PLAIN.filter(lambda text: not set(text) & set("_＿()（）")))
    return Question(
        type=kind,
        stem=stem + ("____、" * len(expected) if kind is BLANK else ""),
        expected=tuple(tuple(wordings) for wordings in expected),
    )


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(QuestionType))
    if kind.is_typed:
        return draw(typed_questions(kind))
    options: list[str] = ["正确", "错误"]
    if kind is not JUDGE:
        options = draw(st.lists(PLAIN, min_size=2, max_size=8, unique_by=lambda text: "".join(text.split())))
    indices = st.integers(0, len(options) - 1)
    least, most = (2, None) if kind is MULTIPLE else (1, 1)
    return Question(
        type=kind,
        stem=draw(PLAIN),
        options=tuple(options),
        answer=tuple(sorted(draw(st.lists(indices, min_size=least, max_size=most, unique=True)))),
        explanation=draw(st.one_of(st.just(""), PLAIN)),
        audience=draw(st.sampled_from(["全体", "党员", "非党员"])),
        difficulty=draw(st.sampled_from(["", "易", "中", "难"])),
        points=draw(st.sampled_from([0.5, 1.0, 2.0])),
        enabled=draw(st.booleans()),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(questions(), min_size=1, max_size=5, unique_by=likeness))
def test_questions_written_to_a_workbook_are_read_back_the_same(written: list[Question]) -> None:
    letters = "ABCDEFGH"
    headings = ("题型", "题干", *(f"选项{letter}" for letter in letters), "正确答案")
    rows = [
        (
            *(question.type.label, question.stem, *question.options, *[None] * (8 - len(question.options))),
            *(question.answer_text, question.explanation, question.audience, question.difficulty),
            *(question.points, "是" if question.enabled else "否"),
        )
        for question in written
    ]
    file = read(*rows, headings=(*headings, "解析", "适用对象", "难度", "分值", "启用"))
    assert not file.errors
    assert [taken.question for taken in file.questions] == written


@given(questions())
@settings(max_examples=50, deadline=None)
def test_questions_stored_as_json_come_back_the_same(question: Question) -> None:
    assert Question.model_validate_json(question.model_dump_json()) == question
