"""问卷, 排查, 自查: one question at a time, answers editable until closing, named or anonymous."""

from activities.survey.content import SurveyContent
from activities.survey.kind import Survey

__all__ = ["Survey", "SurveyContent"]
