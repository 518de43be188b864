"""Are copied essays found, and others let be? Against 10,000 essays in SQLite, as a new one is checked.

An essay of a copier is another's with 30 % of its sentences reworded. Independent essays are written by the
same grammar on the same themes, with the same slogans, headings and quoted articles.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from benchmarks.essays import THEMES, Text, essay, reworded
from benchmarks.row import Row, Scale, quantile
from language.likeness import marks_of
from services.essays.alike import find_alike
from storage.activities import CLOSED, Activity
from storage.assignments import Assignment
from storage.essays import Essay, EssayMark
from storage.migrate import migrate
from storage.people import Department, Person

SEED = 20261202
NOW = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
ESSAYS, COPIES, OTHERS = 10_000, 300, 500
BUREAU, BUREAUS = 30, 20  # essays of a bureau's first year on one theme, and how many such bureaus


async def likeness(scale: Scale) -> list[Row]:
    """Measure who is found, who is taken for a copier, and how long a check takes."""
    random = Random(SEED)
    number = scale.pick(ESSAYS, 1_000)
    themes = list(THEMES)
    texts = [essay(random, themes[i % len(themes)]) for i in range(number)]
    with _stored(texts) as (session, blank):
        found, seconds, cpu = 0, [], time.process_time()
        chosen = random.sample(range(number), scale.pick(COPIES, 100))
        for place in chosen:
            copy = reworded(random, texts[place], themes[place % len(themes)])
            began = time.perf_counter()
            alike = find_alike(session, blank, str(copy))
            seconds.append(time.perf_counter() - began)
            found += alike is not None and alike.essay_id == place + 1
        flagged = 0
        others = scale.pick(OTHERS, 100)
        for i in range(others):
            began = time.perf_counter()
            flagged += find_alike(session, blank, str(essay(random, themes[i % len(themes)]))) is not None
            seconds.append(time.perf_counter() - began)
    cpu = (time.process_time() - cpu) / len(seconds)
    small, of_small = _small_bureaus(random, scale.pick(BUREAUS, 4))
    share, wrong, wrong_small = found / len(chosen), flagged / others, small / of_small
    slow = max(seconds)
    return [
        Row(
            f"essays copied, 30 % of sentences reworded, among {number:,}",
            "≥ 95 % found",
            f"{share:.1%} of {len(chosen)}, the very essay named",
            "",
            share >= 0.95,
        ),
        Row(
            f"independent essays on the same themes, among {number:,}; among a bureau's first {BUREAU}",
            "≤ 2 % flagged",
            f"{wrong:.1%} of {others:,}; {wrong_small:.1%} of {of_small}",
            "",
            wrong <= 0.02 and wrong_small <= 0.02,
        ),
        Row(
            f"checking a new essay against {number:,}",
            "≤ 1 s",
            f"p50 {quantile(seconds, 0.5) * 1000:.0f} ms ({cpu * 1000:.0f} ms of CPU), slowest {slow:.2f} s",
            "",
            slow <= 1 if number == ESSAYS else None,
        ),
    ]


def _small_bureaus(random: Random, bureaus: int) -> tuple[int, int]:
    """Return how many essays are flagged where nothing shows yet what is common, and of how many."""
    flagged = 0
    for i in range(bureaus):
        theme = list(THEMES)[i % len(THEMES)]
        texts = [essay(random, theme) for _ in range(BUREAU)]
        with _stored(texts[:-1]) as (session, blank):
            flagged += find_alike(session, blank, str(texts[-1])) is not None
            for place in range(1, 6):  # five more, each against those before it and after
                flagged += (
                    find_alike(session, session.get_one(Essay, place), str(texts[place - 1])) is not None
                )
    return flagged, bureaus * 6


@contextmanager
def _stored(texts: Sequence[Text]) -> Iterator[tuple[Session, Essay]]:
    """Yield a session of a database with these essays, numbered from 1, and one that is being written."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'essays.db'}")
        migrate(engine)
        with Session(engine) as session:
            blank = _fill(session, texts)
            session.commit()
            yield session, blank
        engine.dispose()


def _fill(session: Session, texts: Sequence[Text]) -> Essay:
    department = Department(name="法规处")
    session.add(department)
    session.flush()
    people = [
        Person(name=name, department_id=department.id, joined=date(2020, 1, 1)) for name in ("甲", "乙")
    ]
    call = Activity(
        kind="essay", title="征文", status=CLOSED, audience={}, opens_at=NOW, reminders=[], created_at=NOW
    )
    session.add_all([*people, call])
    session.flush()
    asked = {"activity_id": call.id, "department_id": department.id, "opened_at": NOW, "reply": {}}
    places = range(1, len(texts) + 1)
    rows = [asked | {"id": i, "person_id": people[0].id, "subject": str(i)} for i in places]
    session.execute(insert(Assignment), rows)
    whose = {"activity_id": call.id, "person_id": people[0].id, "alike": {}, "year": 2026}
    essays = [
        whose | {"id": i, "assignment_id": i, "body": str(text), "submitted_at": NOW}
        for i, text in enumerate(texts, start=1)
    ]
    session.execute(insert(Essay), essays)
    for i, text in enumerate(texts, start=1):
        marks = [{"mark": mark, "essay_id": i} for mark in marks_of(str(text))]
        session.execute(insert(EssayMark), marks)
    own = Assignment(**asked, person_id=people[1].id)
    session.add(own)
    session.flush()
    blank = Essay(assignment_id=own.id, activity_id=call.id, person_id=people[1].id, alike={})
    session.add(blank)
    session.flush()
    return blank
