"""延期: asked for with a new date and a reason, granted or refused by the secretary."""

import contextlib
import re
from datetime import datetime, timedelta
from typing import Any

from activities.kind import Action, Ask, Button, Notice, Verdict, View, esc, says_something
from activities.task.content import TaskContent
from workdays.holidays import Calendar
from workdays.words import Unclear, parse_moment, say_date, say_moment

ASKED, WORKING = "延期待批", "办理中"
GRANTED, REFUSED = "grant", "refuse"
LONGEST_REASON = 200
FURTHEST = timedelta(days=366)
EXAMPLE = "如：12月30日，等第三方检测报告"
PROMPT = f"请发送新的完成时间和原因，中间用逗号隔开，{EXAMPLE}。"


def ask_extension(content: TaskContent, view: View, action: Action) -> Verdict:
    """Take somebody's request for more time, or ask for its date and reason."""
    if not action.text:
        return Verdict(ask=Ask("extend", PROMPT))
    try:
        until, reason = read_extension(action.text, view)
    except Unclear as unclear:
        return Verdict(say=str(unclear), ask=Ask("extend", str(unclear)))
    request = {"to": until.isoformat(), "reason": reason, "asked": view.now.isoformat()}
    text = (
        f"<b>延期申请</b>\n{who(view)}\n任务：{esc(content.title)}\n"
        f"现在的时限：{say_moment(view.deadline) if view.deadline else '不设'}\n"
        f"申请延到：{say_moment(until)}\n原因：{esc(reason)}"
    )
    stamp = stamp_of(request["asked"])
    rows = ((Button("同意", GRANTED, stamp), Button("不同意", REFUSED, stamp)),)
    return Verdict(
        say="延期申请已提交，等秘书答复。",
        stage=ASKED,
        reply={**view.reply, "extension": request},
        tell=(Notice(text, rows),),
    )


def _leading_moment(text: str, view: View) -> tuple[datetime, list[str]]:
    """Read the moment a text begins with, and the words after it: a space will do. Raises Unclear."""
    words = text.split()
    calendar = view.more.get("calendar") or Calendar()
    for end in range(len(words), 1, -1):
        with contextlib.suppress(Unclear):
            return parse_moment(" ".join(words[:end]), view.now, calendar), words[end:]
    return parse_moment(words[0] if words else text, view.now, calendar), words[1:]


def read_extension(text: str, view: View) -> tuple[datetime, str]:
    """Read a new deadline and why. Raises Unclear with a sentence for the person who typed."""
    day, *rest = re.split(r"[,，;；。\n]", text.strip(), maxsplit=1)
    reason = rest[0].strip() if rest else ""
    until, more = _leading_moment(day, view)
    reason = " ".join((*more, reason)).strip()
    if not says_something(reason):
        raise Unclear(f"还差延期的原因。{PROMPT}")
    if len(reason) > LONGEST_REASON:
        raise Unclear(
            f"原因最多{LONGEST_REASON}字，您写了{len(reason)}字，没有提交。请删减后连日期一起重新发送。"
        )
    if until <= max(view.now, view.deadline or view.now):
        raise Unclear(f"{say_moment(until)}不晚于现在的时限，请写一个更晚的时间，{EXAMPLE}。")
    if until > view.now + FURTHEST:
        raise Unclear(f"{say_date(until)}太远，最多延期一年，请连原因一起重新发送。")
    return until, reason


def decide_extension(view: View, answer: str, stamp: str) -> Verdict:
    """Grant or refuse the request that still waits; `stamp` says which one the secretary saw."""
    request = pending(view)
    if request is None or stamp_of(request["asked"]) != stamp:
        return Verdict(say="这项延期申请已处理，或本人已另行申请。")
    stage = None
    if view.stage == ASKED:
        stage = WORKING if view.reply.get("notes") else ""
    reply = {**view.reply, "extension": {**request, "answer": answer}}
    if answer == REFUSED:
        return Verdict(say="已告知本人：延期未获同意。", stage=stage, reply=reply)
    return Verdict(say="已同意延期。", stage=stage, reply=reply, kept={"deadline": request["to"]})


def pending(view: View) -> dict[str, Any] | None:
    """Return the request that nobody has answered yet."""
    request = view.reply.get("extension")
    return dict(request) if request and not request.get("answer") else None


def say_extension(view: View) -> str:
    """Return where a request stands, for whoever made it; empty where there is none."""
    request = view.reply.get("extension", {})
    match request.get("answer"):
        case "grant":
            return "已同意延期，请按新的时限办理。"
        case "refuse":
            return "您的延期申请未获同意，请按原时限办理。"
    if not request:
        return ""
    until = say_date(datetime.fromisoformat(request["to"]).astimezone(view.now.tzinfo))
    return f"您申请延期到{until}，等秘书答复。答复之前仍按原时限。"


def who(view: View) -> str:
    """Return who asks, as HTML."""
    return f"{esc(view.subject or view.reader.department)}　{esc(view.reader.name)}"


def stamp_of(moment: str) -> str:
    """Return what a button carries so that it decides the request it was shown with, and no later one."""
    return format(int(datetime.fromisoformat(moment).timestamp()), "x")
