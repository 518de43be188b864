"""The week's digest for the secretaries: on its first working day, where there is something to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from reports.figures import ActivityFigures
from services.belonging.secretaries import tell_each
from services.calendars import office_calendar
from services.leave.requests import undecided
from services.office import Office
from services.paging import short
from services.reply import Press, Reply
from services.reporting.figures import overview
from services.skip import Skip, check_day
from storage.activities import HELD, OPEN, SCHEDULED, Activity, in_status, option, set_option
from storage.leave_requests import undecided_requests
from storage.messages import Message
from storage.people import Person
from storage.suggestions import last_words
from workdays.quiet import is_quiet
from workdays.words import say_date, say_moment

AT = time(8, 30)
MARK = "digest"
LISTED = 6


def digest_due(session: Session, office: Office, now: datetime) -> None:
    """Put in the week's digest in the morning of its first working day, once; a quiet week gets none."""
    today = office.today(now)
    week = "{}-W{:02}".format(*today.isocalendar()[:2])
    if office.local(now).time() < AT or is_quiet(now, office.zone) or option(session, MARK, "") == week:
        return
    monday = today - timedelta(days=today.weekday())
    if office_calendar(session).working_days(monday, today) != [today]:
        return
    set_option(session, MARK, week)
    if _lines(session, office, now):
        tell_each(session, office, now, f"digest/{week}", {"day": today.isoformat()}, purpose="digest")


def render_digest(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return the digest as things stand when it is sent. Raises Skip where nothing is left to say."""
    check_day(office, now, message)
    lines = _lines(session, office, now)
    if not lines:
        raise Skip("cancelled", "没有需要说明的事项")
    rows: list[tuple[Press, ...]] = [(Press("查看统计报表", "rl", (0,)), Press("联络名单", "rk"))]
    if last_words(session, waiting=True, most=1):
        rows.append((Press("查看建议", "sg", (0, "list")),))
    return Reply("\n".join([f"<b>本周提要</b>　{say_date(office.today(now))}", *lines]), tuple(rows))


@dataclass(frozen=True)
class _Week:
    """The days from today to Sunday, and what is open, with its figures."""

    today: date
    figures: Sequence[ActivityFigures]

    @property
    def due(self) -> list[str]:
        """Return a line for each thing due this week that somebody has not done yet."""
        sunday = self.today + timedelta(days=6 - self.today.weekday())
        found = [
            one
            for one in self.figures
            if one.deadline and self.today <= one.deadline.date() <= sunday and _left(one)
        ]
        found.sort(key=lambda one: (one.deadline, one.activity_id))
        return [f"{self._title(one)}：{_say(one.deadline)}截止，还有{_left(one)}人" for one in found]

    @property
    def overdue(self) -> list[str]:
        """Return a line for each thing overdue that somebody still has to do."""
        found = [one for one in self.figures if one.deadline and one.deadline.date() < self.today]
        return [f"{self._title(one)}：逾期{one.counts.overdue}人" for one in found if one.counts.overdue]

    def _title(self, one: ActivityFigures) -> str:
        return esc(short(one.title, 30))


def _say(deadline: datetime | None) -> str:
    return say_moment(deadline) if deadline else ""


def _left(one: ActivityFigures) -> int:
    return one.counts.pending + one.counts.overdue + one.counts.unreachable


def _lines(session: Session, office: Office, now: datetime) -> list[str]:
    today = office.today(now)
    is_open = {one.id for one in in_status(session, OPEN)}
    figures = [one for one in overview(session, office, now).activities if one.activity_id in is_open]
    week = _Week(today, figures)
    parts = (
        ("本周到期：", week.due),
        ("已逾期、仍有人未办理：", week.overdue),
        ("本周将发布：", _coming(session, office, today)),
        ("等您处理：", _waiting(session)),
    )
    lines = []
    for heading, said in parts:
        if said:
            rest = [f"另有{len(said) - LISTED}项，请用 /report 查看"] if len(said) > LISTED else []
            lines += ["", f"<b>{heading}</b>", *(f"· {one}" for one in (*said[:LISTED], *rest))]
    return lines


def _coming(session: Session, office: Office, today: date) -> list[str]:
    query = select(Activity).where(Activity.status == SCHEDULED).order_by(Activity.opens_at)
    sunday = today + timedelta(days=6 - today.weekday())
    return [
        f"{esc(short(one.title, 30))}：{say_moment(office.local(one.opens_at))}"
        for one in session.scalars(query)
        if today <= office.today(one.opens_at) <= sunday
    ]


def _waiting(session: Session) -> list[str]:
    held = session.scalars(select(Activity.title).where(Activity.status == HELD)).all()
    said = []
    if undecided(session)[1] or undecided_requests(session):
        said.append("有请假没有审批，请用 /leave 办理")
    if suggested := len(last_words(session, waiting=True, most=100)):
        said.append(f"{suggested}条建议没有答复")
    return [*said, *(f"《{esc(short(title, 30))}》错过了发布时间，等您决定" for title in held)]
