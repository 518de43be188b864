"""A field that is longer than a message: its text comes in several, and is read once all of it is there."""

import re

from activities.kind import esc
from services.drafting import form
from services.drafting.form import Entry
from services.drafting.sentences import Unfit
from services.drafting.writing import Note, Page, Step, Writing, warned
from services.halves import CUT
from services.reply import Reply

NAME = "parts"
LONGEST = 30_000  # characters that are gathered, more than any field takes
# A line of its own: 12．, A．, （三）, 若…, 分组…
_BEGINS = re.compile(r"\s*(?:[0-9０-９]{1,3}\s*[．.、:：)）]|[A-Za-z]\s*[．.、)）]|[(（]|若|如果|分组)")
SAY_HOW = "一条发不完的，点“分几条发”，或直接发 Word 文档（.docx）、文本文件（.txt）。"


def goes_on(text: str) -> bool:
    """Tell whether a text is as long as a messenger lets one be, so that more of it may follow."""
    return len(text) >= CUT


def begin(w: Writing, text: str = "") -> Note:
    """Gather from now on, beginning with what was just typed."""
    w.set_field(w.step.field, form.clean(text) or None)
    w.go(Step(NAME, w.step.field, w.step.again))
    return Note(_received(text)) if text else Note()


def draw(w: Writing, note: Note) -> Reply:
    """Ask for more, and offer to read what is there."""
    entry = _entry(w)
    gathered = str(w.draft.fields.get(entry.name) or "")
    lines = [w.heading(note), "", f"请分几条发送<b>{esc(entry.title)}</b>，按顺序一条接一条。"]
    if gathered:
        lines.append(f"已收到{len(gathered)}字，最后一行：{esc(gathered.splitlines()[-1][:60])}")
        lines.append("发完了请点“发完了”。")
    choices = (w.press("发完了", "done"), w.press("全部重发", "anew"))
    rows = (choices,) if gathered else ()
    return Reply("\n".join(lines), (*rows, (w.press("上一步", "back"), w.press("暂停（稍后继续）", "pause"))))


def press(w: Writing, choice: str) -> Note:
    """Read what was gathered, or begin anew; what cannot be read stays, and is told line by line."""
    entry = _entry(w)
    at = Step("ask", entry.name, w.step.again)
    if choice == "anew":
        w.set_field(entry.name, None)
        return Note("已清空，请重新发送。")
    if choice == "back":
        w.go(at)
    if choice != "done":
        return Note()
    gathered = str(w.draft.fields.get(entry.name) or "")
    try:
        value = form.read(entry, gathered, w.local, w.calendar)
        form.check(w.kind.content, w.draft.fields, entry, value)
    except Unfit as unfit:
        return warned(f"{unfit}\n已收到的都还在：缺的可以接着发，要改的请点“全部重发”。")
    w.go(at)
    w.set_field(entry.name, value)
    w.go_on()
    return Note(f"✔ {esc(entry.title)}：已记下，共{len(value)}字")


def typed(w: Writing, text: str) -> Note:
    """Put another part behind what is there."""
    entry = _entry(w)
    gathered = str(w.draft.fields.get(entry.name) or "")
    if len(gathered) + len(text) > LONGEST:
        return warned(f"文字太长，这一条没有收下：最多{LONGEST}字。")
    # What a messenger cut in the middle of a line goes on in it.
    between = "" if not gathered or (goes_on(gathered) and not _BEGINS.match(text)) else "\n"
    w.set_field(entry.name, f"{gathered}{between}{form.clean(text)}")
    return Note(_received(text))


def _entry(w: Writing) -> Entry:
    return next(entry for entry in w.entries() if entry.name == w.step.field)


def _received(text: str) -> str:
    return f"✔ 这一条已收到，{len(text)}字。"


PARTS = Page(draw, press, typed)
