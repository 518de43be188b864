"""What a quiz asks."""

from typing import Literal

from pydantic import Field

from activities.kind import Content, field_help
from language.question import Question

MOST = 90  # questions: an overview has a button for each, and a message takes a hundred
MOST_MINUTES = 180
BUTTONS_ONLY, ANY_TYPE = "选择和判断", "各种题型"


class QuizContent(Content):
    """What a quiz asks; its papers are drawn from the bank and kept, so that everybody answers the same.

    Whoever does not pass sits again with the questions of a retake paper. `seed` shuffles questions and
    options, for each person in another way; 0 leaves the papers as they are.
    """

    intro: str = Field(
        title="说明", default="", max_length=400, json_schema_extra=field_help("答题前显示的话", long=True)
    )
    count: int = Field(
        title="题数",
        default=10,
        ge=1,
        le=MOST,
        json_schema_extra=field_help("从题库随机抽取。日常小测5至10题，正式测试80题"),
    )
    category: str = Field(
        title="题目分类",
        default="",
        max_length=60,
        json_schema_extra=field_help("不限就跳过；要限定几类时用顿号隔开，各类平均抽，如：廉洁纪律、节日"),
    )
    difficulty: Literal["不限", "易", "中", "难"] = Field(
        title="难度", default="不限", json_schema_extra=field_help("只抽这一难度的题")
    )
    types: Literal["选择和判断", "各种题型"] = Field(
        title="题型",
        default="选择和判断",
        json_schema_extra=field_help("“各种题型”还会抽到要打字的填空题和简答题"),
    )
    minutes: int = Field(
        title="限时（分钟）",
        default=0,
        ge=0,
        le=MOST_MINUTES,
        json_schema_extra=field_help("从本人点“开始答题”算起，到时自动交卷；0为不限时"),
    )
    pass_mark: int = Field(
        title="合格线（%）", default=80, ge=0, le=100, json_schema_extra=field_help("得分率达到多少算合格")
    )
    retake: bool = Field(
        title="不合格可补测一次", default=False, json_schema_extra=field_help("补测另抽题目，按较好的一次计")
    )
    seed: int = Field(default=0, json_schema_extra=field_help("抽题编号", ask=False))
    party_paper: tuple[Question, ...] = Field(default=(), json_schema_extra=field_help("党员试卷", ask=False))
    other_paper: tuple[Question, ...] = Field(
        default=(), json_schema_extra=field_help("非党员试卷", ask=False)
    )
    party_retake: tuple[Question, ...] = Field(
        default=(), json_schema_extra=field_help("党员补测卷", ask=False)
    )
    other_retake: tuple[Question, ...] = Field(
        default=(), json_schema_extra=field_help("非党员补测卷", ask=False)
    )


PAPERS = ("party_paper", "other_paper", "party_retake", "other_retake")


def questions_in(content: QuizContent, paper: str) -> tuple[Question, ...]:
    """Return the questions of one of PAPERS, as they were drawn."""
    questions: tuple[Question, ...] = getattr(content, paper)
    return questions
