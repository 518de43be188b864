"""A letter typed in place of a press: whoever sits a paper is shown the question with its buttons again."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.quiz.kind import ANSWERING
from services.office import Office
from services.reply import Reply, from_screen
from services.views import screen_of
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.people import Person

SAY_PRESS = "打字没有作答：选择题、判断题请点题目下面的按钮。"
_LETTERED = re.compile(r"选?[A-H](?:[、,，\s]*[A-H]){0,7}|正确|错误|对|错|√|×")


def say_press(session: Session, office: Office, now: datetime, person: Person, text: str) -> Reply | None:
    """Return the question somebody is at, None where they sit no paper or typed something else."""
    if _LETTERED.fullmatch(unicodedata.normalize("NFKC", text).strip().upper()) is None:
        return None
    query = (
        select(Assignment, Activity)
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(
            Assignment.person_id == person.id,
            Assignment.outcome == "none",
            Assignment.stage == ANSWERING,
            Activity.kind == "quiz",
            Activity.status == OPEN,
        )
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    assignment, activity = found
    screen = screen_of(session, office, now, person, assignment, activity)
    shown = from_screen(screen, assignment.id, activity.version, fresh=True)
    return replace(shown, text=f"{SAY_PRESS}\n\n{shown.text}")
