"""有异议: a reason, a thread with the secretaries about it, and what of it stands on the screen.

乙方 signs before it is 甲方's turn, so the thread parts where 甲方 speaks first: neither reads the other's.
"""

from collections.abc import Mapping, Sequence

from activities.kind import Action, Ask, Button, Notice, Verdict, View, esc, says_something
from activities.letters.reading import remembered, remembering

LONGEST_WORDS = 1000
SHOWN_WORDS = 4  # of a thread, on a screen
SECOND = "second"


def objecting(view: View) -> Button:
    """Return the button that objects."""
    return Button("补充意见" if view.outcome == "declined" else "有异议", "object")


def objected(letter: str, title: str, view: View, action: Action) -> Verdict:
    """Return what an objection comes to: words kept and shown to the secretaries, who may answer."""
    if not action.text:
        return Verdict(ask=Ask("object", "请写明您的意见和理由，发送后转交纪检秘书。"))
    if not says_something(action.text):
        said = "没有看到您的意见和理由，没有提交。请写明后重新发送。"
        return Verdict(say=said, ask=Ask("object", said))
    if len(action.text) > LONGEST_WORDS:
        long = _too_long(action.text, "提交")
        return Verdict(say=long, ask=Ask("object", long))
    me = view.second or view.reader
    times = int(remembered(view).get("objections", 0)) + 1
    headline = f"对{letter}补充意见" if times > 1 else f"对{letter}有异议"
    return Verdict(
        say="您的意见已转交纪检秘书。",
        outcome="declined",
        reply={**remembering(view, {"objections": times}), "reason": action.text},
        kept={"words": action.text, "by": SECOND if view.second else "person"},
        tell=(
            Notice(
                f"<b>{headline}</b>\n{esc(me.department)}　{esc(me.name)}\n事项：{esc(title)}\n"
                f"理由：{esc(action.text)}\n\n点“回复”可在这里答复本人；沟通后本人仍可签署。",
                ((Button("回复", "reply"),),),
            ),
        ),
    )


def answered(name: str, view: View, action: Action) -> Verdict:
    """Return what a secretary's answer to an objection comes to."""
    if not action.text:
        return Verdict(ask=Ask("reply", f"请写给{name}的答复，发送后本人即可看到。"))
    if len(action.text) > LONGEST_WORDS:
        return Verdict(ask=Ask("reply", _too_long(action.text, "发出")))
    return Verdict(
        say="已答复本人。",
        reply={**view.reply, "answered": int(view.reply.get("answered", 0)) + 1},
        kept={"words": action.text, "by": "secretary"},
    )


def said(view: View) -> str:
    """Return the last of what was said about an objection of whoever looks, and what can be done now."""
    thread = _own(view)
    words = [f"{esc(one['who'])}（{esc(one['at'])}）：{esc(one['text'])}" for one in thread[-SHOWN_WORDS:]]
    replied = bool(thread) and thread[-1]["by"] == "secretary"
    now = (
        "如无其他意见，请签署；还有意见，可点“补充意见”。" if replied else "秘书将与您联系；沟通后仍可签署。"
    )
    return "\n\n".join(["\n\n<b>您已提出异议</b>", *words, now])


def _own(view: View) -> Sequence[Mapping[str, str]]:
    thread: Sequence[Mapping[str, str]] = view.more.get("thread", ())
    parted = next((place for place, one in enumerate(thread) if one["by"] == SECOND), len(thread))
    return thread[parted:] if view.second else thread[:parted]


def _too_long(text: str, verb: str) -> str:
    return f"最多{LONGEST_WORDS}字，您写了{len(text)}字，没有{verb}。请删减后重新发送。"
