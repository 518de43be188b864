"""Choosing which acts are shown: by person, kind and month, with buttons that keep the rest of the choice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.audit.kinds import KINDS
from services.audit.subjects import say_who
from services.office import Office
from services.paging import in_columns, short
from services.refusals import Outdated
from services.reply import Press, Reply
from storage import audit
from storage.people import Person

ROUTE = "au"
OFFERED = 20


@dataclass(frozen=True)
class Wanted:
    """Which acts: of or about a person, of a kind, in a month as 202612; 0 and empty for any."""

    person: int = 0
    kind: str = ""
    month: str = ""

    def button(self, label: str, what: str, page: int = 0) -> Press:
        """Return a button that leads on with the same choice."""
        return Press(label, ROUTE, (what, self.person, self.kind, self.month, page))


@dataclass(frozen=True)
class Looking:
    """A secretary at the audit: what is chosen, and which page."""

    session: Session
    office: Office
    now: datetime
    secretary: Person
    wanted: Wanted
    page: int = 0

    def conditions(self) -> list[Any]:
        """Return the choice as conditions of a query."""
        first, following = _month(self.office, self.wanted.month) if self.wanted.month else (None, None)
        return audit.condition(self.wanted.person, self.wanted.kind, first, following)

    def said(self) -> str:
        """Return the choice in words, empty for all."""
        person = self.session.get(Person, self.wanted.person) if self.wanted.person else None
        parts = [
            say_who(person) if person else "",
            KINDS.get(self.wanted.kind, ""),
            _say_month(self.wanted.month),
        ]
        return "，".join(part for part in parts if part)


def by_person(desk: Looking) -> Reply:
    """Offer those who acted, who acted last first."""
    found = [desk.session.get(Person, id_) for id_ in audit.actors(desk.session)]
    return choose(desk, [one for one in found if one is not None])


def choose(desk: Looking, found: Sequence[Person]) -> Reply:
    """Offer people to choose from."""
    buttons = [
        replace(desk.wanted, person=one.id).button(short(f"{one.name}　{one.department.name}"), "list")
        for one in found[:OFFERED]
    ]
    text = "请选择是谁。与谁有关的，请发送 /audit 加姓名。"
    return _offer(desk, text, buttons, replace(desk.wanted, person=0))


def by_kind(desk: Looking) -> Reply:
    """Offer the kinds of acts that there are."""
    there = audit.kinds(desk.session)
    buttons = [
        replace(desk.wanted, kind=kind).button(title, "list")
        for kind, title in KINDS.items()
        if kind in there
    ]
    return _offer(desk, "请选择类别。", buttons, replace(desk.wanted, kind=""))


def by_month(desk: Looking) -> Reply:
    """Offer the months, the latest first."""
    first = audit.first_at(desk.session)
    months = _months_between(desk.office.local(first), desk.office.local(desk.now)) if first else []
    buttons = [
        replace(desk.wanted, month=month).button(_say_month(month), "list") for month in months[:OFFERED]
    ]
    return _offer(desk, "请选择月份。", buttons, replace(desk.wanted, month=""))


def _offer(desk: Looking, text: str, buttons: Sequence[Press], without: Wanted) -> Reply:
    last = (without.button("不限", "list"), desk.wanted.button("返回", "list"))
    return Reply(text, (*in_columns(buttons, 2), last))


def _month(office: Office, month: str) -> tuple[datetime, datetime]:
    """Return the first moment of a month and of the one after it. Raises Outdated."""
    try:
        first = datetime.strptime(month, "%Y%m").replace(tzinfo=office.zone)
        following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    except ValueError:
        raise Outdated from None
    return first, following


def _months_between(first: datetime, last: datetime) -> list[str]:
    """Return the months from one moment to another as 202612, the latest first."""
    numbers = range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    return [f"{number // 12}{number % 12 + 1:02}" for number in numbers]


def _say_month(month: str) -> str:
    return f"{month[:4]}年{int(month[4:])}月" if month else ""
