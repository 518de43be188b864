"""Ten pictures sent at once are one matter; what may belong to an anonymous survey is not kept."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from activities.survey import SurveyContent
from services.leftovers import Sent, keep, press
from services.office import Office
from storage.messages import KeptText
from storage.people import Person
from tests.conftest import add_roster
from tests.services.bureau import publish, tap

PHOTO = Sent("photo", "AgACAgUAAx0", words="现场", album="7001")
WHY = "不能办理事项。"


def kept(session: Session) -> list[KeptText]:
    return list(session.scalars(select(KeptText).where(KeptText.file_id.is_not(None))))


def test_of_an_album_the_first_is_answered_and_all_are_kept(
    session: Session, office: Office, now: datetime
) -> None:
    lee = 1000 + add_roster(session)["李强"]
    said = [keep(session, office, now, lee, replace(PHOTO, file_id=f"AgAC{n}"), WHY).text for n in range(10)]
    assert said[0].startswith(WHY)
    assert said[1:] == [""] * 9
    assert len(kept(session)) == 10
    first = min(row.id for row in kept(session))
    assert press(session, office, now, lee, "drop", first).toast == "已删除。"
    assert kept(session) == []
    assert press(session, office, now, lee, "drop", first).toast == "已删除。"  # a second press


def test_nothing_is_kept_that_may_belong_to_an_anonymous_survey(
    session: Session, office: Office, now: datetime
) -> None:
    lee = add_roster(session)["李强"]
    content = SurveyContent(title="满意度", naming="匿名", questions="1．怎么样［问答］\n2．还有［问答］")
    activity_id = publish(session, office, now, "survey", content)
    tap(session, office, now, activity_id, lee, Action("begin"))
    account = session.get_one(Person, lee).telegram_id
    assert account is not None
    assert "没有留存" in keep(session, office, now, account, PHOTO, WHY).text
    assert kept(session) == []
