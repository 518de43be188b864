"""A trial as a bureau runs it, and a real Chromium in front of it. `make browser` runs these."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path("browser-output")
READY = 120.0  # seconds
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Look = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the machine's own browser."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium here: install it (Debian: chromium, fonts-noto-cjk), or name it in CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run `qingfeng trial` in an empty folder; return the page's address."""
    yield from running_trial(tmp_path_factory.mktemp("trial"))


def running_trial(folder: Path) -> Iterator[str]:
    """Run `qingfeng trial` in a folder until it is no longer needed; yield the page's address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QINGFENG_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "trial", "--port", "0"],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(Path.cwd()), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    while not (found := re.search(r"http://127\.0\.0\.1:\d+/", said)):
        line = process.stdout.readline()
        assert line, f"the trial did not start: {said}"
        said += line
    yield found[0]
    process.send_signal(signal.SIGINT)
    process.wait(30)
    process.stdout.close()


@pytest.fixture
def page(chromium: Browser, trial: str) -> Iterator[Page]:
    """Return the trial's page, freshly opened; whatever its console complains of fails the test."""
    yield from _opened(chromium, trial, 1280, 860)


@pytest.fixture
def phone(chromium: Browser, trial: str) -> Iterator[Page]:
    """Return the same on a phone's width."""
    yield from _opened(chromium, trial, 390, 800)


def _opened(chromium: Browser, address: str, width: int, height: int) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": width, "height": height}, timezone_id="Asia/Shanghai", accept_downloads=True
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "status of 409" not in message.text
            else None
        ),
    )
    page.goto(address)
    page.locator("#chats li").first.wait_for()
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def look() -> Look:
    """Return what keeps a picture of a page, to be looked at."""
    PICTURES.mkdir(exist_ok=True)

    def keep(page: Page, name: str) -> None:
        page.screenshot(path=PICTURES / f"{name}.png")

    return keep


def violations(address: str) -> bytes:
    """Return what the bot asked of the Bot API that a correct program does not."""
    with urlopen(f"{address}control/violations") as answer:  # noqa: S310 - this machine
        return bytes(answer.read())
