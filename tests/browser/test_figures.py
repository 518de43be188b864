"""A long chat, a push to five hundred people, a tap: that they work, and how quick they were.

The times are printed, not asserted: on a busy machine they say nothing about the page.
"""

import json
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from tests.browser.conftest import Look
from tests.browser.test_trial import SECRETARY, SLOW, opened, said

LONG = 2000  # messages
PLAY = 240_000


def post(address: str, path: str, given: object) -> None:
    body = json.dumps(given).encode()
    with urlopen(Request(f"{address}control/{path}", body, {"Content-Type": "application/json"})):  # noqa: S310
        pass


def test_a_chat_of_two_thousand_messages_opens_whole(page: Page, trial: str) -> None:
    post(trial, "people", [{"id": 5, "first_name": "长谈", "standing": "started"}])
    post(trial, "people/5/block", {})
    post(trial, "people/5/unblock", {})
    for number in range(LONG):
        post(trial, "people/5/send", {"text": f"第{number}条"})
    page.reload()
    page.locator("#chats li", has_text="长谈").wait_for()
    took = page.evaluate(
        """async () => {
            const began = performance.now();
            open(5);
            while (document.querySelectorAll('.pane article.mine').length < 2000)
              await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            return performance.now() - began;
        }"""
    )
    print(f"a chat of {LONG} messages: {took:.0f} ms")
    expect(page.locator("article", has_text=f"第{LONG - 1}条")).to_be_visible()


def test_five_hundred_people_without_freezing(page: Page, look: Look) -> None:
    opened(page, SECRETARY)
    page.evaluate(
        """() => {
            window.longest = 0;
            let last = performance.now();
            const beat = (now) => {
                window.longest = Math.max(window.longest, now - last);
                last = now;
                requestAnimationFrame(beat);
            };
            requestAnimationFrame(beat);
        }"""
    )
    page.locator("#crowd").click()
    expect(page.locator("#crowd-bar")).to_be_visible(timeout=SLOW)
    look(page, "10-crowd")
    expect(page.locator("#crowd-text")).to_contain_text("演完了", timeout=PLAY)
    look(page, "11-crowd-done")
    longest = page.evaluate("window.longest")
    print(f"five hundred people: the longest frame took {longest:.0f} ms")


def test_a_tap_shows_its_toast_at_once(page: Page) -> None:
    pane = opened(page, SECRETARY)
    pane.locator("textarea").fill("/report")
    pane.locator("textarea").press("Enter")
    button = said(pane, "截至").get_by_role("button", name="导出 Excel")
    took = button.evaluate(
        """async (button) => {
            const toast = button.closest('.pane').querySelector('.toast');
            const began = performance.now();
            button.click();
            while (toast.hidden && performance.now() - began < 5000)
              await new Promise(requestAnimationFrame);
            return performance.now() - began;
        }"""
    )
    print(f"a tap: its toast after {took:.0f} ms")
    expect(pane.locator(".toast")).to_contain_text("Excel")
