"""The last page: what staff will see, to whom and when, what to mind, and the button that publishes."""

from collections.abc import Iterable
from datetime import datetime

from activities.kind import Screen, esc
from services.approvers import needs_approval
from services.asking import say_person
from services.backing import ROUTE as DESK
from services.drafting import form
from services.drafting.approving import hand_in, say_standing
from services.drafting.checking import LIMIT, Check, Sample, check
from services.drafting.choosing import said
from services.drafting.form import Entry, Shape
from services.drafting.grouping import said_groups
from services.drafting.papers import helping
from services.drafting.release import release
from services.drafting.reminding import planned_reminders
from services.drafting.writing import Note, Page, Step, Writing
from services.paging import in_columns
from services.plan.desk import ROUTE as PLAN
from services.reply import Press, Reply, length
from storage.activities import LEAVE, SCHEDULED, Activity
from storage.groups import paired_groups
from workdays.quiet import after_quiet
from workdays.words import say_moment

PARTED = "\n\n————————\n"
GOES = {
    "when": Step("when", again=True),
    "fields": Step("fields", again=True),
    "aud": Step("audience", again=True),
    "groups": Step("groups", again=True),
    "dead": Step("deadline", again=True),
    "remind": Step("remind", again=True),
}


def draw_preview(w: Writing, note: Note) -> Reply:
    """Show what staff will see and what the secretary should know; one sort of reader at a time."""
    found = check(w)
    # The step names what is shown, so that the buttons of an older preview publish nothing else.
    w.go(Step("preview", w.fingerprint()))
    facts = _facts(w, note, found)
    sample = next((s for s in found.samples if s.who == note.show), None)
    shown = sample or next(iter(found.samples), None)
    seen = _seen(shown.screen, shown.who if len(found.samples) > 1 else "大家") if shown else ""
    text = seen + PARTED + facts if seen else facts
    if length(text) > LIMIT:  # too long for one message: what they see and what to know, in turns
        text = seen if sample is not None and length(seen) <= LIMIT else facts
    return Reply(text, _rows(w, found, shown, folded=text == facts, alone=text == seen))


def press_preview(w: Writing, choice: str) -> Note:
    """Publish, or go to what is to be changed."""
    if choice in GOES:
        w.go(GOES[choice])
    elif any(choice == f"ask.{entry.name}" for entry in w.entries()):
        w.go(Step("ask", choice.removeprefix("ask."), again=True))
    elif choice == "atonce":
        w.draft.opens_at = None
        return Note("✔ 改为立即发布。核对后请点“立即发布”。")
    elif choice in ("party", "other"):
        return Note(show="党员" if choice == "party" else "非党员")
    elif choice in ("now", "send"):
        return _publish(w)
    return Note()


def draw_published(w: Writing, note: Note) -> Reply:
    """Say what was published, and what happens when."""
    activity = w.session.get_one(Activity, w.draft.activity_id)
    opens = w.office.local(activity.opens_at)
    name = f"{esc(w.kind.title)}《{esc(activity.title)}》"
    if activity.status == SCHEDULED and activity.opens_at > w.now:
        lines = [f"<b>已安排定时发布</b>：{name}", f"将在{w.say_moment(opens)}发布，对象名单届时确定。"]
    else:
        lines = [f"<b>已发布</b>：{name}", _sent(w, opens)]
    lines.append(f"对象：{esc(said(w))}")
    deadline = activity.deadline
    if groups := said_groups(w):
        lines.append(f"群内通知：{esc(groups)}")
    lines.append(f"截止：{w.say_moment(deadline)}" if deadline else "截止：不设")
    if activity.reminders:
        lines.append(
            f"自动提醒未办理的人：{_said_moments(w, map(datetime.fromisoformat, activity.reminders))}"
        )
    lines.append("\n用 /report 查看办理情况。")
    change = (Press("改时间或取消", DESK, (activity.id, "s", "")),) if activity.status == SCHEDULED else ()
    return Reply("\n".join(lines), (change,) if change else ())


def press_published(w: Writing, choice: str) -> Note:
    """Answer whoever presses a button of a draft that has been published."""
    return Note(toast="这份草稿已经发布，不用重复操作。")


def _publish(w: Writing) -> Note:
    found = check(w)
    if found.content is None or found.problems:
        return Note(toast="还不能发布，请先处理列出的问题。")
    if _needs_approval(w):
        hand_in(w, found.content, request_text(w, found), looks_of(found))
        return Note(toast="已送审。")
    release(w, found)
    return Note(toast="已发布。" if w.draft.opens_at is None else "已安排定时发布。")


def _needs_approval(w: Writing) -> bool:
    return needs_approval(w.session, w.office, w.now, w.draft.kind, w.person)


def request_text(w: Writing, found: Check) -> str:
    """Return what the approver reads: what staff will see, to whom and when."""
    head = f"<b>请审批</b>　送审人：{say_person(w.person)}\n\n"
    facts, seen = _facts(w, Note(), found), sample_text(found, "")
    text = head + seen + PARTED + facts
    return text if seen and length(text) <= LIMIT else head + facts


def looks_of(found: Check) -> list[tuple[str, str]]:
    """Return the approver's buttons, label and choice, to what each sort of reader will see."""
    several = len(found.samples) > 1
    return [
        (f"看{sample.who}看到的" if several else "看正文", "party" if sample.party else "other")
        for sample in found.samples
        if length(_seen(sample.screen, sample.who)) <= LIMIT
    ]


