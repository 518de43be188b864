"""What `qingfeng init` does: the settings file, the database, the first secretary and their link."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.console import Refused
from bot.cli.offline import database_trouble, make_store, office_of, refuse_foreign
from bot.settings import PREFIX, Settings
from content import questions_csv
from language.questions import parse_questions
from services.belonging.invites import invite_url, new_invite
from services.importing.bank import apply_questions
from services.office import Office
from storage.migrate import migrate
from storage.people import SECRETARY, Department, Person, Role, departments, on_roster, with_role
from storage.questions import BankQuestion
from storage.store import Store

_PLAIN = re.compile(r"[\w:/.@%+=,-]*")


@dataclass(frozen=True)
class Secretary:
    """The first secretary; `code` is empty where an account is linked already."""

    name: str
    department: str
    code: str


def create_home(home: Path) -> None:
    """Make the data folder, its owner's only. Raises Refused where that cannot be done."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise Refused(
            f"数据文件夹 {home} 建不了。请检查上级文件夹的权限，或用 {PREFIX}HOME 另指一处。"
        ) from None
    if not os.access(home, os.W_OK | os.X_OK):
        raise Refused(f"数据文件夹 {home} 不能写入。请检查它的属主和权限。")


def create_database(settings: Settings) -> Store:
    """Return the store of a database that has this release's schema. The caller closes it."""
    store = make_store(settings)
    try:
        with database_trouble(settings):
            with store.engine().connect() as connection:
                refuse_foreign(connection)
            migrate(store.engine())
    except Refused:
        store.close()
        raise
    return store


def changed_settings(path: Path, values: Mapping[str, str]) -> str | None:
    """Return the settings file as it is to be, with these values by name; None where it is so already.

    Lines that are not ours stay as they are.
    """
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError):
        raise Refused(f"设置文件 {path} 读不出来。请检查它的权限，并存为 UTF-8 编码的文本。") from None
    wanted = {f"{PREFIX}{name.upper()}": value for name, value in values.items()}
    ours = set(wanted)
    lines = []
    for line in before.splitlines():
        name = line.partition("=")[0].strip().removeprefix("export ").strip()
        if name not in ours:
            lines.append(line)
        elif name in wanted:  # a second line of the same name would outrank this one: it goes
            lines.append(f"{name}={_quoted(wanted.pop(name))}")
    lines += [f"{name}={_quoted(value)}" for name, value in wanted.items() if value]
    after = "".join(f"{line}\n" for line in lines)
    return None if after == before else after


def write_settings(path: Path, text: str) -> None:
    """Put the settings file in place as a whole; at no moment can others than its owner read it."""
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(path)
    except OSError:
        raise Refused(f"设置文件 {path} 不能写入。请检查该文件夹的权限和剩余空间。") from None


def hide_settings(path: Path) -> None:
    """Let nobody but its owner read a settings file that was there already."""
    try:
        path.chmod(0o600)
    except OSError:
        raise Refused(f"设置文件 {path} 的权限改不了。请由它的属主运行 chmod 600 {path}。") from None


def first_secretary(session: Session, office: Office, now: datetime) -> Secretary:
    """Return the secretary there is; where nobody has an account yet, the first one, with a new code."""
    secretaries = with_role(session, SECRETARY, office.today(now))
    person = next((one for one in secretaries if one.telegram_id), secretaries[0])
    code = "" if person.telegram_id else new_invite(session, now, person.id)
    return Secretary(person.name, person.department.name, code)


def appoint_secretary(session: Session, office: Office, now: datetime, name: str, department: str) -> None:
    """Make somebody secretary: who is on the roster by this name and department, else a new person."""
    today = office.today(now)
    found = [
        one for one in on_roster(session, today) if one.name == name and one.department.name == department
    ]
    person = found[0] if found else _new_person(session, name, department, office, now)
    session.add(Role(person_id=person.id, role=SECRETARY, granted_at=now))


def fill_bank(session: Session, now: datetime) -> int:
    """Put the starter questions into an empty bank; return how many."""
    if session.scalars(select(BankQuestion.id).limit(1)).first() is not None:
        return 0
    rows = [row.question for row in parse_questions(questions_csv(), "questions.csv").questions]
    apply_questions(session, now, rows)
    return len(rows)


def link_of(settings: Settings, username: str, secretary: Secretary) -> str:
    """Return the secretary's one-time link; empty where none is needed or the bot's name is not known."""
    if not secretary.code or not username:
        return ""
    return invite_url(office_of(settings, username), secretary.code)


def _new_person(session: Session, name: str, department: str, office: Office, now: datetime) -> Person:
    row = next((one for one in departments(session) if one.name == department), None)
    if row is None:
        row = Department(name=department)
        session.add(row)
        session.flush()
    person = Person(name=name, department_id=row.id, joined=office.today(now))
    session.add(person)
    session.flush()
    return person


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
