"""Rows of a bank that could become another question without anybody noticing."""

import pytest

from language.questions import parse_questions
from tests.language.files import Rows, xlsx

HEAD = ("题型", "题干", "A", "B", "正确答案", "解析")
TRAPS: dict[str, tuple[Rows, list[str], list[str]]] = {
    "an answer in the stem agrees": ([HEAD, ("单选题", "甲是（B）", "一", "二", "B")], ["甲是（　）|B"], []),
    "an answer in the stem is another": ([HEAD, ("单选题", "甲是（A）", "一", "二", "B")], [], ["不一致"]),
    "a judgement in the stem is another": (
        [HEAD, ("判断题", "丁是这样的（×）", None, None, "√")],
        [],
        ["不一致"],
    ),
    "an explanation says another": (
        [HEAD, ("单选题", "甲是什么", "一", "二", "B", "乙不对，故选A。")],
        [],
        ["解析里说选A"],
    ),
    "a stem goes on in the next row": (
        [HEAD, ("单选题", "甲的上半句", "一", "二", "A"), (None, "下半句")],
        [],
        ["没有写完", "缺少正确答案"],
    ),
    "an option under a heading nobody knows": (
        [("题干", "选项A", "选项B", "其他选项", "答案"), ("甲是什么", "一", "二", "三", "A")],
        [],
        ["好像是选项"],
    ),
    "figures that are numbers, or words": (
        [HEAD, ("单选题", "一年几次", "2", "1", "1"), ("单选题", "第几条", "97", "98", "98")],
        ["第几条|B"],
        ["可能是序号"],
    ),
    "letter and words disagree": ([HEAD, ("单选题", "甲是什么", "一", "二", "B.一")], [], ["对不上"]),
    "a whole question in its cell": (
        [HEAD, (None, "1. 甲是什么？ ↵ A. 一 ↵ B. 二 ↵ 答案：B")],
        ["甲是什么？|B"],
        [],
    ),
    "a label left in the stem": (
        [HEAD, (None, "甲是什么？ A. 一 B. 二 答案：A", None, None, "B")],
        [],
        ["请移到各自的列里"],
    ),
    "a picture": ([HEAD, ("单选题", "如图所示，甲是什么", "一", "二", "A")], [], ["图片"]),
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_in_a_bank_catches_nothing(name: str) -> None:
    rows, answers, reasons = TRAPS[name]
    found = parse_questions(xlsx(rows), "题库.xlsx")
    assert [f"{one.question.stem}|{one.question.answer_text}" for one in found.questions] == answers
    assert len(found.errors) == len(reasons), found.errors
    for error, reason in zip(found.errors, reasons, strict=True):
        assert reason in error.reason
