"""The clock of a paper with a time limit: a row, so that no restart forgets it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from activities.kind import Verdict, View
from activities.quiz.content import QuizContent
from activities.quiz.kind import closing, time_up
from services.apart import apart
from services.office import Office
from services.outbox import ANSWER, enqueue, message_row
from services.verdicts import apply_verdict
from services.views import content_of, view_of
from storage.activities import OPEN, PUBLISHING, Activity
from storage.assignments import Assignment
from storage.people import Person
from storage.quizzes import QuizSitting

BATCH = 200
TIME_UP = "time-up"  # the fact


def hand_in_due(session: Session, office: Office, now: datetime) -> bool:
    """Hand in for those whose time is over what they have answered; return whether there is more to do."""
    query = (
        select(QuizSitting)
        .where(QuizSitting.until <= now)
        .order_by(QuizSitting.until, QuizSitting.assignment_id)
    )
    due = session.scalars(query.limit(BATCH)).all()
    ended = 0
    for sitting in due:
        with apart(session, f"handing in assignment {sitting.assignment_id}"):
            _hand_in(session, office, now, sitting, time_up)
            ended += 1
    # Where none could be ended, asking again at once would go on for ever.
    return ended > 0 and len(due) == BATCH


def hand_in_all(session: Session, office: Office, now: datetime, activity: Activity) -> None:
    """Hand in what is being answered against the clock when the activity closes."""
    query = select(QuizSitting).join(Assignment).where(Assignment.activity_id == activity.id)
    for sitting in session.scalars(query).all():
        _hand_in(session, office, now, sitting, closing)


def end_sitting(session: Session, assignment_id: int) -> None:
    """Let the clock forget a sitting."""
    session.execute(delete(QuizSitting).where(QuizSitting.assignment_id == assignment_id))


def _hand_in(
    session: Session,
    office: Office,
    now: datetime,
    sitting: QuizSitting,
    comes_to: Callable[[QuizContent, View], Verdict],
) -> None:
    assignment = session.get_one(Assignment, sitting.assignment_id, with_for_update=True)
    activity = session.get_one(Activity, assignment.activity_id)
    reply = assignment.reply
    # Entered by the secretary, exempt, withdrawn: then nobody sits there any more.
    sits = reply.get("open") and (assignment.outcome == "none" or "score" in reply)
    taken = activity.status in (OPEN, PUBLISHING) or comes_to is closing
    if not sits or not taken or assignment.exempt is not None:
        end_sitting(session, assignment.id)
        return
    person = session.get_one(Person, assignment.person_id)
    view = view_of(session, office, now, person, assignment, activity)
    verdict = comes_to(content_of(session, activity), view)
    number = reply["sitting"]
    apply_verdict(session, office, activity, assignment, verdict, now, by=None, fact=TIME_UP)
    end_sitting(session, assignment.id)
    key = f"time-up/{assignment.id}/{number}"
    row = message_row(key, "open", person.id, now, assignment_id=assignment.id, activity_id=activity.id)
    # The person sees the result, whatever the message that carries it was made for.
    enqueue(session, [row | {"payload": {"decided": True}, "lane": ANSWER}])
