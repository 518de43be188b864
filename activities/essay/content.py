"""What a call for essays asks, and what is read off a text."""

from typing import Any

from pydantic import Field

from activities.attachment import WANTED, Attachment
from activities.kind import Content, field_help

LONGEST_TITLE = 40


class EssayContent(Content):
    """What to write about, and how much at most: there is never a least."""

    topic: str = Field(
        title="主题和要求",
        min_length=2,
        max_length=1500,
        json_schema_extra=field_help("写什么、怎么写，如：结合岗位谈学习体会，可用于交流", long=True),
    )
    limit: int = Field(
        title="字数上限",
        default=3000,
        ge=200,
        le=20000,
        json_schema_extra=field_help("最多多少字。按为基层减负要求，不设下限"),
    )
    file: Attachment | None = Field(
        title="附件",
        default=None,
        json_schema_extra=field_help(f"请把文件直接发到这里：{WANTED}", aside=True),
    )


def count(text: str) -> int:
    """Return how many characters a text has as people count them: without blanks."""
    return sum(not letter.isspace() for letter in text)


def title_of(text: str) -> str:
    """Return the title a text begins with; empty where its first line is already a sentence."""
    first = text.strip().partition("\n")[0].strip().strip("《》")
    is_title = 0 < len(first) <= LONGEST_TITLE and first[-1] not in "。！？；：，、.!?;:,"
    return first if is_title and first != text.strip() else ""


def returned(reason: str) -> dict[str, Any]:
    """Return what a reply says once the secretary has returned the essay."""
    return {"at": "returned", "reason": reason}
