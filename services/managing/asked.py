"""Names typed at an activity: who of those asked is meant."""

import re
from dataclasses import dataclass, replace

from sqlalchemy import select

from activities.kind import esc
from language.names import name_key
from services.backing import Act, Desk
from services.managing.common import back, to_id
from services.refusals import NotYours
from services.reply import Reply
from storage.assignments import Assignment
from storage.people import Department, Person

OFFERED = 20
_IN_DEPARTMENT = re.compile(r"(.+?)\s*[（(](.+)[)）]")


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked, in one assignment."""

    assignment: Assignment
    person: Person
    department: Department

    @property
    def label(self) -> str:
        """Return what tells this one from others of the name."""
        about = f"　{self.assignment.subject}" if self.assignment.subject else ""
        return f"{self.person.name}　{self.department.name}{about}"


def everybody(desk: Desk) -> list[Asked]:
    """Return all who were asked, in the order of the audience."""
    query = (
        select(Assignment, Person, Department)
        .join(Person, Person.id == Assignment.person_id)
        .join(Department, Department.id == Assignment.department_id)
        .where(Assignment.activity_id == desk.activity.id)
        .order_by(Assignment.place, Assignment.id)
    )
    return [Asked(row[0], row[1], row[2]) for row in desk.session.execute(query)]


def asked_by_id(desk: Desk, arg: str) -> Asked:
    """Return one who was asked, by the id a button carried. Raises NotYours."""
    row = desk.session.get(Assignment, to_id(arg), with_for_update=True)
    if row is None or row.activity_id != desk.activity.id:
        raise NotYours
    department = desk.session.get_one(Department, row.department_id)
    return Asked(row, desk.session.get_one(Person, row.person_id), department)


def ask_of(desk: Desk, action: str, prompt: str, then: str, act: Act) -> Reply:
    """Ask for one name, or take it: the person found is given to an act, which is called `then`."""
    if not desk.text:
        return desk.ask(action, prompt)
    found = found_by(everybody(desk), desk.text)
    if not found:
        return desk.ask(action, f"这项的名单里没有“{desk.text.strip()[:20]}”。{prompt}")
    if len(found) == 1:
        return replace(act(replace(desk, arg=str(found[0].assignment.id), text="")), fresh=True)
    rows = tuple((desk.press(one.label, then, str(one.assignment.id)),) for one in found[:OFFERED])
    return Reply(
        f"{esc(desk.activity.title)}\n找到{len(found)}项，请选择：", (*rows, (back(desk),)), fresh=True
    )


def found_by(among: list[Asked], text: str) -> list[Asked]:
    """Return those of a name, written 张三 or 张三（办公室）."""
    name, department = split_name(text)
    return [
        one
        for one in among
        if name_key(one.person.name) == name_key(name)
        and (not department or name_key(one.department.name) == name_key(department))
    ]


def split_name(text: str) -> tuple[str, str]:
    """Return a name and the department in brackets behind it, if there is one."""
    found = _IN_DEPARTMENT.fullmatch(text.strip())
    return (found[1], found[2]) if found else (text.strip(), "")
