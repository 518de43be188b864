"""What answering a question comes to."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from activities.kind import Ask, Verdict, View
from activities.survey.form import Form, Question, Sort
from activities.survey.places import (
    MOST_ENTRIES,
    Place,
    answer_at,
    beside,
    entries,
    with_answer,
    without_entry,
)
from activities.survey.screens import Filling, wants_words
from activities.survey.values import Unreadable, read_answer


def ask_at(form: Form, place: Place) -> Ask | None:
    """Return what is to be typed at a place. The screen itself asks for it: no second message does."""
    return Ask(f"type={place}", "") if wants_words(form, place) else None


def answered(filling: Filling, place: Place, name: str, choice: str, text: str, view: View) -> Verdict:
    """Return what an answer, pressed or typed, comes to."""
    form, question = filling.form, filling.form.question(place.question)
    if question is None:
        return Verdict()
    if (place.group and place.entry > len(_entries(filling, place))) or place.entry >= MOST_ENTRIES:
        return Verdict(show=str(Place(group=place.group)))
    try:
        value = _value(filling, place, question, name, choice, text, view)
    except Unreadable as unreadable:
        return Verdict(say=str(unreadable), ask=ask_at(form, place), show=str(place))
    if value is None:
        return Verdict(show=str(place))
    answers = with_answer(form, filling.answers, place, value or None if isinstance(value, list) else value)
    toggled = question.sort is Sort.MULTIPLE
    onwards = place if toggled else beside(form, answers, place, +1)
    said = "已记下。" if name == "type" else ""
    return Verdict(say=said, kept={"answers": answers}, show=str(onwards), ask=ask_at(form, onwards))


def _value(
    filling: Filling, place: Place, question: Question, name: str, choice: str, text: str, view: View
) -> Any:
    """Return what was answered, None where a button belongs to another question. Raises Unreadable."""
    if name == "type":
        return read_answer(question, text, view.now.date())
    number = int(choice) if choice.isdecimal() else -1
    if name == "day" and question.sort is Sort.DATE and number in (0, 1):
        return (view.now.date() - timedelta(days=number)).isoformat()
    if name != "pick" or number < 0:
        return None
    if question.sort is Sort.SCALE and question.low is not None and question.high is not None:
        return question.low + number if question.low + number <= question.high else None
    if number >= len(question.options):
        return None
    option = question.options[number]
    if question.sort is Sort.SINGLE:
        return option
    chosen = set(answer_at(filling.form, filling.answers, place) or ()) ^ {option}
    return [one for one in question.options if one in chosen]


def removed(filling: Filling, place: Place, entry: str, *, sure: bool) -> Verdict:
    """Return what removing an entry of a group comes to; asks first unless `sure`."""
    group = filling.form.group(place.group)
    if group is None or not entry.isdecimal() or int(entry) >= len(_entries(filling, place)):
        return Verdict(show=str(place))
    if not sure:
        return Verdict(show=f"{place}-{entry}")
    answers = without_entry(filling.answers, group, int(entry))
    return Verdict(say="已删除。", kept={"answers": answers}, show=str(place))


def _entries(filling: Filling, place: Place) -> Sequence[Mapping[str, Any]]:
    group = filling.form.group(place.group)
    return entries(filling.answers, group) if group else ()
