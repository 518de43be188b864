"""学习材料: a text, a link or a file; 已学习, and, where the author wishes, one question before it counts.

A wrong answer is told where to look and may be tried again. Nothing of it is recorded: there are no marks.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import Field, field_validator, model_validator

from activities.attachment import WANTED, Attachment
from activities.kind import (
    Action,
    Button,
    Content,
    Kind,
    Screen,
    Verdict,
    View,
    closing_lines,
    deadline_line,
    esc,
    field_help,
    heading,
    is_settled,
    standing_line,
)

LETTERS = "ABCD"
TICKS = "√✓✔☑"
_LETTERED = re.compile(r"[A-Da-d][.．、:：)）]\s*")


@dataclass(frozen=True)
class Question:
    """The one question: `right` is the index of the option that is."""

    stem: str
    options: tuple[str, ...]
    right: int


class ReadingContent(Content):
    """What to read, and the question about it."""

    body: str = Field(
        title="正文",
        default="",
        max_length=3000,
        json_schema_extra=field_help("材料正文，或对链接、附件的一两句说明", long=True),
    )
    link: str = Field(
        title="链接",
        default="",
        max_length=300,
        json_schema_extra=field_help("材料的网址，以 http 开头"),
    )
    file: Attachment | None = Field(
        title="附件",
        default=None,
        json_schema_extra=field_help(f"请把文件直接发到这里：{WANTED}", aside=True),
    )
    question: tuple[str, ...] = Field(
        title="思考题",
        default=(),
        max_length=5,
        json_schema_extra=field_help(
            "第一行写题目，下面每行一个选项（2至4个），正确的一项末尾加“√”。答对即算学习完成，不计分",
            aside=True,
        ),
    )
    place: str = Field(
        title="答案出处",
        default="",
        max_length=100,
        json_schema_extra=field_help("答错时告诉大家看哪里，如：正文第二段", aside=True),
    )

    @field_validator("link")
    @classmethod
    def _link(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s<>\"]+", value):
            raise ValueError("要写完整网址，以 http:// 或 https:// 开头，中间没有空格。")
        return value

    @field_validator("question")
    @classmethod
    def _question(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if value:
            read_question(value)
        return value

    @model_validator(mode="after")
    def _material(self) -> Self:
        if not (self.body or self.link or self.file):
            raise ValueError("还没有材料，请填写正文、链接，或加附件。")
        return self


class Reading(Kind[ReadingContent]):
    """Read it, say so, and answer the question where there is one."""

    name: ClassVar[str] = "reading"
    title: ClassVar[str] = "学习材料"
    content = ReadingContent
    entry_title: ClassVar[str] = "线下学习"

    def screen(self, content: ReadingContent, view: View, show: str = "") -> Screen:
        if show in ("question", "wrong") and not is_settled(view):
            return _asked(content, view, wrong=show == "wrong")
        text = heading(self.title, content.title)
        text += f"\n\n{esc(content.body)}" if content.body else ""
        text += f"\n\n材料链接：{esc(content.link)}" if content.link else ""
        text += closing_lines(content.sign_off)
        if is_settled(view):
            return Screen(text + standing_line(view), file=content.file)
        label = "学完了，回答一题" if content.question else "已学习"
        return Screen(text + deadline_line(view), ((Button(label, "read"),),), content.file)

    def judge(self, content: ReadingContent, view: View, action: Action) -> Verdict:
        learnt = Verdict(say="已登记：您已学习。谢谢！", outcome="done", way="学习")
        if not content.question:
            return learnt if action.name == "read" else Verdict()
        if action.name == "read":
            return Verdict(show="question")
        if action.name != "pick":
            return Verdict()
        if action.arg == str(read_question(content.question).right):
            return Verdict(say="回答正确，已登记：您已学习。谢谢！", outcome="done", way="学习")
        return Verdict(
            say=f"不对，请再想想。{_where(content)}答案不计分，可以再选。", alert=True, show="wrong"
        )


def read_question(lines: tuple[str, ...]) -> Question:
    """Return the question that lines make up. Raises ValueError with a sentence for its author."""
    if not 3 <= len(lines) <= 1 + len(LETTERS):
        raise ValueError("要有一行题目、2至4行选项，每项各占一行。")
    stem, *options = (line.strip() for line in lines)
    right = [place for place, option in enumerate(options) if option[-1:] in TICKS]
    if len(right) != 1:
        raise ValueError(f"要在正确的那一项末尾加“√”，只加一项，现在有{len(right)}项。")
    bare = tuple(_LETTERED.sub("", option.rstrip(TICKS).strip(), count=1) for option in options)
    if not stem or not all(bare):
        raise ValueError("题目和选项都要有文字。")
    return Question(stem, bare, right[0])


def _where(content: ReadingContent) -> str:
    return f"请看{content.place}。" if content.place else "请再看一遍材料。"


def _asked(content: ReadingContent, view: View, *, wrong: bool) -> Screen:
    question = read_question(content.question)
    lines = [heading("学习材料", content.title), ""]
    lines += [f"刚才选的不对。{esc(_where(content))}可以再选，不计分。", ""] if wrong else []
    lines += [f"<b>{esc(question.stem)}</b>", ""]
    lines += [f"{LETTERS[i]}．{esc(option)}" for i, option in enumerate(question.options)]
    picks = tuple(Button(LETTERS[i], "pick", str(i)) for i in range(len(question.options)))
    return Screen("\n".join(lines) + deadline_line(view), (picks, (Button("回看材料", "look"),)))
