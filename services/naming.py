"""From a typed name to a person: found at once, chosen among namesakes, or asked for again."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from activities.kind import esc
from language.names import name_key
from services.access import access_secretary
from services.belonging import inviting, roles
from services.focus import drop_focus
from services.leave import entering
from services.office import Office
from services.refusals import NotYours
from services.reply import Press, Reply
from services.retention import erasing_screen, person_export
from storage import people
from storage.people import Person

Chosen: TypeAlias = Callable[[Session, Office, datetime, Person, Person], Reply]
"""Given the secretary and the person chosen."""

OFFERED = 20
STOP = "stop"
_STOP = (Press("不办理了", "pn", (STOP, 0)),)

CHOSEN: dict[str, Chosen] = {
    "invite": inviting.invite_chosen,
    "unlink": inviting.unlink_chosen,
    "secretary": roles.secretary_chosen,
    "approver": roles.approver_chosen,
    "admin": roles.admin_chosen,
    "leave": entering.person_chosen,
    "export": person_export.person_chosen,
    "erase": erasing_screen.person_chosen,
}
LEAVERS_TOO = ("export", "erase")


def named(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take a typed name; the question stays open until it leads to somebody."""
    secretary = access_secretary(session, telegram_id, office, now)
    found = _find(session, office, now, text, leavers=ref["for"] in LEAVERS_TOO)
    if not found:
        shown = esc(text if len(text) <= 30 else text[:30] + "…")
        return Reply(f"花名册上没有“{shown}”。请核对姓名后重新发送。", (_STOP,))
    if len(found) > 1:
        offered = found[:OFFERED]
        more = "\n人数较多，只列出前20位；没有要找的人，请发送全名。" if len(found) > OFFERED else ""
        rows = tuple((Press(_label(person, offered), "pn", (ref["for"], person.id)),) for person in offered)
        return Reply(f"找到{len(found)}位，请选择：{more}", (*rows, _STOP))
    drop_focus(session, secretary.id)
    return CHOSEN[ref["for"]](session, office, now, secretary, found[0])


def chosen(
    session: Session, office: Office, now: datetime, telegram_id: int, purpose: str, person_id: int
) -> Reply:
    """Take the choice among namesakes. Raises NotYours for who is no longer on the roster."""
    secretary = access_secretary(session, telegram_id, office, now)
    if purpose == STOP:
        drop_focus(session, secretary.id)
        return Reply("好的，没有办理。", toast="已停止。")
    person = session.get(Person, person_id)
    if purpose not in CHOSEN or person is None:
        raise NotYours
    if purpose not in LEAVERS_TOO and not person.on_roster(office.today(now)):
        raise NotYours
    drop_focus(session, secretary.id)
    return CHOSEN[purpose](session, office, now, secretary, person)


def _find(session: Session, office: Office, now: datetime, text: str, *, leavers: bool) -> Sequence[Person]:
    """Return who has this name, else whose name contains it; `leavers` looks among those who left as well."""
    wanted = name_key(text)
    today = office.today(now)
    members = people.ever_on_roster(session) if leavers else people.on_roster(session, today)
    exact = [person for person in members if name_key(person.name) == wanted]
    return exact or [person for person in members if wanted and wanted in name_key(person.name)]


def _label(person: Person, among: Sequence[Person]) -> str:
    words = [person.name, person.department.name, *(["已调离"] if person.left else [])]
    twins = [
        other for other in among if (other.name, other.department_id) == (person.name, person.department_id)
    ]
    if len(twins) > 1:
        words.append(person.position or person.staff_no or f"第{twins.index(person) + 1}位")
    return "　".join(words)
