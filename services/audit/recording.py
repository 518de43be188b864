"""Writing down an act at the edge of a turn: in the transaction that does it, or before anything is shown."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.chain import Entry, append
from services.audit.doing import Doing, of_words
from services.audit.kinds import OTHER, Act
from services.audit.reasons import reason_of
from services.audit.subjects import Subject, say_who, subject_of
from services.office import Office
from services.reply import Reply
from storage import people
from storage.audit import AuditRow
from storage.changes import changes
from storage.messages import Focus
from storage.people import Person

T = TypeVar("T")
NOTES = "audit notes"  # in a session's info
# What is being written or asked, and what follows of itself: no act of the office yet, or none of its own.
WORKING = frozenset(
    {
        "audit",
        "chain_end",
        "draft",
        "focus",
        "import_preview",
        "kept_text",
        "outbox",
        "register_slip",
        "seen_update",
        "stale",
        "stored_file",
        "tally",
    }
)
ROLES = {people.SECRETARY: "纪检秘书", people.APPROVER: "纪委书记", people.ADMIN: "管理员"}
HEAD, HOST = "处室负责人", "活动组织人"


@dataclass(frozen=True)
class Note:
    """What a service knows of an act that its button does not say."""

    on: str
    person_id: int | None
    why: str
    what: str


@dataclass(frozen=True)
class Trace:
    """What an act leaves behind for who did it: its number and the link that the next one hangs on."""

    number: int
    link: str
    stamps: bool  # whether the files that were handed out bear it
    asks: str = ""  # what the act is called, where who did it may say why


def note(
    session: Session, person: Person | None = None, *, on: str = "", why: str = "", what: str = ""
) -> None:
    """Say whose record the present act is about, or shows; and, where the button cannot know, more of it.

    `what` names the act in the place of what the way in is called. A note alone makes a look an act.
    """
    said = on or (say_who(person) if person else "")
    session.info.setdefault(NOTES, []).append(Note(said, person.id if person else None, why, what))


def take_notes(session: Session) -> list[Note]:
    """Return what was noted, and forget it."""
    return list(session.info.pop(NOTES, ()))


def awaited(session: Session, telegram_id: int, text: str) -> Doing | None:
    """Return what typed words are about to do, None where nobody asked for them by office."""
    query = select(Focus.purpose, Focus.ref).join(Person).where(Person.telegram_id == telegram_id)
    found = session.execute(query).one_or_none()
    return of_words(found.purpose, found.ref, text) if found else None


def act(
    session: Session, office: Office, now: datetime, telegram_id: int, doing: Doing, run: Callable[[], T]
) -> tuple[T, Trace | None]:
    """Do something, and write down what was done where something was."""
    person, role = _actor(session, telegram_id, doing.act)
    if person is None:
        return run(), None
    subject = subject_of(session, doing)
    take_notes(session)
    with changes(session) as changed:
        result = run()
    notes = take_notes(session)
    row = _write(session, office, now, person, role, doing, subject, result, notes, changed)
    # /audit is the secretaries'; a reason that the service knows already is not asked for.
    asks = ROLES[people.SECRETARY] in role and not any(one.why for one in notes)
    return result, _trace(row, doing, asks=doing.act.words if asks else "")


def showing(doing: Doing, result: object, notes: Collection[Note]) -> bool:
    """Tell whether what was only read is an act: a file is handed out, or a record looked into."""
    return bool(files_of(result) or notes or (doing.act.always and isinstance(result, Reply)))


def shown(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    doing: Doing,
    result: object,
    notes: Collection[Note],
) -> Trace | None:
    """Write down what is about to be shown."""
    person, role = _actor(session, telegram_id, doing.act)
    if person is None:
        return None
    subject = subject_of(session, doing)
    return _trace(_write(session, office, now, person, role, doing, subject, result, notes, ()), doing)


def files_of(result: object) -> list[str]:
    """Return the names of the files that a reply hands out; a picture of figures is a way to show them."""
    return [file.name for file in result.files if not file.picture] if isinstance(result, Reply) else []


def _actor(session: Session, telegram_id: int, declared: Act) -> tuple[Person | None, str]:
    """Return who acts and in which roles; nobody where it is a member of staff's own affair."""
    person = people.by_telegram(session, telegram_id)
    if person is None:
        return None, ""
    held = people.roles_of(session, person.id)
    roles = [title for role, title in ROLES.items() if role in held]
    roles += [HEAD] if person.is_head else []
    if not roles and declared.hosts:
        roles = [HOST]
    return (person, "、".join(roles)) if roles else (None, "")


def _write(
    session: Session,
    office: Office,
    now: datetime,
    person: Person,
    role: str,
    doing: Doing,
    subject: Subject,
    result: object,
    notes: Collection[Note],
    changed: Collection[str],
) -> AuditRow | None:
    act_, files = doing.act, files_of(result)
    whose = next((one.person_id for one in notes if one.person_id), None) or subject.person_id
    if act_.own and whose == person.id:
        return None
    did = not WORKING.issuperset(changed)
    if not (did or files or notes or act_.always):
        return None
    words = next((one.what for one in notes if one.what), act_.words)
    if did and act_.shows and not any(one.what for one in notes):
        words = f"{OTHER.words}（{words}）"
    on = dict.fromkeys(part for part in (subject.words, *(one.on for one in notes)) if part)
    typed = " ".join(doing.text.split()) if act_.typed else ""
    entry = Entry(
        kind=_kind(act_, did=did, files=bool(files)),
        who=say_who(person),
        role=role,
        what=words,
        on="　".join(on),
        why=next((one.why for one in notes if one.why), typed or (reason_of(act_) if did else act_.why)),
        files=files,
        actor_id=person.id,
        about_id=whose,
    )
    return append(session, office, now, entry)


def _kind(declared: Act, *, did: bool, files: bool) -> str:
    """Return what an act is listed under: one that hands out or shows may do more, or less, than usual."""
    if files and not did and not declared.always:
        return "export"
    return "look" if declared.kind == "export" and not files else declared.kind


def _trace(row: AuditRow | None, doing: Doing, *, asks: str = "") -> Trace | None:
    return Trace(row.number, row.link, stamps=not doing.act.back, asks=asks) if row else None
