"""Letters as functions: what changed between two versions, whose turn it is, who reads which words."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from activities.commitment import Commitment, CommitmentContent
from activities.kind import Action, Reader, View
from activities.letters.content import changes_between, paginate
from activities.letters.responsibility import WAITING, Responsibility, ResponsibilityContent

NOW = datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
FIRST, SECOND = Reader("孙丽", "法规处", party=True), Reader("何喆", "局领导", party=True)
VIEW = View(
    FIRST, NOW, NOW, content_hash="a" * 64, more={"superior": {"name": "何喆", "department": "局领导"}}
)
LETTER = ResponsibilityContent(
    title="责任书", level="以上两级都签", goal="管好分管范围。", duties=["每年谈话。"], term="2027年"
)


def commitment(*clauses: str, opening: str = "本人承诺：", title: str = "承诺书") -> CommitmentContent:
    return CommitmentContent(title=title, opening=opening, clauses=list(clauses))


def as_second(view: View) -> View:
    return replace(view, second=SECOND)


def signed(view: View, name: str) -> View:
    verdict = Responsibility().judge(LETTER, view, Action("sign", text=name))
    given = {n: getattr(verdict, n) for n in ("outcome", "stage", "waits_for", "way", "reply")}
    return replace(view, **{n: value for n, value in given.items() if value is not None})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (commitment("甲。", "乙。"), commitment("甲。", "乙。"), []),
        (commitment("甲。", "乙。"), commitment("甲。", "乙乙。"), ["第二条\n原：乙。\n现：乙乙。"]),
        (commitment("甲。"), commitment("甲。", "乙。"), ["新增第二条\n现：乙。"]),
        (commitment("甲。", "乙。"), commitment("乙。"), ["删去原第一条\n原：甲。"]),
        (
            commitment("不收礼品。", "不吃请。", "不兼职。"),
            commitment("不收礼品和红包。", "不兼职取酬。"),
            [
                "第一条\n原：不收礼品。\n现：不收礼品和红包。",
                "删去原第二条\n原：不吃请。",
                "第二条（原第三条）\n原：不兼职。\n现：不兼职取酬。",
            ],
        ),
        (commitment("甲。"), commitment("甲。", opening="我承诺："), ["启语\n原：本人承诺：\n现：我承诺："]),
        (commitment("甲。"), commitment("甲。", title="新承诺书"), ["标题\n原：承诺书\n现：新承诺书"]),
    ],
)
def test_what_changed_is_said_clause_by_clause(
    old: CommitmentContent, new: CommitmentContent, said: list[str]
) -> None:
    assert changes_between(old, new) == said


def test_what_changed_is_read_before_the_text_and_all_of_it() -> None:
    changed = commitment("甲。").model_copy(update={"changes": ["第一条\n原：乙。\n现：甲。"] * 30})
    pages = paginate(changed)
    assert "变动30处" in pages[0]
    assert "本人承诺" in pages[-1]
    assert sum(page.count("原：乙。") for page in pages) == 30
    view = replace(VIEW, more={})
    refused = Commitment().judge(changed, view, Action("sign", text="孙丽"))
    assert (refused.outcome, refused.say) == (None, "请先读到最后一页，再签署或提出意见。")


def test_the_second_signs_only_after_the_first_and_only_with_their_own_name() -> None:
    kind = Responsibility()
    early = kind.judge(LETTER, as_second(VIEW), Action("sign", text="何喆"))
    assert (early.outcome, early.say) == (None, "还没有轮到您签署：乙方先签。")
    assert kind.can_act(VIEW)
    assert not kind.can_act(as_second(VIEW))

    half = signed(VIEW, "孙丽")
    assert (half.outcome, half.stage, half.waits_for) == ("none", WAITING, "other")
    assert not kind.can_act(half)
    assert not kind.wants_reminder(half)
    assert kind.wants_reminder(as_second(half))
    assert signed(as_second(half), "孙丽").outcome == "none"
    assert kind.judge(LETTER, half, Action("sign", text="孙丽")).changes is False

    whole = signed(as_second(half), "何喆")
    assert (whole.outcome, whole.way) == ("done", "双方签署")
    assert [called for called, _ in kind.signatures(whole)] == ["乙方", "甲方"]
    codes: list[Any] = [bound["code"] for _, bound in kind.signatures(whole)]
    assert all(code in kind.screen(LETTER, whole).text for code in codes)
    assert codes[0] != codes[1]


def test_an_objection_that_is_signed_after_all_waits_for_the_second_like_any_other() -> None:
    verdict = Responsibility().judge(LETTER, VIEW, Action("object", text="不清楚。"))
    objected = replace(VIEW, outcome="declined", reply=verdict.reply or {})
    half = signed(objected, "孙丽")
    assert (half.outcome, half.stage) == ("none", WAITING)


@pytest.mark.parametrize("action", ["object", "reply"])
def test_words_that_are_too_long_are_asked_for_again(action: str) -> None:
    kind = Commitment()
    view = replace(VIEW, more={"thread": [{"who": "孙丽", "by": "person", "text": "为何？", "at": "今天"}]})
    act = kind.judge if action == "object" else kind.decide
    verdict = act(commitment("甲。"), view, Action(action, text="长" * 1001))
    assert verdict.changes is False
    assert verdict.ask is not None
    assert "最多1000字，您写了1001字" in verdict.ask.prompt


def test_a_full_stop_is_no_objection() -> None:
    verdict = Responsibility().judge(LETTER, VIEW, Action("object", text="。。"))
    assert "没有看到您的意见" in verdict.say
    assert verdict.outcome is None
