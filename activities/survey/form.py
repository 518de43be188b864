"""What a survey asks: questions, some of them in groups that are answered once for each thing listed."""

from dataclasses import dataclass
from enum import Enum


class Sort(Enum):
    """What an answer to a question is; the value is the word in the author's notation."""

    SINGLE = "单选"
    MULTIPLE = "多选"
    SCALE = "打分"
    NUMBER = "数字"
    DATE = "日期"
    TEXT = "问答"


TYPED = (Sort.NUMBER, Sort.DATE, Sort.TEXT)


@dataclass(frozen=True)
class Condition:
    """A question is asked only where this option of an earlier one was chosen."""

    number: int
    option: str


@dataclass(frozen=True)
class Question:
    """One question. `low` and `high` bound a scale or a number; `group` is 0 outside any group."""

    number: int
    text: str
    sort: Sort
    options: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    required: bool = False
    group: int = 0
    when: Condition | None = None

    @property
    def key(self) -> str:
        """Return the name of its answer."""
        return str(self.number)

    @property
    def kind(self) -> str:
        """Return what is to be done: 单选, 打分1至5 …"""
        if self.low is None or self.high is None:
            return self.sort.value
        return f"{self.sort.value}{self.low}至{self.high}"


@dataclass(frozen=True)
class Group:
    """Questions that are answered anew for each thing a person lists."""

    number: int
    title: str
    required: bool = False

    @property
    def key(self) -> str:
        """Return the name of its list of entries."""
        return f"g{self.number}"


@dataclass(frozen=True)
class Form:
    """All that is asked, in order."""

    questions: tuple[Question, ...]
    groups: tuple[Group, ...] = ()

    def question(self, number: int) -> Question | None:
        """Return the question of a number, None where there is none."""
        return self.questions[number - 1] if 1 <= number <= len(self.questions) else None

    def group(self, number: int) -> Group | None:
        """Return the group of a number, None where there is none."""
        return self.groups[number - 1] if 1 <= number <= len(self.groups) else None

    def within(self, group: int) -> tuple[Question, ...]:
        """Return the questions of a group; 0 means those outside any."""
        return tuple(question for question in self.questions if question.group == group)
