"""任务督办: something to be got done by a date, reported done, and struck off by the secretary (销号)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from activities.kind import (
    Action,
    Ask,
    Button,
    Kind,
    Notice,
    Screen,
    Verdict,
    View,
    closing_lines,
    esc,
    heading,
    is_settled,
    standing_line,
)
from activities.task.content import TaskContent
from activities.task.extension import (
    ASKED,
    GRANTED,
    REFUSED,
    WORKING,
    ask_extension,
    decide_extension,
    say_extension,
    stamp_of,
    who,
)
from workdays.words import say_moment

REPORTED, RETURNED = "待销号", "已退回"
LONGEST_NOTE = 300
LONGEST_REASON = 200
MOST_NOTES = 60
SHOWN_NOTES = 5
NOTE_PROMPT = f"请用一两句话写明进展，最多{LONGEST_NOTE}字。不用发照片；涉密和敏感内容不要写在这里。"
RETURN_PROMPT = "请发送退回的原因，一句话即可。发送后退回本人继续办理。"


class Task(Kind[TaskContent]):
    """The person says how it goes and that it is done; the secretary's word is what completes it."""

    name: ClassVar[str] = "task"
    title: ClassVar[str] = "任务督办"
    content = TaskContent
    entry_title: ClassVar[str] = "线下销号"
    stages: ClassVar[tuple[str, ...]] = (WORKING, ASKED, REPORTED, RETURNED)
    due_word: ClassVar[str] = "前完成"
    fixed: ClassVar[frozenset[str]] = frozenset({"to"})  # whoever was asked stays asked

    def screen(self, content: TaskContent, view: View, show: str = "") -> Screen:
        text = f"{heading(content.sort, content.title)}\n\n{_points(content, view)}"
        text += closing_lines(content.sign_off)
        if view.deadline:
            text += f"\n\n完成时限：{say_moment(view.deadline)}"
        text += _notes(view)
        if is_settled(view):
            return Screen(text + standing_line(view))
        text += _standing(view)
        if view.stage == REPORTED:
            return Screen(text, ((Button("还没办完，撤回", "reopen"),),))
        label = "重新申请延期" if view.stage == ASKED else "申请延期"
        extend = (Button(label, "extend"),) if view.deadline else ()
        return Screen(text, ((Button("已完成，报销号", "finish"),), (Button("写进展", "note"), *extend)))

    def judge(self, content: TaskContent, view: View, action: Action) -> Verdict:
        match action.name:
            case "note" | "extend" if view.stage == REPORTED:
                return Verdict(say="您已报完成，等秘书销号。要继续办理，请先点“还没办完，撤回”。", alert=True)
            case "note":
                return _note(view, action)
            case "extend" if view.deadline:
                return ask_extension(content, view, action)
            case "finish" if view.stage == REPORTED:
                return Verdict(say="您已报完成，等秘书销号，不用重复操作。")
            case "finish":
                return _finish(content, view)
            case "reopen" if view.stage == REPORTED:
                reply = _without(view.reply, "finished")
                return Verdict(say="已撤回，请继续办理。", stage=WORKING, waits_for="person", reply=reply)
        return Verdict()

    def decide(self, content: TaskContent, view: View, action: Action) -> Verdict:
        name, _, stamp = action.name.partition(".")  # 退回 asked for words under a name that holds its stamp
        stamp = stamp or action.arg
        if is_settled(view):
            return Verdict(say="这项任务已经办结或结束，不用再处理。")
        if name in (GRANTED, REFUSED):
            return decide_extension(view, name, stamp)
        if name not in ("confirm", "return"):
            return Verdict()
        if view.stage != REPORTED or stamp_of(view.reply["finished"]) != stamp:
            return Verdict(say="这次报送已处理，或本人已撤回。")
        if name == "return":
            return _return(view, action, stamp)
        return Verdict(
            say="已销号。",
            outcome="done",
            stage="",
            waits_for="person",
            way="办结销号",
            late=_reported_late(view),
        )

    def entered(self, content: TaskContent, view: View) -> Verdict:
        # Who reported in time is not late because the secretary's word came later.
        late = _reported_late(view) if view.stage == REPORTED else None
        return replace(super().entered(content, view), late=late)

    def say_overdue(self, title: str, count: int) -> str:
        return (
            f"《{esc(title)}》已到完成时限，还有{count}项没有销号。可在报表中催办、导出台账；"
            "已在线下办结的，请登记线下销号。"
        )

    def notable(self, old: TaskContent, new: TaskContent, now: datetime) -> str:
        parts = [("任务内容", old.matter, new.matter), ("有关要求", old.requirements, new.requirements)]
        changed = [name for name, before, after in parts if before != after]
        return f"{'、'.join(changed)}已更正，请按下面的内容办理。" if changed else ""

    def figures(self, replies: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
        extended = sum(reply.get("extension", {}).get("answer") == GRANTED for reply in replies)
        return (("经同意延期的", f"{extended}项"),) if extended else ()

    def without_words(self, reply: Mapping[str, Any]) -> dict[str, Any]:
        answer = reply.get("extension", {}).get("answer")
        return {"extension": {"answer": answer}} if answer else {}

    def remark(self, view: View) -> str:
        days = view.more.get("overdue", 0)
        parts = [f"逾期{days}个工作日" if days else "", last_note(view.reply)]
        return "，".join(part for part in parts if part)


def last_note(reply: Mapping[str, Any]) -> str:
    """Return what was reported last, on one line; empty where nothing was."""
    notes = reply.get("notes", [])
    return " ".join(str(notes[-1]["text"]).split()) if notes else ""


def _points(content: TaskContent, view: View) -> str:
    points = [
        ("办理处室", f"{view.subject}（由您牵头）" if view.subject else ""),
        ("任务内容", content.matter),
        ("有关要求", content.requirements),
        ("编号", content.reference),
        ("联系人", content.contact),
    ]
    filled = [(name, esc(value)) for name, value in points if value]
    blocks = [(name, f"\n{value}" if "\n" in value else value) for name, value in filled]
    return "\n".join(f"{'一二三四五'[i]}、{name}：{value}" for i, (name, value) in enumerate(blocks))


def _notes(view: View) -> str:
    notes = view.reply.get("notes", [])
    if not notes:
        return ""
    lines = []
    for note in notes[-SHOWN_NOTES:]:
        at = datetime.fromisoformat(note["at"]).astimezone(view.now.tzinfo)
        lines.append(f"{at.month}月{at.day}日　{esc(str(note['text']))}")
    more = f"（最近{SHOWN_NOTES}条，共{len(notes)}条）" if len(notes) > SHOWN_NOTES else ""
    return f"\n\n<b>进展</b>{more}\n" + "\n".join(lines)


def _standing(view: View) -> str:
    """Return where an open task stands, and what its reader does next."""
    if view.stage == REPORTED:
        return "\n\n您已报完成，等秘书销号，销号后会通知您。"
    lines = []
    if view.stage == RETURNED:
        reason = esc(str(view.reply.get("returned", "")))
        lines.append(f"⚠ 秘书退回，原因：{reason}\n请补办后重新报销号。")
    overdue = view.deadline is not None and view.deadline < view.now
    said = say_extension(view)
    if said and not (overdue and view.stage != ASKED):  # an old answer does not soften what is overdue now
        lines.append(said)
    if overdue:
        days = view.more.get("overdue", 0)
        lines.append(f"已逾期{days}个工作日，请尽快办理。" if days else "已过完成时限，请尽快办理。")
    return "\n\n" + "\n".join(lines) if lines else ""


def _note(view: View, action: Action) -> Verdict:
    if not action.text:
        return Verdict(ask=Ask("note", NOTE_PROMPT))
    if len(action.text) > LONGEST_NOTE:
        said = f"最多{LONGEST_NOTE}字，您写了{len(action.text)}字，没有保存。请删减后重新发送。"
        return Verdict(say=said, ask=Ask("note", said))
    notes = [*view.reply.get("notes", []), {"at": view.now.isoformat(), "text": action.text}]
    if len(notes) > MOST_NOTES:
        return Verdict(say=f"进展已有{MOST_NOTES}条，不能再加，请直接联系纪检秘书。", alert=True)
    stage = None if view.stage == ASKED else WORKING
    return Verdict(say="进展已记下。", stage=stage, reply={**view.reply, "notes": notes})


def _finish(content: TaskContent, view: View) -> Verdict:
    finished = view.now.isoformat()
    last = last_note(view.reply)
    late = "（已过时限）" if view.deadline and view.now > view.deadline else ""
    text = (
        f"<b>请销号</b>\n{who(view)}\n任务：{esc(content.title)}\n"
        f"报完成：{say_moment(view.now)}{late}\n最近进展：{esc(last) or '（没有写）'}"
    )
    stamp = stamp_of(finished)
    rows = ((Button("同意销号", "confirm", stamp), Button("退回", "return", stamp)),)
    return Verdict(
        say="已报秘书销号。",
        stage=REPORTED,
        waits_for="other",
        reply=_without(view.reply, "returned") | {"finished": finished},
        tell=(Notice(text, rows),),
    )


def _return(view: View, action: Action, stamp: str) -> Verdict:
    reason = " ".join(action.text.split())
    if not reason or len(reason) > LONGEST_REASON:
        said = f"原因最多{LONGEST_REASON}字，没有退回。" if reason else ""
        return Verdict(say=said, ask=Ask(f"return.{stamp}", said + RETURN_PROMPT))
    reply = _without(view.reply, "finished") | {"returned": reason}
    return Verdict(say="已退回本人。", stage=RETURNED, waits_for="person", reply=reply)


def _reported_late(view: View) -> bool:
    reported = datetime.fromisoformat(view.reply["finished"])
    return view.deadline is not None and reported > view.deadline


def _without(reply: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in reply.items() if key != name}
