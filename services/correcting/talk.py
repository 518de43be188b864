"""更正: what was published is changed, shown before and after, confirmed, and told to whom it concerns."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from activities.kind import Content, esc
from services.access import access_reported, access_secretary
from services.calendars import office_calendar
from services.correcting.applying import apply_correction, told_of
from services.drafting import form
from services.drafting.form import Entry, Shape
from services.drafting.papers import fill
from services.drafting.sentences import Unfit
from services.drafting.writing import Writing
from services.focus import current_focus, drop_focus, set_focus
from services.office import Office
from services.paging import in_columns
from services.refusals import Outdated, Refusal
from services.reply import Press, Reply
from services.views import kind_of
from storage.activities import OPEN, Activity, Draft, content_of
from storage.assignments import Assignment
from storage.people import Person
from workdays.words import say_moment

ROUTE = "u"
FOCUS = "correction"
SHOWN = 300  # characters of a value, before and after


class NotCorrected(Refusal):
    """This cannot be corrected any more, or not like this."""


@dataclass
class Correction:
    """A secretary who corrects an activity: what was changed so far is kept in the focus."""

    session: Session
    office: Office
    now: datetime
    person: Person
    activity: Activity
    changes: dict[str, Any]

    @property
    def local(self) -> datetime:
        """Return now on the office's clock."""
        return self.office.local(self.now)

    @property
    def stored(self) -> dict[str, Any]:
        """Return the content as it was published last."""
        return content_of(self.session, self.activity)

    def entries(self) -> list[Entry]:
        """Return the fields that may be corrected; a file has gone out and stays what it is."""
        kind = kind_of(self.activity)
        asked = form.entries(kind.content)
        sent = (Shape.FILE, Shape.FILES)
        return [one for one in asked if one.name not in kind.fixed and one.shape not in sent]

    def entry(self, name: str) -> Entry:
        """Return one of those fields. Raises Outdated."""
        found = next((one for one in self.entries() if one.name == name), None)
        if found is None:
            raise Outdated
        return found

    def content(self) -> tuple[Content, Content]:
        """Return the content as published and as corrected. Raises NotCorrected with what is wrong."""
        kind = kind_of(self.activity)
        old = kind.content.model_validate(self.stored)
        typed = {one.name for one in form.entries(kind.content)} & self.changes.keys()
        fields = self.stored | {name: self.changes[name] for name in typed}
        new, wrong = form.complete(kind.content, fields)
        if new is None:
            raise NotCorrected("\n".join(wrong))
        draft = Draft(kind=self.activity.kind, fields=fields, audience=self.activity.audience, template="")
        draft.id, draft.deadline, draft.opens_at = self.activity.id, self.activity.deadline, None
        filled = fill(Writing(self.session, self.office, self.now, self.person, draft), new)
        new = kind.content.model_validate(fields | filled)
        deadline = kind.deadline(new)
        if deadline is not None and deadline <= self.now and deadline != kind.deadline(old):
            raise NotCorrected(f"{say_moment(self.office.local(deadline))}已经过去，请写一个以后的时间。")
        return old, new

    def press(self, label: str, choice: str, arg: str = "") -> Press:
        """Return a button of the correction."""
        return Press(label, ROUTE, (self.activity.id, choice, arg))

    def keep(self, field: str = "") -> None:
        """Keep what was changed so far; `field` is the one that typed words are for."""
        ref = {"activity": self.activity.id, "version": self.activity.version, "changes": self.changes}
        set_focus(self.session, self.person.id, FOCUS, ref | {"field": field}, self.now)


