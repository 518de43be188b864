"""A register's year: what it adds up to, as text for the chat. The workbook is in reports.register_sheets."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from activities.kind import esc

WHOLE = "全局"
LONGEST_TEXT = 3500  # characters: below the messenger's limit, tags included


@dataclass(frozen=True)
class Entry:
    """One entry. `counts` is False where a later one replaced it, or struck it out."""

    number: int  # serial, within the year
    day: date
    category: str
    department: str
    amount: int
    reference: str
    by: str
    recorded: datetime  # in the office's zone
    note: str
    counts: bool


@dataclass(frozen=True)
class Coverage:
    """How many files of a department's 在编 staff are kept."""

    department: str
    staff: int
    kept: int


@dataclass(frozen=True)
class RegisterYear:
    """A year of one register: every entry ever made, departments in roster order, and what is kept now."""

    bureau: str
    title: str
    unit: str
    year: int
    categories: tuple[str, ...]
    departments: tuple[str, ...]
    entries: tuple[Entry, ...]
    adds_up: bool  # whether a sum over its categories says anything
    coverage: tuple[Coverage, ...] = ()

    @property
    def counted(self) -> list[Entry]:
        """Return the entries that count."""
        return [entry for entry in self.entries if entry.counts]

    @property
    def total(self) -> int:
        """Return the sum of everything that counts."""
        return sum(entry.amount for entry in self.counted)


def by_month(year: RegisterYear) -> Counter[tuple[str, int]]:
    """Return the amounts by (category, month)."""
    sums: Counter[tuple[str, int]] = Counter()
    for entry in year.counted:
        sums[entry.category, entry.day.month] += entry.amount
    return sums


def by_department(year: RegisterYear) -> Counter[tuple[str, str]]:
    """Return the amounts by (department, category)."""
    sums: Counter[tuple[str, str]] = Counter()
    for entry in year.counted:
        sums[entry.department, entry.category] += entry.amount
    return sums


def departments_of(year: RegisterYear) -> list[str]:
    """Return the departments that have entries in roster order, the whole bureau last."""
    found = {entry.department for entry in year.counted}
    return [name for name in (*year.departments, WHOLE) if name in found]


def register_text(year: RegisterYear) -> str:
    """Say what a year adds up to, as the messenger's HTML."""
    head = f"<b>{esc(year.title)}　{year.year}年</b>"
    lines = [head]
    if year.coverage:
        lines += [say_coverage(year.coverage), *_not_covered(year.coverage)]
    if not year.counted:
        return "\n".join([*lines, "这一年还没有登记。"])
    lines += [f"合计：{year.total}{year.unit}"] if year.adds_up else []
    months, departments = by_month(year), by_department(year)
    of_category = {one: sum(months[one, month] for month in range(1, 13)) for one in categories_of(year)}
    lines.append("按类别：" + _said((esc(name), amount) for name, amount in of_category.items()))
    if year.adds_up:
        per_month = [
            (f"{month}月", sum(months[one, month] for one in categories_of(year))) for month in range(1, 13)
        ]
        lines.append("按月份：" + _said(per_month))
    lines += ["", "按处室："]
    for name in departments_of(year):
        parts = [(esc(one), departments[name, one]) for one in categories_of(year)]
        lines.append(f"{esc(name)}：{_said(parts)}")
        if sum(map(len, lines)) > LONGEST_TEXT:
            lines[-1] = "处室较多，其余请点“导出 Excel”查看。"
            break
    return "\n".join(lines)


def say_coverage(coverage: Iterable[Coverage]) -> str:
    """Say how far the files cover the 在编 staff."""
    listed = list(coverage)
    staff, kept = sum(one.staff for one in listed), sum(one.kept for one in listed)
    said = f"在编{staff}人，已建档{kept}份"
    # No department makes up for another's missing files.
    covered = sum(min(one.staff, one.kept) for one in listed)
    return f"{said}，覆盖率{covered / staff:.1%}" if staff else f"{said}（花名册还没有填人员类别“在编”）"


def _not_covered(coverage: Iterable[Coverage]) -> list[str]:
    listed = list(coverage)
    missing = [f"{esc(one.department)}差{one.staff - one.kept}份" for one in listed if one.kept < one.staff]
    beyond = [f"{esc(one.department)}多{one.kept - one.staff}份" for one in listed if one.kept > one.staff]
    lines = ["还没有全部建档：" + "、".join(missing[:40])] if missing else []
    if beyond:
        lines.append("份数多于在编人数，请核对（调出、退休的按“移出”登记）：" + "、".join(beyond[:40]))
    return lines


def categories_of(year: RegisterYear) -> list[str]:
    """Return the categories with entries, an older release's last."""
    return list(dict.fromkeys((*year.categories, *(entry.category for entry in year.counted))))


def _said(parts: Iterable[tuple[str, int]]) -> str:
    return "，".join(f"{name}{amount}" for name, amount in parts if amount) or "无"