def sample_text(found: Check, side: str) -> str:
    """Return what one sort of reader will see: party, other, or whoever comes first."""
    chosen = [sample for sample in found.samples if side in ("", "party" if sample.party else "other")]
    sample = next(iter(chosen), None)
    return _seen(sample.screen, sample.who if len(found.samples) > 1 else "大家") if sample else ""


def _seen(screen: Screen, who: str) -> str:
    buttons = "　".join(f"［{button.label}］" for row in screen.rows for button in row)
    below = f"\n\n消息下方的按钮：{esc(buttons)}" if buttons else ""
    file = f"\n\n📎 附件：{esc(screen.file.name)}" if screen.file else ""
    return f"（预览：{who}将看到）\n\n{screen.text}{file}{below}"


def _facts(w: Writing, note: Note, found: Check) -> str:
    opens, deadline = w.draft.opens_at, w.deadline()
    returned = say_standing(w, w.office)
    lines = [
        w.heading(note),
        *([returned] if returned else []),
        f"对象：{esc(said(w))}，共{len(found.people)}人",
    ]
    if w.audience.joiners:
        lines.append("截止前新符合条件的人：也列入")
    if groups := said_groups(w):
        lines.append(f"群内通知：{esc(groups)}")
    at_once = "审批同意后马上发出" if _needs_approval(w) else "点“立即发布”后马上发出"
    lines.append(f"发布：{w.say_moment(opens) if opens else at_once}")
    lines.append(f"截止：{w.say_moment(deadline) if deadline else '不设'}")
    if deadline is not None:
        reminders = _said_moments(w, planned_reminders(w))
        lines.append(f"自动提醒未办理的人：{reminders or '不提醒'}")
    lines += [
        f"{entry.title}：{esc(form.say(entry, w.draft.fields[entry.name], w.local))}"
        for entry in w.entries()
        if entry.aside and entry.shape is not Shape.FILE and _is_set(w, entry)
    ]
    if w.draft.on_doubt == LEAVE:
        lines.append("送达不确定的消息：不重发，在报表中单列")
    if found.problems:
        lines += ["", "<b>还不能发布：</b>", *_numbered(found.problems)]
    if found.warnings:
        lines += ["", "<b>请留意：</b>", *_numbered(found.warnings)]
    return "\n".join(lines)


def _rows(
    w: Writing, found: Check, shown: Sample | None, *, folded: bool, alone: bool
) -> tuple[tuple[Press, ...], ...]:
    rows: list[tuple[Press, ...]] = []
    fitting = [s for s in found.samples if length(_seen(s.screen, s.who)) <= LIMIT]
    views = [s for s in fitting if folded or s is not shown]
    if views:
        several = len(found.samples) > 1
        looks = [
            w.press(f"看{s.who}看到的" if several else "看正文", "party" if s.party else "other")
            for s in views
        ]
        rows.append(tuple(looks))
    if alone:
        rows.append((w.press("看发布要点", "facts"),))
    if w.draft.opens_at is None:
        now = "送审（同意后马上发布）" if _needs_approval(w) else "立即发布"
        send = (w.press(now, "now"), w.press("定时发布", "when"))
    else:
        send = (w.press("送审" if _needs_approval(w) else "确认定时发布", "send"), w.press("改时间", "when"))
    rows += helping(w)
    rows.append(send[1:] if found.problems else send)
    if w.draft.opens_at is not None:
        rows.append((w.press("改为立即发布", "atonce"),))
    change = [w.press("修改内容", "fields"), w.press("修改对象", "aud")]
    if w.own_deadline() is None:
        change.append(w.press("修改截止", "dead"))
    if w.deadline() is not None:
        change.append(w.press("修改提醒", "remind"))
    rows += in_columns(change, 3 if len(change) == 3 else 2)
    if paired_groups(w.session):
        rows.append((w.press(f"{'改' if w.audience.groups else '同时在'}群内通知", "groups"),))
    aside = [entry for entry in w.entries() if entry.aside]
    if aside:
        beside = [
            w.press(f"{'改' if w.draft.fields.get(e.name) else '加'}{e.title}", f"ask.{e.name}")
            for e in aside
        ]
        rows += in_columns(beside, 2)
    rows.append((Press("设为周期（到时自动备好）", PLAN, ("sd", w.draft.id, "")),))
    rows.append((w.press("删除草稿", "drop"), w.press("暂停（稍后继续）", "pause")))
    return tuple(rows)


def _sent(w: Writing, opens: datetime) -> str:
    arrives = after_quiet(opens, w.office.zone)
    return "消息正在发出。" if arrives == opens else f"现在是免打扰时段，消息将在{say_moment(arrives)}送达。"


def _is_set(w: Writing, entry: Entry) -> bool:
    return w.draft.fields.get(entry.name) not in (None, "", [], entry.default)


def _numbered(sentences: tuple[str, ...]) -> list[str]:
    return [f"{number}．{esc(sentence)}" for number, sentence in enumerate(sentences, start=1)]


def _said_moments(w: Writing, moments: Iterable[datetime]) -> str:
    return "、".join(say_moment(w.office.local(moment)) for moment in moments)


PREVIEW_PAGE = Page(draw_preview, press_preview)
PUBLISHED = Page(draw_published, press_published)
