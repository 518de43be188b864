"""What quizzes keep beside the assignments: running clocks, marks by question, reports, corrected keys.

A question is named by its digest (language.question.digest): the same question in any paper.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class QuizSitting(Base):
    """Somebody at a paper with a time limit: what is answered when it ends is handed in by the clock."""

    __tablename__ = "quiz_sitting"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    until: Mapped[datetime] = mapped_column(index=True)


class QuizMark(Base):
    """What one question earned in a paper that was handed in: derived from the reply, to count by question.

    `doubtful` marks a short answer that a person has still to look at.
    """

    __tablename__ = "quiz_mark"
    __table_args__ = (
        Index("ix_quiz_mark_question", "activity_id", "question"),
        Index("ix_quiz_mark_doubtful", "activity_id", "doubtful"),
    )

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    sitting: Mapped[int] = mapped_column(primary_key=True)  # 1, or 2 for the retake
    question: Mapped[str] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    paper: Mapped[str]  # which of the activity's papers: people are compared within one
    earned: Mapped[float]
    points: Mapped[float]
    doubtful: Mapped[bool] = mapped_column(default=False)


class QuestionReport(Base):
    """Somebody's word that a question of a quiz is wrong."""

    __tablename__ = "question_report"
    __table_args__ = (UniqueConstraint("activity_id", "question", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    question: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class KeyCorrection(Base):
    """Another right answer to a question: proposed, then confirmed. The log of corrected keys."""

    __tablename__ = "key_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))  # where it was noticed
    question: Mapped[str]
    old: Mapped[dict[str, Any]]  # the question before and after
    new: Mapped[dict[str, Any]]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Regrade(Base):
    """One activity to be marked anew after a correction, and how far that got."""

    __tablename__ = "regrade"
    __table_args__ = (UniqueConstraint("correction_id", "activity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("key_correction.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    looked_to: Mapped[int] = mapped_column(default=0)  # the last assignment that was marked anew
    changed: Mapped[int] = mapped_column(default=0)  # of how many the score changed
    finished_at: Mapped[datetime | None]


def put_marks(session: Session, assignment_id: int, sitting: int, rows: Sequence[dict[str, Any]]) -> None:
    """Replace what is kept of a paper by rows of QuizMark."""
    old = QuizMark.assignment_id == assignment_id, QuizMark.sitting == sitting
    session.execute(delete(QuizMark).where(*old))
    if rows:
        session.execute(insert(QuizMark), list(rows))


def doubtful_count(session: Session, activity_id: int) -> int:
    """Count the short answers of an activity that a person has still to look at."""
    query = select(func.count()).where(QuizMark.activity_id == activity_id, QuizMark.doubtful)
    return session.scalar(query) or 0


def reports_open(session: Session, activity_id: int) -> Sequence[tuple[str, int]]:
    """Return which questions of an activity are said to be wrong, and by how many, in order of report."""
    query = (
        select(QuestionReport.question, func.count())
        .where(QuestionReport.activity_id == activity_id, QuestionReport.settled_at.is_(None))
        .group_by(QuestionReport.question)
        .order_by(func.min(QuestionReport.id))
    )
    return [(row[0], row[1]) for row in session.execute(query)]
