"""One person's year: for the secretary, for the head of their department, and for themselves."""

import json
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.state import State
from reports.person_year import Asked, PersonYear
from reports.person_year_paper import person_year_pdf
from services.access import access_person
from services.facts import state_of
from services.office import Office
from services.refusals import NotYours
from services.reply import File, Press, Reply
from services.reporting.period import months
from services.reporting.scope import Scope, activities_in, status_at
from services.reporting.standings import as_it_was
from services.views import kind_of, remark_of, version_of, view_of
from services.worker import in_worker
from storage.activities import WITHDRAWN, Activity
from storage.assignments import Assignment, facts_of
from storage.letters import signatures_of
from storage.people import Person
from workdays.words import say_moment

MINE = "vm"
SORT_OF = {
    "reminder": "通知提醒",
    "reading": "学习",
    "study": "学习",
    "commitment": "签署",
    "responsibility": "签署",
    "quiz": "答题",
}
OTHER = "其他"
EARLIEST = 2000


def my_year(session: Session, office: Office, now: datetime, telegram_id: int, year: int) -> Reply:
    """Send the sender their own record of a year, as picture and as paper."""
    person = access_person(session, telegram_id, office.today(now))
    if not EARLIEST <= year <= office.today(now).year:
        return Reply(f"没有{year}年的记录。请写今年或往年，例如：/me {office.today(now).year}")
    found = person_year(session, office, now, year_of(year, person))
    return Reply(toast=MAKING, files=(picture_of(found), paper_of(found)))


MAKING = "正在生成年度记录，约需几秒，完成后发出。"


def my_year_typed(session: Session, office: Office, now: datetime, telegram_id: int, words: str) -> Reply:
    """Do the same for what was typed after /me: a year, or 年度记录."""
    typed = "".join(sign for sign in words if sign.isascii() and sign.isdigit())
    year = int(typed) if len(typed) == 4 else office.today(now).year
    return my_year(session, office, now, telegram_id, year)


def my_year_button(office: Office, now: datetime) -> Press:
    """Return the button below one's own record."""
    year = office.today(now).year
    return Press(f"我的{year}年年度记录", MINE, (year,))


def year_of(year: int, person: Person) -> Scope:
    """Return the scope of a person's year."""
    first, last = months(year, 1, 12)
    return Scope(person=person.id, first=first, last=last)


def person_year(session: Session, office: Office, now: datetime, scope: Scope) -> PersonYear:
    """Return a person's year, or what a scope makes of it. Raises NotYours where there is no such person."""
    person = session.get(Person, scope.person)
    if person is None:
        raise NotYours
    year = (scope.first or office.today(scope.at or now)).year
    asked = asked_of(session, office, now, scope, person)
    return PersonYear(
        bureau=office.bureau,
        year=year,
        name=person.name,
        department=person.department.name,
        position=person.position,
        as_of=office.local(scope.at or now),
        asked=tuple(sorted(asked, key=lambda one: one.day)),
    )


def asked_of(session: Session, office: Office, now: datetime, scope: Scope, person: Person) -> list[Asked]:
    """Return what somebody was asked within a scope, newest first; what was withdrawn is left out."""
    moment = scope.at or now
    activities = {one.id: one for one in activities_in(session, office, now, scope)}
    query = select(Assignment).where(Assignment.person_id == person.id, Assignment.opened_at <= moment)
    rows: dict[int, list[Assignment]] = {}
    for row in session.scalars(query.order_by(Assignment.id)):
        rows.setdefault(row.activity_id, []).append(row)
    return [
        _asked(session, office, moment, person, activity, row, past=scope.at is not None)
        for activity in activities.values()
        if status_at(activity, scope.at) != WITHDRAWN
        for row in rows.get(activity.id, ())
        if scope.department in (0, row.department_id)
    ]


def picture_of(year: PersonYear) -> File:
    """Return the year as a picture, drawn when it is sent."""
    return File(f"{year.year}年办理情况_{year.name}.png", partial(_picture, year), picture=True)


def paper_of(year: PersonYear) -> File:
    """Return the year as a paper, made in a process of its own when it is sent."""
    make = partial(in_worker, person_year_pdf, year)
    return File(f"{year.year}年个人办理记录_{year.name}.pdf", make, make_stamped=make)


def _asked(
    session: Session,
    office: Office,
    moment: datetime,
    person: Person,
    activity: Activity,
    row: Assignment,
    *,
    past: bool,
) -> Asked:
    shown = as_it_was(row, facts_of(session, row.id), moment) if past else row
    kind, version = kind_of(activity), version_of(session, activity)
    view = view_of(session, office, moment, person, shown, activity)
    state = state_of({key: getattr(shown, key) for key in _OF_STATE}, moment)
    day: date = office.today(activity.published_at or activity.opens_at)
    return Asked(
        sort=SORT_OF.get(activity.kind, OTHER),
        kind_title=kind.title,
        title=activity.title + (f"（{row.subject}）" if row.subject else ""),
        day=day,
        state=state,
        standing=_standing(office, shown, state),
        remark=remark_of(activity, view, own=True),
        signatures=tuple(_signatures(session, office, row, moment)),
        version=activity.version,
        digest=version.content_hash,
    )


_OF_STATE = ("outcome", "exempt", "unreachable", "waits_for", "deadline")


def _standing(office: Office, row: Assignment, state: State) -> str:
    if state is State.DONE and row.done_at:
        late = "（逾期补办）" if row.late else ""
        return f"已完成，{say_moment(office.local(row.done_at))}{row.way}{late}"
    if state is State.EXEMPT:
        return f"免：{row.exempt}"
    if state is State.PENDING and row.stage:
        return f"{state.label}（{row.stage}）"
    return state.label


def _signatures(session: Session, office: Office, row: Assignment, moment: datetime) -> list[tuple[str, str]]:
    """Return the lines of the signatures a letter bears: by whom, when, its code, its place in the chain."""
    lines = []
    for record in signatures_of(session, row.id):
        body: Any = json.loads(record.body) if record.body and record.written_at <= moment else None
        if not isinstance(body, dict):
            continue
        who = f"{body.get('as', '')}{body['name']}，{body['way']}"
        if "signed" in body:
            who += f"，{say_moment(office.local(datetime.fromisoformat(body['signed'])))}"
        lines.append(("签署", who))
        if "code" in body:
            lines.append(("校验码", str(body["code"])))
        lines.append(("签署记录", f"第{record.number}号，链值 {record.link}"))
    return lines


def _picture(year: PersonYear) -> bytes:
    from reports.person_year import person_year_picture

    return person_year_picture(year)
