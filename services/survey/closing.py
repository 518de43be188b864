"""What happens to answers when a survey is over.

Named answers were recorded when they were handed in. Anonymous ones are parted from their people here:
one transaction writes them shuffled, under random numbers and without times, and deletes the drafts; it
writes nothing else, since a database remembers which rows were written together. Then the files are cleared
of what was deleted (scheduler/scrubbing.py).
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from activities.survey.content import LEAST, SurveyContent
from activities.survey.form import Form, Sort
from services.office import Office
from services.views import content_of
from storage.activities import CLOSED, Activity
from storage.assignments import Assignment
from storage.messages import SetAside
from storage.surveys import (
    SurveyClosing,
    SurveyDraft,
    add_answers,
    closing_unnoted,
    delete_drafts,
    handed_in,
    to_collect,
)

CLEARED = (SurveyDraft.__tablename__, SetAside.__tablename__)
CHOSEN = (Sort.SINGLE, Sort.MULTIPLE, Sort.SCALE)
REMOVED = {"removed": "匿名问卷结束时清除"}


def note_closed(session: Session, office: Office, now: datetime) -> None:
    """Note which surveys are over, so that a crash on the way leaves nothing behind.

    Updates that could not be handled while an anonymous one was open were put aside as they came: they lose
    their words here, before the files are cleared.
    """
    session.add_all(SurveyClosing(activity_id=id_, scrubbed=False) for id_ in closing_unnoted(session))
    session.flush()
    over = select(Activity).join(SurveyClosing, SurveyClosing.activity_id == Activity.id)
    for activity in session.scalars(over.where(~SurveyClosing.scrubbed)).all():
        if content_of(session, activity).anonymous:
            during = SetAside.at >= (activity.published_at or activity.opens_at)
            session.execute(update(SetAside).where(during).values(payload=REMOVED, error="已清除"))


def collect(session: Session, office: Office, now: datetime) -> bool:
    """Take over the answers of one survey that is over and delete its drafts; return whether there was one.

    What was withdrawn, or has fewer than LEAST answers, is not kept: it could never be shown.
    """
    activity = to_collect(session)
    if activity is None:
        return False
    content: SurveyContent = content_of(session, activity)
    if content.anonymous and activity.status == CLOSED:
        add_answers(session, parted(content.form, handed_in(session, activity.id), activity.id))
    delete_drafts(session, activity.id)
    return True


def part_choices(session: Session, activity: Activity) -> None:
    """Keep what was chosen in a survey by name as answers of nobody, before its answers are cleared.

    The figures of each question stay so, but for questions that fewer than LEAST answered.
    """
    content: SurveyContent = content_of(session, activity)
    if content.anonymous:
        return
    chosen = [one.key for one in content.form.within(0) if one.sort in CHOSEN]
    given = select(Assignment.reply).where(
        Assignment.activity_id == activity.id, Assignment.outcome == "done"
    )
    handed = [
        {key: reply["answers"][key] for key in chosen if key in reply["answers"]}
        for reply in session.scalars(given)
        if "answers" in reply
    ]
    add_answers(session, parted(content.form, handed, activity.id))


def parted(form: Form, handed: Sequence[dict[str, Any]], activity_id: int) -> list[dict[str, Any]]:
    """Return everybody's answers as rows that nothing joins, in an order that nobody can repeat.

    Chance comes from the system and not from a seed: whoever knew the seed could undo the shuffling.
    """
    given: dict[str, list[list[Any]]] = defaultdict(list)
    for answers in handed:
        for question in form.within(0):
            if question.key in answers:
                given[question.key].append([answers[question.key]])
        for group in form.groups:
            if group.key in answers:
                given[group.key].append(answers[group.key])
    rows = [
        {"activity_id": activity_id, "question": key, "value": {"value": value}}
        for key, people in given.items()
        if len(people) >= LEAST
        for values in people
        for value in values
    ]
    secrets.SystemRandom().shuffle(rows)
    return [{"id": secrets.randbits(62), **row} for row in rows]


def awaits_scrubbing(session: Session) -> bool:
    """Tell whether drafts were deleted whose bytes may still stand in the database's files."""
    unscrubbed = select(SurveyClosing.activity_id).where(~SurveyClosing.scrubbed).limit(1)
    return session.scalar(unscrubbed) is not None and to_collect(session) is None


def note_scrubbed(session: Session, office: Office, now: datetime) -> None:
    """Note that the files are clear."""
    session.execute(update(SurveyClosing).where(~SurveyClosing.scrubbed).values(scrubbed=True))
