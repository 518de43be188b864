"""docs/adding-a-kind.md is followed: its file makes a kind that can be drafted, published and counted."""

import importlib.util
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from activities.registry import KINDS
from services.office import Office
from services.publishing import publish_due
from services.reporting.entrance import report
from services.reporting.figures import activity_figures
from storage.activities import Activity
from storage.people import Person
from tests.conftest import NOW
from tests.docs.documents import ROOT, text_of
from tests.services.bureau import tap
from tests.services.secretary import Secretary, sit_down

LONGEST = 60  # lines that are not empty


@pytest.fixture
def chen(
    sqlite_url: str, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Secretary]:
    """Yield the secretary of a bureau whose registry has the page's kind."""
    block = re.search(r"```python\n(.*?)```", text_of(ROOT / "docs/adding-a-kind.md"), re.DOTALL)
    assert block is not None
    assert len([line for line in block[1].splitlines() if line]) <= LONGEST
    file = tmp_path / "signup.py"
    file.write_text(block[1], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("signup", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(KINDS, "signup", module.Signup())
    secretary = sit_down(sqlite_url, office, NOW)
    yield secretary
    secretary.engine.dispose()


def test_the_kind_of_the_page_is_drafted_published_and_counted(chen: Secretary, office: Office) -> None:
    chen.new()
    chen.press("报名")
    chen.type("廉政教育基地参观", "周五上午八点在门口上车。")
    chen.press("1周内", "确定")
    assert "［参加］" in chen.seen.text
    chen.press("立即发布")
    with Session(chen.engine) as session, session.begin():
        while publish_due(session, office, NOW):
            session.flush()
        activity = session.scalars(select(Activity)).one()
        people = session.scalars(select(Person.id).order_by(Person.id)).all()
        for person_id, answer in zip(people, ("yes", "yes", "no", "forged"), strict=False):
            tap(session, office, NOW, activity.id, person_id, Action(answer))
        later = NOW + timedelta(hours=1)
        figures = activity_figures(session, office, later, activity)
        assert figures.extras == (("参加", "2人"), ("不参加", "1人"))
        assert "应办 6 人次\n已完成 3" in report(session, office, later, chen.telegram_id).text
