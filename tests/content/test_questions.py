import re
from collections import Counter

import pytest

import content
from activities.quiz.marking import mark
from language.question import QuestionType
from language.questions import parse_questions
from tests.content.bank import questions
from tests.content.law import OUTDATED, PARTY, PUBLIC, SUBJECTS, SUPERVISION, citations
from tests.content.typography import slips

HEADINGS = "题型 题干 选项A 选项B 选项C 选项D 选项E 选项F 正确答案 解析 依据 分类 适用对象 难度 分值 启用"
LEAST = {  # questions of each subject
    "政治纪律": 3,
    "组织纪律": 3,
    "廉洁纪律": 12,
    "群众纪律": 3,
    "工作纪律": 6,
    "生活纪律": 3,
    "党纪总则": 6,
    "节日": 12,
    "政务处分法": 12,
    "监察法": 4,
    "礼品登记": 4,
    "八项规定": 4,
}
CHOSEN, TYPED = {"单选题", "多选题", "判断题"}, {"填空题", "简答题"}
DOUBLE = {"多选题", "简答题"}  # count two points
TITLED = re.compile(r"《([^》]+)》")

ALL = pytest.mark.parametrize("question", questions(), ids=lambda question: question["题干"][:12])


def options(question: dict[str, str]) -> dict[str, str]:
    """Return the filled options by letter."""
    return {letter: question[f"选项{letter}"] for letter in "ABCDEF" if question[f"选项{letter}"]}


def wording(question: dict[str, str]) -> str:
    """Return all that a person reads of a question, the clause apart."""
    return "\n".join([question["题干"], *options(question).values(), question["解析"]])


def test_the_file_opens_in_a_spreadsheet_with_the_headings_of_the_import() -> None:
    assert content.questions_csv().startswith(b"\xef\xbb\xbf")
    assert " ".join(questions()[0]) == HEADINGS


def test_the_bank_is_large_and_varied_enough() -> None:
    bank = questions()
    assert len(bank) >= 80
    types = Counter(q["题型"] for q in bank)
    assert set(types) == CHOSEN | TYPED
    assert all(types[kind] >= 8 for kind in TYPED)
    pressed = sum(types[kind] for kind in CHOSEN)
    shares = {kind: round(100 * types[kind] / pressed) for kind in CHOSEN}
    assert 40 <= shares["单选题"] <= 50
    assert 15 <= shares["多选题"] <= 25
    assert 30 <= shares["判断题"] <= 40
    subjects = Counter(q["分类"] for q in bank)
    assert set(subjects) == set(LEAST)
    assert {subject: subjects[subject] for subject, least in LEAST.items() if subjects[subject] < least} == {}
    assert sum(q["适用对象"] in ("全体", "非党员") for q in bank) >= 30


def test_no_question_is_asked_twice() -> None:
    stems = [re.sub(r"\W", "", q["题干"]) for q in questions()]
    assert len(set(stems)) == len(stems)


def test_the_right_answer_cannot_be_guessed_from_its_place_or_length() -> None:
    singles = [q for q in questions() if q["题型"] == "单选题"]
    places = Counter(q["正确答案"] for q in singles)
    assert all(0.15 <= places[letter] / len(singles) <= 0.35 for letter in "ABCD")
    longest = sum(
        all(
            len(options(q)[q["正确答案"]]) > len(text)
            for letter, text in options(q).items()
            if letter != q["正确答案"]
        )
        for q in singles
    )
    assert longest / len(singles) <= 0.3
    judged = Counter(q["正确答案"] for q in questions() if q["题型"] == "判断题")
    assert 0.35 <= judged["正确"] / judged.total() <= 0.65
    chosen = Counter(letter for q in questions() if q["题型"] == "多选题" for letter in q["正确答案"])
    assert all(chosen[letter] >= 8 for letter in "ABCD")


@ALL
def test_the_answer_is_among_the_options(question: dict[str, str]) -> None:
    offered = options(question)
    if question["题型"] in TYPED:
        assert not offered
        return
    assert "".join(offered) == "ABCDEF"[: len(offered)]  # no gap
    assert len(set(offered.values())) == len(offered)
    answer = question["正确答案"]
    if question["题型"] == "判断题":
        assert list(offered.values()) == ["正确", "错误"]
        assert answer in offered.values()
    elif question["题型"] == "单选题":
        assert len(offered) == 4
        assert answer in offered
    else:
        assert set(answer) <= set(offered)
        assert answer == "".join(sorted(set(answer)))
        # Ticking everything earns nothing, so a question whose every option is right could not be passed.
        assert 2 <= len(answer) < len(offered)


def test_every_row_is_read_and_its_model_answer_earns_all() -> None:
    file = parse_questions(content.questions_csv(), "questions.csv")
    assert file.errors == ()
    typed = [row.question for row in file.questions if row.question.type.is_typed]
    assert len(typed) >= 16
    for asked in typed:
        best = [wordings[0] for wordings in asked.expected]
        short = asked.type is QuestionType.SHORT
        assert mark(asked, ["，".join(best)] if short else best) == asked.points, asked.stem
        if short:  # what is explained says all the points, or else the explanation or the points are wrong
            assert mark(asked, [asked.explanation]) == asked.points, asked.stem


@ALL
def test_every_column_holds_what_it_should(question: dict[str, str]) -> None:
    assert question["适用对象"] in ("全体", "党员", "非党员")
    assert question["难度"] in ("易", "中", "难")
    assert question["分值"] == ("2" if question["题型"] in DOUBLE else "1")
    assert question["启用"] == "是"
    assert question["依据"]
    assert question["题干"].endswith(("？", "。"))
    assert question["题型"] not in ("判断题", "填空题") or question["题干"].endswith("。")
    assert 1 <= len(re.findall("[。！]", question["解析"])) <= 2
    assert question["解析"].endswith("。")
    assert len(question["题干"]) <= 120
    assert len(question["解析"]) <= 120
    assert all(len(text) <= 40 for text in options(question).values())


@ALL
def test_it_is_typeset_for_a_chinese_reader(question: dict[str, str]) -> None:
    assert [slip for cell in question.values() for slip in slips(cell)] == []


@ALL
def test_each_citation_is_verified_and_on_its_subject(question: dict[str, str]) -> None:
    law = TITLED.findall(question["依据"])
    for named, article in citations(question["依据"]):
        assert article in SUBJECTS[named]
        assert re.search(SUBJECTS[named][article], wording(question)), article
    for named, article in citations(wording(question), law[0] if law else ""):
        assert article in SUBJECTS[named]
    assert [phrase for phrase in OUTDATED if phrase in wording(question)] == []


@ALL
def test_it_is_put_only_to_those_it_binds(question: dict[str, str]) -> None:
    cited = {named for named, _ in citations(question["依据"])}
    if question["适用对象"] == "党员":
        assert PARTY in question["依据"]
    else:
        assert cited <= {PUBLIC, SUPERVISION}
        assert PARTY not in question["依据"]


@ALL
def test_a_discipline_is_asked_from_its_own_chapter(question: dict[str, str]) -> None:
    chapters = {"政治": (49, 76), "组织": (77, 93), "廉洁": (94, 121), "群众": (122, 129), "工作": (130, 149)}
    first, last = {**chapters, "生活": (150, 154)}.get(question["分类"].removesuffix("纪律"), (1, 158))
    assert all(first <= article <= last for _, article in citations(question["依据"]))
