"""Every button at the wrong time: of another release, or about what has been withdrawn or deleted."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.routes import BUTTONS
from storage.activities import CLOSED, WITHDRAWN, Activity
from storage.assignments import Fact
from storage.messages import SetAside
from tests.e2e.conftest import bureau
from tests.e2e.test_access import BUTTON_ROWS, NAMES, OUTSIDE, SECRETARIES, UNKNOWN, Cast, cast, everything

__all__ = ["bureau", "cast"]

OUTDATED = "这个按钮已经过期"
RELEASES = ("0", "2", "")  # what our buttons begin with is 1


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Return one engine's: what is tried here is the doors, not the database."""
    return sqlite_url


async def forge(cast: Cast, part: str, data: str) -> str:
    answer = await cast.phones[part].forge(data, cast.messages[part])
    assert answer is not None, f"{part} pressed {data} and was not answered"
    return answer.text


async def test_a_button_of_another_release_changes_nothing_for_anybody(cast: Cast) -> None:
    await cast.bureau.sent()
    before = await cast.bureau.store.read(everything)
    for place, (route, row) in enumerate(BUTTON_ROWS.items()):
        args = [str(cast.ids.get(arg, arg)) for arg in row.args]
        data = ":".join((f"{RELEASES[place % 3]}{route}", *args))
        assert (await forge(cast, "secretary", data)).startswith(OUTDATED), data
    for part in NAMES:
        assert (await forge(cast, part, "0a:1:1:ok:")).startswith(OUTDATED)
    await cast.bureau.desk.settle()
    assert await cast.bureau.store.read(everything) == before


@pytest.mark.parametrize("status", [CLOSED, WITHDRAWN])
async def test_a_button_about_what_has_ended_is_answered_and_adds_no_fact(cast: Cast, status: str) -> None:
    def end(session: Session) -> None:
        for name in ("activity", "held"):
            session.get_one(Activity, cast.ids[name]).status = status

    await cast.bureau.store.write(end)
    facts, aside = select(func.count(Fact.id)), select(func.count(SetAside.update_id))
    before = await cast.bureau.store.read(lambda session: session.scalar(facts))
    about = [route for route, row in BUTTON_ROWS.items() if {"activity", "assignment"} & set(row.args)]
    assert about
    # What came on paper before the end, a secretary may still enter after it; not so in what was withdrawn.
    parts = set(NAMES) if status == WITHDRAWN else set(NAMES) - SECRETARIES
    for route in about:
        for part in parts:
            said = await cast.press(part, route, BUTTON_ROWS[route].args)
            assert (said.startswith(UNKNOWN)) == (part in OUTSIDE), (part, route, said)
    await cast.bureau.desk.settle()
    assert await cast.bureau.store.read(lambda session: session.scalar(facts)) == before
    assert await cast.bureau.store.read(lambda session: session.scalar(aside)) == 0


async def test_a_button_about_what_never_was_is_answered(cast: Cast) -> None:
    """Nothing tells whether a number is nobody's or somebody else's."""
    for route, (_, types) in BUTTONS.items():
        args = ["99999999" if type_ is int else "x" for type_ in types]
        for part in ("secretary", "staff"):
            assert "没有成功" not in await forge(cast, part, ":".join((f"1{route}", *args)))
