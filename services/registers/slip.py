"""Writing an entry: day, category, department, number, then a look at it all, and 保存."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from language.reference import LONGEST as LONGEST_REFERENCE
from language.reference import read_reference
from services.access import access_secretary
from services.calendars import office_calendar
from services.office import Office
from services.refusals import Refusal
from services.registers.books import BOOKS, Book
from services.registers.wary import NO_CONTENT, looks_like_content
from storage import people
from storage.people import Department, Person
from storage.registers import RegisterEntry, RegisterSlip, entries, replacement
from workdays.typed import one_spelling
from workdays.words import Unclear, parse_moment, say_date

STEPS = ("day", "category", "department", "number", "look")
MOST = 9999
_NUMBER = re.compile(r"(\d{1,6})\s*(?:人次|次|人|件|份|条|个)?")
_NO_YEAR = re.compile(r"\d{1,2}(?:月|[-/.]\d)")


class SlipGone(Refusal):
    """An entry that was given up, or somebody else's: the same answer to both."""

    def __init__(self) -> None:
        super().__init__("这次登记已放弃，或不是您开始的。请用 /ledger 重新登记。")


class AlreadyReplaced(Refusal):
    """An entry is corrected once; the next correction is one of the new entry."""

    def __init__(self) -> None:
        super().__init__("这一笔已经更正过。请用 /ledger 打开清单，更正最新的一笔。")


@dataclass(frozen=True)
class Writing:
    """A secretary at an entry."""

    session: Session
    office: Office
    now: datetime
    person: Person
    slip: RegisterSlip

    @property
    def book(self) -> Book:
        """Return the register it goes into."""
        return BOOKS[self.slip.register]

    @property
    def today(self) -> date:
        """Return the office's date."""
        return self.office.today(self.now)

    @property
    def day(self) -> date:
        """Return the day as filled in."""
        return date.fromisoformat(self.slip.fields["day"])

    @property
    def department(self) -> Department | None:
        """Return the department as filled in; None is the whole bureau."""
        id_ = self.slip.fields["department"]
        return self.session.get_one(Department, id_) if id_ else None

    def departments(self) -> Sequence[Department]:
        """Return the departments that have people, in roster order."""
        peopled = {person.department_id for person in people.on_roster(self.session, self.today)}
        return [one for one in people.departments(self.session) if one.id in peopled]

    def fill(self, step: str, value: object) -> None:
        """Keep what a step asked for, and stand at the next that is open."""
        self.slip.fields = {**self.slip.fields, step: value}
        self.slip.step = next((one for one in STEPS if one not in self.slip.fields), "look")
        self.slip.updated_at = self.now

    def alike(self) -> int:
        """Return how many entries of the same day, category and department count already."""
        fields = self.slip.fields
        same = entries(self.session, self.slip.register, self.day, self.day)
        about = fields["category"], fields["department"] or None
        return sum(
            (one.category, one.department_id) == about and one.id != self.slip.replaces for one in same
        )

    def save(self) -> RegisterEntry:
        """Append the entry. Raises AlreadyReplaced."""
        fields = self.slip.fields
        if self.slip.replaces is not None:
            check_counts(self.session, self.slip.replaces)
        entry = RegisterEntry(
            register=self.slip.register,
            day=self.day,
            category=fields["category"],
            department_id=fields["department"] or None,
            number=fields["number"],
            reference=fields.get("reference", ""),
            replaces=self.slip.replaces,
            recorded_at=self.now,
            recorded_by=self.person.id,
        )
        self.session.add(entry)
        self.session.flush()
        self.slip.entry_id = entry.id
        return entry


def access_slip(session: Session, office: Office, now: datetime, telegram_id: int, slip_id: int) -> Writing:
    """Return a secretary's own entry, locked until the transaction ends. Raises Refusals, SlipGone too."""
    secretary = access_secretary(session, telegram_id, office, now)
    mine = RegisterSlip.id == slip_id, RegisterSlip.person_id == secretary.id
    slip = session.scalars(select(RegisterSlip).where(*mine).with_for_update()).one_or_none()
    if slip is None or slip.register not in BOOKS:
        raise SlipGone
    return Writing(session, office, now, secretary, slip)


def check_counts(session: Session, entry_id: int) -> None:
    """Lock an entry that still counts. Raises AlreadyReplaced."""
    session.get_one(RegisterEntry, entry_id, with_for_update=True)
    if replacement(session, entry_id) is not None:
        raise AlreadyReplaced


def read_typed(w: Writing, step: str, text: str, sure: str = "") -> object:
    """Return what was typed for a step. Raises NotTaken with a sentence for the secretary.

    `sure` is the mark of a text that was questioned before: sent once more, it is taken.
    """
    match step:
        case "day":
            return _day(w, text).isoformat()
        case "number":
            return _number(w, text)
        case "reference":
            return _reference(w, text, sure)
    raise NotTaken("这一步请点按钮选择，不用输入文字。")


class NotTaken(ValueError):
    """What was typed cannot be taken; str() is a sentence. `again` marks what may be sent once more."""

    def __init__(self, sentence: str, again: str = "") -> None:
        super().__init__(sentence)
        self.again = again


def _day(w: Writing, text: str) -> date:
    _refuse_content(w, text)
    local = w.office.local(w.now)
    try:
        day = parse_moment(text, local, office_calendar(w.session)).date()
    except Unclear:
        raise NotTaken("没看懂这个日期。请只写日期，如：12月1日、昨天、上周五。") from None
    if day > w.today and _NO_YEAR.match(one_spelling(text)):
        # What was done lies behind: a month and a day alone are the last ones there were.
        day = _year_before(day)
    if day > w.today:
        raise NotTaken(f"{say_date(day)}还没有到。这里登记已经办完的事，请写今天或以前的日期。")
    if day < w.today - timedelta(days=366 * 3):
        raise NotTaken(f"{say_date(day)}是三年以前，请核对年份后重新发送。")
    return day


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _number(w: Writing, text: str) -> int:
    _refuse_content(w, text)
    found = _NUMBER.fullmatch(one_spelling(text))
    if found is None:
        raise NotTaken(f"没看懂这个数量。请只写数字，如：3（{w.book.unit}）。")
    if not 1 <= int(found[1]) <= MOST:
        raise NotTaken(f"数量请写1至{MOST}。")
    return int(found[1])


def _reference(w: Writing, text: str, sure: str) -> str:
    reference = read_reference(text)
    doubt = looks_like_content(w.session, text, LONGEST_REFERENCE)
    if reference is None:
        why = f"您{doubt}。{NO_CONTENT}" if doubt else "没看懂这个编号。"
        raise NotTaken(
            f"{why}编号请照材料上的写，如：〔2026〕12号、2026-035，要有数字，最多{LONGEST_REFERENCE}字。"
        )
    mark = hashlib.sha256(reference.encode()).hexdigest()[:16]
    if doubt and mark != sure:
        # Only the mark is kept: what turns out to be a name never reaches the database.
        raise NotTaken(f"您{doubt}。{NO_CONTENT}\n如果确实只是编号，请原样再发一次。", again=mark)
    return reference


def _refuse_content(w: Writing, text: str) -> None:
    doubt = looks_like_content(w.session, text.strip())
    if doubt:
        raise NotTaken(f"您{doubt}。{NO_CONTENT}")
