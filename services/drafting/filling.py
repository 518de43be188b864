"""Page by page through the form: the template, then each field it leaves open."""

from activities.attachment import Attachment
from activities.kind import esc
from services.drafting import form, parts
from services.drafting.form import Entry, Shape
from services.drafting.sentences import Unfit
from services.drafting.templates import BLANK, Offer, blank_fields, offers
from services.drafting.writing import Note, Page, Step, Writing, warned
from services.reply import Press, Reply
from storage.activities import LEAVE, REPEAT
from workdays.holidays import Source
from workdays.words import say_range

DOUBT = "on-doubt"
KEEP = "keep"
DOUBTS = {REPEAT: "重发一次", LEAVE: "不重发"}
_VERBS = {Shape.FILE: "发送", Shape.FILES: "发送", Shape.CHOICE: "选择", Shape.YES_NO: "选择"}
SHOWN = 2000  # characters of a field's present text that are repeated above the question


def draw_template(w: Writing, note: Note) -> Reply:
    """Ask which ready text to begin with."""
    text = w.heading(note) + "\n\n请选择模板。模板已写好大部分内容，之后都可以修改。"
    rows = [
        (w.press(offer.template.name, offer.code),) for offer in offers(w.draft.kind, w.today, w.calendar)
    ]
    if begun := _begun(w):
        text += f"\n已经选过：{esc(w.draft.template or '空白')}。填好的内容都在。"
    keep = ((w.press("不换模板，继续", KEEP),),) if begun else ()
    return Reply(text, (*keep, *rows, (w.press("空白（自己写）", BLANK),), _leave(w)))


def press_template(w: Writing, choice: str) -> Note:
    """Take a template over, or begin with a blank form; what was typed into open fields stays."""
    if choice == KEEP and _begun(w):
        w.go_on()
        return Note()
    offer = next((o for o in offers(w.draft.kind, w.today, w.calendar) if o.code == choice), None)
    if offer is None and choice != BLANK:
        return Note(toast="这个模板现在不能用，请另选一个。")
    typed = {e.name: w.draft.fields[e.name] for e in w.open_entries() if e.name in w.draft.fields}
    w.draft.template = offer.template.name if offer else ""
    w.draft.fields = typed | (offer.filled(w.office, w.today) if offer else blank_fields(w.office, w.today))
    w.go_on()
    return _taken(offer) if offer else Note()


def _begun(w: Writing) -> bool:
    """Tell whether the draft came back to its template, and something would be lost by choosing anew."""
    return bool(w.draft.template) or "title" in w.draft.fields


def draw_ask(w: Writing, note: Note) -> Reply:
    """Ask for one field."""
    entry = w.entry()
    lines = [
        w.heading(note, "" if w.step.again else _place(w, entry)),
        "",
        f"请{_VERBS.get(entry.shape, '输入')}<b>{esc(entry.title)}</b>。",
    ]
    if entry.help:
        lines.append(esc(entry.help))
    lines.append(esc("，".join(part for part in (_need(w, entry), entry.limits) if part)) + "。")
    if entry.parts:
        lines.append(esc(parts.SAY_HOW))
    present = w.draft.fields.get(entry.name)
    if present is not None:
        lines += ["", "现在的内容：", esc(form.say(entry, present, w.local, w.calendar)[:SHOWN])]
    return Reply("\n".join(lines), tuple(row for row in _ask_rows(w, entry) if row))


def press_ask(w: Writing, choice: str) -> Note:
    """Take a button under a field's question."""
    entry = w.entry()
    present = w.draft.fields.get(entry.name)
    match choice:
        case "yes" | "no" if entry.shape is Shape.YES_NO:
            return _keep(w, entry, choice == "yes")
        case _ if choice.isdecimal() and entry.shape is Shape.CHOICE and int(choice) < len(entry.options):
            return _keep(w, entry, entry.options[int(choice)])
        case "skip" if not entry.required or present is not None:
            w.go_on()
            return Note()
        case "skip":
            return Note(toast=f"“{entry.title}”必须填写。")
        case "clear" if not entry.required:
            w.set_field(entry.name, None)
            w.go_on()
            return Note(f"✔ 已清空“{esc(entry.title)}”。")
        case "parts" if entry.parts:
            return parts.begin(w)
        case "back":
            w.go_back()
    return Note()


def typed_ask(w: Writing, text: str) -> Note:
    """Take what was typed as the field's value, or as the first part of it."""
    if w.entry().parts and parts.goes_on(text):
        return parts.begin(w, text)
    return take_text(w, text)


