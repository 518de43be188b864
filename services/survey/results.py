"""What a survey came to, once it is over."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.survey.content import LEAST, SurveyContent
from activities.survey.form import Form, Group, Question, Sort
from activities.survey.places import sound
from activities.survey.values import say_answer
from reports.survey import Ledger, SurveyResults, Tally, mean_of
from services.office import Office
from services.views import content_of
from storage.activities import Activity
from storage.assignments import Assignment
from storage.people import ROSTER_ORDER, Department, Person
from storage.surveys import anonymous_answers

_BY_HAND = "线下填写"


def results_of(session: Session, office: Office, activity: Activity) -> SurveyResults:
    """Count the answers to a survey that is over."""
    content: SurveyContent = content_of(session, activity)
    form = content.form
    mine = Assignment.activity_id == activity.id
    asked = session.scalar(select(func.count()).where(mine, Assignment.exempt.is_(None))) or 0
    handed = session.scalar(
        select(func.count()).where(mine, Assignment.outcome == "done", Assignment.way != _BY_HAND)
    )
    common = office.bureau, activity.title, content.anonymous, asked, handed or 0
    if content.anonymous:
        given: dict[str, list[Any]] = defaultdict(list)
        for key, value in anonymous_answers(session, activity.id):
            given[key].append(value)
        ledgers = tuple(_anonymous_ledger(form, group, given[group.key]) for group in form.groups)
        tallies = tuple(_tally(form, one, _values(form, one, given), hide=True) for one in form.questions)
        return SurveyResults(*common, tallies, tuple(ledger for ledger in ledgers if ledger.rows))
    return _named(session, activity, form, common)


def _named(
    session: Session, activity: Activity, form: Form, common: tuple[str, str, bool, int, int]
) -> SurveyResults:
    query = (
        select(Assignment, Person, Department)
        .join(Person, Person.id == Assignment.person_id)
        .join(Department, Department.id == Assignment.department_id)
        .where(Assignment.activity_id == activity.id, Assignment.outcome == "done")
        .order_by(Department.position, Department.id, *ROSTER_ORDER)
    )
    rows = [
        (sound(form, row[0].reply["answers"]), row[1], row[2])
        for row in session.execute(query)
        if "answers" in row[0].reply
    ]
    given: dict[str, list[Any]] = defaultdict(list)
    for answers, _, _ in rows:
        for key, value in answers.items():
            given[key] += value if key.startswith("g") else [value]
    for key, value in anonymous_answers(session, activity.id):  # of those whose names were cleared
        given[key].append(value)
    heads = _heads(session)
    ledgers = [_ledger(form, group, rows, heads) for group in form.groups]
    plain = form.within(0)
    details = [
        (department.name, person.name, *(_said(one, answers) for one in plain))
        for answers, person, department in rows
    ]
    tallies = tuple(_tally(form, one, _values(form, one, given), hide=False) for one in form.questions)
    headings = ("处室", "姓名", *(one.text for one in plain))
    cleared = max(common[-1] - len(rows), 0)
    return SurveyResults(*common, tallies, tuple(ledgers), headings, tuple(details) if plain else (), cleared)


def _values(form: Form, question: Question, given: Mapping[str, Sequence[Any]]) -> list[Any]:
    group = form.group(question.group)
    if group is None:
        return list(given.get(question.key, ()))
    return [entry[question.key] for entry in given.get(group.key, ()) if question.key in entry]


def _tally(form: Form, question: Question, values: Sequence[Any], *, hide: bool) -> Tally:
    group = form.group(question.group)
    named = question.number, question.text, question.kind, group.title if group else ""
    if hide and len(values) < LEAST:
        return Tally(*named, answered=None)
    match question.sort:
        case Sort.SINGLE | Sort.MULTIPLE:
            chosen = [
                option for value in values for option in (value if isinstance(value, list) else [value])
            ]
            counted = tuple((option, chosen.count(option)) for option in question.options)
            return Tally(*named, len(values), counted)
        case Sort.SCALE:
            steps = range(question.low or 0, (question.high or 0) + 1)
            counted = tuple((f"{step}分", list(values).count(step)) for step in steps)
            return Tally(*named, len(values), counted, *mean_of(values))
        case Sort.NUMBER:
            return Tally(*named, len(values), (), *mean_of(values))
    return Tally(*named, len(values), texts=tuple(say_answer(question, value) for value in values))


def _ledger(
    form: Form,
    group: Group,
    rows: Sequence[tuple[dict[str, Any], Person, Department]],
    heads: Mapping[int, str],
) -> Ledger:
    """Return what was listed under the customary headings: whose department, what, and who answers for it."""
    questions = form.within(group.number)
    listed = [
        (
            department.name,
            person.name,
            *(_said(one, entry) for one in questions),
            heads.get(department.id, ""),
            person.supervisor,
        )
        for answers, person, department in rows
        for entry in answers.get(group.key, ())
    ]
    headings = ("单位/处室", "姓名", *(one.text for one in questions), "部门负责人", "责任领导")
    return Ledger(group.title, headings, tuple(listed))


def _anonymous_ledger(form: Form, group: Group, listed: Sequence[Mapping[str, Any]]) -> Ledger:
    questions = form.within(group.number)
    rows = tuple(tuple(_said(one, entry) for one in questions) for entry in listed)
    return Ledger(group.title, tuple(one.text for one in questions), rows)


def _said(question: Question, answers: Mapping[str, Any]) -> str:
    return say_answer(question, answers[question.key]) if question.key in answers else ""


def _heads(session: Session) -> dict[int, str]:
    """Return who heads each department, by its id."""
    heads: dict[int, list[str]] = defaultdict(list)
    for person in session.scalars(select(Person).where(Person.left.is_(None))):
        if person.is_head:
            heads[person.department_id].append(person.name)
    return {id_: "、".join(names) for id_, names in heads.items()}
