"""The rows about /report: every view of 500 people and 200 activities, and how long others wait."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy.orm import Session

from benchmarks.bureau import FIRST_ACCOUNT, NOW, OFFICE
from benchmarks.row import Row, Scale, quantile
from benchmarks.year import year
from services.reply import Reply
from services.reporting import entrance
from services.reporting import lists as report_lists
from services.reporting import views as report_views
from services.reporting.period import months
from services.reporting.scope import Scope
from services.todo import my_record, todo
from storage.store import Store

PEOPLE, ACTIVITIES = 500, 200
SECRETARY = FIRST_ACCOUNT + 1
A_VIEW, WITH_FILES = 1.0, 3.0  # seconds
ANSWERED = 0.5  # seconds, in which others are answered meanwhile
EVERY = 0.05
# Answers come in over a week, and each leaves its fact; everybody has a branch.
_FACTS = """
UPDATE assignment SET done_at = datetime(opened_at, '+' || (id * 7919 % 10000) || ' minutes') || '.000000'
    WHERE outcome = 'done';
INSERT INTO fact (assignment_id, kind, change, effective_at, recorded_at, version)
    SELECT id, 'answer', json_object('outcome', 'done', 'way', way, 'done_at',
        replace(done_at, ' ', 'T') || '+00:00'), done_at, done_at, 1
    FROM assignment WHERE outcome = 'done';
UPDATE assignment SET branch = '第' || (person_id % 12 + 1) || '党支部';
UPDATE person SET branch = '第' || (id % 12 + 1) || '党支部';
"""
Ask = Callable[..., Reply]


def _views() -> dict[str, tuple[Ask, tuple[object, ...]]]:
    """Return what is asked, by what it is called."""
    past = Scope(at=datetime(2026, 6, 30, 9, 30, tzinfo=UTC))
    first, last = months(2026, 7, 9)
    scopes = {
        "all": Scope(),
        "department": Scope(department=7),
        "branch": Scope(branch="第3党支部"),
        "kind": Scope(kind="reminder"),
        "period": Scope(first=first, last=last),
        "past": past,
        "one": Scope(activity=ACTIVITIES - 1),
        "one, past": past.narrowed(activity=90),
        "person": Scope(person=77),
    }
    asked: dict[str, tuple[Ask, tuple[object, ...]]] = {
        "/report": (report_views.typed, ("",)),
        "/report 第7处 第三季度": (report_views.typed, ("第7处 第三季度",)),
        "/report 6月30日17:30": (report_views.typed, ("6月30日17:30",)),
        "one activity": (entrance.activity_report, (ACTIVITIES - 1, True)),
        "one activity, 未办理名单": (report_lists.pending_list, (ACTIVITIES - 1, 0, 0)),
        "/todo": (todo, ()),
        "/me": (my_record, ()),
    }
    for letter, name, over in (
        ("o", "list", ("department", "branch", "kind", "period", "past")),
        ("d", "by department", ("all", "past", "period", "one, past")),
        ("b", "by branch", ("all", "past")),
        ("k", "by kind", ("all", "past")),
        ("n", "by month", ("all", "past")),
        ("i", "by plan item", ("all",)),
        ("p", "by person", ("department", "branch")),
        ("x", "crosswise", ("all", "past")),
        ("c", "course", ("one",)),
        ("l", "names", ("one, past",)),
        ("w", "a person", ("person",)),
        ("s", "workbook", ("all", "past", "one")),
        ("q", "paper", ("all",)),
    ):
        for scope in over:
            asked[f"{name}: {scope}"] = (report_views.press, (letter, scopes[scope].code(), 0))
    return asked


async def views(scale: Scale) -> list[Row]:
    """Ask for every view, the text first, then its files, and for a tap's worth of others' work meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        url, _ = await asyncio.to_thread(year, Path(folder), PEOPLE, ACTIVITIES)
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.executescript(_FACTS)
        store = Store(url)
        try:
            return await _measured(store, scale)
        finally:
            store.close()


async def _measured(store: Store, scale: Scale) -> list[Row]:
    rows = []
    for name, (ask, args) in _views().items():
        await _asked(store, ask, args)  # what is imported, opened and prepared once does not count
        runs = [await _asked(store, ask, args) for _ in range(scale.pick(3, 1))]
        text, whole, computing = (median(run[place] for run in runs) for place in (0, 1, 2))
        waited = [wait for run in runs for wait in run[3]]
        meanwhile = quantile(waited, 0.95) if waited else 0.0
        rows.append(
            Row(
                f"view, {name}",
                f"≤ {A_VIEW:.0f} s, ≤ {WITH_FILES:.0f} s with its files, others answered in ≤ {ANSWERED} s",
                f"{text * 1000:.0f} ms, with files {whole * 1000:.0f} (computing {computing * 1000:.0f});"
                f" others p95 {meanwhile * 1000:.0f} ms",
                "–",
                text <= A_VIEW and whole <= WITH_FILES and meanwhile <= ANSWERED,
            )
        )
    return rows


async def _asked(store: Store, ask: Ask, args: tuple[object, ...]) -> tuple[float, float, float, list[float]]:
    """Return seconds until the text, until the last file, of computing; and how long others waited."""
    done = asyncio.Event()
    others = asyncio.create_task(_others(store, done))
    began = time.perf_counter()
    reply, computing = await store.read(lambda session: _call(session, ask, args))
    text = time.perf_counter() - began
    for file in reply.files:
        computing += await asyncio.to_thread(_seconds_of, file.make)
    whole = time.perf_counter() - began
    done.set()
    return text, whole, computing, await others


def _call(session: Session, ask: Ask, args: tuple[object, ...]) -> tuple[Reply, float]:
    """Return the answer, and the seconds of computing it took."""
    began = time.thread_time()
    return ask(session, OFFICE, NOW, SECRETARY, *args), time.thread_time() - began


def _seconds_of(make: Callable[[], bytes]) -> float:
    began = time.thread_time()
    assert make()
    return time.thread_time() - began


async def _others(store: Store, done: asyncio.Event) -> list[float]:
    """Ask for /todo of somebody else again and again until it is done; return how long each took."""
    took, number = [], 2
    while not done.is_set():
        began = time.perf_counter()
        await store.read(todo, OFFICE, NOW, FIRST_ACCOUNT + number)
        took.append(time.perf_counter() - began)
        number = number % (PEOPLE - 1) + 2
        await asyncio.sleep(EVERY)
    return took
