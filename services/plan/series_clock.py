"""The clock at the series: a draft is laid before the secretary ahead of each time; nothing goes by itself.

Times are known by their keys, so that days off which move one never make a second draft of it.
"""

from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from sqlalchemy.orm import Session

from activities.kind import esc
from services.apart import apart
from services.approvers import needs_approval
from services.backing import ROUTE as MANAGE
from services.calendars import office_calendar
from services.drafting.checking import Check, check
from services.drafting.choosing import said
from services.drafting.preview import PARTED, sample_text
from services.drafting.release import release
from services.drafting.writing import ROUTE as DRAFT
from services.drafting.writing import Step, Writing
from services.office import Office
from services.outbox import enqueue, message_row
from services.plan.coming import coming, preparing_day, times
from services.plan.desk import ROUTE, Desk
from services.plan.series import draft_for, whom_to_ask
from services.reply import length
from storage.activities import Draft
from storage.approvals import WAITING, latest_approval
from storage.people import Person
from storage.plans import PlanLink
from storage.series import LAPSED, OPEN, SKIPPED, TAKEN, Series, SeriesTime, running, times_of
from workdays.holidays import Calendar
from workdays.rules import Time
from workdays.words import say_date, say_moment, say_weekday

Button: TypeAlias = tuple[str, str, list[int | str]]  # as an outbox row holds it

OFFICE_OPENS = time(9)
AHEAD, BEHIND = timedelta(days=60), timedelta(days=20)
LIMIT = 3800  # UTF-16 units of a text; the rest is left for what stands around it
END = "没有答复之前不会发布，每个工作日提醒一次。"


def watch(session: Session, office: Office, now: datetime) -> None:
    """Make the drafts that are due, and ask about those that wait, on working days in office hours."""
    local = office.local(now)
    if local.time() < OFFICE_OPENS:
        return
    going = running(session)
    calendar = office_calendar(session) if going else None
    if calendar is None or not calendar.is_working(local.date()):
        return
    for series in going:
        with apart(session, f"the series {series.id}"):
            _watch_one(session, office, now, calendar, series)


def _watch_one(session: Session, office: Office, now: datetime, calendar: Calendar, series: Series) -> None:
    person = whom_to_ask(session, office, now, series)
    if person is None or series.confirmed_at is None:
        return
    today = office.today(now)
    moved = {one.key: one.day for one in times(series, calendar, today, today + AHEAD)}
    for row in times_of(session, series.id):
        if row.state == OPEN:
            row.day = moved.get(row.key, row.day)
            _follow(session, office, now, series, row)
    first = max(office.today(series.confirmed_at) + timedelta(days=1), today - BEHIND)
    for one in coming(session, series, calendar, first, today + AHEAD):
        if one.day < today:
            _note_missed(session, office, now, series, one, person)
        elif preparing_day(series, calendar, one.day) <= today:
            _lay(session, office, now, calendar, series, one, person)


def _lay(
    session: Session,
    office: Office,
    now: datetime,
    calendar: Calendar,
    series: Series,
    one: Time,
    person: Person,
) -> None:
    desk = Desk(session, office, now, person.telegram_id or 0, person)
    draft = draft_for(desk, series, calendar, one.day)
    session.add(draft)
    session.flush()
    if series.item_id is not None:
        session.add(
            PlanLink(item_id=series.item_id, draft_id=draft.id, linked_at=now, linked_by=series.person_id)
        )
    row = SeriesTime(series_id=series.id, key=one.key, day=one.day, draft_id=draft.id, state=OPEN)
    session.add(row)
    session.flush()
    w = Writing(session, office, now, person, draft)
    found = check(w)
    sure = found.content is not None and not found.problems and draft.opens_at is not None
    if series.automatic and sure and not needs_approval(session, office, now, draft.kind, person):
        _go_by_itself(series, row, w, found)
    else:
        _ask(series, row, w, found)


