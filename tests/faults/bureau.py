"""A bureau to put to the test: many people, something asked of them all, and what became of it."""

import contextlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, create_engine, func, insert, select
from sqlalchemy.orm import Session

from activities.kind import Content
from activities.reminder import ReminderContent
from activities.study import StudyContent
from services.audiences import Audience
from services.office import Office
from services.publishing import create_activity
from storage.assignments import Assignment, Fact, state_sql
from storage.messages import SENDING, UNCERTAIN, WAITING, KeptText, Message
from storage.migrate import migrate
from storage.people import Department, Person
from storage.store import Store
from tests.faults.processes import WORKING

OFFICE = Office("江州市应急管理局", ZoneInfo("Asia/Shanghai"), bot="qingfeng_bot")
FIRST_ACCOUNT = 10_000
REMINDER = ReminderContent(title="元旦廉洁提醒", body="节日期间，请严格遵守中央八项规定精神。")
SESSION = StudyContent(
    title="十二月学习会", starts_at=WORKING + timedelta(days=5), place="三楼第一会议室", topic="纪律处分条例"
)


def asking(session: Session, office: Office, now: datetime, kind: str, content: Content) -> int:
    """Ask everybody something that opens now; return the activity's id."""
    return create_activity(
        session,
        office,
        now,
        kind=kind,
        content=content,
        audience=Audience(),
        deadline=now + timedelta(days=5),
        opens_at=now,
        by=None,
    ).id


class Bureau:
    """A bureau's database, looked at from outside the bot."""

    def __init__(self, url: str, people: int) -> None:
        self.url, self.people = url, people
        with contextlib.closing(Store(url)) as store:
            migrate(store.engine())
        # A bot whose disk stalls holds its lock for as long.
        patient = {"timeout": 120} if url.startswith("sqlite") else {}
        self.engine: Engine = create_engine(url, pool_pre_ping=True, connect_args=patient)
        with Session(self.engine) as session, session.begin():
            session.add(Department(id=1, name="办公室", position=1))
            session.flush()
            session.execute(
                insert(Person),
                [
                    {
                        "id": number,
                        "name": f"职工{number}",
                        "department_id": 1,
                        "roster_order": number,
                        "joined": date(2020, 1, 1),
                        "telegram_id": FIRST_ACCOUNT + number,
                    }
                    for number in range(1, people + 1)
                ],
            )

    def close(self) -> None:
        self.engine.dispose()

    def accounts(self, numbers: Iterable[int] = (), standing: str = "started") -> list[dict[str, Any]]:
        """Return people's accounts, as the sandbox takes them."""
        return [
            {"id": FIRST_ACCOUNT + number, "first_name": f"职工{number}", "standing": standing}
            for number in tuple(numbers) or range(1, self.people + 1)
        ]

    def ask(self, kind: str, content: Content) -> int:
        """Ask everybody, now; return the activity's id."""
        with Session(self.engine) as session, session.begin():
            return asking(session, OFFICE, WORKING, kind, content)

    def asked(self) -> int:
        """Return how many messages have been put into the outbox."""
        with Session(self.engine) as session:
            return session.scalar(select(func.count()).select_from(Message)) or 0

    def unsettled(self) -> int:
        """Return how many messages are still to be sent or on their way."""
        return self.states()[WAITING] + self.states()[SENDING]

    def states(self) -> Counter[str]:
        """Return how many messages are in each state."""
        with Session(self.engine) as session:
            rows = session.execute(select(Message.state, func.count()).group_by(Message.state))
            return Counter({row[0]: row[1] for row in rows})

    def in_state(self, state: str) -> set[int]:
        """Return the numbers of those who have a message in this state."""
        with Session(self.engine) as session:
            return set(session.scalars(select(Message.person_id).where(Message.state == state)))

    def doubts(self) -> Counter[int]:
        """Return how many messages of each person are still in doubt."""
        with Session(self.engine) as session:
            return Counter(session.scalars(select(Message.person_id).where(Message.state == UNCERTAIN)))

    def doubted(self) -> set[int]:
        """Return the numbers of those who have a message that was ever recorded as in doubt."""
        with Session(self.engine) as session:
            again = select(Message.person_id).where(Message.key.like("%/again"))
            return set(session.scalars(again)) | self.in_state(UNCERTAIN)

    def assignments(self, activity_id: int) -> dict[int, Assignment]:
        """Return what was asked, by the number of whom it was asked of."""
        with Session(self.engine, expire_on_commit=False) as session:
            rows = session.scalars(select(Assignment).where(Assignment.activity_id == activity_id))
            return {row.person_id: row for row in rows}

    def standing(self, activity_id: int) -> Counter[str]:
        """Return how many assignments are in each of the six states."""
        state = state_sql(WORKING)
        query = select(state, func.count()).where(Assignment.activity_id == activity_id).group_by(state)
        with Session(self.engine) as session:
            return Counter({row[0]: row[1] for row in session.execute(query)})

    def answers(self, activity_id: int) -> Counter[int]:
        """Return how many answers are recorded of each person."""
        with Session(self.engine) as session:
            query = (
                select(Assignment.person_id)
                .join(Fact, Fact.assignment_id == Assignment.id)
                .where(Assignment.activity_id == activity_id, Fact.kind == "answer")
            )
            return Counter(session.scalars(query))

    def strays(self) -> int:
        """Return how many texts answered nothing, as those would that came twice."""
        with Session(self.engine) as session:
            return session.scalar(select(func.count()).select_from(KeptText)) or 0


@dataclass(frozen=True)
class Push:
    """What a push came to, by the numbers of the people concerned."""

    missed: set[int]
    doubled: set[int]
    doubted: set[int]


def compare(bureau: Bureau, counts: dict[int, int], expected: int = 1) -> Push:
    """Compare what people got with what the database says; `counts` are messages by account."""
    got = {number: counts.get(FIRST_ACCOUNT + number, 0) for number in range(1, bureau.people + 1)}
    return Push(
        missed={number for number, count in got.items() if count < expected},
        doubled={number for number, count in got.items() if count > expected},
        doubted=bureau.doubted(),
    )
