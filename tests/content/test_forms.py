"""The templates against the forms which the kinds of activities give their secretaries."""

from datetime import UTC, datetime

import pytest

import content
from activities.commitment import CommitmentContent
from activities.kind import Content
from activities.letters.responsibility import ResponsibilityContent
from activities.quiz import QuizContent
from activities.reminder import ReminderContent
from activities.study import StudyContent
from activities.survey import SurveyContent
from tests.content.test_templates import VALUES

FORMS: dict[str, type[Content]] = {
    "reminder": ReminderContent,
    "study": StudyContent,
    "commitment": CommitmentContent,
    "responsibility": ResponsibilityContent,
    "survey": SurveyContent,
    "quiz": QuizContent,
}
LEFT_OPEN = {"study": {"starts_at": datetime(2027, 1, 5, 1, tzinfo=UTC), "place": "三楼会议室"}}


@pytest.mark.parametrize(
    "template", [t for t in content.templates() if t.kind in FORMS], ids=lambda template: template.name
)
def test_a_filled_template_is_accepted_by_its_form(template: content.Template) -> None:
    answers = template.filled(VALUES) | LEFT_OPEN.get(template.kind, {})
    accepted = FORMS[template.kind].model_validate(answers)
    assert accepted.model_dump(include=set(template.fields)) == {
        field: list(value) if isinstance(value, tuple) else value
        for field, value in answers.items()
        if field in template.fields
    }
