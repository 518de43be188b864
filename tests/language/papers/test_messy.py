"""Papers of layouts put together by chance: most questions are read, and none is read as another."""

from random import Random

import pytest

from benchmarks.questions import layout, same, written
from language.near import near_pairs
from language.papers import read_paper
from language.question import Question, QuestionType


@pytest.mark.parametrize("seed", range(12))
def test_no_question_of_a_messy_paper_becomes_another(seed: int) -> None:
    random = Random(seed)
    meant = written(random, 60)
    text = layout(random).paper(meant)
    found = read_paper(text).questions
    assert [one for one in found if not any(same(one, each) for each in meant)] == []
    assert len(found) >= 0.9 * len(meant), text


def judgement(stem: str) -> Question:
    return Question(type=QuestionType.JUDGE, stem=stem, options=("正确", "错误"), answer=(0,))


def test_what_asks_nearly_the_same_is_found() -> None:
    old = judgement("公务用车可以在节假日期间借给亲友使用。")
    near = judgement("公务用车可以在节假日期间借给亲友使用吗？")
    other = judgement("无法退回的礼品应当在一个月内登记上交。")
    spelled = judgement("公务用车 可以在节假日期间借给亲友使用。")
    assert near_pairs([other, near, spelled], [old]) == [(1, old)]
    assert near_pairs([old, other, near], []) == [(2, old)]
