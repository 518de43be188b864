"""Bureaus to measure with: so many people, everybody linked, made in bulk."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from activities.reminder import ReminderContent
from services.audiences import Audience
from services.office import Office
from services.publishing import create_activity, publish_due
from storage.migrate import migrate
from storage.people import SECRETARY, Department, Person, Role

NOW = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in the office
OFFICE = Office("江州市应急管理局", ZoneInfo("Asia/Shanghai"), bot="qingfeng_bot")
DEPARTMENTS = 50
FIRST_ACCOUNT = 10_000
"""The Telegram id of the first person; the others follow."""

CONTENT = ReminderContent(
    title="元旦廉洁提醒",
    body="元旦将至。节日期间，请严格遵守中央八项规定精神，不收送礼品礼金、消费卡券和电子红包，"
    "不接受可能影响公正执行公务的宴请和旅游安排，不用公款吃喝、旅游、送礼，公务用车按规定封存停驶。"
    "\n请值班人员坚守岗位，遇有情况及时报告。",
    basis_party="依据：《中国共产党纪律处分条例》第九十七条、第一百零一条、第一百一十三条。",
    basis_other="依据：《公职人员政务处分法》第三十四条、第三十五条。",
    sign_off="江州市应急管理局机关纪委\n2026年12月2日",
)


def found(path: Path, people: int) -> str:
    """Make a bureau on a new SQLite file and return its URL."""
    url = f"sqlite:///{path}"
    engine = create_engine(url)
    migrate(engine)
    with Session(engine) as session, session.begin():
        departments = [{"id": n, "name": f"第{n}处", "position": n} for n in range(1, DEPARTMENTS + 1)]
        session.execute(insert(Department), departments)
        session.execute(
            insert(Person),
            [
                {
                    "id": number,
                    "name": f"职工{number}",
                    "department_id": number % DEPARTMENTS + 1,
                    "political": "中共党员" if number % 3 else "群众",
                    "roster_order": number,
                    "joined": date(2020, 1, 1),
                    "telegram_id": FIRST_ACCOUNT + number,
                }
                for number in range(1, people + 1)
            ],
        )
        session.add(Role(person_id=1, role=SECRETARY, granted_at=NOW))
    engine.dispose()
    return url


def ask_all(session: Session) -> int:
    """Store a reminder for everybody, due now; return its id."""
    activity = create_activity(
        session,
        OFFICE,
        NOW,
        kind="reminder",
        content=CONTENT,
        audience=Audience(),
        deadline=NOW + timedelta(days=7),
        opens_at=NOW,
        by=1,
    )
    return activity.id


def publish(url: str) -> int:
    """Publish a reminder to everybody, without sending it; return its id."""
    engine = create_engine(url)
    with Session(engine) as session:
        activity_id = ask_all(session)
        while publish_due(session, OFFICE, NOW):
            session.commit()
    engine.dispose()
    return activity_id


def accounts(people: int) -> list[dict[str, Any]]:
    """Return everybody's account, as the sandbox takes them."""
    return [
        {"id": FIRST_ACCOUNT + number, "first_name": f"职工{number}", "standing": "started"}
        for number in range(1, people + 1)
    ]
