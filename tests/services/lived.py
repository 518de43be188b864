"""Somebody who has done a bit of everything, for tests of what is kept: each word of theirs is told apart."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.essay import EssayContent
from activities.kind import Action
from activities.quiz import QuizContent
from activities.survey import SurveyContent
from activities.task.content import TaskContent
from language.question import Question, QuestionType
from services import suggestions, words
from services.answering import decide
from services.office import Office
from services.publishing import close
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.leave_requests import LeaveRequest
from storage.messages import SetAside
from storage.people import Leave, Person
from tests.services.bureau import LETTER, assignment_of, deliver, publish, session_at, tap

NAME = "周喆"
MARK = "verbatim"  # begins every word of theirs
ONE = Question(type=QuestionType.SINGLE, stem="一", options=("甲", "乙"), answer=(0,))
SHORT = Question(type=QuestionType.BLANK, stem="____天", expected=(("三",),))
QUIZ = QuizContent(title="小测", party_paper=(ONE, SHORT), other_paper=(ONE, SHORT))
SURVEY = SurveyContent(title="意见征集", naming="实名", questions="1．效率［打分1-5，必填］\n2．意见［问答］")
TASK = TaskContent(title="问题整改", sort="整改", to="个人", matter="逐条完成整改。")
CALL = EssayContent(title="学习体会", topic="谈谈体会。", limit=5000)


def live(session: Session, office: Office, now: datetime, ids: dict[str, int]) -> dict[str, int]:
    """Let 周喆, and others beside, do a bit of everything; return kind -> activity id."""
    me, other = ids[NAME], ids["李强"]
    asked = {
        "commitment": publish(session, office, now, "commitment", LETTER),
        "study": publish(session, office, now, "study", session_at(now + timedelta(days=5))),
        "quiz": publish(session, office, now, "quiz", QUIZ),
        "survey": publish(session, office, now, "survey", SURVEY),
        "task": publish(session, office, now, "task", TASK),
        "essay": publish(session, office, now, "essay", CALL),
    }
    acts: dict[str, tuple[Action, ...]] = {
        "commitment": (Action("object", text=f"{MARK}-objection"), Action("sign", text=NAME)),
        "study": (Action("leave", text=f"{MARK}-away"),),
        "quiz": (
            Action("start"),
            Action("pick", "1.0.1"),
            Action("text.1.1", text=f"{MARK}-blank"),
            Action("hand", "1.2.sure"),
        ),
        "survey": (
            Action("begin"),
            Action("pick", "1,2"),
            Action("type=2", text=f"{MARK}-opinion"),
            Action("hand"),
        ),
        "task": (Action("note", text=f"{MARK}-progress"),),
        "essay": (
            Action("write"),
            Action("part", text=f"{MARK}-essay。" + "学习有体会，记在心里，用在岗位上。" * 5),
            Action("ready"),
            Action("hand"),
        ),
    }
    for kind, steps in acts.items():
        for step in steps:
            tap(session, office, now, asked[kind], me, step)
    leave = assignment_of(session, asked["study"], me)
    decide(session, office, now, 1000 + ids["陈清"], leave.id, 1, Action("grant"))
    tap(session, office, now, asked["commitment"], other, Action("sign", text="李强"))
    for step in acts["quiz"]:
        kept = Action(step.name, step.arg, "三" if step.text else "")
        tap(session, office, now, asked["quiz"], other, kept)
    _speak(session, office, now, me)
    deliver(session, now)
    return asked


def _speak(session: Session, office: Office, now: datetime, me: int) -> None:
    account = 1000 + me
    suggestions.show(session, office, now, account, f"{MARK}-suggestion")
    words.typed(session, office, now, account, f"{MARK}-kept")
    day = office.today(now)
    for table in (Leave, LeaveRequest):
        row: Any = table(person_id=me, kind="请假", first=day, last=day, reason=f"{MARK}-reason")
        setattr(row, "recorded_at" if table is Leave else "asked_at", now)
        if table is LeaveRequest:
            row.decided_at, row.granted = now, True
        session.add(row)
    payload = {"message": {"text": f"{MARK}-update", "from": {"id": account}}}
    session.add(SetAside(update_id=1, at=now, payload=payload, error=f"DataError: {MARK}-update"))
    session.get_one(Person, me).phone = f"{MARK}-phone"
    session.flush()


def end(session: Session, office: Office, now: datetime) -> None:
    """Close everything that is open."""
    for activity in session.scalars(select(Activity).where(Activity.status == OPEN)).all():
        close(session, office, now, activity)
    session.flush()


def states(session: Session, activity_id: int) -> dict[int, tuple[str, str | None]]:
    """Return the outcome and whether exempt of each assignment."""
    rows = session.scalars(select(Assignment).where(Assignment.activity_id == activity_id))
    return {row.id: (row.outcome, row.exempt and "免") for row in rows}
