"""任务督办 as a function: who may press what, and what comes of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from activities.kind import Action, Reader, Verdict, View
from activities.task.content import TaskContent
from activities.task.extension import read_extension
from activities.task.kind import MOST_NOTES, Task
from workdays.words import Unclear

NOW = datetime(2026, 12, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TASK = TaskContent(title="问题整改", sort="整改", to="处室", matter="逐条完成整改。")
VIEW = View(
    reader=Reader("孙丽", "法规处", True),
    now=NOW,
    opened=NOW,
    deadline=NOW + timedelta(days=7),
    subject="法规处",
)


def after(view: View, verdict: Verdict) -> View:
    """Return where somebody stands after a verdict."""
    moved: dict[str, Any] = {
        name: value
        for name in ("outcome", "stage", "waits_for", "reply")
        if (value := getattr(verdict, name)) is not None
    }
    return replace(view, **moved)


def press(view: View, name: str, arg: str = "", text: str = "") -> Verdict:
    return Task().judge(TASK, view, Action(name, arg, text))


def decide(view: View, button: str, verdict: Verdict) -> Verdict:
    """Let the secretary press a button of the notice that a verdict brought."""
    pressed = next(b for row in verdict.tell[0].rows for b in row if b.action == button)
    return Task().decide(TASK, view, Action(pressed.action, pressed.arg))


def labels(view: View) -> list[str]:
    return [button.label for row in Task().screen(TASK, view).rows for button in row]


@pytest.mark.parametrize("written", ["WH-2026-0031", "应急管〔2026〕12号", " 2026 0031 ", ""])
def test_a_number_of_another_system_is_taken(written: str) -> None:
    content = TaskContent.model_validate({**TASK.model_dump(), "reference": written})
    assert content.reference == "".join(written.split())


@pytest.mark.parametrize(
    "written", ["王某反映的问题", "2026年收到群众反映某企业违规储存危化品", "第12号：已谈话"]
)
def test_a_content_is_not_taken_for_a_number(written: str) -> None:
    with pytest.raises(ValidationError):
        TaskContent.model_validate({**TASK.model_dump(), "reference": written})


def test_without_a_deadline_nobody_asks_for_more_time() -> None:
    assert "申请延期" in labels(VIEW)
    open_ended = replace(VIEW, deadline=None)
    assert "申请延期" not in labels(open_ended)
    assert press(open_ended, "extend") == Verdict()


def test_notes_are_kept_with_their_day_and_the_last_ones_shown() -> None:
    view = VIEW
    for day in range(7):
        view = replace(view, now=NOW + timedelta(days=day))
        view = after(view, press(view, "note", text=f"第{day}次<进展>"))
    text = Task().screen(TASK, view).text
    assert "（最近5条，共7条）" in text
    assert "12月8日　第6次&lt;进展&gt;" in text
    assert "第1次" not in text
    assert Task().remark(view) == "第6次<进展>"
    assert press(view, "note", text="长" * 301).changes is False
    full = replace(view, reply={"notes": [{"at": NOW.isoformat(), "text": "进展"}] * MOST_NOTES})
    assert press(full, "note", text="再加一条").alert


def test_what_is_reported_done_waits_for_the_secretary_and_can_be_taken_back() -> None:
    reported = press(VIEW, "finish")
    view = after(VIEW, reported)
    assert (view.stage, view.waits_for, labels(view)) == ("待销号", "other", ["还没办完，撤回"])
    assert not Task().wants_reminder(view)
    for name in ("finish", "note", "extend"):
        assert press(view, name, text="文字").changes is False
    back = after(view, press(view, "reopen"))
    assert (back.stage, back.waits_for) == ("办理中", "person")
    assert decide(back, "confirm", reported).changes is False
    # Reported a second time, only the second notice decides.
    later = replace(back, now=NOW + timedelta(minutes=5))
    second = press(later, "finish")
    again = after(later, second)
    assert decide(again, "confirm", reported).changes is False
    assert decide(again, "confirm", second).outcome == "done"


def test_an_older_notice_grants_no_newer_request() -> None:
    first = press(VIEW, "extend", text="12月20日，等报告")
    view = replace(after(VIEW, first), now=NOW + timedelta(hours=1))
    second = press(view, "extend", text="12月30日，还要再等")
    view = after(view, second)
    assert decide(view, "grant", first).changes is False
    granted = decide(view, "grant", second)
    assert granted.kept == {"deadline": "2026-12-30T17:30:00+08:00"}
    assert decide(after(view, granted), "grant", second).changes is False


def test_an_open_request_outlives_a_note_and_a_report() -> None:
    asked = press(VIEW, "extend", text="12月20日，等报告")
    noted = after(after(VIEW, asked), press(after(VIEW, asked), "note", text="等报告中"))
    assert noted.stage == "延期待批"
    reported = after(noted, press(noted, "finish"))
    refused = decide(reported, "refuse", asked)
    assert after(reported, refused).stage == "待销号"
    settled = replace(reported, closed=True)
    assert decide(settled, "grant", asked).changes is False


def test_an_extension_is_a_day_and_a_reason() -> None:
    until, reason = read_extension("下周五17:30；等检测\n报告", VIEW)
    assert (until.isoformat(), reason) == ("2026-12-11T17:30:00+08:00", "等检测\n报告")
    for wrong in ("", "等检测报告", "12月20日", "12月20日，", "昨天，来不及", "12月5日，来不及"):
        with pytest.raises(Unclear):
            read_extension(wrong, VIEW)


def test_who_is_at_work_hears_of_another_wording_and_not_of_a_telephone() -> None:
    moved = TASK.model_copy(update={"matter": "先改第一条。"})
    assert Task().notable(TASK, moved, NOW) == "任务内容已更正，请按下面的内容办理。"
    assert Task().notable(TASK, TASK.model_copy(update={"contact": "张三，6666"}), NOW) == ""


def test_figures_count_what_was_granted() -> None:
    granted = {"extension": {"answer": "grant"}}
    assert Task().figures([{}, granted, {"extension": {"answer": "refuse"}}]) == (("经同意延期的", "1项"),)
    assert Task().figures([{}]) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12月20日 等报告", "等报告"),
        ("12月20日 17:30 等报告 等盖章", "等报告 等盖章"),
        ("12月20日，等报告", "等报告"),
    ],
)
def test_a_space_does_for_the_comma_between_day_and_reason(text: str, reason: str) -> None:
    until, why = read_extension(text, VIEW)
    assert (until.month, until.day, until.hour, why) == (12, 20, 17, reason)


def test_a_mark_alone_is_no_reason() -> None:
    with pytest.raises(Unclear, match="还差延期的原因"):
        read_extension("12月20日，。", VIEW)
