"""Until when, and from when: the deadline and the moment of publishing."""

from datetime import datetime, time, timedelta

from activities.kind import esc
from services.drafting import form
from services.drafting.sentences import Unfit
from services.drafting.writing import PREVIEW, Note, Page, Writing, warned
from services.publishing import DEADLINE_TIME
from services.reply import Reply
from workdays.words import parse_moment

OPENING_TIME = time(9, 0)
PRESETS = {"3d": "3个工作日内", "1w": "1周内"}
BEFORE, AFTER = "off-", "off+"  # instead of 1周内 where that falls on days off
LEAST = timedelta(hours=1)  # to act


def draw_deadline(w: Writing, note: Note) -> Reply:
    """Ask until when."""
    lines = [w.heading(note), "", "请选择<b>截止时间</b>，或直接输入，如：下周五17:30。没写钟点的按17:30。"]
    if w.draft.deadline is not None:
        lines += ["", f"现在的截止时间：{w.say_moment(w.draft.deadline)}"]
    presets = _presets(w)
    lines += [f"{words}：{w.say_moment(at)}" for words, at in presets.values()]
    rows = [
        tuple(w.press(words, choice) for choice, (words, _) in presets.items()),
        (w.press("自定", "own"), w.press("不设截止", "none")),
        (
            w.press("返回预览（不改）" if w.step.again else "上一步", "back"),
            w.press("暂停（稍后继续）", "pause"),
        ),
    ]
    return Reply("\n".join(lines), tuple(rows))


def press_deadline(w: Writing, choice: str) -> Note:
    """Take a deadline from a button."""
    match choice:
        case _ if choice in (presets := _presets(w)):
            return _set_deadline(w, presets[choice][1])
        case "none":
            return _set_deadline(w, None)
        case "own":
            return Note("请直接发送截止时间，如“12月18日17:30”或“5个工作日内”。", "请直接发送截止时间。")
        case "back":
            w.go_back()
    return Note()


def typed_deadline(w: Writing, text: str) -> Note:
    """Take a deadline from words."""
    try:
        return _set_deadline(w, form.read_moment(text, w.local, w.calendar, DEADLINE_TIME))
    except Unfit as unfit:
        return warned(str(unfit))


def draw_when(w: Writing, note: Note) -> Reply:
    """Ask when to publish."""
    text = w.heading(note) + (
        "\n\n请输入<b>发布时间</b>，如：明天下午3点、12月18日。没写钟点的按09:00。"
        f"\n下个工作日：{w.say_moment(_next_working_day(w))}"
    )
    rows = ((w.press("下个工作日09:00", "next"),), (w.press("返回预览（不改）", "back"),))
    return Reply(text, rows)


def press_when(w: Writing, choice: str) -> Note:
    """Take the moment of publishing from a button."""
    if choice == "next":
        return _set_opening(w, _next_working_day(w))
    w.go(PREVIEW)
    return Note()


def typed_when(w: Writing, text: str) -> Note:
    """Take the moment of publishing from words."""
    try:
        return _set_opening(w, form.read_moment(text, w.local, w.calendar, OPENING_TIME))
    except Unfit as unfit:
        return warned(str(unfit))


def _set_deadline(w: Writing, deadline: datetime | None) -> Note:
    w.draft.deadline = deadline
    w.go_on()
    return Note(f"✔ 截止：{w.say_moment(deadline)}" if deadline else "✔ 不设截止")


def _set_opening(w: Writing, opens_at: datetime) -> Note:
    deadline = w.deadline()
    if deadline is not None and opens_at >= deadline:
        return warned(f"发布时间{w.say_moment(opens_at)}不早于截止时间，请写一个更早的时间。")
    w.draft.opens_at = opens_at
    w.go(PREVIEW)
    return Note(f"✔ 发布时间：{esc(w.say_moment(opens_at))}。核对后请点“确认定时发布”。")


def _presets(w: Writing) -> dict[str, tuple[str, datetime]]:
    """Return the label and the moment of each deadline that a button offers; none falls on a day off."""
    found = {
        choice: (words, parse_moment(words, w.local, w.calendar, DEADLINE_TIME))
        for choice, words in PRESETS.items()
    }
    day = found["1w"][1].date()
    if w.calendar.is_working(day):
        return found
    del found["1w"]
    around = w.calendar.previous_working_day(day), w.calendar.next_working_day(day)
    for choice, words, near in zip((BEFORE, AFTER), ("放假前", "放假后"), around, strict=True):
        at = datetime.combine(near, DEADLINE_TIME, w.office.zone)
        if at - w.local >= LEAST:
            found[choice] = (f"{words}（{near.month}月{near.day}日）", at)
    return found


def _next_working_day(w: Writing) -> datetime:
    return datetime.combine(w.calendar.next_working_day(w.today), OPENING_TIME, w.office.zone)


DEADLINE = Page(draw_deadline, press_deadline, typed_deadline)
WHEN = Page(draw_when, press_when, typed_when)
