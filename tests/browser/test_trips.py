"""What was done in the page is played again for another bureau; `make pictures` keeps how it ends."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page

from sandbox.client import Messenger
from sandbox.seen import Json
from sandbox.trips import Played, chapters, play
from tests.browser.conftest import Look, running_trial


@pytest.fixture(name="trial")
def _trial(tmp_path: Path) -> Iterator[str]:
    """Each trip begins in a bureau of its own."""
    yield from running_trial(tmp_path)


TRIPS = sorted(Path("docs/trips").glob("*.json"))


@pytest.mark.parametrize("path", TRIPS, ids=lambda path: path.stem)
def test_a_saved_trip_is_played_again(trial: str, page: Page, phone: Page, look: Look, path: Path) -> None:
    trip = json.loads(path.read_text(encoding="utf-8"))
    with ThreadPoolExecutor(1) as beside:  # the browser's own loop runs in this thread
        for steps, picture in chapters(trip["steps"]):
            played = beside.submit(asyncio.run, _again(trial, trip | {"steps": steps})).result()
            assert len(played) == sum(step["do"] != "order" for step in steps)
            if picture:
                _look_at_phone(trial, phone, look, trip, picture)
    page.goto(f"{trial}#{'+'.join(str(one['id']) for one in reversed(trip['people'][:2]))}")
    page.reload()
    pictures = page.locator("article img")
    pictures.last.wait_for()
    pictures.last.evaluate("image => image.decode()")
    page.mouse.move(0, 0)
    look(page, f"trip-{path.stem}")


def _look_at_phone(trial: str, phone: Page, look: Look, trip: Json, picture: Json) -> None:
    (shown,) = (one["id"] for one in trip["people"] if one["name"] == picture["who"])
    phone.goto(f"{trial}#{shown}")
    phone.reload()
    phone.locator("article").last.wait_for()
    phone.evaluate("Promise.all([...document.querySelectorAll('article img')].map(image => image.decode()))")
    look(phone, f"trip-{picture['name']}")


async def _again(address: str, trip: Json) -> list[Played]:
    async with Messenger(address) as messenger:
        return await play(messenger, trip)
