"""Everything about one person, for themselves or by the secretary, as one archive."""

import json
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.dossier import Dossier, Sheet
from services.access import access_person, access_secretary
from services.asking import ask_name, say_person
from services.audit.recording import note
from services.files import bytes_of
from services.office import Office
from services.reply import File, Reply
from services.retention.dossier.part import Part, my_essays
from services.retention.dossier.tables import EXPORTED, HIDDEN, LEFT_OUT
from services.retention.erasing import ERASED_NAME, sender_of
from services.todo import standings_of
from storage.base import table_of
from storage.essays import EssayPart
from storage.messages import SetAside
from storage.people import Department, Person

ASK_NAME = "请发送要导出资料的同志的姓名，已调离的也可以。"


def mine(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Hand somebody everything that is kept about them. Raises Stranger."""
    person = access_person(session, telegram_id, office.today(now))
    text = "正在整理您的全部资料，稍后以压缩包发出。文件含个人信息，请妥善保管。"
    return Reply(text, files=(_file(session, office, now, person, own=True),), fresh=True)


def ask_whose(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Ask whose is to be handed out. Raises Stranger or NotAllowed."""
    secretary = access_secretary(session, telegram_id, office, now)
    return ask_name(session, secretary, "export", now, ASK_NAME)


def person_chosen(
    session: Session, office: Office, now: datetime, secretary: Person, person: Person
) -> Reply:
    """Hand the secretary what is kept about somebody, but for what is that person's alone."""
    if person.name == ERASED_NAME:
        return Reply("该同志的资料已清除，没有可以导出的内容。", fresh=True)
    note(session, person)
    text = (
        f"正在整理{say_person(person)}的资料，稍后以压缩包发出，只交给本人。\n"
        "错题练习、未提交的问卷等仅本人可见的内容不在其中，本人可用 /mydata 自行导出。"
    )
    return Reply(text, files=(_file(session, office, now, person, own=False),), fresh=True)


def dossier_of(session: Session, office: Office, now: datetime, person: Person, *, own: bool) -> Dossier:
    """Return everything about a person; with `own`, what is theirs alone as well."""
    parts = [part for part in EXPORTED.values() if own or not part.own]
    sheets = [_sheet(session, office, part, person.id) for part in parts]
    sheets += [_unhandled(session, office, person)] if own else []
    left_out = [*LEFT_OUT.values(), *HIDDEN.values()]
    left_out += [f"{part.title}：仅本人可用 /mydata 导出" for part in EXPORTED.values() if part not in parts]
    left_out.append("匿名问卷的答案：结束时已与姓名分开，无法查出是谁填的")
    return Dossier(
        bureau=office.bureau,
        name=person.name,
        department=session.get_one(Department, person.department_id).name,
        as_of=office.local(now),
        standings=standings_of(session, office, now, person),
        sheets=tuple(sheet for sheet in sheets if sheet.rows),
        files=tuple(_files(session, person.id)),
        left_out=tuple(dict.fromkeys(left_out)),
    )


def _file(session: Session, office: Office, now: datetime, person: Person, *, own: bool) -> File:
    dossier = dossier_of(session, office, now, person, own=own)
    name = f"个人资料_{person.name}_{dossier.as_of:%Y%m%d}.zip"
    make = partial(_zip, dossier)
    return File(name, make, "压缩包里的“说明.txt”列有各文件的校验值（SHA-256）。", make_stamped=make)


def _sheet(session: Session, office: Office, part: Part, person_id: int) -> Sheet:
    table = table_of(part.table)
    columns = [table.c[name] for name in part.columns]
    query = select(*columns).where(part.which(person_id)).order_by(*table.primary_key.columns)
    rows = [tuple(_plain(office, value) for value in row) for row in session.execute(query)]
    return Sheet(part.title, tuple(part.columns.values()), tuple(rows))


def _unhandled(session: Session, office: Office, person: Person) -> Sheet:
    """Return what somebody sent that could not be handled, as it came."""
    kept = session.scalars(select(SetAside).order_by(SetAside.update_id)) if person.telegram_id else ()
    rows = [
        tuple(_plain(office, value) for value in (one.update_id, one.at, one.payload))
        for one in kept
        if sender_of(one.payload) == person.telegram_id
    ]
    return Sheet("没有办成的操作", ("编号", "时间", "内容"), tuple(rows))


def _files(session: Session, person_id: int) -> list[tuple[str, bytes]]:
    """Return the files somebody handed in, each once."""
    query = select(EssayPart.file).where(EssayPart.essay_id.in_(my_essays(person_id)))
    named = {file["digest"]: file["name"] for file in session.scalars(query) if file}
    return [(f"{digest[:8]}_{name}", bytes_of(session, digest)) for digest, name in named.items()]


def _plain(office: Office, value: Any) -> Any:
    """Return a value as it stands in a sheet and in JSON."""
    if isinstance(value, datetime):
        return f"{office.local(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value


def _zip(dossier: Dossier, stamp: str = "") -> bytes:
    from reports.dossier_zip import dossier_zip

    return dossier_zip(dossier, stamp)
