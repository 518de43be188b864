"""The content model as a form: what to ask for, how to read what is typed, what to say of it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum, auto
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import AwareDatetime, ValidationError
from pydantic.fields import FieldInfo

from activities.attachment import Attachment
from activities.kind import Content
from services.drafting.sentences import Unfit, explain
from workdays.around import say_placed
from workdays.holidays import Calendar
from workdays.words import Unclear, parse_moment, say_date, say_moment

ITEM_LIMIT = 400  # characters of one line of a list: a longer one leaves no room on a page
_NUMBER = re.compile(r"[+-]?\d{1,9}")
_ENUMERATED = re.compile(
    r"(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[(（]?\d{1,2}(?:[)）、．]|\.(?!\d)))\s*"
)
_YES = {"是": True, "要": True, "对": True, "否": False, "不": False, "不要": False, "不是": False}


class Shape(Enum):
    """What is typed into a field."""

    TEXT = auto()
    NUMBER = auto()
    MOMENT = auto()
    LINES = auto()
    CHOICE = auto()
    YES_NO = auto()
    FILE = auto()  # which is not typed but sent
    FILES = auto()  # one after the other


NO_CLOCK = time(23, 59)  # stands for the time of day that was not typed


@dataclass(frozen=True)
class Entry:
    """One field of the form."""

    name: str
    title: str
    help: str
    shape: Shape
    required: bool
    long: bool
    aside: bool
    limits: str
    default: Any
    options: tuple[str, ...] = ()
    parts: bool = False  # longer than a message: it may come in several, or as a document


def entries(model: type[Content]) -> list[Entry]:
    """Return the fields a secretary fills in, in order. Raises TypeError for one nobody can type."""
    asked = []
    for name, info in model.model_fields.items():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        if not extra.get("ask", True):
            continue
        shape = _shape(info)
        asked.append(
            Entry(
                name,
                info.title or name,
                str(extra.get("help", "")),
                shape,
                info.is_required(),
                bool(extra.get("long")),
                bool(extra.get("aside")),
                _limits(info, shape),
                None if info.is_required() else info.get_default(call_default_factory=True),
                _options(info) if shape is Shape.CHOICE else (),
                bool(extra.get("parts")),
            )
        )
    return asked


def read(entry: Entry, text: str, now: datetime, calendar: Calendar) -> Any:
    """Return what was typed as the JSON value of a field; `now` is on the office's clock. Raises Unfit."""
    text = clean(text)
    match entry.shape:
        case Shape.TEXT:
            value: Any = "\n".join(_lines(text)) if entry.long else " ".join(text.split())
        case Shape.NUMBER:
            value = _number(entry, text)
        case Shape.MOMENT:
            value = _moment(entry, text, now, calendar).isoformat()
        case Shape.LINES:
            value = _items(entry, text)
        case Shape.YES_NO:
            value = _yes_no(entry, text)
        case Shape.CHOICE:
            value = _choice(entry, text)
        case Shape.FILE | Shape.FILES:
            raise Unfit(f"“{entry.title}”要发送文件，不是文字。")
    if value in ("", []):
        raise Unfit(f"没有看到文字，请输入“{entry.title}”。")
    return value


def check(model: type[Content], fields: Mapping[str, Any], entry: Entry, value: Any) -> None:
    """Hold one field's value to the model's limits. Raises Unfit."""
    try:
        model.model_validate({**fields, entry.name: value})
    except ValidationError as error:
        details = error.errors(include_url=False)
        mine = [detail for detail in details if detail["loc"][:1] == (entry.name,)]
        if mine:
            raise Unfit(explain(model, mine[0])) from None


def complete(model: type[Content], fields: Mapping[str, Any]) -> tuple[Content | None, list[str]]:
    """Return the content if the fields make one, else what is still wrong, a sentence each."""
    try:
        return model.model_validate(dict(fields)), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, list(dict.fromkeys(explain(model, detail) for detail in details))


def say(entry: Entry, value: Any, now: datetime, calendar: Calendar | None = None) -> str:
    """Return a field's value as words; moments on the clock of `now`, which is the office's.

    With a calendar they say where they stand to the nearest holiday.
    """
    if value in (None, "", []):
        return "（空）"
    match entry.shape:
        case Shape.MOMENT:
            at = datetime.fromisoformat(value).astimezone(now.tzinfo)
            return say_placed(at, calendar) if calendar else say_moment(at)
        case Shape.LINES:
            return "\n".join(f"{number}．{line}" for number, line in enumerate(value, start=1))
        case Shape.YES_NO:
            return "是" if value else "否"
        case Shape.FILE:
            return str(value["name"])
        case Shape.FILES:
            return "、".join(str(one["name"]) for one in value)
    return str(value)


