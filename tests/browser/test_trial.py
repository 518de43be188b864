"""The trips of a trial, in a real browser: staff, secretary, the clock over a holiday, kill and recovery."""

import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Look, violations

SECRETARY, HEADS, STAFF = "陈清", "处室负责人", "赵"
SLOW = 30_000  # milliseconds, for what the bot does by itself


def opened(page: Page, name: str, beside: bool = False) -> Locator:
    """Open somebody's chat; return its pane."""
    item = page.locator("#chats li", has_text=name).first
    item.click(modifiers=["Control"] if beside else [])
    title = item.locator("div").first.evaluate("node => node.firstChild.data")
    return page.locator("section.pane", has=page.locator("h2", has_text=re.compile(f"^{title}")))


def said(pane: Locator, text: str) -> Locator:
    """Return the last message that holds a text, waiting for it."""
    message = pane.locator("article.message:not(.mine)", has_text=text).last
    message.wait_for(timeout=SLOW)
    return message


def type_in(pane: Locator, text: str) -> None:
    pane.locator("textarea").fill(text)
    pane.locator("textarea").press("Enter")


def staff_name(page: Page) -> str:
    """Return somebody who is neither secretary nor head nor a stranger."""
    for item in page.locator("#chats li").all():
        text = item.inner_text()
        if not any(word in text for word in (SECRETARY, HEADS, "路人", "群")):
            return text.split("\n")[0]
    raise AssertionError("nobody")


def test_a_whole_holiday_as_staff_and_secretary_see_it(page: Page, look: Look, tmp_path: Path) -> None:
    secretary = opened(page, SECRETARY)
    said(secretary, "您好")
    page.locator("[data-clock=due]").click()  # the working day on which the secretary is asked
    preview = said(secretary, "请确认是否发布")
    look(page, "01-secretary-is-asked")
    preview.get_by_role("button", name="发布", exact=True).click()
    expect(secretary.locator(".toast")).to_be_visible()

    name = staff_name(page)
    staff = opened(page, name, beside=True)
    page.locator("[data-clock=due]").click()
    notice = said(staff, "清风行动")
    look(page, "02-staff-is-reminded")
    notice.get_by_role("button").first.click()
    expect(staff.locator(".toast")).to_contain_text("已")
    expect(staff.locator("article", has_text="无需再操作")).to_be_visible()
    look(page, "03-acknowledged")

    type_in(secretary, "/report")
    report = said(secretary, "截至")
    picture = secretary.locator("article img").last
    picture.wait_for(timeout=SLOW)
    picture.evaluate("image => image.decode()")
    look(page, "04-report")
    report.get_by_role("button", name="导出 Excel").click()
    link = secretary.locator("a.file", has_text=".xlsx").last
    link.wait_for(timeout=SLOW)
    with page.expect_download() as waiting:
        link.click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    cells = [cell.value for row in load_workbook(file).worksheets[0].rows for cell in row]
    assert any("廉洁提醒" in str(value) for value in cells)
    picture.click()
    expect(page.locator("#picture")).to_be_visible()
    look(page, "05-picture")
    page.keyboard.press("Escape")


def test_what_is_killed_comes_back_and_loses_nothing(page: Page, look: Look, trial: str) -> None:
    secretary = opened(page, SECRETARY)
    page.locator("[data-bot=kill]").click()
    expect(page.locator("#bot")).to_have_text("机器人已停止")
    type_in(secretary, "/help")
    look(page, "06-killed")
    before = secretary.locator("article:not(.mine)").count()
    page.locator("[data-bot=restart]").click()
    expect(page.locator("#bot")).to_have_text("机器人运行中", timeout=SLOW)
    expect(secretary.locator("article:not(.mine)")).to_have_count(before + 1, timeout=SLOW)
    look(page, "07-back")
    assert violations(trial) == b"[]"


def test_faults_are_switched_and_people_told_kindly(page: Page) -> None:
    secretary = opened(page, SECRETARY)
    page.locator("#fault").select_option("slow")
    before = secretary.locator("article:not(.mine)").count()
    type_in(secretary, "/me")
    expect(secretary.locator("article:not(.mine)")).to_have_count(before + 1, timeout=SLOW)
    page.locator("#fault").select_option("none")
    page.locator("#date").fill("2020-01-01T09:00")
    expect(page.locator("#alert")).to_contain_text("时钟只能往前拨")
    page.keyboard.press("Escape")


def test_blocking_is_undone_by_coming_back(page: Page) -> None:
    pane = opened(page, staff_name(page))
    pane.get_by_role("button", name="停用机器人").click()
    type_in(pane, "/todo")
    expect(pane.locator(".toast")).to_contain_text("恢复使用")
    assert pane.locator("textarea").input_value() == "/todo"  # nothing typed is lost
    pane.get_by_role("button", name="恢复使用").click()
    pane.locator("textarea").press("Enter")
    said(pane, "待办")


def test_a_stranger_follows_a_used_link(page: Page) -> None:
    stranger = opened(page, "路人")
    type_in(stranger, "/report")
    said(stranger, "纪检秘书")


def test_a_group_is_made_and_paired(page: Page, look: Look) -> None:
    opened(page, SECRETARY)
    page.locator("#group").click()
    page.locator("#gather input").fill("机关工作群（全体）")
    page.locator("#gather").get_by_role("button", name="新建").click()
    group = page.locator("section.pane", has=page.locator("h2", has_text="机关工作群（全体）"))
    said(group, "还没有与机关纪委的机器人配对")
    type_in(group, "/pair")
    said(group, "本群已配对")
    look(page, "10-group")


def test_on_a_phone_one_thing_at_a_time(phone: Page, look: Look) -> None:
    look(phone, "08-phone-list")
    pane = opened(phone, SECRETARY)
    expect(phone.locator("#list")).to_be_hidden()
    pane.locator(".menu").click()
    expect(pane.locator(".commands")).to_contain_text("/report")
    look(phone, "09-phone-chat")
    pane.locator(".commands button").first.press("ArrowDown")
    phone.keyboard.press("Escape")
    wide = phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide, "the page is wider than the phone"
    pane.locator(".back").click()
    expect(phone.locator("#list")).to_be_visible()


def test_with_the_keyboard_alone(page: Page) -> None:
    page.locator("#filter").fill(SECRETARY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    pane = page.locator("section.pane")
    expect(pane.locator("textarea")).to_be_focused()
    page.keyboard.type("/help")
    page.keyboard.press("Enter")
    said(pane, "/todo")
    page.locator("#filter").fill("")


def test_what_was_done_is_saved_as_a_trip(page: Page, tmp_path: Path) -> None:
    type_in(opened(page, SECRETARY), "/help")
    with page.expect_download() as waiting:
        page.locator("#save").click()
    file = tmp_path / "trip.json"
    waiting.value.save_as(file)
    assert '"/help"' in file.read_text(encoding="utf-8")
