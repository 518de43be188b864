"""The annual plan: what it asks for, as read and reviewed, and which activities were held for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.activities import Activity, Draft
from storage.base import Base

GATHERING = "gathering"  # its text is being sent, in as many messages as it takes
REVIEW = "review"
IN_FORCE = "in_force"
REPLACED = "replaced"

KEPT = "kept"
DROPPED = "dropped"
MERGED = "merged"


class AnnualPlan(Base):
    """One year's plan. One of a year is in force; what it replaced stays, for comparing."""

    __tablename__ = "annual_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    source: Mapped[str] = mapped_column(default="")  # the text it was read from
    # What a workbook that was sent back would change, until the secretary says so.
    changes: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]


class PlanItem(Base):
    """One obligation of a plan, as it was read and then changed by the secretary."""

    __tablename__ = "plan_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("annual_plan.id"), index=True)
    place: Mapped[int]
    number: Mapped[str]  # where it stands in the document
    title: Mapped[str]
    sentence: Mapped[str]
    responsible: Mapped[str] = mapped_column(default="")
    participants: Mapped[str] = mapped_column(default="")
    every: Mapped[str] = mapped_column(
        default=""
    )  # as language.plan.Every has it; empty: the plan does not say
    months: Mapped[list[Any]] = mapped_column(default=list)
    quota: Mapped[int | None]  # for each `every`
    unset: Mapped[bool] = mapped_column(default=False)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"))
    kind: Mapped[str]  # a kind of activity, or "register:talk"
    tags: Mapped[list[Any]] = mapped_column(default=list)
    status: Mapped[str] = mapped_column(default=KEPT)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"))


class PlanLink(Base):
    """What was begun for an item: a draft, which may become an activity, or an activity that counts for it.

    Without an item: the secretary said that this activity belongs to none.
    """

    __tablename__ = "plan_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), unique=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), unique=True)
    linked_at: Mapped[datetime]
    linked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def _of_link() -> ColumnElement[bool]:
    return or_(Activity.id == PlanLink.activity_id, Draft.activity_id == Activity.id)


# Put together once: a rehearsed year asks them every day.
_LINKED = (
    select(PlanLink.item_id, Activity)
    .join(PlanItem, PlanItem.id == PlanLink.item_id)
    .outerjoin(Draft, Draft.id == PlanLink.draft_id)
    .join(Activity, _of_link())
    .where(PlanItem.plan_id == bindparam("plan_id"))
    .order_by(Activity.id)
)
_DRAFTED = (
    select(PlanLink.item_id, Draft)
    .join(PlanItem, PlanItem.id == PlanLink.item_id)
    .join(Draft, Draft.id == PlanLink.draft_id)
    .where(PlanItem.plan_id == bindparam("plan_id"), Draft.activity_id.is_(None))
    .order_by(Draft.id)
)


def plan_in_force(session: Session, year: int) -> AnnualPlan | None:
    """Return the plan of a year, None where there is none yet."""
    query = select(AnnualPlan).where(AnnualPlan.year == year, AnnualPlan.status == IN_FORCE)
    return session.scalars(query.order_by(AnnualPlan.id.desc())).first()


def plan_under_way(session: Session) -> AnnualPlan | None:
    """Return the plan that is being sent or reviewed, the last begun."""
    query = select(AnnualPlan).where(AnnualPlan.status.in_((GATHERING, REVIEW)))
    return session.scalars(query.order_by(AnnualPlan.id.desc())).first()


def items_of(session: Session, plan_id: int, *, all_of_them: bool = False) -> Sequence[PlanItem]:
    """Return the items of a plan in its order: those kept, or all."""
    query = select(PlanItem).where(PlanItem.plan_id == plan_id)
    if not all_of_them:
        query = query.where(PlanItem.status == KEPT)
    return session.scalars(query.order_by(PlanItem.place, PlanItem.id)).all()


def linked_activities(session: Session, plan_id: int) -> list[tuple[int, Activity]]:
    """Return (item id, activity) of what counts for a plan's items: linked, or come of a linked draft."""
    return [(row[0] or 0, row[1]) for row in session.execute(_LINKED, {"plan_id": plan_id})]


def open_drafts(session: Session, plan_id: int) -> list[tuple[int, Draft]]:
    """Return (item id, draft) of what was begun for a plan's items and is not published yet."""
    return [(row[0] or 0, row[1]) for row in session.execute(_DRAFTED, {"plan_id": plan_id})]


def unlinked_activities(session: Session, first: datetime, after: datetime) -> Sequence[Activity]:
    """Return the activities opened in a span of time that nobody has put to an item or to none."""
    linked = (
        select(Activity.id)
        .select_from(PlanLink)
        .outerjoin(Draft, Draft.id == PlanLink.draft_id)
        .join(Activity, _of_link())
    )
    query = select(Activity).where(
        Activity.opens_at >= first, Activity.opens_at < after, Activity.id.not_in(linked)
    )
    return session.scalars(query.order_by(Activity.opens_at, Activity.id)).all()
