"""How each question of a quiz fared: counted by the database from the marks, never person by person."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from activities.quiz.content import PAPERS, QuizContent, questions_in
from language.question import Question, digest
from reports.questions import Analysis, ClauseLine, QuestionLine
from services.office import Office
from services.views import content_of
from storage.activities import Activity
from storage.quizzes import QuizMark

GROUP = 27  # percent of the people at either end
FEWEST = 20  # people below whom the ends say nothing


def questions_asked(content: QuizContent) -> dict[str, Question]:
    """Return the questions of all papers of a quiz by their digests, in order."""
    return {digest(one): one for paper in PAPERS for one in questions_in(content, paper)}


def analyse(session: Session, office: Office, activity: Activity) -> Analysis:
    """Return how the questions fared in first sittings."""
    content: QuizContent = content_of(session, activity)
    asked = questions_asked(content)
    counted = {row[0]: row[1:] for row in session.execute(_by_question(activity.id))}
    lines = []
    clauses: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    for number, (name, question) in enumerate(asked.items(), start=1):
        people, earned, points, top, top_points, low, low_points = counted.get(name, (0, 0, 0, 0, 0, 0, 0))
        apart = top / top_points - low / low_points if top_points and low_points else None
        lines.append(
            QuestionLine(
                number,
                question.type.label,
                question.stem,
                question.answer_text,
                question.basis,
                people,
                earned / points if points else None,
                apart if people >= FEWEST else None,
            )
        )
        if question.basis and points:
            sums = clauses[question.basis]
            clauses[question.basis] = [sums[0] + people, sums[1] + earned, sums[2] + points]
    missed = [ClauseLine(basis, int(sums[0]), sums[1] / sums[2]) for basis, sums in clauses.items()]
    sat = select(func.count(QuizMark.assignment_id.distinct())).where(*_first(activity.id))
    return Analysis(
        office.bureau,
        activity.title,
        session.scalar(sat) or 0,
        tuple(lines),
        tuple(sorted((one for one in missed if one.rate < 1), key=lambda one: one.rate)),
    )


def _first(activity_id: int) -> tuple[ColumnElement[bool], ...]:
    return QuizMark.activity_id == activity_id, QuizMark.sitting == 1


def _by_question(activity_id: int) -> Select[*tuple[Any, ...]]:
    """Return people, points and points earned of each question, in all and at either end of each paper."""
    share = func.sum(QuizMark.earned) / func.sum(QuizMark.points)
    totals = (
        select(QuizMark.assignment_id, QuizMark.paper, share.label("share"))
        .where(*_first(activity_id))
        .group_by(QuizMark.assignment_id, QuizMark.paper)
        .subquery()
    )
    order = totals.c.share, totals.c.assignment_id
    ranked = select(
        totals.c.assignment_id,
        func.row_number().over(partition_by=totals.c.paper, order_by=order).label("place"),
        func.count().over(partition_by=totals.c.paper).label("people"),
    ).subquery()
    group = (ranked.c.people * GROUP + 50) // 100  # rounded
    low, top = ranked.c.place <= group, ranked.c.place > ranked.c.people - group
    ends = [
        func.sum(case((end, column), else_=0))
        for end in (top, low)
        for column in (QuizMark.earned, QuizMark.points)
    ]
    sums = func.count(), func.sum(QuizMark.earned), func.sum(QuizMark.points)
    return (
        select(QuizMark.question, *sums, *ends)
        .join(ranked, ranked.c.assignment_id == QuizMark.assignment_id)
        .where(*_first(activity_id))
        .group_by(QuizMark.question)
    )
