"""Who is handed full names: the secretary who asks for them, and nobody else."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from services.office import Office
from services.reporting.entrance import export
from services.reporting.views import typed
from tests.conftest import add_roster
from tests.services.bureau import publish


@pytest.mark.parametrize(
    ("who", "hide", "seen", "named"),
    [
        ("陈清", False, "李强", ""),
        ("陈清", True, "李*", "（隐去姓名）"),
        ("孙丽", False, "李*", "（隐去姓名）"),
    ],
)
def test_a_workbook_shows_full_names_to_the_secretary_alone(
    session: Session, office: Office, now: datetime, who: str, hide: bool, seen: str, named: str
) -> None:
    ids = add_roster(session)
    activity = publish(session, office, now)
    [file] = export(session, office, now, 1000 + ids[who], activity, hide=hide).files
    assert file.name.removesuffix(".xlsx").endswith(named)
    cells = {cell.value for row in load_workbook(BytesIO(file.make()))["名单"].iter_rows() for cell in row}
    assert seen in cells
    assert len({"李强", "李*"} & cells) == 1


@pytest.mark.parametrize(("who", "names"), [("陈清", True), ("孙丽", False)])
def test_a_picture_of_people_names_them_to_the_secretary_alone(
    session: Session, office: Office, now: datetime, who: str, names: bool
) -> None:
    ids = add_roster(session)
    publish(session, office, now)
    reply = typed(session, office, now, 1000 + ids[who], "法规处 按人员")
    [picture] = reply.files
    assert picture.picture
    assert picture.names is names
    assert ("隐去姓名" in picture.name) is not names
    assert "李强" in str(reply.rows)
