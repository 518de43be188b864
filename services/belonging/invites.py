"""One-time links: random codes of which only the hash is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.belonging.leaving import revoke_invites
from services.office import Office
from storage.people import Invite

HOURS = 72
_BYTES = 18  # 24 characters of [A-Za-z0-9_-]; a link's payload may have 64
_CHUNK = 500


def new_invite(session: Session, now: datetime, person_id: int, hours: int = HOURS) -> str:
    """Make a code for somebody and revoke the older ones they have not used; return it, for this once."""
    return new_invites(session, now, [person_id], hours)[person_id]


def new_invites(
    session: Session, now: datetime, person_ids: Sequence[int], hours: int = HOURS
) -> dict[int, str]:
    """Make a code for each of these people, as new_invite() does; return person id -> code."""
    codes = {id_: secrets.token_urlsafe(_BYTES) for id_ in person_ids}
    for start in range(0, len(person_ids), _CHUNK):
        revoke_invites(session, now, person_ids[start : start + _CHUNK])
    if codes:
        session.execute(
            insert(Invite),
            [
                {
                    "person_id": id_,
                    "code_hash": code_hash(code),
                    "created_at": now,
                    "expires_at": now + timedelta(hours=hours),
                }
                for id_, code in codes.items()
            ],
        )
    return codes


def with_link(session: Session, now: datetime) -> frozenset[int]:
    """Return the ids of those who hold a link that still opens."""
    query = select(Invite.person_id).where(
        Invite.used_at.is_(None), Invite.revoked_at.is_(None), Invite.expires_at > now
    )
    return frozenset(session.scalars(query))


def code_hash(code: str) -> str:
    """Return what is kept of a code. It is random enough that a plain hash cannot be searched."""
    return hashlib.sha256(code.encode()).hexdigest()


def find_invite(session: Session, code: str) -> Invite | None:
    """Return the invite a code belongs to, locked until the transaction ends."""
    query = select(Invite).where(Invite.code_hash == code_hash(code))
    return session.scalars(query.with_for_update()).one_or_none()


def invite_url(office: Office, code: str) -> str:
    """Return the link that opens the bot with a code."""
    return f"https://t.me/{office.bot}?start={code}"
