"""Files the bureau attached: kept once by their digest, with the messenger's name for its own copy."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from activities.attachment import Attachment
from storage.messages import StoredFile


def keep_file(session: Session, now: datetime, file: Attachment, content: bytes, copy: str) -> None:
    """Keep a file somebody sent; what they sent serves as the messenger's copy from now on."""
    row = session.get(StoredFile, file.digest)
    if row is None:
        row = StoredFile(digest=file.digest, content=content, created_at=now)
        session.add(row)
    # The name and the copy belong together: people see the name under which it was sent last.
    row.name, row.file_id = file.name, copy


def copy_of(session: Session, digest: str) -> str | None:
    """Return the messenger's name for its own copy of a file, None where it has none."""
    return session.scalars(select(StoredFile.file_id).where(StoredFile.digest == digest)).one()


def bytes_of(session: Session, digest: str) -> bytes:
    """Return a file's bytes."""
    return session.scalars(select(StoredFile.content).where(StoredFile.digest == digest)).one()


def note_copy(session: Session, digest: str, copy: str) -> None:
    """Keep the messenger's name for the copy that has just gone up."""
    session.execute(update(StoredFile).where(StoredFile.digest == digest).values(file_id=copy))
