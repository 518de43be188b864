"""Fixtures every test may use: a migrated database on SQLite and PostgreSQL, an office, a small roster."""

import contextlib
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from services.office import Office
from storage.migrate import migrate
from storage.people import SECRETARY, Department, Person, Role
from storage.store import Store
from tests.leaks import nothing_leaks
from tests.postgres import postgres_server

__all__ = ["nothing_leaks"]  # around every test

# A Wednesday, 10:00 in the office.
NOW = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
MEMORY, ROOM = Path("/dev/shm"), 2 * 1024**3


# No example is too slow for a machine that stands still at times, and every run tries the same ones.
settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, database=None
)
settings.load_profile("steady")


def pytest_configure() -> None:
    """Keep the tests' files in memory where it has room: how fast a disk is must not matter."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    with contextlib.closing(Store(f"sqlite:///{path}")) as store:
        migrate(store.engine())  # in one transaction, where a plain engine would wait for the disk every time
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Run a PostgreSQL server of this session's own; yield a URL with `{name}` for the database."""
    with postgres_server() as server:
        url = server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
        template = (
            url.replace("/postgres?", "/{name}?")
            if "/postgres?" in url
            else url[: -len("postgres")] + "{name}"
        )
        _create_database(url, "empty")
        engine = create_engine(template.format(name="empty"))
        migrate(engine)
        engine.dispose()
        _wait_until_left(url, "empty")
        yield template


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database with the current schema, on each engine in turn."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "qingfeng.db")
        return f"sqlite:///{tmp_path / 'qingfeng.db'}"
    url: str = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex}"
    _create_database(url.format(name="postgres"), name, template="empty")
    return url.format(name=name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the URL of an empty SQLite database with the current schema."""
    shutil.copy(sqlite_template, tmp_path / "qingfeng.db")
    return f"sqlite:///{tmp_path / 'qingfeng.db'}"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """Yield an open store on each engine in turn."""
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def office() -> Office:
    """Return the office of the tests."""
    return Office("江州市应急管理局", ZoneInfo("Asia/Shanghai"), bot="qingfeng_bot")


@pytest.fixture
def now() -> datetime:
    """Return the moment tests start at: Wednesday 2026-12-02, 10:00 in the office."""
    return NOW


@pytest.fixture
async def roster(store: Store) -> dict[str, int]:
    """Store a small linked roster; return name -> person id. Everybody's Telegram id is 1000 + person id."""
    return await store.write(add_roster)


def add_roster(session: Session) -> dict[str, int]:
    """Store two departments, a secretary, a head and four staff, all linked."""
    office, affairs = Department(name="办公室", position=1), Department(name="法规处", position=2)
    session.add_all([office, affairs])
    session.flush()
    people = [
        ("陈清", office, "中共党员", "关键岗位"),
        ("赵刚", office, "中共党员", "处室负责人"),
        ("钱敏", office, "群众", "一般"),
        ("孙丽", affairs, "中共党员", "处室负责人"),
        ("李强", affairs, "中共党员", "科级"),
        ("周喆", affairs, "民主党派", "一般"),
    ]
    ids = {}
    for order, (name, department, political, post) in enumerate(people, start=1):
        person = Person(
            name=name,
            department_id=department.id,
            political=political,
            post=post,
            roster_order=order,
            joined=date(2020, 1, 1),
        )
        session.add(person)
        session.flush()
        person.telegram_id = 1000 + person.id
        ids[name] = person.id
    session.add(Role(person_id=ids["陈清"], role=SECRETARY, granted_at=NOW))
    return ids


def _wait_until_left(url: str, name: str) -> None:
    """Return once nobody uses a database any more: only then can it be copied, and the server waits 5 s."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        using = text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name")
        while connection.scalar(using, {"name": name}):
            pass
    engine.dispose()


def _create_database(url: str, name: str, template: str | None = None) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        copied = f" TEMPLATE {template}" if template else ""
        connection.execute(text(f"CREATE DATABASE {name}{copied}"))
    engine.dispose()
