"""What a task says: what is to be done, by whom, and what is to be seen to."""

from typing import Literal

from pydantic import Field, field_validator

from activities.kind import Content, field_help
from language.reference import LONGEST, read_reference

Sort = Literal["督办", "整改", "排查", "审查", "交办"]
DEPARTMENTS = "处室"


class TaskContent(Content):
    """A task's text. By when is the activity's deadline."""

    sort: Sort = Field(
        title="任务类别",
        json_schema_extra=field_help("问题整改选“整改”，上级交来的事项选“交办”"),
    )
    to: Literal["处室", "个人"] = Field(
        title="办理主体",
        json_schema_extra=field_help("选“处室”：每个处室一项，发给处室负责人；选“个人”：发给选中的每个人"),
    )
    matter: str = Field(
        title="任务内容",
        min_length=4,
        max_length=1000,
        json_schema_extra=field_help("要做什么、做到什么程度，可分段", long=True),
    )
    requirements: str = Field(
        title="有关要求",
        default="",
        max_length=600,
        json_schema_extra=field_help("如：材料由本处室留存备查", long=True),
    )
    reference: str = Field(
        title="外部系统编号",
        default="",
        max_length=LONGEST,
        json_schema_extra=field_help("事项在其他系统里的编号，只写编号，如：WH-2026-0031"),
    )
    contact: str = Field(
        title="联系人及电话", default="", max_length=60, json_schema_extra=field_help("如：张三，6666")
    )

    @field_validator("reference")
    @classmethod
    def _check_reference(cls, value: str) -> str:
        if not value:
            return value
        reference = read_reference(value)
        if reference is None:
            raise ValueError("只写编号，要有数字，不写内容，如：WH-2026-0031。")
        return reference