def clean(text: str) -> str:
    """Return typed text without the control characters that no database and no screen wants."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def read_moment(text: str, now: datetime, calendar: Calendar, default_time: time) -> datetime:
    """Return a moment to come, as typed. Raises Unfit for one that is unclear or past."""
    try:
        at = parse_moment(clean(text), now, calendar, default_time)
    except Unclear as unclear:
        raise Unfit(str(unclear)) from None
    if at <= now:
        said = say_date(at.date()) if at.time() == default_time == NO_CLOCK else say_moment(at)
        raise Unfit(f"{said}已经过去，请写一个以后的时间。")
    return at


def _shape(info: FieldInfo) -> Shape:
    annotation = info.annotation
    if type(None) in get_args(annotation):  # X | None
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    if annotation in (AwareDatetime, datetime):
        return Shape.MOMENT
    if get_origin(annotation) in (list, tuple) and get_args(annotation)[0] is str:
        return Shape.LINES
    if get_origin(annotation) is Literal:
        return Shape.CHOICE
    if annotation is str:
        return Shape.TEXT
    if annotation is Attachment:
        return Shape.FILE
    if annotation == list[Attachment]:
        return Shape.FILES
    if annotation in (bool, int):
        return Shape.YES_NO if annotation is bool else Shape.NUMBER
    raise TypeError(f"no way to type {info.title or annotation}: {annotation}")


def _options(info: FieldInfo) -> tuple[str, ...]:
    annotation = info.annotation
    if type(None) in get_args(annotation):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    return tuple(str(option) for option in get_args(annotation))


def _limits(info: FieldInfo, shape: Shape) -> str:
    low = next((m.min_length for m in info.metadata if isinstance(m, MinLen)), None)
    high = next((m.max_length for m in info.metadata if isinstance(m, MaxLen)), None)
    if shape is Shape.NUMBER:
        least = next((m.ge for m in info.metadata if isinstance(m, Ge)), None)
        most = next((m.le for m in info.metadata if isinstance(m, Le)), None)
        return "整数" if least is None or most is None else f"{least}至{most}的整数"
    if shape is Shape.MOMENT:
        return "写明日期和钟点"
    if shape is Shape.YES_NO:
        return "是或否"
    if shape is Shape.CHOICE:
        return "从按钮中选一项"
    unit = {Shape.LINES: "条", Shape.FILES: "个"}.get(shape, "字")
    if high is None:
        return ""
    return f"{low}至{high}{unit}" if low and low > 1 else f"最多{high}{unit}"


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n")]
    # Two blank lines in a row say no more than one.
    return [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]


def _number(entry: Entry, text: str) -> int:
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if found is None:
        raise Unfit(f"“{entry.title}”要填整数，如 10。请重新输入。")
    return int(found[0])


def _moment(entry: Entry, text: str, now: datetime, calendar: Calendar) -> datetime:
    at = read_moment(text, now, calendar, NO_CLOCK)
    # Read once more with another default: where the two differ, no time of day was typed.
    if at != read_moment(text, now, calendar, time(23, 58)):
        day = f"{at.month}月{at.day}日"
        raise Unfit(f"“{entry.title}”还差钟点，请连日期一起写，如：{day}下午3点。")
    return at


def _items(entry: Entry, text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    # Whoever pastes a numbered list means its lines: numbers are put in when it is shown.
    if len(lines) > 1 and all(_ENUMERATED.match(line) for line in lines):
        lines = [_ENUMERATED.sub("", line, count=1) for line in lines]
        lines = [line for line in lines if line]
    for number, line in enumerate(lines, start=1):
        if len(line) > ITEM_LIMIT:
            raise Unfit(
                f"“{entry.title}”第{number}条有{len(line)}字，一条最多{ITEM_LIMIT}字，请删减或分成几条。"
            )
    return lines


def _yes_no(entry: Entry, text: str) -> bool:
    if text not in _YES:
        raise Unfit(f"“{entry.title}”请回答“是”或“否”。")
    return _YES[text]


def _choice(entry: Entry, text: str) -> str:
    if text not in entry.options:
        raise Unfit(f"“{entry.title}”请从这几项中选：{'、'.join(entry.options)}。")
    return text
