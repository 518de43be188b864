"""Answers to surveys: drafts tied to people until closing, and anonymous answers tied to nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Select, delete, exists, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.activities import CLOSED, WITHDRAWN, Activity
from storage.assignments import Assignment
from storage.base import Base

KIND = "survey"


class SurveyDraft(Base):
    """What somebody has answered so far: the one place where it stands while a survey is open. No times."""

    __tablename__ = "survey_draft"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    answers: Mapped[dict[str, Any]]
    carried: Mapped[dict[str, Any]]  # taken from the same person's earlier answers
    handed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # as handed in last


class SurveyAnswer(Base):
    """One anonymous answer to one question. Answers of one person are rows that nothing joins.

    `id` is random, so that neither it nor the order of rows tells who answered before whom.
    """

    __tablename__ = "survey_answer"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    question: Mapped[str]  # its number, or g and the number of its group
    value: Mapped[dict[str, Any]]  # {"value": …}


class SurveyClosing(Base):
    """A closed survey whose drafts are to go: noted before anything is moved, struck off by `scrubbed`."""

    __tablename__ = "survey_closing"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    scrubbed: Mapped[bool] = mapped_column(default=False)


def closing_unnoted(session: Session) -> Sequence[int]:
    """Return surveys that are over and whose drafts nobody has set about yet."""
    query = (
        select(Activity.id)
        .where(Activity.kind == KIND, Activity.status.in_((CLOSED, WITHDRAWN)))
        .where(~exists().where(SurveyClosing.activity_id == Activity.id))
    )
    return session.scalars(query).all()


def to_collect(session: Session) -> Activity | None:
    """Return a survey that is closing and still has drafts."""
    query = (
        select(Activity)
        .join(SurveyClosing, SurveyClosing.activity_id == Activity.id)
        .where(~SurveyClosing.scrubbed, _drafts_of(Activity.id).exists())
    )
    return session.scalars(query.limit(1)).first()


def handed_in(session: Session, activity_id: int) -> Sequence[dict[str, Any]]:
    """Return what was handed in, from the drafts."""
    query = select(SurveyDraft.handed).join(Assignment, Assignment.id == SurveyDraft.assignment_id)
    rows = session.scalars(query.where(Assignment.activity_id == activity_id)).all()
    return [row for row in rows if row is not None]


def add_answers(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write anonymous answers in the order given."""
    if rows:
        session.execute(insert(SurveyAnswer), list(rows))


def delete_drafts(session: Session, activity_id: int) -> None:
    """Delete the drafts of a survey."""
    these = select(Assignment.id).where(Assignment.activity_id == activity_id)
    session.execute(
        delete(SurveyDraft)
        .where(SurveyDraft.assignment_id.in_(these))
        .execution_options(synchronize_session=False)
    )


def anonymous_answers(session: Session, activity_id: int) -> Sequence[tuple[str, Any]]:
    """Return (question, value) of the anonymous answers to a survey."""
    query = select(SurveyAnswer.question, SurveyAnswer.value).where(SurveyAnswer.activity_id == activity_id)
    return [
        (question, value["value"]) for question, value in session.execute(query.order_by(SurveyAnswer.id))
    ]


def collected(session: Session, activity_id: int) -> bool:
    """Tell whether a closed survey's answers have been taken over."""
    return session.get(SurveyClosing, activity_id) is not None and not session.scalar(
        select(exists(_drafts_of(activity_id)))
    )


def _drafts_of(activity_id: Any) -> Select[int]:
    drafts = select(SurveyDraft.assignment_id).join(Assignment, Assignment.id == SurveyDraft.assignment_id)
    return drafts.where(Assignment.activity_id == activity_id)
