"""A message keeps its buttons when something else settles what it asks: a press is answered kindly."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from activities.essay import EssayContent
from activities.kind import Action, Content
from activities.letters.responsibility import ResponsibilityContent
from activities.quiz import QuizContent
from activities.reading import ReadingContent
from activities.registry import KINDS
from activities.survey import SurveyContent
from activities.task.content import TaskContent
from language.question import Question, QuestionType
from services.answering import act, enter, show
from services.facts import record
from services.office import Office
from services.publishing import close_due
from services.reply import Press, Reply
from services.words import typed
from storage.activities import WITHDRAWN, Activity
from storage.assignments import Assignment, facts_of
from storage.people import Person
from tests.conftest import NOW, add_roster
from tests.services.bureau import LETTER, REMINDER, assignment_of, publish, session_at

QUESTION = Question(type=QuestionType.JUDGE, stem="判断", options=("正确", "错误"), answer=(0,))
CONTENTS: dict[str, Content] = {
    "reminder": REMINDER,
    "study": session_at(NOW + timedelta(days=5)),
    "commitment": LETTER,
    "responsibility": ResponsibilityContent(
        title="责任书", level="分管领导与处室（支队）负责人", goal="管好。", duties=["谈话。"], term="2027年"
    ),
    "task": TaskContent(title="问题整改", sort="整改", to="个人", matter="逐条完成整改。"),
    "survey": SurveyContent(title="作风问卷", questions="1．效率［打分1-5，必填］"),
    "essay": EssayContent(title="学习体会", topic="谈谈体会。", limit=5000),
    "reading": ReadingContent(title="学习材料一", body="请学习。"),
    "quiz": QuizContent(title="小测", count=1, party_paper=(QUESTION,), other_paper=(QUESTION,)),
}
WAYS = ("entered", "exempted", "withdrawn", "closed")


def settle(session: Session, office: Office, now: datetime, assignment: Assignment, way: str) -> None:
    """Settle what is open without the person's doing."""
    activity = session.get_one(Activity, assignment.activity_id)
    match way:
        case "entered":
            enter(session, now, office, assignment, by=1)
        case "exempted":
            record(session, assignment, "leave", {"exempt": "病假"}, now, by=1)
        case "withdrawn":
            activity.status = WITHDRAWN
        case "closed":
            activity.closes_at = now
            close_due(session, office, now)
    session.flush()


@pytest.fixture
def press(session: Session, office: Office, now: datetime) -> Callable[[Press], Reply]:
    """Let 李强 press a button of whatever message he has, a little later."""

    def pressed(button: Press) -> Reply:
        assignment_id, version, action, arg = button.args
        later = now + timedelta(minutes=1)
        done = Action(str(action), str(arg))
        return act(session, office, later, 1005, int(assignment_id), int(version), done)

    return pressed


def test_every_kind_is_tried() -> None:
    assert CONTENTS.keys() == KINDS.keys()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_press_on_what_is_settled_otherwise_changes_nothing_and_says_so(
    session: Session, office: Office, now: datetime, press: Callable[[Press], Reply], kind: str, way: str
) -> None:
    person = add_roster(session)["李强"]
    if kind == "responsibility":  # which asks those alone whom the roster puts under somebody
        session.get_one(Person, person).post = "处室负责人"
        session.get_one(Person, person).supervisor = "赵刚"
        session.flush()
    assignment = assignment_of(session, publish(session, office, now, kind, CONTENTS[kind]), person)
    stale = [button for row in show(session, office, now, 1005, assignment.id).rows for button in row]
    assert stale
    settle(session, office, now, assignment, way)
    before = len(facts_of(session, assignment.id))
    for button in stale:
        reply = press(button)
        assert reply.toast
        assert not reply.prompt
        assert reply.text  # drawn anew, without a button that leads nowhere
        assert reply.rows == ()
    assert len(facts_of(session, assignment.id)) == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("kind", "action"),
    [("commitment", "sign"), ("commitment", "object"), ("study", "leave"), ("task", "note")],
)
def test_words_typed_after_it_was_settled_change_nothing(
    session: Session, office: Office, now: datetime, kind: str, action: str, way: str
) -> None:
    person = add_roster(session)["李强"]
    assignment = assignment_of(session, publish(session, office, now, kind, CONTENTS[kind]), person)
    assert act(session, office, now, 1005, assignment.id, 1, Action(action)).prompt
    settle(session, office, now, assignment, way)
    before = len(facts_of(session, assignment.id))
    reply = typed(session, office, now, 1005, "李强")
    assert reply.text
    assert not reply.prompt
    assert len(facts_of(session, assignment.id)) == before
