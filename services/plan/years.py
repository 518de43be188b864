"""The year of a plan: what was held and is arranged for each item, and how each stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.registry import KINDS
from reports.plan import Held, PlanLine, PlanYear
from services.calendars import office_calendar
from services.holidays.campaigns import APPROVED, WAITING, holidays_watched
from services.office import Office
from services.plan.coming import coming
from services.plan.standing import Standing, standing
from services.plan.wording import REGISTER, promise_of, say_kind, say_promise
from services.registers.books import BOOKS
from storage.activities import CLOSED, WITHDRAWN, Activity, Campaign, Draft
from storage.plans import AnnualPlan, PlanItem, items_of, linked_activities, open_drafts
from storage.registers import entries
from storage.series import Series, running
from workdays.campaign import moments
from workdays.holidays import Source

Days = Mapping[int, Sequence[Held]]


def plan_year(session: Session, office: Office, now: datetime, plan: AnnualPlan) -> PlanYear:
    """Return a plan with what was done for it, as it stands now."""
    items = items_of(session, plan.id)
    held, arranged = _days(session, office, now, plan, items)
    stands = standings(session, office, now, plan, items, held, arranged)
    titles = {item.id: item.title for item in items}
    return PlanYear(
        bureau=office.bureau,
        title=plan.title,
        year=plan.year,
        as_of=office.local(now),
        lines=tuple(
            PlanLine(
                id=item.id,
                number=item.number,
                title=item.title,
                sentence=item.sentence,
                responsible=item.responsible,
                participants=item.participants,
                promise=say_promise(promise_of(item)),
                kind=say_kind(item.kind),
                state=stands[item.id].state.value,
                done=stands[item.id].done,
                due=stands[item.id].due,
                next=stands[item.id].next,
                planned=stands[item.id].planned,
                held=tuple(held[item.id]),
                arranged=tuple(arranged[item.id]),
                parent=titles.get(item.parent_id or 0, ""),
            )
            for item in items
        ),
        computed=office_calendar(session).source(plan.year) is Source.COMPUTED,
    )


def standings(
    session: Session,
    office: Office,
    now: datetime,
    plan: AnnualPlan,
    items: Sequence[PlanItem],
    held: Days | None = None,
    arranged: Days | None = None,
) -> dict[int, Standing]:
    """Return how the items of a plan stand, by id."""
    if held is None or arranged is None:
        held, arranged = _days(session, office, now, plan, items)
    calendar, holidays = office_calendar(session), holidays_watched(session)
    # A year that has not begun is looked at from its first day.
    today = max(office.today(now), date(plan.year, 1, 1))
    return {
        item.id: standing(
            promise_of(item),
            plan.year,
            today,
            calendar,
            holidays,
            [one.day for one in held[item.id] for _ in range(one.times)],
            [one.day for one in arranged[item.id]],
        )
        for item in items
    }


def day_of(office: Office, activity: Activity) -> date:
    """Return the day an activity counts on: that of its deadline, or of its end where it was ended before."""
    ends = [at for at in (activity.deadline, activity.closed_at) if at is not None]
    return office.today(min(ends, default=activity.opens_at))


def is_held(activity: Activity, now: datetime) -> bool:
    """Tell whether an activity counts as held: over or closed, and not withdrawn."""
    if activity.status == WITHDRAWN or activity.published_at is None:
        return False
    return activity.status == CLOSED or (activity.deadline is not None and activity.deadline <= now)


def day_of_draft(office: Office, draft: Draft) -> date | None:
    """Return the day that a draft is meant for, None where it does not say."""
    starts: Any = draft.fields.get("starts_at")
    at = datetime.fromisoformat(starts) if isinstance(starts, str) and starts else draft.deadline
    return office.today(at) if at is not None else None


def _days(
    session: Session, office: Office, now: datetime, plan: AnnualPlan, items: Sequence[PlanItem]
) -> tuple[Days, Days]:
    """Return by item what was held and what is arranged within the plan's year, in order of days."""
    held: defaultdict[int, list[Held]] = defaultdict(list)
    arranged: defaultdict[int, list[Held]] = defaultdict(list)
    by_rule = {one.item_id: one for one in running(session)}
    linked = linked_activities(session, plan.id)
    seen = {activity.id for _, activity in linked}
    linked += [(item.id, activity) for item, activity in _campaigns(session, plan.year, items, seen)]
    for item_id, activity in linked:
        day = day_of(office, activity)
        if activity.moment is not None:  # 元旦 may be spoken of in the December before
            day = max(day, date(plan.year, 1, 1))
        one = Held(day, activity.title, activity_id=activity.id)
        if activity.status == WITHDRAWN or one.day.year != plan.year:
            continue
        (held if is_held(activity, now) else arranged)[item_id].append(one)
    for item in items:
        if by_campaign(item):
            arranged[item.id] += _coming_campaigns(session, office, now, plan.year)
    for item in items:
        if item.id in by_rule:
            arranged[item.id] += _by_series(session, office, now, plan.year, by_rule[item.id])
    for item_id, draft in open_drafts(session, plan.id):
        meant = day_of_draft(office, draft)
        if meant is not None and meant.year == plan.year:
            kind = KINDS[draft.kind].title if draft.kind in KINDS else draft.kind
            arranged[item_id].append(Held(meant, f"{kind}（草稿）"))
    for item in items:  # 其中集体研讨: what counts for a part counts for the whole
        if item.parent_id is not None:
            held[item.parent_id] += [one for one in held[item.id] if one not in held[item.parent_id]]
            coming = [one for one in arranged[item.id] if one not in arranged[item.parent_id]]
            arranged[item.parent_id] += coming
    registered = _registered(session, office, now, plan.year, {item.kind for item in items})
    for item in items:
        held[item.id] += registered.get(item.kind, [])
        held[item.id].sort(key=lambda one: one.day)
        arranged[item.id].sort(key=lambda one: one.day)
    return held, arranged


