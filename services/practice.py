"""/practice: one's own wrong answers, asked again when they are about to be forgotten; for nobody else.

How long until a question comes again is worked out by fsrs: days after a right answer, tomorrow after a wrong
one. Nothing is counted, and no report, list or export reads this.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from fsrs import Card, Rating, Scheduler
from fsrs.card import CardDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.quiz.marking import mark
from language.question import LETTERS, Question, QuestionType, digest
from services.access import access_person
from services.office import Office
from services.refusals import NotYours
from services.reply import Press, Reply, Rows
from storage.practice import PracticeCard, card_of, cards_of_question, due_cards, next_due
from workdays.words import say_date

ROUTE = "pr"
EMPTY = "您的错题本是空的。答题时答错的题会自动记到这里，只有您本人能看到。"
# Steps of minutes would keep somebody at the phone: a card is asked again on another day.
SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
SOONEST = timedelta(hours=12)


def put_in(session: Session, now: datetime, person_id: int, questions: Sequence[Question]) -> None:
    """Put questions into somebody's book; one that is there already is due again at once."""
    by_name = {digest(question): question for question in questions}
    mine = select(PracticeCard).where(PracticeCard.person_id == person_id, PracticeCard.question.in_(by_name))
    for card in session.scalars(mine):
        card.content = by_name.pop(card.question).model_dump(mode="json")
        card.due_at = now
    for name, question in by_name.items():
        memory = cast(dict[str, Any], Card(card_id=1, due=now).to_dict())
        content = question.model_dump(mode="json")
        session.add(
            PracticeCard(
                person_id=person_id, question=name, content=content, memory=memory, chosen=[], due_at=now
            )
        )
    session.flush()


def correct_cards(session: Session, question: Question) -> None:
    """Let every book have the corrected question."""
    for card in cards_of_question(session, digest(question)):
        card.content = question.model_dump(mode="json")
        card.chosen = []


