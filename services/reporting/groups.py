"""Figures by department, branch, kind, month, plan item or person, each group with what leads into it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from activities.registry import KINDS
from reports.figures import Counts, DepartmentLine, total
from reports.grouped import Grouped, Matrix
from reports.wording import ROSTER_ORDER
from services.reporting.counts import count, states_sum
from services.reporting.desk import Desk
from services.reporting.period import months
from services.reporting.scope import Scope, activities_in, branches, items_of_plan, say_scope, status_at
from storage import people
from storage.activities import WITHDRAWN, Activity
from storage.people import Person
from storage.plans import items_of, plan_in_force

K = TypeVar("K", bound=Hashable)

Group = tuple[str, Counts, Scope | None]
"""A group's name, its figures, and the scope its button leads to."""

NO_BRANCH = "未填支部"
NO_ITEM = "未对应计划任务"
COLUMNS = 12  # activities of a matrix


def by_department(desk: Desk) -> tuple[Grouped, list[Group]]:
    """Count by department, in roster order."""
    counted = _sums(count(desk.session, desk.now, desk.scope, _ids(desk)))
    groups: list[Group] = [
        (one.name, counted[one.id], desk.scope.narrowed(department=one.id))
        for one in people.departments(desk.session)
        if one.id in counted
    ]
    return _grouped(desk, "按处室", "处室", groups, ROSTER_ORDER), groups


def by_branch(desk: Desk) -> tuple[Grouped, list[Group]]:
    """Count by the branch that was frozen when something was asked, in roster order."""
    counted = _sums(count(desk.session, desk.now, desk.scope, _ids(desk), "branch"))
    order = [name for name in branches(desk.session) if name in counted]
    order += sorted(name for name in counted if name and name not in order)
    groups: list[Group] = [(name, counted[name], desk.scope.narrowed(branch=name)) for name in order]
    if "" in counted:
        groups.append((NO_BRANCH, counted[""], None))
    note = "支部按名册顺序排列，不排名；以发布时所在支部为准。"
    return _grouped(desk, "按支部", "支部", groups, note), groups


def by_kind(desk: Desk) -> tuple[Grouped, list[Group]]:
    """Count by kind of activity."""
    of_kind = [(one.kind, one.id) for one in _activities(desk)]
    groups: list[Group] = [
        (KINDS[kind].title, counts, desk.scope.narrowed(kind=kind))
        for kind, counts in _by(desk, of_kind, KINDS).items()
    ]
    return _grouped(desk, "按类型", "类型", groups, "一项属于一种类型。"), groups


def by_month(desk: Desk) -> tuple[Grouped, list[Group]]:
    """Count by the month in which it was published."""
    figures, groups, _ = months_and_grid(desk)
    return figures, groups


def months_and_grid(desk: Desk) -> tuple[Grouped, list[Group], Matrix]:
    """Count by month, and set departments against the months of a year, from one count."""
    activities = _activities(desk)
    counted = count(desk.session, desk.now, desk.scope, [one.id for one in activities])
    month_of = {one.id: _month(desk, one) for one in activities if one.id in counted}
    by_month: dict[date, dict[int, Counts]] = {}
    for first in sorted(set(month_of.values())):
        by_month[first] = _sums({id_: keys for id_, keys in counted.items() if month_of[id_] == first})
    groups: list[Group] = []
    for first, of_month in by_month.items():
        begin, end = months(first.year, first.month, first.month)
        into = desk.scope.narrowed(first=begin, last=end)
        groups.append((f"{first.year}年{first.month}月", total(of_month.values()), into))
    figures = _grouped(desk, "按月份", "月份", groups, "按发布的月份归月。")
    return figures, groups, _year_grid(desk, by_month)


def by_item(desk: Desk) -> tuple[Grouped, list[Group]]:
    """Count by the item of the year's plan that an activity counts for; a part's own before the whole's."""
    year = (desk.scope.first or desk.office.today(desk.moment)).year
    plan = plan_in_force(desk.session, year)
    items = items_of(desk.session, plan.id) if plan else ()
    of_item = items_of_plan(desk.session, desk.office, desk.now, plan.id) if plan else {}
    owner: dict[int, int] = {}
    for item in sorted(items, key=lambda one: one.parent_id is None):
        for activity_id in of_item.get(item.id, ()):
            owner.setdefault(activity_id, item.id)
    pairs = [(owner.get(one.id, 0), one.id) for one in _activities(desk)]
    counted = _by(desk, pairs, [*(item.id for item in items), 0])
    titles = {item.id: item.title for item in items}
    groups: list[Group] = [
        (titles.get(id_, NO_ITEM), counts, desk.scope.narrowed(item=id_) if id_ else None)
        for id_, counts in counted.items()
    ]
    note = "一项只计入一条任务；其中的部分计入部分，不重复计入整体。"
    return _grouped(desk, f"按{year}年计划任务", "任务", groups, note), groups


