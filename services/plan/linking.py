"""Which activities count for which item: suggested by likeness of their titles, said by the secretary."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from activities.kind import esc
from services.office import Office
from services.paging import in_columns, page_of, short
from services.plan.desk import A_PAGE, Desk, button
from services.plan.likeness import ALIKE, alike
from services.plan.wording import say_kind
from services.refusals import NotYours, Outdated
from services.reply import Reply
from storage.activities import WITHDRAWN, Activity, Draft
from storage.plans import (
    AnnualPlan,
    PlanItem,
    PlanLink,
    items_of,
    linked_activities,
    unlinked_activities,
)
from workdays.words import say_date

SAME_KIND = 0.1  # what it adds that the activity is of the kind the plan suggests
AROUND = timedelta(days=31)  # an activity of the year may be opened a little before it


def suggestions(session: Session, office: Office, plan: AnnualPlan) -> list[tuple[Activity, PlanItem]]:
    """Return the activities that nobody has put to an item, each with the item that it is most like."""
    items = items_of(session, plan.id)
    found = []
    for activity in _free(session, office, plan):
        scored = [(_likeness(activity, item), item) for item in items]
        score, item = max(scored, key=lambda one: one[0], default=(0.0, None))
        if item is not None and score >= ALIKE + SAME_KIND:
            found.append((activity, item))
    return found


def suggest(desk: Desk) -> Reply:
    """Ask about the first activity that looks as if it belonged to an item."""
    plan = desk.plan()
    waiting = suggestions(desk.session, desk.office, plan)
    if not waiting:
        return Reply("没有要确认的活动了。", ((button("返回进度", "pg", plan.id, 0),),))
    activity, item = waiting[0]
    text = (
        f"<b>确认活动</b>（还有{len(waiting)}项）\n\n"
        f"活动：{esc(activity.title)}（{esc(say_kind(activity.kind))}，"
        f"{say_date(desk.office.today(activity.deadline or activity.opens_at))}）\n"
        f"看起来属于：{esc(item.title)}\n\n是否计入这一条？"
    )
    rows = (
        (button("计入", "ly", item.id, activity.id), button("不属于计划", "l0", plan.id, activity.id)),
        (button("返回进度", "pg", plan.id, 0),),
    )
    return Reply(text, rows)


def accept(desk: Desk) -> Reply:
    """Count an activity for the item it was suggested for, and ask about the next."""
    item = desk.item()
    _link(desk, item.id)
    return suggest(_at(desk, item.plan_id))


def refuse(desk: Desk) -> Reply:
    """Note that an activity belongs to no item, and ask about the next."""
    plan = desk.plan()
    _link(desk, None)
    return suggest(_at(desk, plan.id))


def choose(desk: Desk) -> Reply:
    """List the activities that may be counted for an item, the most alike first."""
    item = desk.item()
    plan = desk.session.get_one(AnnualPlan, item.plan_id)
    free = sorted(_free(desk.session, desk.office, plan), key=lambda one: -alike(one.title, item.title))
    if not free:
        return Reply(toast="没有可以计入的活动：都已计入，或这一年还没有活动。", alert=True)
    shown, page = page_of(free, desk.page, A_PAGE)
    lines = [f"哪一项活动计入“{esc(item.title)}”？\n"]
    for n, one in enumerate(shown, start=1):
        day = say_date(desk.office.today(one.deadline or one.opens_at))
        lines.append(f"{n}．{esc(short(one.title, 40))}（{esc(say_kind(one.kind))}，{day}）")
    numbers = [button(f"{n}", "lc", item.id, one.id) for n, one in enumerate(shown, start=1)]
    turn = [button("上一页", "la", item.id, page - 1)] if page else []
    turn += [button("下一页", "la", item.id, page + 1)] if (page + 1) * A_PAGE < len(free) else []
    rows = in_columns(numbers, 5) + ((tuple(turn),) if turn else ())
    return Reply("\n".join(lines), (*rows, (button("返回", "it", item.id),)))


def count_in(desk: Desk) -> None:
    """Count the chosen activity for an item."""
    _link(desk, desk.item().id)


def list_linked(desk: Desk) -> Reply:
    """List what counts for an item, to be taken out."""
    item = desk.item()
    mine = [activity for id_, activity in linked_activities(desk.session, item.plan_id) if id_ == item.id]
    if not mine:
        return Reply(toast="没有可以取消的：清风行动和台账登记是自动计入的。", alert=True)
    shown, _ = page_of(mine[::-1], 0, A_PAGE)
    lines = [f"哪一项不计入“{esc(item.title)}”？\n"]
    lines += [f"{n}．{esc(short(one.title, 40))}" for n, one in enumerate(shown, start=1)]
    rows = in_columns([button(f"{n}", "lx", item.id, one.id) for n, one in enumerate(shown, start=1)], 5)
    return Reply("\n".join(lines), (*rows, (button("返回", "it", item.id),)))


def count_out(desk: Desk) -> None:
    """Count an activity for an item no longer."""
    item, activity = desk.item(), _activity(desk)
    drafts = select(Draft.id).where(Draft.activity_id == activity.id)
    of_activity = or_(PlanLink.activity_id == activity.id, PlanLink.draft_id.in_(drafts))
    desk.session.execute(delete(PlanLink).where(PlanLink.item_id == item.id, of_activity))


def _likeness(activity: Activity, item: PlanItem) -> float:
    return alike(activity.title, item.title) + SAME_KIND * (item.kind == activity.kind)


def _link(desk: Desk, item_id: int | None) -> None:
    activity = _activity(desk)
    there = select(PlanLink.id).where(PlanLink.activity_id == activity.id)
    if desk.session.scalars(there).first() is None:
        desk.session.add(
            PlanLink(item_id=item_id, activity_id=activity.id, linked_at=desk.now, linked_by=desk.person.id)
        )
        desk.session.flush()


def _activity(desk: Desk) -> Activity:
    if not desk.choice.isdecimal() or len(desk.choice) > 9:
        raise Outdated
    activity = desk.session.get(Activity, int(desk.choice))
    if activity is None:
        raise NotYours
    return activity


def _free(session: Session, office: Office, plan: AnnualPlan) -> list[Activity]:
    """Return the activities of the plan's year that count for nothing yet; 清风行动 count by themselves."""
    first = datetime(plan.year, 1, 1, tzinfo=office.zone)
    after = datetime(plan.year + 1, 1, 1, tzinfo=office.zone)
    found = unlinked_activities(session, first - AROUND, after)
    return [
        one
        for one in found
        if one.status != WITHDRAWN
        and one.moment is None
        and office.today(one.deadline or one.opens_at).year == plan.year
    ]


def _at(desk: Desk, plan_id: int) -> Desk:
    return replace(desk, id=plan_id, choice="")
