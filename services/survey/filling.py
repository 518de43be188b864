"""Somebody's answers while a survey is open, and what they answered to it before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Verdict
from activities.survey.content import SurveyContent
from activities.survey.kind import FILLING
from activities.survey.places import carried_over
from services.office import Office
from services.refusals import Refusal
from services.survey.likeness import same_title
from services.views import content_of
from storage.activities import OPEN, PUBLISHING, Activity
from storage.assignments import Assignment
from storage.surveys import KIND, SurveyDraft

LOOKED_AT = 8  # earlier surveys of a person, the newest first


class Over(Refusal):
    """The survey was closed in this very moment."""

    def __init__(self) -> None:
        super().__init__("问卷刚刚结束，这次填写没有保存。")


def more(
    session: Session, office: Office, now: datetime, activity: Activity, assignment: Assignment
) -> Mapping[str, Any]:
    """Return somebody's answers so far, nothing where they have not begun."""
    begun = assignment.stage == FILLING or assignment.outcome == "done"
    # Not asked for in vain: a broadcast, or a list of everybody, comes here for each person.
    draft = (
        session.get(SurveyDraft, assignment.id) if begun and activity.status in (OPEN, PUBLISHING) else None
    )
    if draft is None:
        return {}
    return {"answers": draft.answers, "carried": draft.carried, "handed": draft.handed}


def after(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    assignment: Assignment,
    verdict: Verdict,
) -> None:
    """Keep what was answered, and nowhere else. Raises Over."""
    if verdict.kept is None:
        return
    # Held until this is stored: answers that come in while the drafts are collected would be left behind.
    status = select(Activity.status).where(Activity.id == activity.id).with_for_update(read=True)
    if session.scalars(status).one() not in (OPEN, PUBLISHING):
        raise Over
    draft = session.get(SurveyDraft, assignment.id)
    if draft is None:
        carried = answers_before(session, activity, assignment)
        draft = SurveyDraft(assignment_id=assignment.id, answers=carried, carried=carried, handed=None)
        session.add(draft)
    if "answers" in verdict.kept:
        draft.answers = dict(verdict.kept["answers"])
    if "handed" in verdict.kept:
        draft.handed = dict(verdict.kept["handed"])
    session.flush()


def answers_before(session: Session, activity: Activity, assignment: Assignment) -> dict[str, Any]:
    """Return the person's last answers to a survey of this title, where both carry names."""
    content: SurveyContent = content_of(session, activity)
    if content.anonymous:
        return {}
    query = (
        select(Assignment, Activity)
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(
            Assignment.person_id == assignment.person_id,
            Assignment.id != assignment.id,
            Assignment.outcome == "done",
            Activity.kind == KIND,
        )
        .order_by(Assignment.done_at.desc())
        .limit(LOOKED_AT)
    )
    for earlier, asked in session.execute(query):
        if same_title(asked.title, activity.title) and "answers" in earlier.reply:
            before: SurveyContent = content_of(session, asked)
            return carried_over(before.form, earlier.reply["answers"], content.form)
    return {}


def in_confidence(session: Session, person_id: int) -> bool:
    """Tell whether words of this person may be an answer to an anonymous survey they are filling in."""
    query = (
        select(Activity)
        .join(Assignment, Assignment.activity_id == Activity.id)
        .join(SurveyDraft, SurveyDraft.assignment_id == Assignment.id)
        .where(Assignment.person_id == person_id, Activity.kind == KIND)
    )
    return any(content_of(session, activity).anonymous for activity in session.scalars(query).all())
