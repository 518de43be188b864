"""Reading a typed answer, and saying one."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from activities.survey.form import Question, Sort
from language.free_text import plain
from workdays.words import say_date

LONGEST_ANSWER = 500
_UNIT = r"\s*[人个次项条份件家名户处起元天岁分]?"
_NUMBER = re.compile(rf"(-?\d{{1,9}}(?:\.\d{{1,2}})?){_UNIT}")
_ONE = "[一二两三四五六七八九]"
# 三十, 一百二十人; but 二三十, 三四 and 二百五 say no one number.
_WORDED = re.compile(f"(?:{_ONE}百(?:零{_ONE}|{_ONE}十{_ONE}?)?|{_ONE}?十{_ONE}?|{_ONE}|零){_UNIT}")
_DATE = re.compile(r"(?:(\d{4})\s*[年./-]\s*)?(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "后天": 2}


class Unreadable(ValueError):
    """Words that are no answer to the question; str() says what to send instead."""


def read_answer(question: Question, text: str, today: date) -> Any:
    """Return typed words as an answer. Raises Unreadable."""
    typed = text.strip()
    match question.sort:
        case Sort.TEXT:
            return _text(typed)
        case Sort.NUMBER:
            return _number(question, unicodedata.normalize("NFKC", typed).replace(",", ""))
        case Sort.DATE:
            return _date(unicodedata.normalize("NFKC", typed), today).isoformat()
    raise Unreadable("这一题请点按钮选择，不用输入文字。")


def fits(question: Question, value: Any) -> bool:
    """Tell whether a stored answer is one to this question as it reads now."""
    match question.sort:
        case Sort.SINGLE:
            return value in question.options
        case Sort.MULTIPLE:
            return isinstance(value, list) and bool(value) and set(value) <= set(question.options)
        case Sort.SCALE | Sort.NUMBER:
            return isinstance(value, int | float) and _within(question, value)
        case _:
            return isinstance(value, str)


def say_answer(question: Question, value: Any) -> str:
    """Return an answer as words."""
    if value is None:
        return "（未填）"
    match question.sort:
        case Sort.MULTIPLE:
            return "、".join(value)
        case Sort.SCALE:
            return f"{value}分"
        case Sort.DATE:
            return say_date(date.fromisoformat(value))
    return str(value)


def _text(typed: str) -> str:
    if not typed:
        raise Unreadable("没有看到文字，请重新输入。")
    if len(typed) > LONGEST_ANSWER:
        raise Unreadable(f"最多{LONGEST_ANSWER}字，您写了{len(typed)}字，没有保存。请删减后重新发送。")
    return typed


def _number(question: Question, typed: str) -> int | float:
    span = f"{question.low}至{question.high}的" if question.low is not None else ""
    wanted = f"这一题要填{span}数字，如：{question.high if question.high is not None else 3}。"
    found = _NUMBER.fullmatch(plain(typed) if _WORDED.fullmatch(typed) else typed)
    if found is None:
        raise Unreadable(f"没看懂，没有保存。{wanted}请重新输入，只写数字。")
    value = float(found[1])
    number = int(value) if value.is_integer() else value
    if not _within(question, number):
        raise Unreadable(f"{number}超出范围，没有保存。{wanted}请重新输入。")
    return number


def _within(question: Question, value: float) -> bool:
    return question.low is None or question.high is None or question.low <= value <= question.high


def _date(typed: str, today: date) -> date:
    if typed in _DAYS:
        return today + timedelta(days=_DAYS[typed])
    found = _DATE.fullmatch(typed) or _EIGHT.fullmatch(typed) or _DATE.fullmatch(plain(typed))
    if found is None:
        raise Unreadable("没看懂这个日期，没有保存。请这样写：2027年3月5日，或 3月5日。")
    try:
        return date(int(found[1] or today.year), int(found[2]), int(found[3]))
    except ValueError:
        raise Unreadable("没有这一天，没有保存。请核对后重新输入，如：2027年3月5日。") from None