def by_person(desk: Desk) -> tuple[Grouped, list[Group]]:
    """Count by person, in roster order."""
    counted = _sums(count(desk.session, desk.now, desk.scope, _ids(desk), "person_id"))
    query = select(Person.id, Person.name).join(Person.department).order_by(*people.ROSTER_ORDER)
    groups: list[Group] = [
        (row.name, counted[row.id], desk.scope.narrowed(person=row.id))
        for row in desk.session.execute(query)
        if row.id in counted
    ]
    return _grouped(desk, "按人员", "人", groups, "人员按名册顺序排列，不排名。"), groups


def matrix(desk: Desk) -> tuple[Matrix, int]:
    """Return departments against a page of activities, newest first, and how many activities there are."""
    activities = _activities(desk)
    shown = activities[desk.page * COLUMNS : (desk.page + 1) * COLUMNS]
    counted = count(desk.session, desk.now, desk.scope, [one.id for one in shown])
    numbers = range(desk.page * COLUMNS + 1, desk.page * COLUMNS + 1 + len(shown))
    names = []
    for number, one in zip(numbers, shown, strict=True):
        day = desk.office.local(one.published_at or one.opens_at)
        names.append(f"{number}．{one.title}（{day.month}月{day.day}日发布）")
    columns = [counted.get(one.id, {}) for one in shown]
    heads = tuple(map(str, numbers))
    return _matrix(desk, "处室与事项", heads, tuple(names), columns), len(activities)


def _year_grid(desk: Desk, by_month: Mapping[date, Mapping[int, Counts]]) -> Matrix:
    """Return departments against the months of a year: the scope's, else the twelve up to now."""
    last = desk.scope.last or desk.office.today(desk.moment)
    final = last.year * 12 + (11 if desk.scope.last else last.month - 1)
    ends = [date(month // 12, month % 12 + 1, 1) for month in range(final - 11, final + 1)]
    columns = [by_month.get(first, {}) for first in ends]
    title = f"{last.year}年各月"
    if ends[0].year != ends[-1].year:
        title = f"{ends[0].year}年{ends[0].month}月至{ends[-1].year}年{ends[-1].month}月"
    heads = tuple(f"{first.month}月" for first in ends)
    return _matrix(desk, f"{title}办理情况", heads, (), columns, ("按发布的月份归月。",))


def _matrix(
    desk: Desk,
    title: str,
    heads: tuple[str, ...],
    names: tuple[str, ...],
    columns: Sequence[Mapping[int, Counts]],
    notes: tuple[str, ...] = (),
) -> Matrix:
    rows = tuple(
        (one.name, tuple(column.get(one.id, Counts()) for column in columns))
        for one in people.departments(desk.session)
        if any(one.id in column for column in columns)
    )
    above = f"{desk.office.bureau} · {say_scope(desk.session, desk.scope)}"
    return Matrix(above, title, desk.office.local(desk.moment), heads, names, rows, notes)


def _grouped(desk: Desk, title: str, one: str, groups: Sequence[Group], note: str) -> Grouped:
    return Grouped(
        bureau=desk.office.bureau,
        title=title,
        one=one,
        scope=say_scope(desk.session, desk.scope),
        as_of=desk.office.local(desk.moment),
        unit="人" if desk.scope.activity else "人次",
        lines=tuple(DepartmentLine(name, counts) for name, counts, _ in groups),
        note=note,
    )


def _activities(desk: Desk) -> Sequence[Activity]:
    """Return the activities that count: what was withdrawn is listed elsewhere, and counted nowhere."""
    found = activities_in(desk.session, desk.office, desk.now, desk.scope)
    return [one for one in found if status_at(one, desk.scope.at) != WITHDRAWN]


def _ids(desk: Desk) -> list[int]:
    return [one.id for one in _activities(desk)]


def _by(desk: Desk, of: Sequence[tuple[K, int]], order: Iterable[K]) -> dict[K, Counts]:
    """Return sums by what each activity belongs to, in the order given, without groups that ask nobody."""
    each = states_sum(count(desk.session, desk.now, desk.scope, [id_ for _, id_ in of]))
    sums: dict[K, Counts] = {}
    for key, id_ in of:
        sums[key] = sums.get(key, Counts()) + each.get(id_, Counts())
    return {key: sums[key] for key in order if key in sums and sums[key].asked}


def _sums(counted: Mapping[int, Mapping[K, Counts]]) -> dict[K, Counts]:
    sums: dict[K, Counts] = defaultdict(Counts)
    for of_activity in counted.values():
        for key, counts in of_activity.items():
            sums[key] += counts
    return dict(sums)


def _month(desk: Desk, activity: Activity) -> date:
    return desk.office.today(activity.published_at or activity.opens_at).replace(day=1)
