"""A year of a bureau in bulk: a hundred activities, each asked of everybody, most of them closed."""

import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, insert, select, true
from sqlalchemy.orm import Session

from benchmarks.bureau import CONTENT, NOW, found
from services.publishing import STAYS_OPEN, content_hash
from services.reporting.tallies import recount
from storage.activities import CLOSED, OPEN, Activity, ActivityVersion
from storage.people import Department
from storage.tallies import Stale

ACTIVITIES = 100
TO_ANSWER = timedelta(days=7)

# Of a hundred people 84 have done it, one declined, three are exempt, two unreachable, ten are late.
_ASSIGNMENTS = """
INSERT INTO assignment (activity_id, person_id, subject, department_id, branch, category, place, opened_at,
    outcome, stage, waits_for, done_at, late, way, exempt, unreachable, deadline, version, delivery, reply)
SELECT activity.id, person.id, '', person.department_id, '', '', person.id, activity.published_at,
    CASE WHEN n < 84 THEN 'done' WHEN n < 85 THEN 'declined' ELSE 'none' END, '', 'person',
    CASE WHEN n < 84 THEN activity.published_at END, 0, CASE WHEN n < 84 THEN '知悉' ELSE '' END,
    CASE WHEN n BETWEEN 85 AND 87 THEN '请假' END,
    CASE WHEN n BETWEEN 88 AND 89 THEN '已停用机器人' END, activity.deadline, 1,
    CASE WHEN n BETWEEN 85 AND 87 THEN '' WHEN n BETWEEN 88 AND 89 THEN 'unreachable' ELSE 'sent' END, '{}'
FROM activity JOIN (SELECT *, (id * 7919) % 100 AS n FROM person) AS person
ORDER BY activity.id, person.id
"""
_MESSAGES = """
INSERT INTO outbox (key, purpose, person_id, assignment_id, activity_id, payload, lane, state, reason, due_at,
    attempts, sent_at, chat_id, message_id, text_hash)
SELECT 'open/' || id || '/1', 'open', person_id, id, activity_id, '{}', 1,
    CASE WHEN unreachable IS NULL THEN 'sent' ELSE 'unreachable' END, '', opened_at, 1, opened_at,
    person_id + 10000, id, hex(randomblob(32))
FROM assignment WHERE exempt IS NULL ORDER BY id
"""


def year(folder: Path, people: int, activities: int = ACTIVITIES) -> tuple[str, float]:
    """Return the URL of a year's database, and the seconds it took to build now: 0 where it was kept."""
    path = folder / f"year-{people * activities}.db"
    if path.exists():
        return f"sqlite:///{path}", 0.0
    began = time.perf_counter()
    half_built = path.with_suffix(".half")
    half_built.unlink(missing_ok=True)
    _activities(found(half_built, people), activities)
    with closing(sqlite3.connect(half_built, isolation_level=None)) as connection:
        _fill(connection)
    _count(f"sqlite:///{half_built}")
    half_built.rename(path)
    return f"sqlite:///{path}", time.perf_counter() - began


def _fill(connection: sqlite3.Connection) -> None:
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000000"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN ('assignment', 'outbox')"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN")
    connection.execute(_ASSIGNMENTS)
    connection.execute(_MESSAGES)
    for _, statement in indexes:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")


def _count(url: str) -> None:
    """Let the program count what the bulk load says, as its clock would."""
    engine = create_engine(url)
    with Session(engine) as session:
        pairs = select(Activity.id, Department.id).select_from(Activity).join(Department, true())
        session.execute(insert(Stale).from_select(["activity_id", "department_id"], pairs))
        while recount(session):
            session.commit()
        session.commit()
    engine.dispose()


def _activities(url: str, number_of: int) -> None:
    every = timedelta(days=365) / number_of
    content = CONTENT.model_dump(mode="json")
    engine = create_engine(url)
    with Session(engine) as session, session.begin():
        for number in range(1, number_of + 1):
            published = NOW - every * (number_of - number)
            closes = published + TO_ANSWER + STAYS_OPEN
            session.add(
                Activity(
                    id=number,
                    kind="reminder",
                    title=f"第{number}次廉洁提醒",
                    status=CLOSED if closes <= NOW else OPEN,
                    audience={},
                    opens_at=published,
                    deadline=published + TO_ANSWER,
                    closes_at=closes,
                    reminders=[],
                    created_at=published,
                    published_at=published,
                    closed_at=closes if closes <= NOW else None,
                )
            )
            session.flush()
            session.add(
                ActivityVersion(
                    activity_id=number,
                    version=1,
                    content=content,
                    content_hash=content_hash(content),
                    created_at=published,
                )
            )
    engine.dispose()
