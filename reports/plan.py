"""The year's plan with what was done for it, as plain values and as text for the chat."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from activities.kind import esc

REVIEW_COLUMNS = (
    "序号",
    "编号",
    "名称",
    "原文",
    "责任主体",
    "参加对象",
    "频次",
    "月份",
    "次数",
    "办理方式",
    "处理",
)
STATES = ("逾期", "临近", "未设定", "正常", "常态", "完成")
MARKS = {"逾期": "🔴", "临近": "🟡", "未设定": "⚪", "正常": "🟢", "常态": "🟢", "完成": "✅"}
DEFINITIONS = (
    ("计次", "按本条关联的活动和台账登记计算；活动以已过办理时间或已结束为准，撤回的不计。"),
    ("完成", "全年要求的次数已经达到。"),
    ("逾期", "已经结束的月份、季度、半年或全年里，次数没有达到，也没有补上。"),
    ("临近", "本期已过三分之二还没有安排，或下次时间在两周以内。"),
    ("正常", "到今天为止该做的都做了。"),
    ("常态", "计划没有写次数，只记录开展了几次。"),
    ("未设定", "原文没有写明次数，等秘书填写；不按0次计，也不算完成。"),
)


@dataclass(frozen=True)
class ReviewRow:
    """A row of the workbook in which the list is gone through: words as people write them."""

    id: int
    number: str
    title: str
    sentence: str
    responsible: str
    participants: str
    every: str
    months: str
    quota: str
    kind: str
    keep: str


@dataclass(frozen=True)
class Held:
    """One time that something was done for an item, or is arranged."""

    day: date
    title: str
    times: int = 1
    activity_id: int = 0  # 0 where it was none
    people: str = ""  # how many were asked and how many did it, in words


@dataclass(frozen=True)
class PlanLine:
    """One item: what it promises and how it stands. `due` is None where no number is promised."""

    id: int
    number: str
    title: str
    sentence: str
    responsible: str
    participants: str
    promise: str
    kind: str
    state: str
    done: int
    due: int | None
    next: date | None
    planned: bool
    held: tuple[Held, ...] = ()
    arranged: tuple[Held, ...] = ()
    parent: str = ""

    @property
    def progress(self) -> str:
        """Return 2/4, or 2次 where no number is promised."""
        return f"{self.done}/{self.due}" if self.due is not None else f"{self.done}次"


@dataclass(frozen=True)
class PlanYear:
    """A year's plan as of a moment on the office's clock. `computed`: its holidays are not official yet."""

    bureau: str
    title: str
    year: int
    as_of: datetime
    lines: tuple[PlanLine, ...]
    computed: bool = False

    @property
    def counts(self) -> Counter[str]:
        """Return how many items stand in each state."""
        return Counter(line.state for line in self.lines)

    @property
    def numbered(self) -> Sequence[PlanLine]:
        """Return the items that promise a number."""
        return [line for line in self.lines if line.due is not None]


def plan_summary(year: PlanYear) -> list[str]:
    """Return the head lines of every report on the plan, as HTML."""
    counts = year.counts
    states = "，".join(f"{MARKS[state]}{state}{counts[state]}" for state in STATES if counts[state])
    met = sum(line.done >= (line.due or 0) for line in year.numbered)
    lines = [f"<b>{esc(year.title)}</b>　{year.year}年"]
    lines.append(f"共{len(year.lines)}条：{states}")
    lines.append(f"写明次数的{len(year.numbered)}条，已达到的{met}条。")
    if year.computed:
        lines.append("⚠ 这一年的放假安排还是推算的，日期以国务院办公厅通知为准。")
    return lines


def say_line(line: PlanLine) -> str:
    """Return an item as a line, as HTML."""
    next_ = ""
    if line.next is not None:
        arranged = "" if line.planned else "建议"
        next_ = f"，下次{arranged}{line.next.month}月{line.next.day}日"
    return f"{MARKS[line.state]}{esc(line.title)}　{line.progress}（{esc(line.promise)}）{line.state}{next_}"