def take_text(w: Writing, text: str) -> Note:
    """Take words, typed or in a document, as the field's value."""
    entry = w.entry()
    try:
        value = form.read(entry, text, w.local, w.calendar)
        form.check(w.kind.content, w.draft.fields, entry, value)
    except Unfit as unfit:
        return warned(str(unfit))
    return _keep(w, entry, value)


def receive(w: Writing, file: Attachment) -> Note:
    """Take a file as the value of the field that had asked for it, or as one of several."""
    if w.entry().shape is Shape.FILES:
        return _add_file(w, w.entry(), file)
    return _keep(w, w.entry(), file.model_dump(mode="json"))


def draw_fields(w: Writing, note: Note) -> Reply:
    """Ask which field to write anew."""
    text = w.heading(note) + "\n\n要修改哪一项？"
    buttons = [w.press(entry.title, entry.name) for entry in w.entries()]
    rows = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    doubt = w.press(f"送达不确定时：{DOUBTS[w.draft.on_doubt]}", DOUBT)
    return Reply(text, (*rows, (doubt,), (w.press("返回预览", "back"),)))


def press_fields(w: Writing, choice: str) -> Note:
    """Go to the field that was chosen, or change what becomes of messages in doubt."""
    if choice == DOUBT:
        w.draft.on_doubt = LEAVE if w.draft.on_doubt == REPEAT else REPEAT
    elif any(entry.name == choice for entry in w.entries()):
        w.go(Step("ask", choice, again=True))
    else:
        w.go_back()
    return Note()


def _keep(w: Writing, entry: Entry, value: object) -> Note:
    w.set_field(entry.name, value)
    said = form.say(entry, value, w.local, w.calendar)
    if entry.long or len(said) > 60:
        said = f"已记下，共{len(said)}字"
    w.go_on()
    return Note(f"✔ {esc(entry.title)}：{esc(said)}")


def _add_file(w: Writing, entry: Entry, file: Attachment) -> Note:
    present = w.draft.fields.get(entry.name) or []
    one = file.model_dump(mode="json")
    if any(there["digest"] == one["digest"] for there in present):
        return warned(f"《{file.name}》已经收到过，没有重复添加。")
    try:
        form.check(w.kind.content, w.draft.fields, entry, [*present, one])
    except Unfit as unfit:
        return warned(f"《{file.name}》没有添加：{unfit}")
    w.set_field(entry.name, [*present, one])
    return Note(f"✔ 已收到第{len(present) + 1}个：{esc(file.name)}。还有就继续发，发完了请点“发完了”。")


def _taken(offer: Offer) -> Note:
    said = f"✔ 已套用模板“{esc(offer.template.name)}”。"
    if offer.holiday is not None:
        days = say_range(offer.holiday.first, offer.holiday.last)
        said += f"假期按{days}填写"
        said += f"（{offer.holiday.source.label}）。" if offer.holiday.source is Source.COMPUTED else "。"
    return Note(said)


def _place(w: Writing, entry: Entry) -> str:
    names = [open_entry.name for open_entry in w.open_entries()]
    return f"（第{names.index(entry.name) + 1}项，共{len(names)}项）" if entry.name in names else ""


def _need(w: Writing, entry: Entry) -> str:
    if entry.required:
        return "必填"
    return f"可跳过，跳过则为“{form.say(entry, entry.default, w.local)}”" if entry.default else "可跳过"


def _ask_rows(w: Writing, entry: Entry) -> tuple[tuple[Press, ...], ...]:
    present = w.draft.fields.get(entry.name) is not None
    choices: list[Press] = []
    if entry.shape is Shape.YES_NO:
        choices += [w.press("是", "yes"), w.press("否", "no")]
    if present and not w.step.again:
        choices.append(w.press("不改，下一步", "skip"))
    elif not entry.required and not w.step.again:
        choices.append(w.press("跳过", "skip"))
    if present and entry.shape is Shape.FILES:
        choices.append(w.press("发完了", "skip"))
    if present and not entry.required:
        choices.append(w.press("清空", "clear"))
    if entry.parts:
        choices.append(w.press("分几条发", "parts"))
    options = [w.press(option, str(number)) for number, option in enumerate(entry.options)]
    pairs = [tuple(options[i : i + 2]) for i in range(0, len(options), 2)]
    back = w.press("返回预览（不改）" if w.step.again else "上一步", "back")
    first = not w.step.again and w.order()[0] == w.step
    return (*pairs, tuple(choices), _leave(w) if first else (back, *_leave(w)))


def _leave(w: Writing) -> tuple[Press, ...]:
    return (w.press("暂停（稍后继续）", "pause"),)


TEMPLATE = Page(draw_template, press_template)
ASK = Page(draw_ask, press_ask, typed_ask)
FIELDS = Page(draw_fields, press_fields)
