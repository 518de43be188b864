"""The chain of signatures: each record hangs on the one before, so that none can be changed unseen.

Its hashes and its export are those of content/verify.py, which also runs alone.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from content.verify import BEFORE_THE_FIRST, Inspection, canonical, digest_of, link_of
from storage.activities import ActivityVersion
from storage.assignments import Assignment
from storage.letters import CHUNK, SIGNATURES, ChainEnd, Signature, chain_end, signatures


def append(
    session: Session, now: datetime, assignment_id: int, person_id: int, body: Mapping[str, Any]
) -> Signature:
    """Hang a record on the chain. Whoever appends at the same time waits until this transaction ends."""
    record = Signature(
        **hang(chain_end(session), body), assignment_id=assignment_id, person_id=person_id, written_at=now
    )
    session.add(record)
    session.flush()
    return record


def hang(end: ChainEnd, body: Mapping[str, Any]) -> dict[str, Any]:
    """Move a chain's end on by a record; return its number, body, digest and link."""
    # Salted, so that an erased body cannot be found again by trying names and days.
    salted = {**body, "salt": secrets.token_hex(16)}
    digest = digest_of(salted)
    end.number += 1
    end.link = link_of(end.number, end.link, digest)
    return {"number": end.number, "body": canonical(salted), "digest": digest, "link": end.link}


def erase(session: Session, person_id: int) -> None:
    """Forget what the records of somebody's signatures say; their digests stay, and the chain holds."""
    session.execute(update(Signature).where(Signature.person_id == person_id).values(body=None))


def export(session: Session) -> Iterator[bytes]:
    """Yield the whole chain line by line, each text before the first record that names it."""
    texts: set[str] = set()
    for record in signatures(session):
        body = body_of(record.body)
        if isinstance(body, dict) and "hash" in body and body["hash"] not in texts:
            texts.add(body["hash"])
            version = session.get(ActivityVersion, (body["activity"], body["version"]))
            yield line_of({"hash": body["hash"], "text": version.content if version else None})
        yield line_of({"number": record.number, "body": body, "digest": record.digest, "link": record.link})
    yield end_line(session, SIGNATURES)


def inspect(session: Session) -> Inspection:
    """Check the chain in the database, and that the assignments still say what was signed."""
    inspection = Inspection()
    for place, line in enumerate(export(session), start=1):
        inspection.read(line.rstrip(b"\n"), place)
    inspection.problems += _unlike_the_rows(session)
    return inspection


def _unlike_the_rows(session: Session) -> Iterator[str]:
    """Yield where what an assignment says of a signature is not what its record says."""
    query = select(Signature, Assignment.reply).join(Assignment).execution_options(yield_per=CHUNK)
    for record, reply in session.execute(query.order_by(Signature.number)):
        body = body_of(record.body)
        if not isinstance(body, dict) or "code" not in body:
            continue
        signed = reply.get("second", {}) if body["as"] == "甲方" else reply
        if (signed.get("code"), signed.get("hash")) != (body["code"], body["hash"]):
            who = f"第{record.number}号记录（{body['department']}　{body['name']}）"
            yield f"{who}：办理情况里的校验码或文本摘要与签署记录不同。"


def end_line(session: Session, chain: int) -> bytes:
    """Return the last line of a chain's export."""
    end = session.get(ChainEnd, chain)
    return line_of({"end": end.number if end else 0, "link": end.link if end else BEFORE_THE_FIRST})


def body_of(stored: str | None) -> Any:
    """Return what a record says; text that is no JSON any more comes as it is, and fits no digest."""
    if stored is None:
        return None
    try:
        return json.loads(stored)
    except ValueError:
        return stored


def line_of(entry: Mapping[str, Any]) -> bytes:
    """Return a line of an export."""
    return f"{canonical(entry)}\n".encode()
