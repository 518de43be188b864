"""How much is asked of people: messages, tasks and estimated minutes, and where it becomes too much."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.audiences import Audience, members
from services.drafting.writing import Writing
from services.office import Office
from services.outbox import ANSWER
from storage.activities import SCHEDULED, WITHDRAWN, Activity, option
from storage.assignments import Assignment
from storage.messages import SENT, Message
from storage.people import Person

# Minutes of doing one thing, as people of an office estimate them; of a session it is the session itself.
MINUTES: Mapping[str, float] = {
    "reminder": 1,
    "study": 90,
    "commitment": 5,
    "responsibility": 5,
    "quiz": 8,
    "survey": 8,
    "essay": 60,
    "reading": 8,
    "task": 30,
}
A_MESSAGE = 0.5  # minutes, to read one more
OPTION_CAP = "burden_cap"
CAP = 8  # tasks of one person in a month


@dataclass(frozen=True)
class Month:
    """What a month asks of a person on average, and of whom it asks more than the cap, by person id."""

    messages: float
    tasks: float
    minutes: float
    over: Mapping[int, int]


def month_of(session: Session, office: Office, year: int, month: int, staff: int) -> Month:
    """Return what the activities published in a month ask of each of so many people.

    What waits to be published in it counts as well, without the messages it will bring.
    """
    activities, cap = _published(session, office, year, month), cap_of(session)
    kinds = {one.id: one.kind for one in activities}
    asked = Counter[int]()
    minutes = 0.0
    query = select(Assignment.activity_id, Assignment.person_id).where(Assignment.activity_id.in_(kinds))
    for activity_id, person_id in session.execute(query):
        asked[person_id] += 1
        minutes += MINUTES.get(kinds[activity_id], 5)
    for activity in _waiting(session, office, year, month):
        for person in members(
            session, Audience.model_validate(activity.audience), office.today(activity.opens_at)
        ):
            asked[person.id] += 1
            minutes += MINUTES.get(activity.kind, 5)
    sent = _messages(session, office, year, month)
    people = max(staff, 1)
    return Month(
        sent / people,
        asked.total() / people,
        (minutes + sent * A_MESSAGE) / people,
        {id_: number for id_, number in asked.items() if cap and number > cap},
    )


def say_month(found: Month) -> str:
    """Return a month's burden in words."""
    return f"人均消息{found.messages:.1f}条，任务{found.tasks:.1f}项，约{found.minutes:.0f}分钟"


def warn_of_burden(w: Writing, people: Sequence[Person]) -> list[str]:
    """Return a warning where a draft would put somebody over the cap of a month's tasks."""
    cap = cap_of(w.session)
    if not cap:
        return []
    opens = w.office.local(w.opens_at)
    activities = [one.id for one in _published(w.session, w.office, opens.year, opens.month)]
    per_person = (
        select(Assignment.person_id)
        .where(Assignment.activity_id.in_(activities))
        .group_by(Assignment.person_id)
        .having(func.count() >= cap)
    )
    concerned = {person.id for person in people}
    over = concerned & set(w.session.scalars(per_person)) if activities else set()
    waiting = _waiting(w.session, w.office, opens.year, opens.month)
    if len(waiting) + len(activities) >= cap:
        over |= _over_with_waiting(w, concerned, activities, waiting, cap)
    if not over:
        return []
    return [f"发布后有{len(over)}人{opens.month}月的任务将超过{cap}项，请考虑合并或改期，为基层减负。"]


def cap_of(session: Session) -> int:
    """Return how many tasks a month are still bearable; 0: any number."""
    cap = option(session, OPTION_CAP, CAP)
    return cap if isinstance(cap, int) else CAP


def _over_with_waiting(
    w: Writing, concerned: set[int], activities: Sequence[int], waiting: Sequence[Activity], cap: int
) -> set[int]:
    counts = dict.fromkeys(concerned, 0)
    query = select(Assignment.person_id, func.count()).where(Assignment.activity_id.in_(activities))
    for person_id, count in w.session.execute(query.group_by(Assignment.person_id)):
        if person_id in counts:
            counts[person_id] += count
    for activity in waiting:
        for person in members(w.session, Audience.model_validate(activity.audience), w.today):
            if person.id in counts:
                counts[person.id] += 1
    return {person_id for person_id, count in counts.items() if count >= cap}


def _waiting(session: Session, office: Office, year: int, month: int) -> Sequence[Activity]:
    first, after = _span(office, year, month)
    query = select(Activity).where(
        Activity.status == SCHEDULED, Activity.opens_at >= first, Activity.opens_at < after
    )
    return session.scalars(query).all()


def _published(session: Session, office: Office, year: int, month: int) -> Sequence[Activity]:
    first, after = _span(office, year, month)
    published = Activity.published_at >= first, Activity.published_at < after
    return session.scalars(select(Activity).where(*published, Activity.status != WITHDRAWN)).all()


def _messages(session: Session, office: Office, year: int, month: int) -> int:
    """Return how many messages went out of the bot's own accord, edits and answers to taps apart."""
    first, after = _span(office, year, month)
    query = select(func.count()).where(
        Message.state == SENT,
        Message.lane > ANSWER,
        Message.due_at >= first,
        Message.due_at < after,
        Message.purpose != "edit",
    )
    return session.scalar(query.select_from(Message)) or 0


def _span(office: Office, year: int, month: int) -> tuple[datetime, datetime]:
    after = date(year + month // 12, month % 12 + 1, 1)
    midnight = datetime.min.time()
    return (
        datetime.combine(date(year, month, 1), midnight, office.zone),
        datetime.combine(after, midnight, office.zone),
    )
