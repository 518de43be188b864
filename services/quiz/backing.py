"""The quiz's share of the common road."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import Verdict
from activities.quiz.content import PAPERS, QuizContent, questions_in
from language.question import QuestionType
from language.segment import load_soon
from services.backing import Backing
from services.office import Office
from services.quiz import desk
from services.quiz.drawing import draw_papers
from services.quiz.marks import keep_marks, keep_wrong_ones
from services.quiz.review import review, rule
from services.quiz.sitting import end_sitting, hand_in_all
from services.quiz.wrong import report_wrong
from services.views import content_of
from storage.activities import Activity
from storage.assignments import Assignment
from storage.quizzes import QuizSitting


def more(
    session: Session, office: Office, now: datetime, activity: Activity, assignment: Assignment
) -> Mapping[str, Any]:
    """Return by what a person's order of questions differs from that of others."""
    return {"assignment": assignment.id}


def after(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    assignment: Assignment,
    verdict: Verdict,
) -> None:
    """Start and stop the clock of a sitting, count what was handed in, pass on what is said to be wrong."""
    kept = verdict.kept or {}
    if "begun" in kept:
        if "until" in kept:
            until = datetime.fromisoformat(kept["until"])
            session.merge(QuizSitting(assignment_id=assignment.id, until=until))
        if _reads_words(content_of(session, activity)):
            load_soon()
    elif "handed" in kept:
        session.flush()
        end_sitting(session, assignment.id)
        keep_marks(session, activity, assignment)
        keep_wrong_ones(session, now, activity, assignment)
    elif "wrong" in kept:
        report_wrong(session, office, now, activity, assignment.person_id, kept["wrong"])


def _reads_words(content: QuizContent) -> bool:
    asked = (one for paper in PAPERS for one in questions_in(content, paper))
    return any(one.type is QuestionType.SHORT for one in asked)


BACKING = Backing(
    more=more,
    after=after,
    fill=draw_papers,
    closed=hand_in_all,
    buttons=desk.buttons,
    actions={
        "stats": desk.stats,
        "sheet": desk.sheet,
        "item": desk.item,
        "errors": desk.errors,
        "fine": desk.fine,
        "fix": desk.fix,
        "sure": desk.sure,
        "log": desk.log,
        "review": review,
        "rule": rule,
    },
)
