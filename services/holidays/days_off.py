"""Days off and made up, taken into the calendar; what they mean for reminders, deadlines and drafts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from activities.kind import esc
from services.calendars import office_calendar
from services.managing.replanning import plans, replan
from services.office import Office
from storage.activities import Draft, HolidayOverride
from workdays.holidays import Calendar, Override
from workdays.words import say_moment


def enter(
    session: Session, office: Office, now: datetime, by: int | None, days: Sequence[Override]
) -> list[str]:
    """Put days into the calendar, in place of what was entered before; return what moved, a line each."""
    before, was = plans(session, office, now), office_calendar(session)
    for one in days:
        session.execute(delete(HolidayOverride).where(HolidayOverride.day == one.day))
        session.add(
            HolidayOverride(day=one.day, working=one.working, name=one.name, recorded_at=now, recorded_by=by)
        )
    session.flush()
    return [*replan(session, office, now, before), *_move_drafts(session, office, now, was)]


def _move_drafts(session: Session, office: Office, now: datetime, was: Calendar) -> Iterator[str]:
    """Move what drafts set for a day that is a day off now to the working day before, or after."""
    calendar = office_calendar(session)

    def moved(at: datetime | None) -> datetime | None:
        """Return where a moment moves to; None where it stays."""
        if at is None or at <= now or not was.is_working(office.today(at)):
            return None
        day = office.today(at)
        if calendar.is_working(day):
            return None
        before = calendar.previous_working_day(day)
        to = before if before > office.today(now) else calendar.next_working_day(day)
        return datetime.combine(to, office.local(at).timetz())

    for draft in session.scalars(select(Draft).where(Draft.activity_id.is_(None)).order_by(Draft.id)):
        name = esc(str(draft.fields.get("title") or draft.template or "还没有标题"))
        starts = _moment(draft.fields.get("starts_at"))
        for word, at, to in (
            ("会议时间", starts, moved(starts)),
            ("截止", draft.deadline, moved(draft.deadline)),
            ("发布时间", draft.opens_at, moved(draft.opens_at)),
        ):
            if at is None or to is None:
                continue
            _put(draft, word, to)
            yield f"草稿《{name}》{word}：{say_moment(office.local(at))} → {say_moment(office.local(to))}"


def _put(draft: Draft, word: str, to: datetime) -> None:
    if word == "会议时间":
        draft.fields = draft.fields | {"starts_at": to.isoformat()}
    elif word == "截止":
        draft.deadline = to
    else:
        draft.opens_at = to


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
