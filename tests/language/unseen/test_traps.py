"""What could become another question without anybody noticing: each comes right, or is refused."""

import re
from pathlib import Path

import pytest

from language.papers import joined_messages, read_paper

HERE = Path(__file__).parent
HEAD = re.compile(r"^=== (.+?) \| ?(.*?) ?\| (\d+)\n", re.MULTILINE)
PARTS = ("答案", "题型", "题目", "选项", "得分", "评卷", "多选", "注意", "祝", "共用")
# A head is: name | answers that are read | how many are refused.
_, *_BLOCKS = HEAD.split((HERE / "traps.papers").read_text())
TRAPS = list(zip(_BLOCKS[::4], _BLOCKS[1::4], _BLOCKS[2::4], _BLOCKS[3::4], strict=True))


@pytest.mark.parametrize(("name", "answers", "refused", "text"), TRAPS)
def test_a_trap_catches_nothing(name: str, answers: str, refused: str, text: str) -> None:
    paper = read_paper(text)
    assert [question.answer_text for question in paper.questions] == answers.split()
    assert len(paper.refused) == int(refused), (name, paper.refused)
    said = "".join("".join((one.stem, *one.options)) for one in paper.questions)
    assert not [part for part in PARTS if part in said]


def test_messages_are_put_together_where_they_were_cut() -> None:
    first = "下列哪项是对的？\nA. 一\nB. 二\n答案：B\n\n还有哪项是对的？\nA. 三\nB. 四\n答案：A"
    second = "再有哪项是对的？\nA. 五\nB. 六\n答案：B"
    paper = read_paper(joined_messages([first, second]))
    assert [question.answer_text for question in paper.questions] == ["B", "A", "B"]
    long = "1. " + "甲" * 3_800
    assert joined_messages([long, "乙丙丁。（√）"]) == f"{long}\n乙丙丁。（√）"