def press(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    choice: str,
    arg: str,
) -> Reply:
    """Take a press of a correction: 更正 itself, a field, one of its options, or the word to do it."""
    one = _access_correction(session, office, now, telegram_id, activity_id)
    match choice:
        case "":
            return _menu(one)
        case "field":
            return _ask(one, one.entry(arg))
        case "is":
            name, _, number = arg.partition(".")
            return _take_option(one, one.entry(name), number)
        case "clear":
            return _keep(one, one.entry(arg), None)
        case "stop":
            drop_focus(session, one.person.id)
            return Reply("没有更正，大家看到的内容不变。", ((_back(one),),), toast="没有更正。")
        case "sure" if one.changes:
            return _apply(one)
    raise Outdated


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take typed words as the new value of the field that asked for them."""
    one = _access_correction(session, office, now, telegram_id, ref["activity"])
    if not ref["field"]:
        return replace(_preview(one), fresh=True) if one.changes else _menu(one)
    entry = one.entry(ref["field"])
    try:
        value = form.read(entry, text, one.local, office_calendar(session))
        form.check(kind_of(one.activity).content, one.stored, entry, value)
    except Unfit as unfit:
        return _ask(one, entry, f"⚠ {esc(str(unfit))}")
    return _keep(one, entry, value)


def _access_correction(
    session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int
) -> Correction:
    secretary = access_secretary(session, telegram_id, office, now)
    activity = access_reported(session, activity_id, None)
    session.refresh(activity, with_for_update={"key_share": True})  # two who correct take turns
    if activity.status != OPEN:
        raise NotCorrected("这项正在发布或已经结束，现在不能更正。")
    signed = or_(Assignment.outcome == "done", Assignment.waits_for == "other")  # by both, or by the first
    bound = select(Assignment.id).where(Assignment.activity_id == activity.id, signed)
    if kind_of(activity).binding and session.scalar(select(exists(bound))):
        raise NotCorrected("已有人签署这份文本，不能再改。确需修改的，请返回后点“修改后重新签”。")
    focus = current_focus(session, secretary.id, now)
    mine = focus is not None and focus.purpose == FOCUS and focus.ref["activity"] == activity.id
    current = mine and focus is not None and focus.ref["version"] == activity.version
    changes = dict(focus.ref["changes"]) if focus is not None and current else {}
    return Correction(session, office, now, secretary, activity, changes)


def _menu(one: Correction) -> Reply:
    one.keep()
    text = (
        f"<b>更正：{esc(one.activity.title)}</b>\n请选择要更正的项目。改好后先给您看前后对照，确认了才生效。"
    )
    buttons = [
        one.press(f"{'✓ ' if entry.name in one.changes else ''}{entry.title}", "field", entry.name)
        for entry in one.entries()
    ]
    return Reply(text, (*in_columns(buttons, 2), (one.press("不更正了", "stop"),)))


def _ask(one: Correction, entry: Entry, above: str = "") -> Reply:
    one.keep(entry.name)
    present = one.changes.get(entry.name, one.stored.get(entry.name))
    lines = [above, ""] if above else []
    verb = "选择" if _options(entry) else "输入"
    asked = (f"请{verb}新的<b>{esc(entry.title)}</b>", esc(entry.help), esc(entry.limits))
    lines += ["。".join(part for part in asked if part) + "。", ""]
    lines += ["现在的内容：", esc(form.say(entry, present, one.local)[:SHOWN])]
    buttons = [one.press(option, "is", f"{entry.name}.{i}") for i, option in enumerate(_options(entry))]
    empty = (one.press("清空", "clear", entry.name),) if not entry.required and present else ()
    return Reply("\n".join(lines), (*in_columns(buttons, 2), (*empty, one.press("返回", ""))))


def _options(entry: Entry) -> tuple[str, ...]:
    return ("是", "否") if entry.shape is Shape.YES_NO else entry.options


def _take_option(one: Correction, entry: Entry, number: str) -> Reply:
    options = _options(entry)
    if not number.isdecimal() or int(number) >= len(options):
        raise Outdated
    return _keep(one, entry, form.read(entry, options[int(number)], one.local, office_calendar(one.session)))


def _keep(one: Correction, entry: Entry, value: Any) -> Reply:
    before = dict(one.changes)
    one.changes[entry.name] = entry.default if value is None else value
    try:
        old, new = one.content()
    except NotCorrected as wrong:
        one.changes = before
        return _ask(one, entry, f"⚠ {esc(str(wrong))}")
    if getattr(old, entry.name) == getattr(new, entry.name):
        del one.changes[entry.name]
    if not one.changes:
        return _ask(one, entry, f"⚠ “{esc(entry.title)}”和现在的一样，没有变化。")
    return _preview(one)


def _preview(one: Correction) -> Reply:
    one.keep()
    old, new = one.content()
    lines = [f"<b>更正：{esc(one.activity.title)}</b>", ""]
    for entry in one.entries():
        if entry.name in one.changes:
            before = form.say(entry, one.stored.get(entry.name, entry.default), one.local)
            after = form.say(entry, one.changes[entry.name], one.local)
            lines += [f"<b>{esc(entry.title)}</b>", f"原：{esc(before[:SHOWN])}"]
            lines += [f"改为：{esc(after[:SHOWN])}", ""]
    lines.append("确认后，已发出的通知会原地改成新内容，大家已经作出的答复保留。")
    kind = kind_of(one.activity)
    if kind.notable(old, new, one.local):
        lines.append(f"并给{told_of(one.session, one.activity)}人各发一条更正消息。")
    if kind.deadline(new) != kind.deadline(old):
        lines.append("截止和自动提醒随之调整。")
    rows = ((one.press("确认更正", "sure"),), (one.press("再改一项", ""), one.press("不更正了", "stop")))
    return Reply("\n".join(lines), rows)


def _apply(one: Correction) -> Reply:
    old, new = one.content()
    told = apply_correction(one.session, one.office, one.now, one.activity, old, new, by=one.person.id)
    drop_focus(one.session, one.person.id)
    said = f"已更正《{esc(one.activity.title)}》，已发出的通知正在原地修改。"
    if told:
        said += f"更正消息正在发给{told}人。"
    return Reply(said, ((_back(one),),), toast="已更正。")


def _back(one: Correction) -> Press:
    return Press("返回报表", "rb", (one.activity.id,))
