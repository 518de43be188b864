"""Material to be read, and the one question about it."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from activities.kind import Action, Reader, View
from activities.reading import Reading, ReadingContent, read_question

NOW = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
VIEW = View(reader=Reader("李强", "法规处", True), now=NOW, opened=NOW)
PLAIN = ReadingContent(title="学习材料一", body="请学习。", link="https://example.com/a?b=1&c=2")
ASKING = ReadingContent(
    title="学习材料二",
    body="第二段写着：六种。",
    question=("政务处分有几种？", "A．五种", "B．六种√", "C．七种"),
    place="正文第二段",
)
KIND = Reading()


def test_without_a_question_one_press_is_enough() -> None:
    screen = KIND.screen(PLAIN, VIEW)
    assert "https://example.com/a?b=1&amp;c=2" in screen.text
    assert [button.label for row in screen.rows for button in row] == ["已学习"]
    assert KIND.judge(PLAIN, VIEW, Action("read")).outcome == "done"
    assert not KIND.judge(PLAIN, VIEW, Action("pick", "0")).changes


def test_with_a_question_it_counts_once_the_answer_is_right() -> None:
    assert [b.label for row in KIND.screen(ASKING, VIEW).rows for b in row] == ["学完了，回答一题"]
    shown = KIND.judge(ASKING, VIEW, Action("read"))
    assert not shown.changes
    asked = KIND.screen(ASKING, VIEW, shown.show)
    assert "A．五种\nB．六种\nC．七种" in asked.text
    assert [button.label for row in asked.rows for button in row] == ["A", "B", "C", "回看材料"]
    for arg in ("0", "2", "9", "", "x"):
        wrong = KIND.judge(ASKING, VIEW, Action("pick", arg))
        assert not wrong.changes
        assert "请看正文第二段" in wrong.say
    assert "可以再选，不计分" in KIND.screen(ASKING, VIEW, "wrong").text
    right = KIND.judge(ASKING, VIEW, Action("pick", "1"))
    assert (right.outcome, right.way, right.reply) == ("done", "学习", None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"body": "", "link": ""}, "还没有材料"),
        ({"link": "www.example.com"}, "以 http:// 或 https:// 开头"),
        ({"link": "javascript:alert(1)"}, "以 http:// 或 https:// 开头"),
        ({"question": ("题目", "甲√")}, "2至4行选项"),
        ({"question": ("题目", "甲", "乙")}, "现在有0项"),
        ({"question": ("题目", "甲√", "乙✓")}, "现在有2项"),
        ({"question": ("题目", "√", "乙")}, "都要有文字"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_do(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        ReadingContent.model_validate(PLAIN.model_dump() | change)
    assert said in str(refusal.value)


def test_letters_and_ticks_are_no_part_of_an_option() -> None:
    question = read_question(("哪一天？", "a) 七月一日 ✓", "b) 八月一日"))
    assert (question.options, question.right) == (("七月一日", "八月一日"), 0)
