"""Figures for the tests of this folder: a few made by hand, and hypothesis strategies for any."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from activities.state import State
from reports.figures import ActivityFigures, Counts, Delivery, DepartmentLine, Overview, PersonLine

NOW = datetime(2026, 12, 24, 14, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

OFFICE = DepartmentLine("办公室", Counts(done=3, exempt=1, overdue=2))
LAW = DepartmentLine("政策法规处", Counts(done=4, declined=1, unreachable=1, pending=5))
PEOPLE = (
    PersonLine("张三", "办公室", "主任", State.DONE, "", "", NOW - timedelta(hours=2), late=True),
    PersonLine("欧阳明月", "办公室", "科员", State.OVERDUE, "", "", None, late=False),
    PersonLine("李四", "政策法规处", "", State.UNREACHABLE, "", "已停用机器人", None, late=False),
    PersonLine("王小五", "政策法规处", "", State.PENDING, "已报名", "", None, late=False),
)


def activity(
    departments: Sequence[DepartmentLine] = (OFFICE, LAW),
    people: Sequence[PersonLine] = PEOPLE,
    title: str = "2027年元旦廉洁过节提醒",
    status: str = "进行中",
    extras: tuple[tuple[str, str], ...] = (),
) -> ActivityFigures:
    """Return one activity: 17 asked, 7 done, 1 exempt unless told otherwise."""
    return ActivityFigures(
        activity_id=1,
        title=title,
        kind_title="提醒",
        status_title=status,
        published_at=NOW - timedelta(days=3),
        deadline=NOW + timedelta(days=7),
        departments=tuple(departments),
        delivery=Delivery(delivered=13, uncertain=2, waiting=1, failed=1),
        people=tuple(people),
        extras=extras,
    )


def overview(*activities: ActivityFigures) -> Overview:
    """Return the overview of the whole bureau."""
    return Overview("某市应急管理局", "全局", NOW, activities)


def many_departments(number: int) -> tuple[DepartmentLine, ...]:
    """Return departments numbered from 1, of 1 to 40 people in all sorts of states."""
    return tuple(
        DepartmentLine(f"第{n}处", Counts(n % 30, n % 3, n % 4, n % 2, n % 7, 1))
        for n in range(1, number + 1)
    )


names = st.text(min_size=1, max_size=80) | st.sampled_from(
    ["<b>", "A&B", "=1+1", "𠮷野家", "镕喆䶮囧〇", "$x_1$"]
)
counts = st.builds(Counts, *[st.integers(0, 2000)] * 6)
people = st.builds(
    PersonLine,
    name=names,
    department=st.sampled_from(["办公室", "法规处", "<i>"]),
    position=names,
    state=st.sampled_from(State),
    stage=st.just("") | names,
    note=st.just("") | names,
    done_at=st.none() | st.just(NOW),
    late=st.booleans(),
)
activities = st.builds(
    activity,
    departments=st.lists(st.builds(DepartmentLine, names, counts), max_size=12),
    people=st.lists(people, max_size=60),
    title=names,
    status=st.sampled_from(["发布中", "进行中", "已结束", "已撤回"]),
)
