"""Promises in words, words read back, titles that are alike."""

import pytest

from services.plan.likeness import ALIKE, alike, pair_off
from services.plan.standing import Promise
from services.plan.wording import read_every, read_kind, read_months, read_quota, say_promise


@pytest.mark.parametrize(
    ("promise", "said"),
    [
        (Promise("quarter", (), 1), "每季度1次"),
        (Promise("year", (), None, unset=True), "每年，次数未设定"),
        (Promise("", (), None, unset=True), "次数未设定"),
        (Promise("once", (6,), None), "6月，1次"),
        (Promise("year", (3, 9), 2), "每年2次（3、9月）"),
        (Promise("holiday"), "重要节假日"),
        (Promise("ongoing"), "经常性"),
        (Promise(), "没有写频次"),
    ],
)
def test_promises_in_words(promise: Promise, said: str) -> None:
    assert say_promise(promise) == said


def test_cells_are_read_back() -> None:
    assert read_every("每季度") == "quarter"
    assert read_every("") == ""
    assert read_every("有空就开") is None
    assert read_kind("台账：谈心谈话") == "register:talk"
    assert read_kind("跳舞") is None
    assert read_months("3、9月") == (3, 9)
    assert read_months("13") is None
    assert read_months("春天") is None
    assert (read_quota("4次"), read_quota("0"), read_quota("很多")) == (4, None, None)


def test_titles_are_alike_as_people_shorten_them() -> None:
    assert alike("关于召开廉情通报会的通知", "廉情通报会") >= ALIKE
    assert alike("2027年第一季度廉情通报会", "廉情通报会") >= ALIKE
    assert alike("元旦廉洁提醒", "廉情通报会") < ALIKE
    assert alike("", "廉情通报会") == 0
    old, new = [(1, "廉情通报会"), (2, "专题讲座")], [(7, "形势政策专题讲座"), (8, "大讲堂")]
    assert pair_off(old, new) == [(2, 7)]
