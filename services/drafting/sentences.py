"""From pydantic's error types to Chinese sentences: one table for the fields of every kind."""

from collections.abc import Sized
from typing import TYPE_CHECKING

from activities.kind import Content

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

OTHERWISE = "“{title}”填写有误，请重新填写。"
SENTENCES = {
    "missing": "还没有填写“{title}”。",
    "string_too_short": "“{title}”至少{min_length}字，现在只有{length}字，请补充后重新发送。",
    "string_too_long": "“{title}”最多{max_length}字，现在有{length}字，请删减后重新发送。",
    "too_short": "“{title}”至少{min_length}条，现在只有{length}条，请补充后重新发送。",
    "too_long": "“{title}”最多{max_length}条，现在有{length}条，请删减后重新发送。",
    "int_parsing": "“{title}”要填整数，如 10。",
    "int_type": "“{title}”要填整数，如 10。",
    "int_from_float": "“{title}”要填整数，如 10。",
    "greater_than": "“{title}”要大于{gt}，您写的是{given}。",
    "greater_than_equal": "“{title}”不能小于{ge}，您写的是{given}。",
    "less_than": "“{title}”要小于{lt}，您写的是{given}。",
    "less_than_equal": "“{title}”不能大于{le}，您写的是{given}。",
    "bool_parsing": "“{title}”请回答“是”或“否”。",
    "bool_type": "“{title}”请回答“是”或“否”。",
    "datetime_parsing": "“{title}”要填日期和时间，如：下周五下午3点。",
    "datetime_from_date_parsing": "“{title}”要填日期和时间，如：下周五下午3点。",
    "timezone_aware": "“{title}”要填日期和时间，如：下周五下午3点。",
    "literal_error": "“{title}”只能填：{expected}。",
    "string_pattern_mismatch": "“{title}”的格式不对，请按提示重新填写。",
    "value_error": "“{title}”：{error}",
    "assertion_error": "“{title}”：{error}",
}


class Unfit(ValueError):
    """What was typed does not fit the field; str() is a plain sentence for the person."""


def explain(model: type[Content], detail: "ErrorDetails") -> str:
    """Return the sentence for one of pydantic's errors, with title, limit and what was given."""
    given = detail["input"]
    values = {
        **detail.get("ctx", {}),
        "title": _title(model, detail["loc"]),
        "length": len(given) if isinstance(given, Sized) else 0,
        "given": str(given)[:20],
    }
    return SENTENCES.get(detail["type"], OTHERWISE).format(**values)


def _title(model: type[Content], loc: tuple[int | str, ...]) -> str:
    if not loc:
        return "内容"
    info = model.model_fields.get(str(loc[0]))
    title = (info.title if info else None) or str(loc[0])
    return f"{title}第{loc[1] + 1}条" if len(loc) > 1 and isinstance(loc[1], int) else title
