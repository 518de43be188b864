"""The audit chain: appending to it, exporting it, checking it, and erasing what its rows say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from content.verify import Inspection
from services.audit.kinds import KINDS
from services.audit.reasons import USUAL
from services.office import Office
from services.proof import body_of, end_line, hang, line_of
from storage.audit import CHAIN, AuditRow, condition, rows_of
from storage.letters import chain_end

SERVER = "命令行"
ADMIN = "服务器管理员"


@dataclass(frozen=True)
class Entry:
    """An act as it is written down: who in which role did what, on what, why, and the files handed out."""

    kind: str
    who: str
    role: str
    what: str
    on: str = ""
    why: str = ""
    files: Sequence[str] = ()
    actor_id: int | None = None
    about_id: int | None = None


def append(session: Session, office: Office, now: datetime, entry: Entry) -> AuditRow:
    """Hang an act on the chain. Whoever appends at the same time waits until this transaction ends."""
    body = {
        "at": office.local(now).isoformat(timespec="seconds"),
        "kind": KINDS[entry.kind],
        "who": entry.who,
        "role": entry.role,
        "what": entry.what,
        "on": entry.on,
        "why": entry.why,
        "files": list(entry.files),
    }
    record = AuditRow(
        **hang(chain_end(session, CHAIN), body),
        at=now,
        kind=entry.kind,
        actor_id=entry.actor_id,
        about_id=entry.about_id,
    )
    session.add(record)
    session.flush()
    return record


def note_server(session: Session, office: Office, now: datetime, what: str, on: str = "") -> AuditRow:
    """Write down what was done at the server's command line."""
    return append(session, office, now, Entry("server", SERVER, ADMIN, what, on, USUAL["server"]))


def erase_about(session: Session, person_id: int) -> int:
    """Forget what the rows say that are about somebody's record; the chain holds. Return how many."""
    return _erase(session, AuditRow.about_id == person_id)


def erase_before(session: Session, before: datetime) -> int:
    """Forget what all rows say that are older; the chain holds. Return how many."""
    return _erase(session, *condition(until=before))


def export(session: Session) -> Iterator[bytes]:
    """Yield the whole chain line by line, as content/verify.py reads it."""
    for row in rows_of(session):
        yield line_of(
            {"number": row.number, "body": body_of(row.body), "digest": row.digest, "link": row.link}
        )
    yield end_line(session, CHAIN)


def inspect(session: Session) -> Inspection:
    """Check the chain in the database, and that what is looked for says what the chain does."""
    inspection = Inspection()
    for place, line in enumerate(export(session), start=1):
        inspection.read(line.rstrip(b"\n"), place)
    inspection.problems += _unlike_the_columns(session)
    return inspection


def _unlike_the_columns(session: Session) -> Iterator[str]:
    for row in rows_of(session):
        body = body_of(row.body)
        if not isinstance(body, dict):
            continue
        try:
            same_time = datetime.fromisoformat(str(body.get("at"))) == row.at.replace(microsecond=0)
        except (ValueError, TypeError):  # no time, or one without a zone
            same_time = False
        if not same_time or body.get("kind") != KINDS.get(row.kind):
            yield f"第{row.number}号留痕：时间或类别与它的内容不同，被改动过。"


def _erase(session: Session, *which: Any) -> int:
    erased = session.execute(update(AuditRow).where(*which, AuditRow.body.is_not(None)).values(body=None))
    return int(erased.rowcount)  # type: ignore[attr-defined]  # a result of an update has it
