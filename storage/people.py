"""The roster: departments, people with dated membership, their roles, leave, and the codes they join by."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import Base

SECRETARY = "secretary"
ADMIN = "admin"
APPROVER = "approver"
PARTY = ("中共党员", "预备党员")


class Department(Base):
    """A 处室 or 支队. `position` is its place on the roster, which is the order of every report."""

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)


class Person(Base):
    """Somebody on the roster from `joined` until the day before `left`. Nobody is ever deleted."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    staff_no: Mapped[str | None] = mapped_column(unique=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    position: Mapped[str] = mapped_column(default="")  # 职务
    rank: Mapped[str] = mapped_column(default="")  # 职级
    political: Mapped[str] = mapped_column(default="")  # 政治面貌
    category: Mapped[str] = mapped_column(default="")  # 人员类别
    post: Mapped[str] = mapped_column(default="")  # 岗位类别, several joined by 、
    tags: Mapped[str] = mapped_column(default="")  # 标签, the bureau's own, several joined by 、
    branch: Mapped[str] = mapped_column(default="")  # 所在党支部
    supervisor: Mapped[str] = mapped_column(default="")  # 分管领导
    phone: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="在岗")
    note: Mapped[str] = mapped_column(default="")
    roster_order: Mapped[int] = mapped_column(default=0)
    joined: Mapped[date]
    left: Mapped[date | None]
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    # Why messages cannot reach this person's account, for as long as that lasts.
    unreachable: Mapped[str | None]

    department: Mapped[Department] = relationship(lazy="joined")

    def on_roster(self, day: date) -> bool:
        """Tell whether the person counts on that office date."""
        return self.joined <= day and (self.left is None or day < self.left)

    @property
    def is_head(self) -> bool:
        """Tell whether the roster names the person head of their department."""
        return "处室负责人" in self.post

    @property
    def is_party(self) -> bool:
        """Tell whether Party rules bind the person; others read 政务处分法 instead."""
        return self.political in PARTY


class Role(Base):
    """A role somebody was given by hand. Head of department is not among them: the roster says that."""

    __tablename__ = "role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    granted_at: Mapped[datetime]


class Leave(Base):
    """Days somebody is away, both ends included; `last` is empty while the return is not known."""

    __tablename__ = "leave"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]  # 请假, 借出, 病假
    first: Mapped[date]
    last: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Invite(Base):
    """A single-use code to link an account. Only its hash is kept."""

    __tablename__ = "invite"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Knock(Base):
    """What an account that is on no roster did lately: bounds answers to strangers and guesses at codes."""

    __tablename__ = "knock"
    __table_args__ = (UniqueConstraint("telegram_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[str]  # word, code
    since: Mapped[datetime]
    count: Mapped[int]


def by_telegram(session: Session, telegram_id: int) -> Person | None:
    """Return who is linked to an account, on the roster or not."""
    return session.scalars(select(Person).where(Person.telegram_id == telegram_id)).one_or_none()


# In which people are listed, in a query that joins their departments.
ROSTER_ORDER = (Department.position, Person.roster_order, Person.id)


def counts_on(day: date) -> ColumnElement[bool]:
    """Return the condition under which a person is on the roster on an office date."""
    return and_(Person.joined <= day, or_(Person.left.is_(None), Person.left > day))


def on_roster(session: Session, day: date) -> Sequence[Person]:
    """Return everybody who counts on an office date, in roster order."""
    query = select(Person).join(Person.department).where(counts_on(day)).order_by(*ROSTER_ORDER)
    return session.scalars(query).all()


def ever_on_roster(session: Session) -> Sequence[Person]:
    """Return everybody who was ever on the roster, in roster order."""
    return session.scalars(select(Person).join(Person.department).order_by(*ROSTER_ORDER)).all()


def has_people(session: Session) -> bool:
    """Tell whether anybody was ever stored."""
    return session.scalars(select(Person.id).limit(1)).first() is not None


def departments(session: Session) -> Sequence[Department]:
    """Return all departments in roster order."""
    return session.scalars(select(Department).order_by(Department.position, Department.id)).all()


def roles_of(session: Session, person_id: int) -> frozenset[str]:
    """Return the roles given to somebody by hand."""
    return frozenset(session.scalars(select(Role.role).where(Role.person_id == person_id)))


def with_role(session: Session, role: str, day: date) -> Sequence[Person]:
    """Return who holds a role and is on the roster that day, in roster order."""
    query = (
        select(Person)
        .join(Role, Role.person_id == Person.id)
        .join(Person.department)
        .where(Role.role == role, counts_on(day))
        .order_by(*ROSTER_ORDER)
    )
    return session.scalars(query).all()


def away_on(session: Session, day: date) -> frozenset[int]:
    """Return the ids of those on leave that day."""
    query = select(Leave.person_id).where(Leave.first <= day, or_(Leave.last.is_(None), Leave.last >= day))
    return frozenset(session.scalars(query))
