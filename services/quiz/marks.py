"""From a reply to the rows by which questions are counted, and to the practice book."""

from datetime import datetime

from sqlalchemy.orm import Session

from activities.quiz.marking import sittings
from language.question import digest
from services import practice
from services.views import content_of
from storage.activities import Activity
from storage.assignments import Assignment
from storage.quizzes import put_marks


def keep_marks(session: Session, activity: Activity, assignment: Assignment) -> None:
    """Put down what each question of each paper that was handed in has earned."""
    for sitting, paper, marks in sittings(content_of(session, activity), assignment.reply):
        rows = {
            digest(question): {
                "assignment_id": assignment.id,
                "sitting": sitting,
                "question": digest(question),
                "activity_id": activity.id,
                "paper": paper,
                "earned": marks.earned[number],
                "points": question.points,
                "doubtful": marks.doubtful(number),
            }
            for number, question in enumerate(marks.questions)
        }
        put_marks(session, assignment.id, sitting, list(rows.values()))


def keep_wrong_ones(session: Session, now: datetime, activity: Activity, assignment: Assignment) -> None:
    """Put what was answered, but not right, in the paper handed in last into the person's practice book."""
    content = content_of(session, activity)
    for sitting, _, marks in sittings(content, assignment.reply):
        if sitting == assignment.reply["sitting"]:
            practice.put_in(session, now, assignment.person_id, marks.wrong)
