"""What comes again by a rule: whose the next draft is, and what stands in it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from activities.registry import KINDS
from services.drafting.writing import PREVIEW, Step, Writing
from services.office import Office
from services.plan.coming import TO_DO, opening_day
from services.plan.desk import Desk
from services.plan.nexttime import MEETING, OPENS, make_draft
from services.publishing import DEADLINE_TIME
from storage import people
from storage.activities import Draft
from storage.people import Person
from storage.plans import PlanItem
from storage.series import Series, last_published
from workdays.holidays import Calendar

BY_OPENING = ("reminder", "reading")  # kinds of which people say when they go out, not until when


def whom_to_ask(session: Session, office: Office, now: datetime, series: Series) -> Person | None:
    """Return whose draft the next one is: of whoever set the series up, while secretary and not away."""
    today = office.today(now)
    secretaries = people.with_role(session, people.SECRETARY, today)
    away = people.away_on(session, today)
    there = [one for one in secretaries if one.id not in away] or list(secretaries)
    return next((one for one in there if one.id == series.person_id), there[0] if there else None)


def draft_for(desk: Desk, series: Series, calendar: Calendar, day: date) -> Draft:
    """Return the draft of a day: as the last one was published, else as set up. It is not stored yet."""
    before = last_published(desk.session, series.id)
    if before is not None:
        draft = _copied(desk, series, before.template, before.fields, before.audience)
    elif series.fields:
        draft = _copied(desk, series, series.template, series.fields, series.audience)
    else:
        draft = make_draft(desk, desk.session.get_one(PlanItem, series.item_id), day)
    _date(desk, series, draft, calendar, day)
    return draft


def what_is_kept(w: Writing) -> dict[str, Any]:
    """Return the fields of a draft that its copies begin with: without what the bot draws for each."""
    was = w.draft.fields
    w.forget_drawn()
    kept, w.draft.fields = w.draft.fields, was
    return kept


def _copied(
    desk: Desk, series: Series, template: str, fields: dict[str, Any], audience: dict[str, Any]
) -> Draft:
    draft = Draft(
        person_id=desk.person.id,
        kind=series.kind,
        template=template,
        step=str(PREVIEW),
        fields=dict(fields),
        audience=audience,
        on_doubt=series.on_doubt,
        updated_at=desk.now,
    )
    w = Writing(desk.session, desk.office, desk.now, desk.person, draft)
    draft.fields = what_is_kept(w)
    missing = [entry for entry in w.open_entries() if entry.required and entry.name not in draft.fields]
    if missing:
        w.go(Step("ask", missing[0].name, again=len(missing) == 1))
    return draft


def _date(desk: Desk, series: Series, draft: Draft, calendar: Calendar, day: date) -> None:
    zone = desk.office.zone
    if "starts_at" in KINDS[series.kind].content.model_fields:
        at = _clock(desk.office, draft.fields.get("starts_at"))
        draft.fields = draft.fields | {"starts_at": datetime.combine(day, at, zone).isoformat()}
        draft.deadline = None
    else:
        due = calendar.add_working_days(day, TO_DO) if series.opening else day
        draft.deadline = datetime.combine(due, DEADLINE_TIME, zone)
    opens = datetime.combine(opening_day(series, calendar, day), OPENS, zone)
    draft.opens_at = opens if opens > desk.now + timedelta(minutes=30) else None


def _clock(office: Office, starts_at: Any) -> time:
    return office.local(datetime.fromisoformat(starts_at)).time() if starts_at else MEETING
