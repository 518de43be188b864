"""清风行动 of each holiday: asked of the secretaries, published once, with a word on the eve and after.

Everything is keyed by the holiday, never by a date: whatever restarts and overrides happen, a moment
moves and is never doubled.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.reminder import ReminderContent
from content import holiday_template
from services.apart import apart
from services.approvers import approved_kinds
from services.audiences import Audience
from services.belonging.secretaries import tell_each
from services.calendars import office_calendar
from services.holidays.told_groups import told_groups
from services.missed import is_missed
from services.office import Office
from services.outbox import enqueue, message_row
from services.publishing import DEADLINE_TIME, create_activity
from storage import people
from storage.activities import WITHDRAWN, Activity, Campaign, Moment, option
from storage.assignments import Assignment
from storage.people import Person
from workdays.campaign import Moments, moments
from workdays.holidays import Calendar, Holiday
from workdays.quiet import after_quiet
from workdays.words import say_date, say_range

WAITING = "waiting"
APPROVED = "approved"
PUBLISHED = "published"
SKIPPED = "skipped"
LAPSED = "lapsed"  # nobody answered before the holiday began

DEFAULT_HOLIDAYS = ("元旦", "春节", "端午", "中秋", "国庆")
OPTION_HOLIDAYS = "campaign_holidays"
OPTION_AUTOMATIC = "campaign_automatic"
AHEAD = timedelta(days=60)
BEHIND = timedelta(days=20)
OFFICE_OPENS = time(9)


def watch(session: Session, office: Office, now: datetime) -> None:
    """Do what is due for the holidays around now: ask, publish, send the short notices."""
    calendar = office_calendar(session)
    for holiday in _around(calendar, office, now):
        with apart(session, f"the campaign of {holiday.year}/{holiday.key}"):
            _watch_one(session, office, now, calendar, holiday)


def content_for(office: Office, holiday: Holiday, day: datetime) -> ReminderContent:
    """Return the text of a holiday's reminder with its short notices, dated the day it goes out."""
    values = {
        "bureau": office.bureau,
        "committee": office.committee,
        "year": str(holiday.year),
        "holiday": holiday.name,
        "days_off": say_range(holiday.first, holiday.last),
        "sign_date": say_date(day.date()),
    }
    fields = dict(holiday_template(holiday.name, "before").filled(values))
    for moment in ("eve", "after"):
        fields[moment] = holiday_template(holiday.name, moment).filled(values)["body"]
    return ReminderContent.model_validate(fields)


def acknowledge_by(office: Office, when: Moments, published: datetime) -> datetime:
    """Return the deadline of what is published then: the eve's; after that, of the first day back."""
    eve, after = (
        datetime.combine(moment.at.date(), DEADLINE_TIME, office.zone) for moment in (when.eve, when.after)
    )
    return eve if published < eve else after


def publish_time(campaign: Campaign, when: Moments) -> datetime:
    """Return when a campaign goes out: as the secretary chose, else by the calendar."""
    return campaign.publish_at or when.before.at


def holidays_watched(session: Session) -> tuple[str, ...]:
    """Return the keys of the holidays the bureau keeps 清风行动 for."""
    chosen = option(session, OPTION_HOLIDAYS, list(DEFAULT_HOLIDAYS))
    return tuple(str(key) for key in chosen) if isinstance(chosen, list) else DEFAULT_HOLIDAYS


def find_holiday(session: Session, year: int, key: str) -> Holiday | None:
    """Return a holiday of a year by its key, as the calendar has it now."""
    return next((h for h in office_calendar(session).holidays(year) if h.key == key), None)


def send_short_notice(
    session: Session, office: Office, now: datetime, activity: Activity, moment: str
) -> int:
    """Put in the eve's or the after notice for everybody who was asked and is not away; return how many."""
    at = after_quiet(now, office.zone)
    payload = {"moment": moment, "day": office.today(at).isoformat()}
    away = people.away_on(session, office.today(now))
    query = (
        select(Assignment, Person)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.activity_id == activity.id, Person.telegram_id.is_not(None))
    )
    rows = [
        message_row(
            f"notice/{activity.moment}/{moment}/{row[1].id}",
            "notice",
            row[1].id,
            at,
            assignment_id=row[0].id,
            activity_id=activity.id,
            payload=payload,
        )
        for row in session.execute(query)
        if row[1].id not in away
    ]
    enqueue(session, rows)
    return len(rows)


def _around(calendar: Calendar, office: Office, now: datetime) -> Iterator[Holiday]:
    today = office.today(now)
    for year in (today.year - 1, today.year, today.year + 1):
        for holiday in calendar.holidays(year):
            if today - BEHIND <= holiday.last and holiday.first <= today + AHEAD:
                yield holiday


