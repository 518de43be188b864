"""A quiz behind the screens: clocks that end, keys that are corrected, questions that are counted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from activities.kind import Action
from activities.quiz import QuizContent
from language.question import Question, QuestionType, digest
from reports.questions import say_apart
from services.answering import enter
from services.facts import fold, opened_as, record
from services.importing.bank import BankTooSmall, apply_questions, draw
from services.office import Office
from services.publishing import close_due
from services.quiz import regrading, sitting
from services.quiz.analysis import analyse
from services.quiz.corrections import UnfitKey, confirm, propose, read_key
from services.quiz.sitting import hand_in_due
from storage.activities import WITHDRAWN, Activity
from storage.assignments import Assignment, facts_of
from storage.messages import Message
from storage.people import Department, Person
from storage.quizzes import QuizMark, QuizSitting, Regrade
from tests.conftest import add_roster
from tests.services.bureau import assignment_of, publish, tap


def choice(stem: str, answer: int = 0, **more: Any) -> Question:
    return Question(type=QuestionType.SINGLE, stem=stem, options=("甲", "乙"), answer=(answer,), **more)


ONE, TWO = choice("一", basis="第九十七条"), choice("二", basis="第一百条")


def quiz(*questions: Question, **more: Any) -> QuizContent:
    return QuizContent.model_validate({"title": "小测", "party_paper": questions, **more})


def answer(
    session: Session, office: Office, now: datetime, activity: int, person: int, *options: int
) -> Assignment:
    """Let somebody sit: begin, answer from the first question on, hand in where all is answered."""
    tap(session, office, now, activity, person, Action("start"))
    for place, option in enumerate(options):
        tap(session, office, now, activity, person, Action("pick", f"1.{place}.{option}"))
    tap(session, office, now, activity, person, Action("hand", f"1.{len(options)}.sure"))
    return assignment_of(session, activity, person)


def entered(session: Session, office: Office, now: datetime, assignment: Assignment) -> None:
    enter(session, now, office, assignment, by=assignment.person_id)


def exempted(session: Session, office: Office, now: datetime, assignment: Assignment) -> None:
    record(session, assignment, "leave", {"exempt": "请假"}, now, by=None)


def withdrawn(session: Session, office: Office, now: datetime, assignment: Assignment) -> None:
    session.get_one(Activity, assignment.activity_id).status = WITHDRAWN


@pytest.mark.parametrize("happens", [entered, exempted, withdrawn])
def test_nothing_is_handed_in_for_whom_it_is_settled_otherwise(
    session: Session, office: Office, now: datetime, happens: Callable[..., None]
) -> None:
    ids = add_roster(session)
    activity = publish(session, office, now, "quiz", quiz(ONE, TWO, minutes=50))
    tap(session, office, now, activity, ids["李强"], Action("start"))
    assignment = assignment_of(session, activity, ids["李强"])
    happens(session, office, now, assignment)
    session.flush()
    before = len(facts_of(session, assignment.id))
    assert hand_in_due(session, office, now + timedelta(minutes=50)) is False
    session.flush()
    assert "score" not in assignment.reply
    assert len(facts_of(session, assignment.id)) == before
    assert session.scalars(select(QuizSitting)).all() == []


def test_the_clock_of_a_sitting_outlives_the_process(sqlite_url: str, office: Office, now: datetime) -> None:
    def in_a_process_of_its_own(work: Callable[[Session], Any]) -> Any:
        engine = create_engine(sqlite_url)
        with Session(engine) as session:
            result = work(session)
            session.commit()
        engine.dispose()
        return result

    def begin(session: Session) -> tuple[int, int]:
        lee = add_roster(session)["李强"]
        activity = publish(session, office, now, "quiz", quiz(ONE, TWO, minutes=50))
        tap(session, office, now, activity, lee, Action("start"))
        tap(session, office, now, activity, lee, Action("pick", "1.0.0"))
        return activity, lee

    activity, lee = in_a_process_of_its_own(begin)
    later = now + timedelta(minutes=55)
    in_a_process_of_its_own(lambda session: hand_in_due(session, office, later))
    score = in_a_process_of_its_own(lambda session: assignment_of(session, activity, lee).reply["score"])
    assert score == 1


def test_a_sitting_that_cannot_be_ended_does_not_keep_the_clock(
    session: Session, office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = add_roster(session)
    activity = publish(session, office, now, "quiz", quiz(ONE, TWO, minutes=50))
    for name in ("李强", "孙丽"):
        tap(session, office, now, activity, ids[name], Action("start"))
    monkeypatch.setattr(sitting, "BATCH", 1)
    broken = assignment_of(session, activity, ids["孙丽"])
    record(session, broken, "answer", {"reply": {**broken.reply, "answers": None}}, now, by=None)
    later = now + timedelta(minutes=50)
    assert hand_in_due(session, office, later) is False
    monkeypatch.setattr(sitting, "BATCH", 200)
    hand_in_due(session, office, later)
    assert assignment_of(session, activity, ids["李强"]).outcome == "done"
    assert broken.outcome == "none"


def test_closing_hands_in_what_is_answered_against_the_clock(
    session: Session, office: Office, now: datetime
) -> None:
    ids = add_roster(session)
    activity = publish(session, office, now, "quiz", quiz(ONE, TWO, minutes=50))
    closes = now + timedelta(days=37)
    begun = closes - timedelta(minutes=10)
    tap(session, office, begun, activity, ids["李强"], Action("start"))
    tap(session, office, begun, activity, ids["李强"], Action("pick", "1.0.0"))
    close_due(session, office, closes)
    assignment = assignment_of(session, activity, ids["李强"])
    assert (assignment.outcome, assignment.reply["score"], assignment.late) == ("done", 1, True)
    facts = facts_of(session, assignment.id)
    assert fold(opened_as(assignment, facts), facts)["reply"] == assignment.reply


def test_a_question_is_counted_and_told_apart_by_both_ends(
    session: Session, office: Office, now: datetime
) -> None:
    add_roster(session)
    department = session.scalars(select(Department.id).limit(1)).one()
    crowd = [
        Person(name=f"甲{n}", department_id=department, political="中共党员", telegram_id=5000 + n)
        for n in range(20)
    ]
    for person in crowd:
        person.joined, person.post = office.today(now), ""
    session.add_all(crowd)
    session.flush()
    paper = (choice("人人都会"), choice("好的才会"), choice("反着的"))
    activity = publish(session, office, now, "quiz", quiz(*paper))
    for place, person in enumerate(crowd):
        able = place >= 10
        answer(session, office, now, activity, person.id, 0, 0 if able else 1, 1 if place >= 15 else 0)
    found = analyse(session, office, session.get_one(Activity, activity))
    assert found.sat == 20
    easy, good, odd = found.questions
    assert (easy.facility, easy.discrimination) == (1, 0)
    assert (good.facility, good.people) == (0.5, 20)
    assert good.discrimination is not None
    assert good.discrimination > 0.5
    assert odd.facility == 0.75
    assert say_apart(-0.4) == "−0.40"


def test_too_few_people_tell_no_questions_apart(session: Session, office: Office, now: datetime) -> None:
    ids = add_roster(session)
    activity = publish(session, office, now, "quiz", quiz(ONE, TWO, retake=True, party_retake=(ONE,)))
    answer(session, office, now, activity, ids["李强"], 1, 0)
    tap(session, office, now, activity, ids["李强"], Action("again"))
    for action in (Action("pick", "2.0.0"), Action("hand", "2.1.sure")):
        tap(session, office, now, activity, ids["李强"], action)
    found = analyse(session, office, session.get_one(Activity, activity))
    assert [(one.people, one.facility, one.discrimination) for one in found.questions] == [
        (1, 0, None),
        (1, 1, None),
    ]
    assert [(one.basis, one.rate) for one in found.clauses] == [("第九十七条", 0)]


def test_many_papers_are_marked_anew_in_batches(
    session: Session, office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "BATCH", 2)
    ids = add_roster(session)
    activity = session.get_one(Activity, publish(session, office, now, "quiz", quiz(ONE, TWO)))
    for name in ("陈清", "赵刚", "孙丽", "李强"):
        answer(session, office, now, activity.id, ids[name], 0, 0)
    new = read_key(ONE, "B")
    correction = propose(session, now, activity, ONE, new, ids["陈清"])
    later = now + timedelta(hours=1)
    [regrade] = confirm(session, later, correction, ids["陈清"]) or []
    assert confirm(session, later, correction, ids["陈清"]) is None
    turns = 0
    while regrading.regrade_due(session, office, later):
        turns += 1
    assert turns == 3
    assert (regrade.changed, regrade.finished_at) == (4, later)
    told = session.scalars(select(Message.person_id).where(Message.key.startswith("regrade/"))).all()
    assert sorted(told) == sorted(ids[name] for name in ("陈清", "赵刚", "孙丽", "李强"))
    marks = select(QuizMark.earned).where(QuizMark.question == digest(ONE))
    assert set(session.scalars(marks)) == {0}
    assignment = assignment_of(session, activity.id, ids["李强"])
    facts = facts_of(session, assignment.id)
    assert (facts[-1].kind, facts[-1].recorded_by) == ("regrade", ids["陈清"])
    assert fold(opened_as(assignment, facts), facts)["reply"] == assignment.reply
    assert fold(opened_as(assignment, facts), facts[:-1])["reply"]["score"] == 2
    assert session.scalars(select(Regrade)).one().looked_to == assignment.id


def test_whoever_is_answering_is_marked_by_the_new_key(
    session: Session, office: Office, now: datetime
) -> None:
    ids = add_roster(session)
    activity = session.get_one(Activity, publish(session, office, now, "quiz", quiz(ONE)))
    tap(session, office, now, activity.id, ids["李强"], Action("start"))
    tap(session, office, now, activity.id, ids["李强"], Action("pick", "1.0.1"))
    correction = propose(session, now, activity, ONE, read_key(ONE, "B"), ids["陈清"])
    confirm(session, now, correction, ids["陈清"])
    tap(session, office, now, activity.id, ids["李强"], Action("hand", "1.1.sure"))  # of the older version
    assignment = assignment_of(session, activity.id, ids["李强"])
    assert assignment.outcome == "none"
    hand = Action("hand", "1.1.sure")
    tap(session, office, now, activity.id, ids["李强"], hand, version=2)
    assert assignment.reply["score"] == 1


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        (ONE, "甲", "看不懂"),
        (ONE, "AB", "只能有一个"),
        (ONE, "C", "只有 2 个选项"),
        (
            Question(type=QuestionType.JUDGE, stem="判", options=("正确", "错误"), answer=(0,)),
            "也许",
            "看不懂",
        ),
        (Question(type=QuestionType.BLANK, stem="____天", expected=(("三",),)), "三｜四", "写了 2 处"),
        (Question(type=QuestionType.SHORT, stem="怎么办", expected=(("登记",),)), "先登记，后上交", "写要点"),
    ],
)
def test_what_is_no_key_is_refused(question: Question, text: str, said: str) -> None:
    with pytest.raises(UnfitKey, match=said):
        read_key(question, text)


def test_a_paper_is_drawn_by_topic_difficulty_and_type(session: Session, now: datetime) -> None:
    blank = Question(type=QuestionType.BLANK, stem="____天", expected=(("三",),), category="甲类")
    bank = [choice(f"甲{n}", category="甲类", difficulty="易") for n in range(9)]
    bank += [choice(f"乙{n}", category="乙类", difficulty="难") for n in range(3)]
    apply_questions(session, now, [*bank, blank])
    mixed = draw(session, 6, "甲类、乙类", party=True, seed=1, typed=False)
    assert sorted(one.category for one in mixed) == ["乙类"] * 3 + ["甲类"] * 3
    more = draw(session, 8, "甲类 乙类", party=True, seed=1, typed=False)
    assert sum(one.category == "乙类" for one in more) == 3
    assert {one.difficulty for one in draw(session, 3, "", party=True, seed=1, difficulty="难")} == {"难"}
    assert blank in draw(session, 13, "", party=True, seed=1)
    with pytest.raises(BankTooSmall, match="“甲类”分类的难度为“难”的题目有0道"):
        draw(session, 1, "甲类", party=True, seed=1, difficulty="难")
    fresh = draw(session, 6, "", party=True, seed=2, typed=False, avoiding=mixed)
    assert not set(mixed) & set(fresh)
