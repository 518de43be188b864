"""From an item to the draft of its next occurrence: kind, template, audience, a sensible day."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.registry import KINDS
from services import authoring
from services.audiences import Audience
from services.calendars import office_calendar
from services.drafting.templates import Offer, blank_fields, offers
from services.drafting.writing import PREVIEW, Step, Writing
from services.plan.coming import AHEAD
from services.plan.desk import Desk
from services.plan.likeness import alike
from services.plan.standing import apart_from
from services.plan.wording import REGISTER
from services.plan.years import standings
from services.publishing import DEADLINE_TIME
from services.reply import Reply
from storage import people
from storage.activities import Draft
from storage.plans import AnnualPlan, PlanItem, PlanLink, items_of
from workdays.holidays import Calendar

LIKE_ENOUGH = 0.3  # a template for another thing is worse than none
MEETING = time(15)
OPENS = time(9)
LONGEST = 600  # characters of a sentence taken over as the topic
# Words for people in a plan, and the 岗位类别 of the roster that they name.
POSTS = (
    ("中心组", ("领导班子",)),
    ("党委委员", ("领导班子",)),
    ("班子", ("领导班子",)),
    ("领导干部", ("领导班子", "处室负责人")),
    ("负责人", ("处室负责人",)),
    ("科级", ("科级",)),
    ("关键岗位", ("关键岗位",)),
    ("新提任", ("新提任",)),
    ("新录用", ("新录用",)),
)


def draft_next(desk: Desk) -> Reply:
    """Make the draft of an item's next occurrence, or take up the one that was made."""
    item = desk.item()
    if item.kind.startswith(REGISTER) or item.kind not in KINDS:
        return Reply(toast="这一条由台账登记计次，请用 /ledger 登记。", alert=True)
    draft = _begun(desk, item)
    if draft is None:
        draft = make_draft(desk, item)
        desk.session.add(draft)
        desk.session.flush()
        desk.session.add(
            PlanLink(item_id=item.id, draft_id=draft.id, linked_at=desk.now, linked_by=desk.person.id)
        )
        desk.session.flush()
    return authoring.press(desk.session, desk.office, desk.now, desk.telegram_id, draft.id, "", "go")


def make_draft(desk: Desk, item: PlanItem, day: date | None = None) -> Draft:
    """Return a draft filled as far as the plan and the templates go, not stored yet.

    It is for `day`, by default for the day that comes next.
    """
    session, office, today = desk.session, desk.office, desk.today
    calendar = office_calendar(session)
    day = day or _next_day(desk, item, calendar)
    offer = best_offer(item, offers(item.kind, today, calendar))
    fields = offer.filled(office, today) if offer else blank_fields(office, today)
    fields |= _said(item, fields)
    draft = Draft(
        person_id=desk.person.id,
        kind=item.kind,
        template=offer.template.name if offer else "",
        step=str(PREVIEW),
        fields=fields,
        audience=audience_of(session, desk, item).model_dump(mode="json"),
        updated_at=desk.now,
    )
    names = KINDS[item.kind].content.model_fields
    if "starts_at" in names:
        fields["starts_at"] = datetime.combine(day, MEETING, office.zone).isoformat()
    else:
        draft.deadline = datetime.combine(day, DEADLINE_TIME, office.zone)
    draft.opens_at = _opens(desk, calendar, day)
    writing = Writing(session, office, desk.now, desk.person, draft)
    missing = [entry for entry in writing.open_entries() if entry.required and entry.name not in fields]
    if missing:  # one question leads straight to the preview; where several are open they come in order
        writing.go(Step("ask", missing[0].name, again=len(missing) == 1))
    return draft


def _next_day(desk: Desk, item: PlanItem, calendar: Calendar) -> date:
    """Return the day of the next occurrence: as the plan asks, and not on top of another item's."""
    plan = desk.session.get_one(AnnualPlan, item.plan_id)
    stands = standings(desk.session, desk.office, desk.now, plan, items_of(desk.session, plan.id))
    soonest = calendar.add_working_days(max(desk.today, date(plan.year, 1, 1)), AHEAD)
    day = stands[item.id].next
    if day is None or day <= desk.today:
        return soonest
    taken = {one.next for id_, one in stands.items() if one.planned and one.next and id_ != item.id}
    return apart_from(taken, day, min(day, soonest), calendar)


def best_offer(item: PlanItem, offered: list[Offer]) -> Offer | None:
    """Return the template for an item: the one whose name or title is most like the item's."""
    words = item.title + "".join(item.tags)

    def likeness(offer: Offer) -> float:
        title = str(offer.template.fields.get("title", ""))
        session = str(offer.template.fields.get("session", ""))
        return max(alike(name, words) for name in (offer.template.name, title, session))

    found = max(offered, key=likeness, default=None)
    return found if found is not None and likeness(found) >= LIKE_ENOUGH else None


def audience_of(session: Session, desk: Desk, item: PlanItem) -> Audience:
    """Return whom an item concerns, as far as the roster can tell them apart; else everybody."""
    said = item.participants
    posts = {post for person in people.on_roster(session, desk.today) for post in person.post.split("、")}
    named = {post for word, those in POSTS if word in said for post in those} & posts
    if named:
        return Audience(posts=tuple(sorted(named)))
    party = "党员" in said and "非党员" not in said and "全体" not in said
    return Audience(political="party" if party else "")


def _said(item: PlanItem, fields: dict[str, Any]) -> dict[str, Any]:
    """Return what the plan itself says for the fields of a kind that a template leaves open."""
    names = KINDS[item.kind].content.model_fields
    given = {"title": item.title[:60]}
    sentence = item.sentence[:LONGEST]
    given |= {name: sentence for name in ("topic", "matter", "body") if name in names}
    if "participants" in names and item.participants:
        given["participants"] = item.participants[:200]
    return {name: value for name, value in given.items() if not fields.get(name)}


def _opens(desk: Desk, calendar: Calendar, day: date) -> datetime | None:
    """Return when the notice should go out; None for at once."""
    opens = datetime.combine(calendar.add_working_days(day, -AHEAD), OPENS, desk.office.zone)
    return opens if opens > desk.now + timedelta(days=1) else None


def _begun(desk: Desk, item: PlanItem) -> Draft | None:
    """Return this secretary's own draft for an item that is not published yet."""
    query = (
        select(Draft)
        .join(PlanLink, PlanLink.draft_id == Draft.id)
        .where(PlanLink.item_id == item.id, Draft.activity_id.is_(None), Draft.person_id == desk.person.id)
    )
    return desk.session.scalars(query.order_by(Draft.id.desc())).first()