def practice(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return the question that is due longest, as a new message."""
    person = access_person(session, telegram_id, office.today(now))
    return _next(session, office, now, person.id, fresh=True)


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, card_id: int, action: str, arg: str
) -> Reply:
    """Take a press on one's own card. Raises NotYours."""
    person = access_person(session, telegram_id, office.today(now))
    if action == "next":
        return _next(session, office, now, person.id)
    card = card_of(session, person.id, card_id)
    if card is None:
        raise NotYours
    question = Question.model_validate(card.content)
    if action == "drop":
        session.delete(card)
        session.flush()
        return _next(session, office, now, person.id, toast="已从错题本移出。")
    if card.due_at > now:  # answered already: the second press shows what follows
        return _next(session, office, now, person.id)
    match action:
        case "pick" if arg.isdecimal() and int(arg) < len(question.options):
            if question.type is not QuestionType.MULTIPLE:
                return _answered(card, question, now, [int(arg)])
            card.chosen = sorted({*card.chosen, int(arg)})
        case "off" if arg.isdecimal():
            card.chosen = [option for option in card.chosen if option != int(arg)]
        case "sure" if card.chosen:
            return _answered(card, question, now, card.chosen)
        case "look" if question.type.is_typed:
            return _looked(card, question)
        case "knew" | "missed" if question.type.is_typed:
            _review(card, now, right=action == "knew")
            return _next(session, office, now, person.id, toast=_comes_again(office, card))
    return _asked(card, question)


def _next(
    session: Session, office: Office, now: datetime, person_id: int, *, fresh: bool = False, toast: str = ""
) -> Reply:
    due = due_cards(session, person_id, now)
    if due:
        asked = _asked(due[0], Question.model_validate(due[0].content), len(due))
        return Reply(asked.text, asked.rows, toast=toast, fresh=fresh)
    count, soonest = next_due(session, person_id)
    text = EMPTY
    if count and soonest is not None:
        text = f"今天没有要练的题了。下次练习：{say_date(office.today(soonest))}，到时发送 /practice 即可。"
    return Reply(text, toast=toast, fresh=fresh)


def _asked(card: PracticeCard, question: Question, due: int = 0) -> Reply:
    left = f"，现在有{due}题可练" if due else ""
    lines = [f"<b>错题练习（{question.type.label}{left}）</b>", "", esc(question.stem), ""]
    rows: list[tuple[Press, ...]] = []
    if question.type.is_typed:
        lines.append("先在心里答一遍，再点“看答案”。")
        rows.append((_press(card, "看答案", "look"),))
    else:
        several = question.type is QuestionType.MULTIPLE
        for option, text in enumerate(question.options):
            lines.append(f"{'☑ ' if option in card.chosen else ''}{LETTERS[option]}．{esc(text)}")
        picks = [_pick(card, question, option) for option in range(len(question.options))]
        rows += [tuple(picks[i : i + 4]) for i in range(0, len(picks), 4)]
        if several:
            lines += ["", "可选多项，选好后点“确定”。"]
            rows.append((_press(card, "确定", "sure"),))
    rows.append((_press(card, "不再练这题", "drop"),))
    return Reply("\n".join(lines), tuple(rows))


def _pick(card: PracticeCard, question: Question, option: int) -> Press:
    ticked = question.type is QuestionType.MULTIPLE and option in card.chosen
    words = question.options[option] if question.type is QuestionType.JUDGE else ""
    label = f"{'✓ ' if ticked else ''}{LETTERS[option]} {words}".strip()
    return _press(card, label, "off" if ticked else "pick", str(option))


def _answered(card: PracticeCard, question: Question, now: datetime, chosen: list[int]) -> Reply:
    right = mark(question, chosen) == question.points
    given = "".join(LETTERS[option] for option in chosen)
    _review(card, now, right=right)
    card.chosen = []
    lines = [f"<b>{'答对了。' if right else '没答对。'}</b>", "", esc(question.stem), ""]
    lines += [f"{LETTERS[option]}．{esc(text)}" for option, text in enumerate(question.options)]
    right_ones = "".join(LETTERS[option] for option in question.answer)
    lines += ["", f"您的答案：{given}　正确答案：{right_ones}", *_why(question)]
    return Reply("\n".join(lines), _afterwards(card))


def _looked(card: PracticeCard, question: Question) -> Reply:
    answer = "　".join(wordings[0] for wordings in question.expected)
    lines = [f"<b>错题练习（{question.type.label}）</b>", "", esc(question.stem), ""]
    lines += [f"{'要点' if question.type is QuestionType.SHORT else '答案'}：{esc(answer)}", *_why(question)]
    return Reply(
        "\n".join(lines),
        (
            (_press(card, "答对了", "knew"), _press(card, "没答对", "missed")),
            (_press(card, "不再练这题", "drop"),),
        ),
    )


def _review(card: PracticeCard, now: datetime, *, right: bool) -> None:
    memory = Card.from_dict(cast(CardDict, card.memory))
    reviewed, _ = SCHEDULER.review_card(memory, Rating.Good if right else Rating.Again, now)
    card.memory = cast(dict[str, Any], reviewed.to_dict())
    card.due_at = max(reviewed.due, now + SOONEST)


def _comes_again(office: Office, card: PracticeCard) -> str:
    return f"记下了，{say_date(office.today(card.due_at))}再练。"


def _why(question: Question) -> list[str]:
    lines = [f"解析：{esc(question.explanation)}"] if question.explanation else []
    return [*lines, *([f"依据：{esc(question.basis)}"] if question.basis else [])]


def _afterwards(card: PracticeCard) -> Rows:
    return ((_press(card, "下一题", "next"), _press(card, "不再练这题", "drop")),)


def _press(card: PracticeCard, label: str, action: str, arg: str = "") -> Press:
    return Press(label, ROUTE, (card.id, action, arg))
