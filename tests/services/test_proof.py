"""The chain in the database: whoever signs at the same time, on each engine; and what erasing leaves."""

import asyncio
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.verify import inspect_lines
from services import proof
from services.office import Office
from storage.assignments import Assignment
from storage.letters import Signature
from storage.store import Store
from tests.conftest import add_roster
from tests.services.bureau import LETTER, publish


async def test_signatures_at_the_same_time_hang_one_on_another(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    await store.write(publish, office, now, "commitment", LETTER)

    def sign(session: Session, number: int) -> None:
        asked = session.scalars(select(Assignment).order_by(Assignment.id)).all()[number % 6]
        proof.append(session, now, asked.id, asked.person_id, {"name": str(number), "department": "法规处"})

    await asyncio.gather(*(store.write(sign, number) for number in range(24)))
    inspection = await store.read(proof.inspect)
    assert (inspection.finish(), inspection.records) == ([], 24)


async def test_erasing_what_somebody_signed_leaves_the_chain_whole(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    await store.write(publish, office, now, "commitment", LETTER)

    def sign(session: Session) -> None:
        for asked in session.scalars(select(Assignment).order_by(Assignment.id)).all():
            proof.append(session, now, asked.id, asked.person_id, {"name": str(asked.person_id)})

    await store.write(sign)
    await store.write(proof.erase, roster["周喆"])
    exported = b"".join(await store.read(lambda session: list(proof.export(session))))
    inspection = inspect_lines(exported)
    assert (inspection.finish(), inspection.records, inspection.erased) == ([], 6, 1)
    assert f'"name":"{roster["周喆"]}"'.encode() not in exported


def test_a_record_that_is_missing_at_the_end_is_found(
    session: Session, office: Office, now: datetime
) -> None:
    add_roster(session)
    publish(session, office, now, "commitment", LETTER)
    asked = session.scalars(select(Assignment)).first()
    assert asked is not None
    for _ in range(2):
        last = proof.append(session, now, asked.id, asked.person_id, {"name": "周喆"})
    session.delete(last)
    session.flush()
    assert proof.inspect(session).finish() == ["第2行：结束行与前面1条记录对不上，末尾有记录缺失或被改动。"]
    assert session.get(Signature, 2) is None
