"""Whether the same was asked before: nobody is to fill in one thing twice."""

import re
from collections.abc import Iterator
from datetime import timedelta
from difflib import SequenceMatcher

from sqlalchemy import select

from activities.survey.content import LEAST, SurveyContent
from activities.survey.form import Form
from services.audiences import members
from services.drafting.writing import Writing
from services.views import content_of
from storage.activities import WITHDRAWN, Activity
from storage.surveys import KIND
from workdays.words import say_date

YEAR = timedelta(days=366)
ALIKE = 0.8  # of two titles without their dates
SHARED = 0.5  # of the questions
_DATED = re.compile(
    r"\d{4}(?:年度?)?|[一二三四上下\d]{1,2}(?:季度|半年|月份?)|第[一二三四五六七八九十\d]+[期次]"
)
_TELLING = re.compile(r"姓名|工号|手机|电话|身份证")


def same_title(one: str, other: str) -> bool:
    """Tell whether two titles are alike but for year, quarter or number."""
    bare, bare_other = _DATED.sub("", one), _DATED.sub("", other)
    return bare == bare_other or SequenceMatcher(None, bare, bare_other).ratio() >= ALIKE


def warnings(w: Writing, content: SurveyContent) -> Iterator[str]:
    """Yield what an author should know before publishing a survey."""
    earlier = _asked_before(w, content)
    if earlier is not None:
        day = say_date(w.office.today(earlier.published_at or earlier.opens_at))
        yield f"{day}已发过相近的问卷《{earlier.title}》，一年内不宜重复填报，请确认确有必要。"
    if not content.anonymous:
        return
    people = len(members(w.session, w.audience, w.today))
    if people < LEAST:
        yield f"匿名问卷少于{LEAST}份不显示结果，现在的对象只有{people}人。"
    for question in content.form.questions:
        if _TELLING.search(question.text):
            yield f"匿名问卷里第{question.number}题会问出是谁：“{question.text[:20]}”，请删去或改为实名。"


def _asked_before(w: Writing, content: SurveyContent) -> Activity | None:
    query = (
        select(Activity)
        .where(Activity.kind == KIND, Activity.opens_at >= w.now - YEAR, Activity.status != WITHDRAWN)
        .order_by(Activity.opens_at.desc())
    )
    for activity in w.session.scalars(query).all():
        before: SurveyContent = content_of(w.session, activity)
        if same_title(activity.title, content.title) or _shares(before.form, content.form):
            return activity
    return None


def _shares(before: Form, form: Form) -> bool:
    known = {question.text for question in before.questions}
    return sum(question.text in known for question in form.questions) >= SHARED * len(form.questions)
