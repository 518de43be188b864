"""Marking anew after a key was corrected or an answer ruled on: facts, marks, and word to whom it moves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.clearing import is_cleared
from activities.kind import esc
from activities.quiz.content import QuizContent
from activities.quiz.marking import with_results
from services.apart import apart
from services.facts import record
from services.office import Office
from services.outbox import enqueue, message_row
from services.quiz.marks import keep_marks
from services.views import content_of
from storage.activities import Activity
from storage.assignments import Assignment
from storage.quizzes import KeyCorrection, Regrade
from workdays.quiet import after_quiet

FACT = "regrade"
BATCH = 500
CORRECTED = "有一道题的答案作了更正"
RULED = "的简答题经纪检秘书复核"


def regrade_due(session: Session, office: Office, now: datetime) -> bool:
    """Mark anew what corrected keys concern, a batch at a time; return whether there is more to do."""
    query = select(Regrade).where(Regrade.finished_at.is_(None)).order_by(Regrade.id)
    for regrade in session.scalars(query).all():
        with apart(session, f"marking activity {regrade.activity_id} anew"):
            regrade_batch(session, office, now, regrade)
            return True
    return False


def regrade_batch(session: Session, office: Office, now: datetime, regrade: Regrade) -> None:
    """Mark the next papers of an activity anew, or finish."""
    activity = session.get_one(Activity, regrade.activity_id)
    by = session.get_one(KeyCorrection, regrade.correction_id).confirmed_by
    query = (
        select(Assignment)
        .where(
            Assignment.activity_id == activity.id,
            Assignment.id > regrade.looked_to,
            Assignment.outcome == "done",
        )
        .order_by(Assignment.id)
        .limit(BATCH)
        .with_for_update()
    )
    found = session.scalars(query).all()
    for assignment in found:
        key = f"regrade/{regrade.id}/{assignment.id}"
        if remark(session, office, now, activity, assignment, assignment.reply, by, key, CORRECTED):
            regrade.changed += 1
        regrade.looked_to = assignment.id
    if len(found) < BATCH:
        regrade.finished_at = now
    session.flush()


def remark(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    assignment: Assignment,
    reply: Mapping[str, Any],
    by: int | None,
    key: str,
    why: str,
) -> bool:
    """Mark a reply of somebody who has handed in; where that moves it, record, count and tell.

    Returns whether the score moved. `key` is the outbox key of the word to the person.
    """
    content: QuizContent = content_of(session, activity)
    before = assignment.reply
    if "score" not in before or is_cleared(before):
        return False
    after = with_results(content, reply)
    if after == before:
        return False
    record(session, assignment, FACT, {"reply": after}, now, by=by)
    keep_marks(session, activity, assignment)
    moved = (before["score"], before["passed"]) != (after["score"], after["passed"])
    if moved:
        text = f"《{esc(activity.title)}》{why}，{_moved(before, after)}"
        rows = [[["查看结果", "o", [assignment.id]]]]
        due = after_quiet(now, office.zone)
        row = message_row(key, "tell", assignment.person_id, due, payload={"text": text, "rows": rows})
        enqueue(session, [row])
    return moved


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    words = {True: "合格", False: "不合格"}
    said = f"您的得分由{before['score']:g}改为{after['score']:g}（满分{after['full']:g}），"
    if before["passed"] == after["passed"]:
        return f"{said}结果仍为{words[after['passed']]}。"
    return f"{said}结果由{words[before['passed']]}改为<b>{words[after['passed']]}</b>。"
