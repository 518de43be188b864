"""What registers add up to: for plan items a single sum, for the secretary a year."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy.orm import Session

from reports.registers import WHOLE, Coverage, Entry, RegisterYear
from services.office import Office
from services.registers.books import Book
from storage import people
from storage.people import Person
from storage.registers import RegisterEntry, all_entries, entries, total

FIRST = date(2000, 1, 1)
STAFF = "在编"  # the category of the roster whose files are to be complete


def count(session: Session, register: str, first: date, last: date, category: str | None = None) -> int:
    """Return how many a register counts between two days, both included, of one category or of all."""
    return total(session, register, first, last, category)


def register_year(session: Session, office: Office, now: datetime, book: Book, year: int) -> RegisterYear:
    """Return a year of a register with every entry ever made about it."""
    departments = {one.id: one.name for one in people.departments(session)}
    made = all_entries(session, book.name, date(year, 1, 1), date(year, 12, 31))
    ever = all_entries(session, book.name, FIRST, date.max)
    replaced = {entry.replaces: entry for entry in ever if entry.replaces is not None}
    place = {entry.id: number for number, entry in enumerate(made, start=1)}

    def note(entry: RegisterEntry) -> str:
        later = replaced.get(entry.id)
        if later is not None:
            where = f"，见第{place[later.id]}笔" if later.id in place else ""
            return "已作废" if not later.number else f"已更正{where}"
        if entry.replaces is None:
            return ""
        of = f"第{place[entry.replaces]}笔" if entry.replaces in place else "另一年的一笔"
        return f"更正{of}" if entry.number else f"作废{of}"

    lines = tuple(
        Entry(
            number=place[entry.id],
            day=entry.day,
            category=entry.category,
            department=departments[entry.department_id] if entry.department_id else WHOLE,
            amount=entry.number,
            reference=entry.reference,
            by=session.get_one(Person, entry.recorded_by).name if entry.recorded_by else "",
            recorded=office.local(entry.recorded_at),
            note=note(entry),
            counts=entry.id not in replaced and entry.number > 0,
        )
        for entry in made
    )
    return RegisterYear(
        bureau=office.bureau,
        title=book.title,
        unit=book.unit,
        year=year,
        categories=book.categories,
        departments=tuple(departments.values()),
        entries=lines,
        adds_up=book.stock is None,
        coverage=tuple(coverage(session, office, now, book)),
    )


def coverage(session: Session, office: Office, now: datetime, book: Book) -> list[Coverage]:
    """Return of a register that tells how many there are how far they cover each department's 在编 staff."""
    if book.stock is None:
        return []
    kept: Counter[int | None] = Counter()
    adds, takes = book.stock
    for entry in entries(session, book.name, FIRST, office.today(now)):
        kept[entry.department_id] += entry.number * ((entry.category == adds) - (entry.category == takes))
    staff = Counter(
        person.department_id
        for person in people.on_roster(session, office.today(now))
        if person.category == STAFF
    )
    return [
        Coverage(one.name, staff[one.id], kept[one.id])
        for one in people.departments(session)
        if staff[one.id] or kept[one.id]
    ]


def this_year(session: Session, office: Office, now: datetime, book: Book) -> int:
    """Return what a register counts this year so far."""
    today = office.today(now)
    return count(session, book.name, date(today.year, 1, 1), today)
