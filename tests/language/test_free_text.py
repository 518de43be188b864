"""What people type, held against what a question expects."""

import pytest

from language.free_text import fits, parts, plain, points_found


@pytest.mark.parametrize(
    ("given", "wording"),
    [
        ("１ 个月", "一个月"),
        ("24个月", "二十四个月"),
        ("第97条。", "第九十七条"),
        ("政务处分法", "《政务处分法》"),
        ("百分之八十", "80%"),
        ("2026年", "二〇二六年"),
        ("两年", "2年"),
        ("一百零一", "101"),
        ("ＡＢＣ", "abc"),
        ("十", "10"),
        ("一千二百", "1200"),
    ],
)
def test_spellings_of_one_answer_are_the_same(given: str, wording: str) -> None:
    assert fits(given, ["别的", wording])


@pytest.mark.parametrize(
    ("given", "wording"), [("15年", "1.5年"), ("统1", "统一"), ("", ""), ("。", "。"), ("二年", "三年")]
)
def test_other_answers_stay_others(given: str, wording: str) -> None:
    assert not fits(given, [wording])


def test_a_numeral_inside_a_word_stays_one() -> None:
    assert plain("一般统一") == "一般统一"


def test_several_blanks_are_typed_in_one_message() -> None:
    assert parts("警告　记过；记大过", 3) == ["警告", "记过", "记大过"]
    assert parts("警告｜记过", 3) == ["警告", "记过"]
    assert parts(" 六 个月 ", 1) == ["六 个月"]


EXPECTED = [["拒绝", "退回"], ["登记"], ["上交"], ["1个月"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("先退回；退不掉的，一个月内登记、上交。", [True, True, True, True]),
        ("不登记，也没有上交", [False, False, False, False]),
        ("登\n记", [False, True, False, False]),
        ("", [False, False, False, False]),
        ("随便写写", [False, False, False, False]),
    ],
)
def test_key_points_count_as_whole_words_that_are_not_denied(text: str, found: list[bool]) -> None:
    assert points_found(text, EXPECTED) == found


def test_a_wording_within_another_word_does_not_count() -> None:
    assert points_found("不合格的要补测", [["合格"]]) == [False]
