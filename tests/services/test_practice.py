"""The practice book: one's own wrong answers, on other days, for nobody else's eyes."""

import ast
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from activities.quiz import QuizContent
from language.question import Question, QuestionType
from scheduler.jobs import JOBS
from services import practice
from services.backing import Desk
from services.backings import BACKINGS
from services.office import Office
from services.refusals import NotYours, Refusal
from services.reporting.entrance import activity_report, export, overview_page, report
from services.reporting.export import report_json, report_lines
from services.reporting.lists import choose_department, department_report, pending_list
from services.reporting.views import typed
from services.todo import my_record, todo
from storage.activities import Activity
from storage.people import Person
from storage.practice import PracticeCard
from tests.conftest import add_roster
from tests.services.bureau import publish
from tests.services.test_quiz import answer, choice, quiz

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "scheduler", "services", "storage", "reports", "activities", "language")
# Who touches the book: the owner's own command, and what brings tables into the schema.
MAY_KNOW = {
    "services/practice.py",
    "services/retention/erasing.py",  # deletes it, unread
    "services/retention/clearing.py",  # deletes what is old, unread
    "services/retention/dossier/written.py",  # hands it to the owner alone, see test_person_export
    "storage/migrate.py",
}
MAY_CALL = {
    "bot/routes.py",  # the owner's command and buttons
    "handlers/practice.py",
    "services/quiz/marks.py",  # puts in what was wrong
    "services/quiz/corrections.py",  # a corrected key reaches the book, unread
}


def imported(path: Path) -> set[str]:
    """Return the dotted names that a module imports, names from modules included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_no_report_list_export_or_command_of_the_secretary_knows_the_book() -> None:
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if "versions" in path.parts:
                continue
            known = imported(path)
            assert name in MAY_KNOW or "storage.practice" not in known, name
            allowed = name in MAY_KNOW | MAY_CALL
            assert allowed or not known & {"services.practice", "handlers.practice"}, name
            assert allowed or "practice_card" not in path.read_text(encoding="utf-8") or room == "storage"


def test_nothing_a_secretary_can_ask_for_reads_the_book(
    session: Session, office: Office, now: datetime
) -> None:
    ids = add_roster(session)
    activity = session.get_one(Activity, publish(session, office, now, "quiz", quiz(choice("一"))))
    answer(session, office, now, activity.id, ids["李强"], 1)
    assert session.scalars(select(PracticeCard.person_id)).all() == [ids["李强"]]
    session.flush()
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    clerk = session.get_one(Person, ids["陈清"])
    who: tuple[Session, Office, datetime, int] = (session, office, now, 1000 + clerk.id)
    replies = [report(*who), typed(*who, "昨天17:30"), overview_page(*who, 0), todo(*who), my_record(*who)]
    replies += [activity_report(*who, activity.id, picture=True), export(*who, activity.id), export(*who, 0)]
    replies += [choose_department(*who, activity.id, 0), department_report(*who, activity.id, 2)]
    replies += [pending_list(*who, activity.id, 0, 0)]
    for act in BACKINGS["quiz"].actions.values():
        for arg in ("", "0"):
            try:
                replies.append(act(Desk(session, office, now, clerk, activity, arg)))
            except Refusal:
                continue
    for reply in replies:
        for file in reply.files:
            file.make()
    report_json(session, office, now)
    report_lines(session, office, now)
    for job in JOBS:
        job(session, office, now)
    assert len(asked) > 50
    about = [statement for statement in asked if "practice_card" in statement]
    assert [statement for statement in about if not statement.startswith("DELETE")] == []


def put(session: Session, now: datetime, person_id: int, *questions: Question) -> list[int]:
    practice.put_in(session, now, person_id, questions)
    return list(session.scalars(select(PracticeCard.id).order_by(PracticeCard.id)))


@pytest.fixture
def lee(session: Session) -> int:
    return add_roster(session)["李强"]


def test_a_right_answer_comes_again_later_than_a_wrong_one(
    session: Session, office: Office, now: datetime, lee: int
) -> None:
    first, second = put(session, now, lee, choice("一"), choice("二"))
    assert "答对了。" in practice.press(session, office, now, 1000 + lee, first, "pick", "0").text
    assert "没答对。" in practice.press(session, office, now, 1000 + lee, second, "pick", "1").text
    right, wrong = (session.get_one(PracticeCard, id_).due_at for id_ in (first, second))
    assert now + timedelta(hours=12) <= wrong < right
    again = practice.press(session, office, now, 1000 + lee, first, "pick", "1")  # pressed twice
    assert "今天没有要练的题了" in again.text
    assert session.get_one(PracticeCard, first).due_at == right
    for _ in range(3):
        due = session.get_one(PracticeCard, first).due_at
        practice.press(session, office, due, 1000 + lee, first, "pick", "0")
        assert session.get_one(PracticeCard, first).due_at - due > right - now


def test_several_options_are_ticked_before_it_is_judged(
    session: Session, office: Office, now: datetime, lee: int
) -> None:
    several = Question(type=QuestionType.MULTIPLE, stem="多", options=("甲", "乙", "丙"), answer=(0, 2))
    [card] = put(session, now, lee, several)

    def press(action: str, arg: str = "") -> Any:
        return practice.press(session, office, now, 1000 + lee, card, action, arg)

    assert "请" not in press("sure").text  # nothing ticked: the question stays
    press("pick", "0")
    press("pick", "1")
    assert "☑ B" in press("pick", "1").text
    press("off", "1")
    press("pick", "2")
    assert "您的答案：AC　正确答案：AC" in press("sure").text


def test_what_is_typed_in_a_quiz_is_thought_here(
    session: Session, office: Office, now: datetime, lee: int
) -> None:
    short = Question(type=QuestionType.SHORT, stem="怎么办？", expected=(("登记",), ("上交",)))
    [card] = put(session, now, lee, short)
    looked = practice.press(session, office, now, 1000 + lee, card, "look", "")
    assert "要点：登记　上交" in looked.text
    said = practice.press(session, office, now, 1000 + lee, card, "missed", "")
    assert said.toast.startswith("记下了，2026年12月")


def test_a_card_is_its_owners_and_can_be_dropped(
    session: Session, office: Office, now: datetime, lee: int
) -> None:
    [card] = put(session, now, lee, choice("一"))
    with pytest.raises(NotYours):
        practice.press(session, office, now, 1000 + lee - 1, card, "look", "")
    dropped = practice.press(session, office, now, 1000 + lee, card, "drop", "")
    assert (dropped.toast, dropped.text) == ("已从错题本移出。", practice.EMPTY)


def test_what_was_missed_again_is_due_again_and_takes_the_corrected_key(
    session: Session, office: Office, now: datetime, lee: int
) -> None:
    [card] = put(session, now, lee, choice("一"))
    practice.press(session, office, now, 1000 + lee, card, "pick", "0")
    assert put(session, now, lee, choice("一")) == [card]
    practice.correct_cards(session, choice("一", 1))
    assert "答对了。" in practice.press(session, office, now, 1000 + lee, card, "pick", "1").text


def test_what_was_left_out_is_no_wrong_answer(session: Session, office: Office, now: datetime) -> None:
    ids = add_roster(session)
    content: QuizContent = quiz(choice("一"), choice("二"), minutes=50)
    activity = publish(session, office, now, "quiz", content)
    answer(session, office, now + timedelta(minutes=0), activity, ids["李强"])
    assert session.scalars(select(PracticeCard)).all() == []
