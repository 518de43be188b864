"""Promises in danger: a period two thirds gone and nothing arranged. Told once, on a working day."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from activities.kind import esc
from services.belonging.secretaries import tell_each
from services.calendars import office_calendar
from services.office import Office
from services.plan.desk import ROUTE
from services.plan.standing import Slice
from services.plan.wording import REGISTER, promise_of, say_promise
from services.plan.years import standings
from storage.activities import Moment
from storage.plans import PlanItem, items_of, plan_in_force
from workdays.words import say_date

OFFICE_OPENS = time(9)
MOST = 10  # items in one message


def warn_of_danger(session: Session, office: Office, now: datetime) -> int:
    """Tell the secretaries of promises that have come into danger, once each; return how many."""
    local = office.local(now)
    looked = f"plan/looked/{local.date().isoformat()}"
    if local.time() < OFFICE_OPENS or session.get(Moment, looked) is not None:
        return 0
    plan = plan_in_force(session, local.year)
    if plan is None or not office_calendar(session).is_working(local.date()):
        return 0
    session.add(Moment(key=looked, done_at=now, outcome="sent"))
    items = items_of(session, plan.id)
    stands = standings(session, office, now, plan, items)
    found: list[tuple[PlanItem, Slice]] = []
    for item in items:
        danger = stands[item.id].danger
        if danger is None or session.get(Moment, key_of(item, danger)) is not None or len(found) == MOST:
            continue
        found.append((item, danger))
        session.add(Moment(key=key_of(item, danger), done_at=now, outcome="sent"))
    if found:
        _tell(session, office, now, found)
    return len(found)


def key_of(item: PlanItem, period: Slice) -> str:
    """Return the key under which it is noted that the secretaries were told of a period."""
    return f"plan/{item.id}/{period.first.isoformat()}"


def _tell(session: Session, office: Office, now: datetime, found: list[tuple[PlanItem, Slice]]) -> None:
    lines = [f"<b>计划提醒</b>：以下{len(found)}项本期时间已过三分之二，还没有安排。"]
    rows = []
    for number, (item, period) in enumerate(found, start=1):
        promise = esc(say_promise(promise_of(item)))
        lines.append(f"{number}．{esc(item.title)}（{promise}），本期到{say_date(period.last)}为止")
        if item.kind.startswith(REGISTER):
            rows.append([(f"登记第{number}项", "bn", [item.kind.removeprefix(REGISTER), 0])])
        else:
            rows.append([(f"起草第{number}项", ROUTE, ["nx", item.id, ""])])
    lines.append("\n每项每期只提醒这一次。已在线下开展的，可用 /plan 计入。")
    key = f"plan/danger/{office.today(now).isoformat()}"
    tell_each(session, office, now, key, {"text": "\n".join(lines), "rows": rows})
