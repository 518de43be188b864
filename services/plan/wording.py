"""How often, how many times and in which way, in words, and read back from a workbook."""

import re
from collections.abc import Mapping

from activities.registry import KINDS
from services.plan.standing import Promise
from services.registers.books import BOOKS
from storage.plans import PlanItem

REGISTER = "register:"
EVERY: Mapping[str, str] = {
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "half": "每半年",
    "year": "每年",
    "holiday": "重要节假日",
    "once": "一次性",
    "ongoing": "经常性",
    "": "没有写",
}
UNSET = "未设定"
MOST = 366  # times in a year


def promise_of(item: PlanItem) -> Promise:
    """Return what an item promises."""
    return Promise(item.every, tuple(item.months), item.quota, item.unset)


def say_promise(promise: Promise) -> str:
    """Return a promise as words: 每季度1次; 每年，次数未设定; 6月，一次性."""
    months = f"（{say_months(promise.months)}）" if promise.months else ""
    if promise.unset:
        every = EVERY[promise.every] + months + "，" if promise.every else ""
        return f"{every}次数{UNSET}"
    if promise.every == "once":
        named = f"{say_months(promise.months)}，" if promise.months else ""
        return f"{named}{promise.quota or 1}次"
    if promise.every in ("", "ongoing") and promise.quota is None:
        return "没有写频次" if not promise.every else EVERY["ongoing"]
    if promise.every == "holiday":
        return EVERY["holiday"]
    return f"{EVERY[promise.every or 'year']}{promise.quota or 1}次{months}"


def say_months(months: tuple[int, ...]) -> str:
    """Return 3、6、9月."""
    return "、".join(map(str, months)) + "月" if months else ""


def kind_titles() -> dict[str, str]:
    """Return every way an item may be served, with its title: the kinds, then the registers."""
    kinds = {name: kind.title for name, kind in KINDS.items()}
    return kinds | {f"{REGISTER}{book.name}": f"台账：{book.title}" for book in BOOKS.values()}


def say_kind(kind: str) -> str:
    """Return how an item is served; one that an older release knew is said as it was stored."""
    return kind_titles().get(kind, kind)


def read_every(text: str) -> str | None:
    """Return the period that a cell of a workbook names, None where it names none."""
    return next(
        (name for name, word in EVERY.items() if word == text.strip()), "" if not text.strip() else None
    )


def read_kind(text: str) -> str | None:
    """Return the way that a cell names, None where it names none."""
    return next((kind for kind, title in kind_titles().items() if title == text.strip()), None)


def read_months(text: str) -> tuple[int, ...] | None:
    """Return the months that a cell names, None where it names something else."""
    numbers = re.findall(r"\d+", text)
    if re.sub(r"[\d、，,月 ]", "", text) or any(not 1 <= int(one) <= 12 for one in numbers):
        return None
    return tuple(sorted({int(one) for one in numbers}))


def read_quota(text: str) -> int | None:
    """Return a number of times that was typed, None where it is none."""
    found = re.fullmatch(r"\s*(\d{1,3})\s*次?\s*", text)
    return int(found[1]) if found and 1 <= int(found[1]) <= MOST else None
