"""The store: what write() returned for is on disk; what failed left nothing; nobody's change is lost."""

import asyncio
import threading

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.activities import option, set_option
from storage.people import Department
from storage.store import Apart, Store, Unavailable


def add_department(session: Session, name: str) -> int:
    department = Department(name=name, position=0)
    session.add(department)
    session.flush()
    return department.id


def names(session: Session) -> list[str]:
    return sorted(session.scalars(select(Department.name)))


async def test_a_write_is_seen_by_the_next_read(store: Store) -> None:
    await store.write(add_department, "办公室")
    assert await store.read(names) == ["办公室"]


async def test_a_failing_write_leaves_nothing_and_spares_those_beside_it(store: Store) -> None:
    def fail(session: Session) -> None:
        add_department(session, "不留")
        raise LookupError("no")

    results = await asyncio.gather(
        *(store.write(add_department, f"处{i}") for i in range(20)), store.write(fail), return_exceptions=True
    )
    assert isinstance(results[-1], LookupError)
    assert len(await store.read(names)) == 20


async def test_a_write_that_fails_at_its_first_row_spares_those_beside_it(store: Store) -> None:
    await store.write(add_department, "已有")
    *others, failed = await asyncio.gather(
        *(store.write(add_department, f"处{i}") for i in range(20)),
        store.write(add_department, "已有"),
        return_exceptions=True,
    )
    assert isinstance(failed, DBAPIError)
    assert not [other for other in others if isinstance(other, BaseException)]
    assert len(await store.read(names)) == 21


async def test_a_write_that_only_refuses_undoes_nothing_of_those_beside_it(store: Store) -> None:
    runs: list[str] = []

    def add(session: Session, name: str) -> None:
        runs.append(name)
        add_department(session, name)

    def refuse(session: Session) -> None:
        names(session)
        raise LookupError("no")

    results = await asyncio.gather(
        *(store.write(add, f"处{i}") for i in range(20)), store.write(refuse), return_exceptions=True
    )
    assert isinstance(results[-1], LookupError)
    assert len(await store.read(names)) == 20
    assert sorted(runs) == sorted(set(runs)), "nothing was run again"


async def test_a_statement_that_cannot_run_is_its_own_fault_and_not_the_databases(store: Store) -> None:
    def ask_for_what_is_not_there(session: Session) -> None:
        session.execute(text("SELECT nothing_of_the_kind FROM department"))

    *others, fault = await asyncio.gather(
        *(store.write(add_department, f"处{i}") for i in range(10)),
        store.write(ask_for_what_is_not_there),
        return_exceptions=True,
    )
    assert isinstance(fault, DBAPIError)
    assert sorted(others) == list(range(1, 11))  # type: ignore[type-var]  # ids, or the assertion fails


async def test_a_full_disk_is_told_to_everybody_and_leaves_nothing(sqlite_url: str) -> None:
    store = Store(sqlite_url)

    def leave_no_room(session: Session) -> None:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await store.write(leave_no_room)
    outcomes = await asyncio.gather(
        *(store.write(add_department, f"处{i}" * 20_000) for i in range(5)), return_exceptions=True
    )
    assert all(isinstance(outcome, Unavailable) for outcome in outcomes)
    assert await store.read(names) == []
    store.close()


async def test_concurrent_changes_of_one_row_all_count(store: Store) -> None:
    id_ = await store.write(add_department, "办公室")

    def bump(session: Session) -> None:
        row = session.scalars(select(Department).where(Department.id == id_).with_for_update()).one()
        session.execute(update(Department).where(Department.id == id_).values(position=row.position + 1))

    await asyncio.gather(*(store.write(bump) for _ in range(100)))
    positions = await store.read(lambda session: session.get_one(Department, id_).position)
    assert positions == 100


async def test_close_finishes_what_was_asked_for(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    pending = [asyncio.ensure_future(store.write(add_department, f"处{i}")) for i in range(10)]
    await asyncio.sleep(0)
    await asyncio.to_thread(store.close)
    await asyncio.gather(*pending)
    again = Store(sqlite_url)
    assert len(await again.read(names)) == 10
    again.close()


async def test_reading_cannot_change_a_sqlite_database(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with pytest.raises(Exception, match="readonly"):
        await store.read(add_department, "办公室")
    store.close()


def add_departments(session: Session, prefix: str, numbers: list[int]) -> list[int | Apart]:
    """Add a department for each number; of several, the third ones are left apart, and 13 is refused."""
    if len(numbers) == 1 and numbers[0] == 13:
        raise LookupError("no")
    mine = [number for number in numbers if len(numbers) == 1 or number % 3]
    session.add_all([Department(name=f"{prefix}{number}", position=len(numbers)) for number in mine])
    return [number if number in mine else Apart.TO_RUN for number in numbers]


async def test_what_is_written_together_is_written_once_each_and_what_is_left_apart_alone(
    store: Store,
) -> None:
    together = (store.write_together(add_departments, "处", number) for number in range(12))
    assert await asyncio.gather(*together) == list(range(12))
    assert await store.read(names) == sorted(f"处{number}" for number in range(12))


async def test_what_is_alike_shares_one_call_and_what_is_not_has_its_own(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    taken, held, calls = threading.Event(), threading.Event(), []

    def hold(_session: Session) -> None:
        taken.set()
        held.wait()

    def note(_session: Session, name: str, items: list[int]) -> list[int]:
        calls.append((name, items))
        return items

    first = asyncio.create_task(store.write(hold))
    await asyncio.to_thread(taken.wait)  # the others gather behind it
    rest = [store.write_together(note, "甲乙"[number % 2], number) for number in range(6)]
    gathered = asyncio.gather(*rest)
    await asyncio.sleep(0)
    held.set()
    await asyncio.gather(first, gathered)
    assert calls == [("甲", [0, 2, 4]), ("乙", [1, 3, 5])]
    store.close()


async def test_one_that_fails_among_those_written_together_spares_the_others(store: Store) -> None:
    await store.write(add_department, "处5")
    outcomes = await asyncio.gather(
        *(store.write_together(add_departments, "处", number) for number in (1, 2, 5, 13)),
        store.write(add_department, "别处"),
        return_exceptions=True,
    )
    assert outcomes[:2] == [1, 2]
    assert isinstance(outcomes[2], DBAPIError)
    assert isinstance(outcomes[3], LookupError) or outcomes[3] == 13  # only alone is it refused
    assert {"处1", "处2", "处5", "别处"} <= set(await store.read(names))


async def test_processes_that_begin_at_once_keep_the_same_choice(database_url: str) -> None:
    stores = [Store(database_url) for _ in range(6)]
    await asyncio.gather(*(one.read(names) for one in stores))  # connected, so that they write at once
    for round_ in range(5):
        await asyncio.gather(*(one.write(set_option, f"bot_id/{round_}", 7) for one in stores))
        assert await stores[0].read(option, f"bot_id/{round_}", None) == 7
    for one in stores:
        one.close()
