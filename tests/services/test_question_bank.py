"""The bank: what an import adds and corrects, and what a paper is drawn from."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content import questions_csv
from language.question import Question, QuestionType
from services.importing.bank import BankTooSmall, apply_questions, categories, draw, preview_questions
from services.importing.reading import read_upload
from storage.questions import BankQuestion


def question(stem: str, *options: str, **more: object) -> Question:
    given = {"type": QuestionType.SINGLE, "stem": stem, "options": options or ("甲", "乙"), "answer": (0,)}
    return Question.model_validate({**given, **more})


def test_the_starter_bank_comes_in_and_nothing_of_it_twice(session: Session, now: datetime) -> None:
    bank = read_upload(questions_csv(), "题库.csv").questions
    assert len(apply_questions(session, now, bank).added) == len(bank)
    again = preview_questions(session, bank)
    assert (again.added, again.changed, again.unchanged) == ((), (), len(bank))


def test_the_same_stem_is_corrected(session: Session, now: datetime) -> None:
    apply_questions(session, now, [question("几年？", "一年", "二年")])
    taken = apply_questions(session, now, [question("几年？", "一年", "两年", category="党纪")])
    assert (len(taken.added), len(taken.changed)) == (0, 1)
    row = session.scalars(select(BankQuestion)).one()
    assert (row.category, row.question["options"]) == ("党纪", ["一年", "两年"])


def test_a_stem_used_for_several_questions_keeps_them_apart(session: Session, now: datetime) -> None:
    bank = [question("下列正确的是？", "甲", "乙"), question("下列正确的是？", "丙", "丁")]
    assert len(apply_questions(session, now, bank).added) == 2
    assert preview_questions(session, bank).unchanged == 2
    assert len(apply_questions(session, now, [question("下列正确的是？", "戊", "己")]).added) == 1
    assert session.scalar(select(func.count()).select_from(BankQuestion)) == 3


def test_a_paper_fits_its_readers_and_comes_again_from_its_seed(session: Session, now: datetime) -> None:
    apply_questions(session, now, read_upload(questions_csv(), "题库.csv").questions)
    party, other = draw(session, 10, "", party=True, seed=7), draw(session, 10, "", party=False, seed=7)
    assert party == draw(session, 10, "", party=True, seed=7)
    assert party != draw(session, 10, "", party=True, seed=8)
    assert len({each.stem for each in party}) == 10
    assert {each.audience for each in party} <= {"全体", "党员"}
    assert {each.audience for each in other} <= {"全体", "非党员"}
    category = categories(session)[0]
    assert {each.category for each in draw(session, 1, category, party=True, seed=1)} == {category}


def test_a_bank_too_small_says_what_there_is(session: Session, now: datetime) -> None:
    off = question("停用的？", enabled=False)
    party_only = question("党员的？", audience="党员")
    apply_questions(session, now, [question("全体的？"), off, party_only])
    assert len(draw(session, 2, "", party=True, seed=1)) == 2
    with pytest.raises(BankTooSmall, match="适合非党员的题目有1道，不够2道"):
        draw(session, 2, "", party=False, seed=1)
    with pytest.raises(BankTooSmall, match="“&lt;b&gt;”分类的题目有0道"):
        draw(session, 1, "<b>", party=True, seed=1)