def _watch_one(session: Session, office: Office, now: datetime, calendar: Calendar, holiday: Holiday) -> None:
    when = moments(holiday, calendar, office.zone)
    campaign = session.get(Campaign, (holiday.year, holiday.key), with_for_update=True)
    if campaign is None:
        campaign = _begin(session, office, now, holiday, when)
    if campaign is None:
        return
    if campaign.status == WAITING and not set(holiday.kinds) & set(holidays_watched(session)):
        return  # switched off before anybody answered: no longer asked about
    if campaign.status in (WAITING, APPROVED):
        _before_publishing(session, office, now, calendar, campaign, holiday, when)
    elif campaign.status == PUBLISHED:
        _short_notices(session, office, now, campaign, when)


def _begin(
    session: Session, office: Office, now: datetime, holiday: Holiday, when: Moments
) -> Campaign | None:
    if not set(holiday.kinds) & set(holidays_watched(session)):
        return None
    if not when.preview.at <= now < _start(office, holiday):
        return None
    campaign = Campaign(year=holiday.year, holiday=holiday.key, status=WAITING)
    session.add(campaign)
    session.flush()
    return campaign


def _before_publishing(
    session: Session,
    office: Office,
    now: datetime,
    calendar: Calendar,
    campaign: Campaign,
    holiday: Holiday,
    when: Moments,
) -> None:
    due = publish_time(campaign, when)
    if now >= _start(office, holiday):
        campaign.status = LAPSED
    elif campaign.status == APPROVED and now >= due:
        if campaign.answered_at is not None and is_missed(office, max(due, campaign.answered_at), now):
            campaign.status = WAITING
            campaign.publish_at = None
            _ask(session, office, now, campaign)
        else:
            _publish(session, office, now, campaign, holiday, when)
    elif (
        campaign.status == WAITING
        and option(session, OPTION_AUTOMATIC, False)
        and "reminder" not in approved_kinds(session)
        and now >= due
        and not is_missed(office, due, now)
    ):
        _publish(session, office, now, campaign, holiday, when)
    if campaign.status == WAITING and _may_ask(office, now, calendar, campaign):
        _ask(session, office, now, campaign)


def _may_ask(office: Office, now: datetime, calendar: Calendar, campaign: Campaign) -> bool:
    local = office.local(now)
    return (
        campaign.asked_on != local.date()
        and calendar.is_working(local.date())
        and local.time() >= OFFICE_OPENS
    )


def _ask(session: Session, office: Office, now: datetime, campaign: Campaign) -> None:
    campaign.asked_on = office.today(now)
    # Whose answer could not be carried out any more is asked once more on the same day.
    answered = int(campaign.answered_at.timestamp()) if campaign.answered_at else 0
    key = f"campaign/{campaign.year}/{campaign.holiday}/{campaign.asked_on.isoformat()}/{answered}"
    payload = {"year": campaign.year, "holiday": campaign.holiday}
    tell_each(session, office, now, key, payload, purpose="campaign")


def _publish(
    session: Session, office: Office, now: datetime, campaign: Campaign, holiday: Holiday, when: Moments
) -> None:
    activity = create_activity(
        session,
        office,
        now,
        kind="reminder",
        content=content_for(office, holiday, office.local(now)),
        audience=Audience(groups=tuple(group.id for group in told_groups(session))),
        deadline=acknowledge_by(office, when, now),
        opens_at=now,
        by=campaign.answered_by,
        moment=f"{holiday.year}/{holiday.key}",
    )
    # The eve's notice is the one reminder of a campaign.
    activity.reminders = []
    campaign.activity_id = activity.id
    campaign.status = PUBLISHED


def _short_notices(
    session: Session, office: Office, now: datetime, campaign: Campaign, when: Moments
) -> None:
    activity = session.get_one(Activity, campaign.activity_id)
    if activity.status == WITHDRAWN or activity.published_at is None:
        return
    for name, moment in (("eve", when.eve), ("after", when.after)):
        if now < moment.at or session.get(Moment, moment.key) is not None:
            continue
        if activity.published_at >= moment.at:
            outcome = "skipped"  # published on the eve itself: the reminder has just said it all
        elif is_missed(office, moment.at, now):
            outcome = "missed"
            _ask_about_missed(session, office, now, activity, name)
        else:
            send_short_notice(session, office, now, activity, name)
            outcome = "sent"
        session.add(Moment(key=moment.key, done_at=now, outcome=outcome))


def _ask_about_missed(session: Session, office: Office, now: datetime, activity: Activity, name: str) -> None:
    which = "节前" if name == "eve" else "节后"
    missed = f"机器人停机，错过了{which}短提醒的发送时间，没有自动补发。"
    text = f"{missed}\n事项：{esc(activity.title)}\n现在补发吗？"
    rows = [[("现在补发", "cm", [activity.id, name]), ("不补发", "cm", [activity.id, "no"])]]
    tell_each(session, office, now, f"missed/{activity.moment}/{name}", {"text": text, "rows": rows})


def _start(office: Office, holiday: Holiday) -> datetime:
    return datetime.combine(holiday.first, time(0), office.zone)
