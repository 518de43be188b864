"""Where somebody is in a survey, and what comes before and after: computed from the answers, never stored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from activities.survey.form import Form, Group, Question
from activities.survey.values import fits

# Answers by the key of their question; those of a group as a list of such mappings under the group's key.
Answers: TypeAlias = Mapping[str, Any]

MOST_ENTRIES = 20
_PLACE = re.compile(r"(?:(\d{1,2})(?:\.(\d{1,2}))?|g(\d{1,2})|(end))(r?)")


@dataclass(frozen=True)
class Place:
    """A question, within an entry of its group where it has one; or a group's list; or the review (all 0).

    `again` marks what was taken up from the review, which leads back there.
    """

    question: int = 0
    entry: int = 0
    group: int = 0
    again: bool = False

    def __str__(self) -> str:
        if self.question:
            named = f"{self.question}.{self.entry}" if self.group else str(self.question)
        else:
            named = f"g{self.group}" if self.group else "end"
        return named + ("r" if self.again else "")


END = Place()


def place_of(form: Form, named: str) -> Place | None:
    """Return the place a button named, None where this survey has none of that name."""
    found = _PLACE.fullmatch(named)
    if found is None:
        return None
    again = bool(found[5])
    if found[4]:
        return END
    if found[3]:
        group = form.group(int(found[3]))
        return Place(group=group.number, again=again) if group else None
    question = form.question(int(found[1]))
    if question is None or bool(question.group) != (found[2] is not None):
        return None
    return Place(question.number, int(found[2] or 0), question.group, again)


def entries(answers: Answers, group: Group) -> Sequence[Answers]:
    """Return what was listed in a group so far."""
    listed: Sequence[Answers] = answers.get(group.key, ())
    return listed


def answer_at(form: Form, answers: Answers, place: Place) -> Any:
    """Return the answer at a place, None where there is none."""
    scope = _scope(form, answers, place)
    return scope.get(str(place.question))


def with_answer(form: Form, answers: Answers, place: Place, value: Any) -> dict[str, Any]:
    """Return the answers with one changed; None takes it away."""
    scope = {key: kept for key, kept in _scope(form, answers, place).items() if key != str(place.question)}
    if value is not None:
        scope[str(place.question)] = value
    group = form.group(place.group)
    if group is None:
        return scope
    listed = [dict(entry) for entry in entries(answers, group)]
    listed[place.entry : place.entry + 1] = [scope]
    return {**answers, group.key: listed}


def without_entry(answers: Answers, group: Group, entry: int) -> dict[str, Any]:
    """Return the answers without one entry of a group."""
    kept = [one for number, one in enumerate(entries(answers, group)) if number != entry]
    return {**answers, group.key: kept}


def is_asked(question: Question, answers: Answers, scope: Answers) -> bool:
    """Tell whether a question is put, given the answers and those of its own entry."""
    if question.when is None:
        return True
    key = str(question.when.number)
    given = scope.get(key, answers.get(key))
    return given == question.when.option or (isinstance(given, list) and question.when.option in given)


def asked(form: Form, answers: Answers, group: int = 0, entry: int = 0) -> list[Question]:
    """Return the questions that are put, outside groups or in one entry."""
    scope = _scope(form, answers, Place(group=group, entry=entry)) if group else answers
    return [question for question in form.within(group) if is_asked(question, answers, scope)]


def beside(form: Form, answers: Answers, place: Place, offset: int) -> Place:
    """Return the place after (+1) or before (-1); the review from what was taken up there."""
    if place.question and place.group:
        line = [
            Place(one.number, place.entry, place.group)
            for one in asked(form, answers, place.group, place.entry)
        ]
        at = _index(line, replace(place, again=False)) + offset
        inside = 0 <= at < len(line)
        return replace(line[at], again=place.again) if inside else Place(group=place.group, again=place.again)
    if place.again:
        return END
    line = spine(form, answers)
    return line[max(0, min(_index(line, place) + offset, len(line) - 1))]


def spine(form: Form, answers: Answers) -> list[Place]:
    """Return the places one passes: questions outside groups, each group's list, the review."""
    plain = {question.number for question in asked(form, answers)}
    line: list[Place] = []
    for question in form.questions:
        if question.group and Place(group=question.group) not in line:
            line.append(Place(group=question.group))
        elif question.number in plain:
            line.append(Place(question.number))
    return [*line, END]


def missing(form: Form, answers: Answers) -> list[Place]:
    """Return where an answer is required and not given."""
    lacking = []
    for place in spine(form, answers):
        group = form.group(place.group)
        question = form.question(place.question)
        if question is not None and question.required and answers.get(question.key) is None:
            lacking.append(place)
        elif group is not None:
            listed = entries(answers, group)
            if group.required and not listed:
                lacking.append(place)
            for number, entry in enumerate(listed):
                needed = [one for one in asked(form, answers, group.number, number) if one.required]
                lacking += [
                    Place(one.number, number, group.number) for one in needed if entry.get(one.key) is None
                ]
    return lacking


def pruned(form: Form, answers: Answers) -> dict[str, Any]:
    """Return what is handed in: only what was asked, no empty entries."""
    kept: dict[str, Any] = {
        one.key: answers[one.key] for one in asked(form, answers) if answers.get(one.key) is not None
    }
    for group in form.groups:
        listed = []
        for number, entry in enumerate(entries(answers, group)):
            put = [one.key for one in asked(form, answers, group.number, number)]
            full = {key: entry[key] for key in put if entry.get(key) is not None}
            listed += [full] if full else []
        if listed:
            kept[group.key] = listed
    return kept


def sound(form: Form, answers: Answers) -> dict[str, Any]:
    """Return the answers that still answer what is asked: an author may have mended a question meanwhile."""

    def fitting(group: int, given: Answers) -> dict[str, Any]:
        return {
            one.key: given[one.key]
            for one in form.within(group)
            if one.key in given and fits(one, given[one.key])
        }

    listed = {
        group.key: [fitting(group.number, entry) for entry in entries(answers, group)]
        for group in form.groups
        if group.key in answers
    }
    return fitting(0, answers) | listed


def carried_over(old: Form, answers: Answers, new: Form) -> dict[str, Any]:
    """Return answers to an earlier survey as answers to this one, where the same words were asked."""

    def moved(old_group: int, new_group: int, given: Answers) -> dict[str, Any]:
        known = {one.text: given[one.key] for one in old.within(old_group) if one.key in given}
        return {one.key: known[one.text] for one in new.within(new_group) if one.text in known}

    taken: dict[str, Any] = moved(0, 0, answers)
    for group in new.groups:
        before = next((one for one in old.groups if one.title == group.title), None)
        listed = entries(answers, before) if before else ()
        if before and listed:
            taken[group.key] = [moved(before.number, group.number, entry) for entry in listed]
    return pruned(new, sound(new, taken))


def _scope(form: Form, answers: Answers, place: Place) -> Answers:
    group = form.group(place.group)
    if group is None:
        return answers
    listed = entries(answers, group)
    return listed[place.entry] if place.entry < len(listed) else {}


def _index(line: Sequence[Place], place: Place) -> int:
    """Return where a place is; one that is not asked any more counts as the one before it."""
    if place in line:
        return line.index(place)
    if not place.question:
        return len(line) - 1
    return sum(other.question != 0 and other.question < place.question for other in line) - 1
