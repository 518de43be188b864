"""A corrected key: proposed by a secretary, confirmed, put into every paper that asks it, and logged."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from activities.quiz.content import PAPERS, QuizContent, questions_in
from language.answers import choice_answer, judge_answer, typed_answer
from language.grid import RowRefused
from language.question import Question, QuestionType, digest, explain
from services.importing.bank import correct_key
from services.practice import correct_cards
from services.publishing import content_hash
from services.quiz.wrong import settle_reports
from services.views import content_of
from storage.activities import CLOSED, OPEN, PUBLISHING, Activity, ActivityVersion
from storage.quizzes import KeyCorrection, QuizMark, Regrade


class UnfitKey(ValueError):
    """What was typed is no answer to the question; str() is a plain sentence for the secretary."""


def read_key(question: Question, text: str) -> Question:
    """Return the question with the answer that was typed: AC, 正确, 一个月/30日｜登记. Raises UnfitKey."""
    answer: tuple[int, ...] = ()
    expected: tuple[tuple[str, ...], ...] = ()
    try:
        if question.type.is_typed:
            expected = typed_answer(question.type, question.stem, text)
        elif question.type is QuestionType.JUDGE:
            answer = (judge_answer((), text),)
        else:
            answer = choice_answer(text, numbered=False)
        fields = question.model_dump() | {"answer": answer, "expected": expected}
        return Question.model_validate(fields)
    except RowRefused as refused:
        raise UnfitKey(str(refused)) from None
    except ValidationError as error:
        raise UnfitKey(explain(error)) from None


def question_of(content: QuizContent, name: str) -> Question | None:
    """Return the question of an activity that has this digest."""
    found = (one for paper in PAPERS for one in questions_in(content, paper) if digest(one) == name)
    return next(found, None)


def propose(
    session: Session, now: datetime, activity: Activity, old: Question, new: Question, by: int
) -> KeyCorrection:
    """Keep a correction that waits to be confirmed."""
    correction = KeyCorrection(
        activity_id=activity.id,
        question=digest(old),
        old=old.model_dump(mode="json"),
        new=new.model_dump(mode="json"),
        proposed_at=now,
        proposed_by=by,
    )
    session.add(correction)
    session.flush()
    return correction


def answered_by(session: Session, activities: Sequence[Activity], question: str) -> int:
    """Count the papers handed in that ask a question."""
    ids = [activity.id for activity in activities]
    query = select(func.count()).where(QuizMark.activity_id.in_(ids), QuizMark.question == question)
    return session.scalar(query) or 0


def asking(session: Session, question: str) -> list[Activity]:
    """Return the published quizzes that ask a question, withdrawn ones left out."""
    query = select(Activity).where(Activity.kind == "quiz", Activity.status.in_((PUBLISHING, OPEN, CLOSED)))
    quizzes = session.scalars(query.order_by(Activity.id)).all()
    return [one for one in quizzes if question_of(content_of(session, one), question) is not None]


def confirm(session: Session, now: datetime, correction: KeyCorrection, by: int) -> list[Regrade] | None:
    """Put the new key everywhere; return what is to be marked anew, None where that was done already."""
    claimed = (
        update(KeyCorrection)
        .where(KeyCorrection.id == correction.id, KeyCorrection.confirmed_at.is_(None))
        .values(confirmed_at=now, confirmed_by=by)
    )
    if session.execute(claimed).rowcount != 1:  # type: ignore[attr-defined]  # of a CursorResult
        return None
    session.refresh(correction)
    new = Question.model_validate(correction.new)
    correct_key(session, now, new)
    correct_cards(session, new)
    regrades = []
    for activity in asking(session, correction.question):
        _put_in(session, now, activity, new, by)
        settle_reports(session, now, activity.id, correction.question)
        regrades.append(Regrade(correction_id=correction.id, activity_id=activity.id))
    session.add_all(regrades)
    session.flush()
    return regrades


def _put_in(session: Session, now: datetime, activity: Activity, new: Question, by: int) -> None:
    """Store a new version of a quiz with the question's key corrected; its words stay as they were."""
    content: QuizContent = content_of(session, activity)
    name = digest(new)
    papers = {
        paper: tuple(
            one.model_copy(update={"answer": new.answer, "expected": new.expected})
            if digest(one) == name and one.options == new.options
            else one
            for one in questions_in(content, paper)
        )
        for paper in PAPERS
    }
    stored = content.model_copy(update=papers).model_dump(mode="json")
    activity.version += 1
    version = ActivityVersion(
        activity_id=activity.id,
        version=activity.version,
        content=stored,
        content_hash=content_hash(stored),
        created_at=now,
        created_by=by,
    )
    session.add(version)
    session.flush()
