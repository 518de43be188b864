"""A question as it is stored and asked."""

import hashlib
import unicodedata
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

MAX_OPTIONS = 8
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
JUDGEMENTS = ("正确", "错误")
MAX_PARTS = 8  # blanks or key points of one question

Option = Annotated[str, Field(title="选项", min_length=1, max_length=200)]
Wording = Annotated[str, Field(min_length=1, max_length=30)]


class QuestionType(StrEnum):
    """How a question is answered; the label is what people call it."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    JUDGE = "judge"
    BLANK = "blank"
    SHORT = "short"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def is_typed(self) -> bool:
        """Whether it is answered in words instead of by options."""
        return self in (QuestionType.BLANK, QuestionType.SHORT)


LABELS = {
    QuestionType.SINGLE: "单选题",
    QuestionType.MULTIPLE: "多选题",
    QuestionType.JUDGE: "判断题",
    QuestionType.BLANK: "填空题",
    QuestionType.SHORT: "简答题",
}


class Question(BaseModel):
    """One question that can be judged: its answer lies within its options, or in the words it expects.

    A judgement has the options 正确 and 错误, in this order. A question answered in words has no options:
    `expected` holds, for each blank or each key point, the wordings that count, the best one first. Raises
    ValidationError with Chinese reasons (see `explain`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    type: QuestionType = Field(title="题型")
    stem: str = Field(title="题干", min_length=1, max_length=500)
    options: tuple[Option, ...] = Field(default=(), title="选项", max_length=MAX_OPTIONS)
    answer: tuple[int, ...] = Field(default=(), title="正确答案")  # indices of options, ascending
    expected: tuple[tuple[Wording, ...], ...] = Field(default=(), title="正确答案", max_length=MAX_PARTS)
    explanation: str = Field(default="", title="解析", max_length=1000)
    basis: str = Field(default="", title="依据", max_length=200)
    category: str = Field(default="", title="分类", max_length=50)
    audience: Literal["全体", "党员", "非党员"] = Field(default="全体", title="适用对象")
    difficulty: Literal["", "易", "中", "难"] = Field(default="", title="难度")
    points: float = Field(default=1.0, title="分值", gt=0, le=100, allow_inf_nan=False)
    enabled: bool = Field(default=True, title="启用")

    @model_validator(mode="after")
    def _check(self) -> "Question":
        if self.type.is_typed:
            self._check_typed()
        else:
            self._check_choice()
        return self

    def _check_typed(self) -> None:
        if self.options or self.answer:
            raise ValueError(f"{self.type.label}不应有选项")
        if not self.expected or not all(self.expected):
            raise ValueError("缺少正确答案")

    def _check_choice(self) -> None:
        if len(self.options) < 2:
            raise ValueError("选项不足 2 个")
        if not self.answer:
            raise ValueError("缺少正确答案")
        if self.expected:
            raise ValueError(f"{self.type.label}的正确答案应为选项")
        if len({"".join(option.split()) for option in self.options}) < len(self.options):
            raise ValueError("有两个选项相同")
        if list(self.answer) != sorted(set(self.answer)):
            raise ValueError("正确答案里有重复的选项")
        if not 0 <= self.answer[0] <= self.answer[-1] < len(self.options):
            raise ValueError(f"正确答案超出了选项：只有 {len(self.options)} 个选项")
        if self.type is not QuestionType.MULTIPLE and len(self.answer) != 1:
            raise ValueError(f"{self.type.label}只能有一个正确答案，这里写了 {len(self.answer)} 个")
        if self.type is QuestionType.JUDGE and self.options != JUDGEMENTS:
            raise ValueError("判断题的选项应为“正确”和“错误”")

    @property
    def answer_text(self) -> str:
        """The answer as people write it: AC, 正确, or 一个月/30日｜登记."""
        if self.type.is_typed:
            return "｜".join("/".join(wordings) for wordings in self.expected)
        if self.type is QuestionType.JUDGE:
            return self.options[self.answer[0]]
        return "".join(LETTERS[index] for index in self.answer)


def explain(error: ValidationError) -> str:
    """Say in Chinese what a question failed on, from the titles and limits of its fields."""
    reasons: list[str] = []
    for detail in error.errors(include_url=False):
        field = Question.model_fields.get(str(detail["loc"][0])) if detail["loc"] else None
        title = (field.title if field else None) or "题目"
        if len(detail["loc"]) > 1 and isinstance(detail["loc"][1], int):
            place = detail["loc"][1]
            title += f"第{place + 1}处" if detail["loc"][0] == "expected" else LETTERS[place % len(LETTERS)]
        context = detail.get("ctx", {})
        match detail["type"]:
            case "string_too_long":
                reasons.append(f"{title}超过 {context['max_length']} 个字，现有 {len(detail['input'])} 个字")
            case "string_too_short":
                reasons.append(f"缺少{title}")
            case "too_long":
                reasons.append(f"{title}超过 {context['max_length']} 个")
            case "too_short":
                reasons.append(f"{title}不足 {context['min_length']} 个")
            case "value_error":
                reasons.append(str(context["error"]))
            case _:
                reasons.append(f"{title}填写有误")
    return "；".join(dict.fromkeys(reasons))


def likeness(question: Question) -> tuple[str, frozenset[str]]:
    """Return what two spellings of one question share.

    The options belong to it: banks ask 下列说法正确的是 many times over, each time about something else.
    """

    def spelled(text: str) -> str:
        return "".join(unicodedata.normalize("NFKC", text).casefold().split())

    return spelled(question.stem), frozenset(map(spelled, question.options))


def digest(question: Question) -> str:
    """Return a short name for what is asked, the same whatever answer counts as right."""
    stem, options = likeness(question)
    return hashlib.sha256("\n".join([stem, *sorted(options)]).encode()).hexdigest()[:12]