def by_campaign(item: PlanItem) -> bool:
    """Tell whether the 清风行动 of each holiday, which needs no draft, is what serves an item."""
    return item.every == "holiday" and item.kind == "reminder"


def _coming_campaigns(session: Session, office: Office, now: datetime, year: int) -> list[Held]:
    """Return the 清风行动 of a year that will come by themselves, each on its day."""
    calendar, watched = office_calendar(session), set(holidays_watched(session))
    coming = []
    for holiday in calendar.holidays(year):
        campaign = session.get(Campaign, (holiday.year, holiday.key))
        open_ = campaign is None or campaign.status in (WAITING, APPROVED)
        before = moments(holiday, calendar, office.zone).before.at
        if open_ and before > now and watched & set(holiday.kinds):
            day = max(before.date(), date(year, 1, 1))
            coming.append(Held(day, f"{holiday.name}清风行动（到时自动起草）"))
    return coming


def _by_series(session: Session, office: Office, now: datetime, year: int, series: Series) -> list[Held]:
    """Return the times for which a series will make drafts of its own accord."""
    first, last = max(office.today(now), date(year, 1, 1)), date(year, 12, 31)
    found = coming(session, series, office_calendar(session), first, last)
    return [Held(one.day, "周期安排（到时备好草稿）") for one in found]


def _campaigns(
    session: Session, year: int, items: Sequence[PlanItem], seen: Collection[int]
) -> list[tuple[PlanItem, Activity]]:
    """Return the 清风行动 of a year with the items they count for: reminders promised for holidays."""
    promised = [item for item in items if by_campaign(item)]
    if not promised:
        return []
    found = session.scalars(select(Activity).where(Activity.moment.startswith(f"{year}/"))).all()
    return [(item, activity) for item in promised for activity in found if activity.id not in seen]


def _registered(
    session: Session, office: Office, now: datetime, year: int, kinds: Collection[str]
) -> dict[str, list[Held]]:
    """Return by kind what was entered in the registers that items count by."""
    last = min(date(year, 12, 31), office.today(now))
    return {
        kind: [
            Held(entry.day, f"台账登记：{entry.category}", entry.number)
            for entry in entries(session, name, date(year, 1, 1), last)
        ]
        for kind in kinds
        if kind.startswith(REGISTER) and (name := kind.removeprefix(REGISTER)) in BOOKS
    }
