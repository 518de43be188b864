"""The audit chain: who did what, one row an act, that nobody can change or take out again."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, ForeignKey, Text, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base

CHUNK = 500
# In the table of ends, beside the chain of signatures.
CHAIN = 2


class AuditRow(Base):
    """One act, hung on the act before. The database itself refuses to change or delete it.

    `body` is canonical JSON of who did what; it alone may be erased, and then is empty. The columns beside
    it are what is looked for: who acted, whose record it was about, what kind of act.
    """

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(index=True)
    # Empty for acts at the server's command line, whose actor the database does not know.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str]
    link: Mapped[str]


_KEPT = ("number", "at", "kind", "actor_id", "about_id", "digest", "link")
_REFUSAL = "audit rows are append-only"


def _sqlite_guards() -> Sequence[str]:
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _KEPT)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    there = "EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)"  # INSERT OR REPLACE deletes unseen
    return (
        f"CREATE TRIGGER IF NOT EXISTS audit_insert BEFORE INSERT ON audit WHEN {there} {refuse}",
        (
            "CREATE TRIGGER IF NOT EXISTS audit_update BEFORE UPDATE ON audit "
            f"WHEN NOT (NEW.body IS NULL AND {same}) {refuse}"
        ),
        f"CREATE TRIGGER IF NOT EXISTS audit_delete BEFORE DELETE ON audit {refuse}",
    )


def _postgres_guards() -> Sequence[str]:
    new, old = (", ".join(f"{row}.{name}" for name in _KEPT) for row in ("NEW", "OLD"))
    erasing = f"NEW.body IS NULL AND ({new}) IS NOT DISTINCT FROM ({old})"
    # NEW is there for updates only, so the two are not asked in one condition.
    body = (
        f"BEGIN IF TG_OP = 'UPDATE' THEN IF {erasing} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{_REFUSAL}'; END"
    )
    return (
        f"CREATE OR REPLACE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        (
            "CREATE OR REPLACE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON audit "
            "FOR EACH ROW EXECUTE FUNCTION audit_guard()"
        ),
        (
            "CREATE OR REPLACE TRIGGER audit_table BEFORE TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
        ),
    )


def guard(connection: Connection) -> None:
    """Let the database refuse every change of these rows but erasing what they say.

    After every migration: one that rebuilds a table drops its triggers.
    """
    postgres = connection.dialect.name == "postgresql"
    for statement in _postgres_guards() if postgres else _sqlite_guards():
        connection.exec_driver_sql(statement)


def rows_of(session: Session) -> Iterator[AuditRow]:
    """Yield the chain from its beginning, without holding all of it."""
    yield from session.scalars(
        select(AuditRow).order_by(AuditRow.number).execution_options(yield_per=CHUNK, populate_existing=True)
    )


def condition(
    person_id: int = 0, kind: str = "", since: datetime | None = None, until: datetime | None = None
) -> list[ColumnElement[bool]]:
    """Return what picks the acts of or about a person, of a kind, from `since` until before `until`."""
    wanted: list[ColumnElement[bool]] = []
    if person_id:
        wanted.append(or_(AuditRow.actor_id == person_id, AuditRow.about_id == person_id))
    if kind:
        wanted.append(AuditRow.kind == kind)
    if since is not None:
        wanted.append(AuditRow.at >= since)
    if until is not None:
        wanted.append(AuditRow.at < until)
    return wanted


def newest(
    session: Session, wanted: Sequence[ColumnElement[bool]], first: int, most: int
) -> Sequence[AuditRow]:
    """Return acts, the newest first, leaving out the first so many."""
    query = select(AuditRow).where(*wanted).order_by(AuditRow.number.desc())
    return session.scalars(query.offset(first).limit(most)).all()


def number_of(session: Session, wanted: Sequence[ColumnElement[bool]]) -> int:
    """Return how many acts there are."""
    return session.scalar(select(func.count()).select_from(AuditRow).where(*wanted)) or 0


def actors(session: Session) -> Sequence[int]:
    """Return the ids of those who acted, who acted last first."""
    last = func.max(AuditRow.number)
    query = select(AuditRow.actor_id).where(AuditRow.actor_id.is_not(None)).group_by(AuditRow.actor_id)
    return [id_ for id_ in session.scalars(query.order_by(last.desc())) if id_ is not None]


def kinds(session: Session) -> frozenset[str]:
    """Return the kinds of acts there are."""
    return frozenset(session.scalars(select(AuditRow.kind).distinct()))


def first_at(session: Session) -> datetime | None:
    """Return when the first act was."""
    return session.scalars(select(AuditRow.at).order_by(AuditRow.number).limit(1)).one_or_none()


def last_row(session: Session) -> AuditRow | None:
    """Return the newest act."""
    return session.scalars(select(AuditRow).order_by(AuditRow.number.desc()).limit(1)).one_or_none()


def concerned(session: Session) -> Sequence[int]:
    """Return the ids of those who acted, and of those whose record an act was about."""
    both = select(AuditRow.actor_id).union(select(AuditRow.about_id))
    return sorted(id_ for id_ in session.scalars(both) if id_ is not None)


def links_before(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """Return for each of these acts the link of the act before it, where there is one."""
    if not numbers:
        return {}
    query = select(AuditRow.number, AuditRow.link)
    query = query.where(AuditRow.number.between(min(numbers) - 1, max(numbers) - 1))
    links = {row[0] + 1: row[1] for row in session.execute(query)}
    return {number: links[number] for number in numbers if number in links}
