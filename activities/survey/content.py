"""The form a survey's author fills in, and what people are told before the first question."""

from typing import Literal

from pydantic import Field, field_validator

from activities.kind import Content, field_help
from activities.survey.form import Form
from activities.survey.notation import read_form

LEAST = 5  # answers under which nothing of an anonymous survey is kept or shown
NAMED_NOTE = "本问卷实名填写，供纪检秘书汇总；问卷结束前可以修改。"
ANONYMOUS_NOTE = f"""本问卷匿名，请先看清：
一、问卷结束前，您的答案是草稿，和您的姓名连在一起保存，供您修改；秘书看不到，管理数据库的人技术上看得到。
二、问卷结束时，所有答案打乱顺序另存，不带姓名和时间，草稿同时清除；少于{LEAST}份的不保存。
三、结束前做的数据备份里会留有草稿；您自己的聊天记录里也看得到答案，可自行删除。
四、谁已提交会列入办理情况，填了什么不会。请不要在文字里写姓名等能认出您的内容。"""
HELP = """每题一行：题目［题型］选项；必填的写明“必填”。例：
1．岗位风险等级？［单选，必填］高／中／低
若1选“高”则答2
2．主要风险有哪些？［多选］审批／执法／采购
3．满意程度［打分1-5］
4．人数［数字0-100］
5．报送日期［日期］
6．意见建议［问答］
要重复填写的题，前面写一行“分组重复：风险点”，后面写一行“分组结束”。"""


class SurveyContent(Content):
    """What a survey asks: the author's own lines are kept, and read anew where they are needed."""

    intro: str = Field(
        title="说明", default="", max_length=600, json_schema_extra=field_help("填写前显示的话", long=True)
    )
    naming: Literal["实名", "匿名"] = Field(
        title="实名或匿名",
        default="实名",
        json_schema_extra=field_help("匿名的，问卷结束后才有结果，且不带姓名，少于5份不显示"),
    )
    questions: str = Field(
        title="题目",
        min_length=4,
        max_length=20_000,
        json_schema_extra=field_help(HELP, long=True, parts=True),
    )

    @field_validator("questions")
    @classmethod
    def _check_readable(cls, text: str) -> str:
        read_form(text)
        return text

    @property
    def form(self) -> Form:
        """Return the questions."""
        return read_form(self.questions)

    @property
    def anonymous(self) -> bool:
        """Tell whether answers are parted from names at closing."""
        return self.naming == "匿名"