def _follow(session: Session, office: Office, now: datetime, series: Series, row: SeriesTime) -> None:
    draft = session.get(Draft, row.draft_id) if row.draft_id is not None else None
    today = office.today(now)
    if draft is None:
        row.state = SKIPPED  # deleted by hand
    elif draft.activity_id is not None:
        row.state = TAKEN
    elif row.asked_on != today:
        approval = latest_approval(session, draft)
        if approval is not None and approval.status == WAITING:
            return
        person = session.get_one(Person, draft.person_id)
        if row.day < today:
            row.state = LAPSED
            text = f"{_head(series, row)}\n没有答复，已经过期，没有发布。草稿还在 /new 里，需要时可改期发布。"
            _tell(session, now, row, person, today, text, [])
        else:
            w = Writing(session, office, now, person, draft)
            _ask(series, row, w, check(w))


def _ask(series: Series, row: SeriesTime, w: Writing, found: Check) -> None:
    """Show the draft with its answers."""
    ready = found.content is not None and not found.problems
    if ready:
        w.go(Step("preview", w.fingerprint()))
    row.asked_on, row.shown = w.today, w.fingerprint() if ready else ""
    facts = [
        f"对象：{esc(said(w))}，共{len(found.people)}人",
        f"发布：{say_moment(w.office.local(w.draft.opens_at))}"
        if w.draft.opens_at
        else "发布：点“发布”后马上发出",
    ]
    deadline = w.deadline()
    facts += [f"截止：{say_moment(w.office.local(deadline))}"] if deadline else []
    if found.problems:
        facts += ["", "<b>还要补充：</b>", *map(esc, found.problems)]
    if found.warnings:
        facts += ["", "<b>请留意：</b>", *map(esc, found.warnings)]
    seen = sample_text(found, "") if ready else ""
    below = "\n".join([*facts, "", END])
    text = f"{_head(series, row)}\n\n{seen}{PARTED}{below}"
    if not seen or length(text) > LIMIT:
        text = f"{_head(series, row)}\n\n{below}"
    edit: Button = ("修改" if ready else "补充内容", DRAFT, [w.draft.id, "", "go"])
    answers: list[Button] = [("发布", ROUTE, ["so", row.id, ""])] if ready else []
    rows: list[list[Button]] = [
        [*answers, edit, ("跳过这一期", ROUTE, ["ss", row.id, ""])],
        [_settings(series)],
    ]
    _tell(w.session, w.now, row, w.person, w.today, text, rows)


def _go_by_itself(series: Series, row: SeriesTime, w: Writing, found: Check) -> None:
    """Schedule a draft whose series may go out by itself, and say so while it can be stopped."""
    activity = release(w, found)
    row.state = TAKEN
    opens = say_moment(w.office.local(activity.opens_at))
    text = (
        f"{_head(series, row)}\n{esc(activity.title)}\n"
        f"将在{opens}自动发布，对象：{esc(said(w))}，共{len(found.people)}人。不用办理；要改时间或不发，请点下面的按钮。"
    )
    rows: list[list[Button]] = [[("改时间或取消", MANAGE, [activity.id, "s", ""])], [_settings(series)]]
    _tell(w.session, w.now, row, w.person, w.today, text, rows)


def _note_missed(
    session: Session, office: Office, now: datetime, series: Series, one: Time, person: Person
) -> None:
    row = SeriesTime(series_id=series.id, key=one.key, day=one.day, state=LAPSED)
    session.add(row)
    session.flush()
    text = f"{_head(series, row)}\n机器人停机，错过了这一期，没有起草。仍要开展的，请用 /new 起草。"
    _tell(session, now, row, person, office.today(now), text, [])


def _head(series: Series, row: SeriesTime) -> str:
    return (
        f"<b>周期安排</b>：{esc(series.title)}（{esc(series.rule)}）\n"
        f"本期：{say_date(row.day)}（{say_weekday(row.day)}）"
    )


def _settings(series: Series) -> Button:
    return ("查看周期安排", ROUTE, ["sc", series.id, ""])


def _tell(
    session: Session,
    now: datetime,
    row: SeriesTime,
    person: Person,
    day: date,
    text: str,
    rows: list[list[Button]],
) -> None:
    payload = {"text": text, "rows": rows}
    enqueue(
        session, [message_row(f"series/{row.id}/{day.isoformat()}", "tell", person.id, now, payload=payload)]
    )
