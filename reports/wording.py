"""Words and figures as every report writes them, so that text, picture and workbook never differ."""

import re
from datetime import datetime
from unicodedata import category

from activities.state import State
from reports.figures import ActivityFigures, Counts, Delivery, DepartmentLine, Overview, total

UNFINISHED = (State.OVERDUE, State.UNREACHABLE, State.DECLINED, State.PENDING)
"""What still needs somebody to act, the most urgent first."""

ROSTER_ORDER = "处室按名册顺序排列，不排名。"
SUM_RULE = "六种状态互不重复，相加等于应办人数。"
STILL_PUBLISHING = "正在发布，应办人数还在增加，以发布完成后的数字为准。"
WITHDRAWN_NOTE = "不计入合计"
NO_DELIVERY = "这里只列办理情况，不列消息送达情况。"

_PUBLISHING = "发布中"
_WITHDRAWN = "已撤回"
_INVISIBLE = {"Cc", "Cf", "Cs"}  # control, direction marks, lone surrogates: they break or disguise a line


def is_publishing(figures: ActivityFigures) -> bool:
    """Tell whether assignments are still being made, so that the figures will grow."""
    return figures.status_title == _PUBLISHING


def is_withdrawn(figures: ActivityFigures) -> bool:
    """Tell whether the activity was taken back: listed, never counted."""
    return figures.status_title == _WITHDRAWN


def overview_counts(overview: Overview) -> Counts:
    """Return the sum over all activities that count; people are counted once for each activity (人次)."""
    return total(figures.counts for figures in overview.activities if not is_withdrawn(figures))


def departments_of(overview: Overview) -> tuple[DepartmentLine, ...]:
    """Return the sum over all activities that count by department, in roster order."""
    sums: dict[tuple[int, str], Counts] = {}
    for figures in overview.activities:
        for line in figures.departments if not is_withdrawn(figures) else ():
            key = line.place, line.name
            sums[key] = sums.get(key, Counts()) + line.counts
    ordered = sorted(sums, key=lambda key: key[0])
    return tuple(DepartmentLine(name, sums[place, name], place) for place, name in ordered)


def overview_delivery(overview: Overview) -> Delivery | None:
    """Return the sum of the messages of all activities that count; None where they are not counted."""
    counting = [figures.delivery for figures in overview.activities if not is_withdrawn(figures)]
    each = [delivery for delivery in counting if delivery is not None]
    if len(each) < len(counting):
        return None
    return Delivery(
        delivered=sum(delivery.delivered for delivery in each),
        uncertain=sum(delivery.uncertain for delivery in each),
        waiting=sum(delivery.waiting for delivery in each),
        failed=sum(delivery.failed for delivery in each),
    )


def say_short_moment(at: datetime) -> str:
    """Return 12月24日14:30, for lists in which the year is plain."""
    return f"{at.month}月{at.day}日{at:%H:%M}"


def say_rate(counts: Counts) -> str:
    """Return 85.7%; 100% only once everybody has done it, 0% only while nobody has; — for nobody."""
    if counts.rate is None:
        return "—"
    if counts.rate in (0, 1):
        return f"{counts.rate:.0%}"
    return f"{min(max(counts.rate * 100, 0.1), 99.9):.1f}%"


def say_base(counts: Counts, unit: str) -> str:
    """Return 除免 2 人，33 人中完成 20 人: what the rate is taken of."""
    base = counts.asked - counts.exempt
    if not base:
        whom = "事项" if unit == "项" else "人员"
        return f"没有需要办理的{whom}" if counts.asked else f"没有应办{whom}"
    without = f"除免 {counts.exempt} {unit}，" if counts.exempt else ""
    return f"{without}{base} {unit}中完成 {counts.done} {unit}"


def say_delivery(delivery: Delivery | None) -> str:
    """Return how the messages fared; delivered is not done, and the sentence says so."""
    if delivery is None:
        return NO_DELIVERY
    parts = [f"已送达 {delivery.delivered} 条", f"不确定 {delivery.uncertain} 条"]
    if delivery.waiting:
        parts.append(f"待发 {delivery.waiting} 条")
    if delivery.failed:
        parts.append(f"发不出 {delivery.failed} 条")
    return f"消息{'，'.join(parts)}。送达不等于已办。"


def say_states(counts: Counts, order: tuple[State, ...], unit: str) -> str:
    """Return 逾期 2 人，待完成 3 人: the states that occur, in the given order; empty where none does."""
    return "，".join(f"{state.label} {counts.of(state)} {unit}" for state in order if counts.of(state))


def say_headline(counts: Counts, unit: str) -> str:
    """Return what a reader must know first: who is still missing, or that nobody is."""
    if not counts.asked:
        return "没有应办人员"
    return say_states(counts, UNFINISHED, unit) or "全部办结"


def align_name(name: str) -> str:
    """Return 张　三 for 张三, so that names of two and of three characters line up; others unchanged."""
    if len(name) == 2 and all(ord(letter) >= 0x3400 for letter in name):
        return f"{name[0]}\u3000{name[1]}"
    return name


def one_line(text: str) -> str:
    """Return the text without control characters and with every run of white space as one space.

    The full-width space inside 张　三 stays.
    """
    spaced = (" " if letter in "\t\n\r" else letter for letter in text)
    kept = "".join(letter for letter in spaced if category(letter) not in _INVISIBLE)
    return re.sub(r" {2,}", " ", kept).strip()


def clip(text: str, length: int) -> str:
    """Return the text on one line of at most `length` characters, cut with an ellipsis."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1] + "…"
