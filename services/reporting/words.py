"""What is typed after /report: names, kinds, periods, views and past moments, in any order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from activities.registry import KINDS
from language.names import name_key
from services.calendars import office_calendar
from services.office import Office
from services.refusals import Refusal
from services.reporting.period import read_period
from services.reporting.scope import Scope, branches
from storage import people
from storage.activities import WITHDRAWN, Activity
from storage.people import Person
from storage.plans import items_of, plan_in_force
from workdays.holidays import Calendar
from workdays.words import Unclear, parse_moment

# What a view is called when it is typed. Each is the name of a view in services.reporting.views.
VIEWS = {
    "事项": "o",
    "事项列表": "o",
    "处室": "d",
    "支部": "b",
    "类型": "k",
    "人员": "p",
    "计划": "i",
    "月份": "n",
    "月": "n",
    "年度图": "n",
    "处室与事项": "x",
    "处室事项表": "x",
    "完成率排序": "D",
    "时间": "t",
    "角度": "m",
    "进程": "c",
    "办理进程": "c",
    "名单": "l",
    "未办理名单": "l",
    "excel": "s",
    "导出": "s",
    "台账": "s",
    "word": "q",
    "公文": "q",
    "材料包": "z",
    "检查材料包": "z",
    "年度记录": "y",
    "办理图": "g",
}
HOW = (
    "可以在 /report 后面写处室、支部、姓名、类型、事项标题、时间段或过去的时间，几个词用空格隔开。例如：\n"
    "/report 法规处 第三季度\n/report 张三\n/report 承诺书 按支部\n/report 昨天17:30，或 /report 11月30日\n"
    "查看现在的情况，直接发送 /report。"
)
LEAST = 2  # letters by which something is found that is not written out


class NoSuchMoment(Refusal):
    """What was typed after /report cannot be read, or has not come yet."""


@dataclass(frozen=True)
class Asked:
    """What the words ask for. `namesakes` are the people one name may mean."""

    view: str
    scope: Scope
    namesakes: Sequence[Person] = ()


def read_words(session: Session, office: Office, now: datetime, text: str) -> Asked:
    """Return what the words mean. Raises NoSuchMoment, which says how to write it."""
    view, scope, rest = "", Scope(), []
    namesakes: Sequence[Person] = ()
    for word in text.replace("，", " ").replace("、", " ").split():
        plain = word.lower().removeprefix("按").removeprefix("导出") or "导出"
        if plain in VIEWS and not (view and plain == "月"):
            view = VIEWS[plain]
        elif span := read_period(word, office.today(now)):
            scope = scope.narrowed(first=span[0], last=span[1])
        elif found := _named(session, office, now, word):
            changes, namesakes = found
            scope = scope.narrowed(**changes)
        else:
            rest.append(word)
    if rest:
        scope = scope.narrowed(at=_moment(session, office, now, " ".join(rest)))
    return Asked(view, scope, namesakes if len(namesakes) > 1 else ())


def _named(
    session: Session, office: Office, now: datetime, word: str
) -> tuple[dict[str, object], Sequence[Person]] | None:
    """Return what of a scope a name changes, first what is written out, then what it is a part of."""
    key = name_key(word)
    members = [one for one in session.scalars(_everybody()) if name_key(one.name) == key]
    if members:
        now_there = [one for one in members if one.on_roster(office.today(now))]
        return {"person": members[0].id if len(members) == 1 else 0}, now_there or members
    departments = [(one.id, one.name) for one in people.departments(session)]
    kinds = [(name, kind.title) for name, kind in KINDS.items()]
    titles = [
        (row[0], row[1]) for row in session.execute(_titles(now)) if len(word) > LEAST or row[1] == word
    ]
    plan = plan_in_force(session, office.today(now).year)
    items = [(one.id, one.title) for one in items_of(session, plan.id)] if plan else []
    by_field: tuple[tuple[str, Sequence[tuple[object, str]]], ...] = (
        ("department", departments),
        ("branch", [(name, name) for name in branches(session)]),
        ("kind", kinds),
        ("activity", titles),
        ("item", items),
    )
    for fits in (_same(key), _part(key)):
        for field, offered in by_field:
            found = [value for value, name in offered if fits(name)]
            if found and (len(found) == 1 or field == "activity"):  # of activities the newest
                return {field: found[0]}, ()
    return None


def _same(key: str) -> Callable[[str], bool]:
    return lambda name: name_key(name) == key


def _part(key: str) -> Callable[[str], bool]:
    return lambda name: len(key) >= LEAST and key in name_key(name)


def _everybody() -> Select[Person]:
    return select(Person).order_by(Person.roster_order, Person.id)


def _titles(now: datetime) -> Select[int, str]:
    query = select(Activity.id, Activity.title).where(
        Activity.published_at <= now, Activity.status != WITHDRAWN
    )
    return query.order_by(Activity.published_at.desc(), Activity.id.desc())


def _moment(session: Session, office: Office, now: datetime, text: str) -> datetime:
    """Return a past moment; a day without a year is the last one of its name."""
    words = text.removeprefix("截至").strip()
    calendar, local = office_calendar(session), office.local(now)
    moment = _read(words, local, calendar)
    if moment is not None and moment > now:
        earlier = (_read(f"{year}年{words}", local, calendar) for year in (local.year, local.year - 1))
        moment = next((one for one in earlier if one is not None and one <= now), moment)
    if moment is None:
        raise NoSuchMoment(f"没看懂“{text[:20]}”。{HOW}")
    if moment > now:
        raise NoSuchMoment("这个时间还没有到。请在 /report 后写一个过去的时间，例如：/report 昨天17:30。")
    return moment


def _read(words: str, local: datetime, calendar: Calendar) -> datetime | None:
    try:
        return parse_moment(words, local, calendar)
    except Unclear:  # its own examples are of times to come
        return None
