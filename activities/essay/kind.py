"""征文、学习体会、调研报告: sent in messages or as a document, looked over, handed in, perhaps returned.

The text itself is kept by the kind's backing, which tells of it in View.more: `parts`, `chars`, `title`,
`opening`, and what the last look for others found (`percent`, `own`, `passages`). No fact holds a text.
"""

from typing import Any, ClassVar

from activities.essay import screens
from activities.essay.content import EssayContent, count
from activities.kind import Action, Ask, Kind, Screen, Verdict, View, is_settled

WRITING = "写作中"
RETURNED = "已退回待改"
_GOING_ON = Ask("part", "", file=True)  # what comes now is taken without being asked for again


class Essay(Kind[EssayContent]):
    """What was sent stays, whatever is pressed; handing it in completes it until a secretary returns it."""

    name: ClassVar[str] = "essay"
    title: ClassVar[str] = screens.TAG
    content = EssayContent
    entry_title: ClassVar[str] = "线下提交"
    stages: ClassVar[tuple[str, ...]] = (WRITING, RETURNED)
    takes_documents: ClassVar[bool] = True

    def screen(self, content: EssayContent, view: View, show: str = "") -> Screen:
        if is_settled(view):
            return screens.settled(content, view)
        if show == "again":
            return screens.sure(content, view)
        if view.reply.get("at") == "ready":
            return screens.preview(content, view)
        if view.reply.get("at") == "returned":
            return screens.sent_back(content, view)
        if view.more.get("parts"):
            return screens.writing(content, view)
        return screens.call(content, view)

    def judge(self, content: EssayContent, view: View, action: Action) -> Verdict:
        parts = int(view.more.get("parts", 0))
        match action.name:
            case "write":
                ask = Ask("part", "请接着发送，前面的不用重发。", file=True) if parts else _ask(content)
                return Verdict(reply=_at(view, "writing"), stage=WRITING, ask=ask)
            case "part":
                return _received(content, view, action)
            case "undo" if parts:
                undone = Verdict(say="已撤回上一段。", reply=_at(view, "writing"), kept={"undo": True})
                return _with(undone, ask=_GOING_ON)
            case "again" if action.arg == "sure":
                again = Verdict(say="请重新发送全文。", reply=_at(view, "writing"), stage=WRITING)
                return _with(again, kept={"again": True}, ask=_ask(content))
            case "again" if parts:
                return Verdict(show="again")
            case "ready":
                if not parts:
                    return Verdict(say="还没有收到正文，请先发送。", alert=True)
                return Verdict(reply=_at(view, "ready"), stage=WRITING, kept={"look": True}, ask=_GOING_ON)
            case "hand" if view.reply.get("at") == "ready" and parts:
                return _handed_in(view)
            case "hand":
                return Verdict(say="文章有改动，请先点“写完了”核对，再提交。", alert=True)
            case "mine" if parts:
                return Verdict(give="mine")
        return Verdict()

    def looked_again(self, content: EssayContent, view: View, action: Action) -> Verdict:
        if action.name == "mine" and "chars" in view.reply:
            return Verdict(give="mine")
        if action.name == "part":
            return Verdict(say="您的文章已经提交，这段文字没有加进去。需要修改的，请联系纪检秘书退回。")
        return Verdict(say="您的文章已经提交，不用重复操作。")

    def remark(self, view: View) -> str:
        title = view.reply.get("title")
        return f"《{title}》" if view.outcome == "done" and title else ""


def _ask(content: EssayContent) -> Ask:
    return Ask("part", f"请把正文发到这里，文字、文件都可以，最多{content.limit}字。", file=True)


def _at(view: View, place: str) -> dict[str, Any]:
    """Return the reply of somebody who goes on; what the secretary remarked stays with it."""
    return {"at": place} | {key: view.reply[key] for key in ("reason",) if key in view.reply}


def _with(verdict: Verdict, **more: Any) -> Verdict:
    return Verdict(**{**verdict.__dict__, **more})


def _received(content: EssayContent, view: View, action: Action) -> Verdict:
    parts, before, new = int(view.more.get("parts", 0)), int(view.more.get("chars", 0)), count(action.text)
    file = action.file.model_dump(mode="json") if action.file else None
    kept = {"text": action.text.strip(), "file": file}
    if not new:
        return Verdict(say="没有看到文字，请重新发送。", ask=_ask(content))
    if before + new > content.limit:
        said = f"这次收到{new}字，" + (f"加上前面的{before}字，" if before else "")
        said += f"超过上限{content.limit}字，没有放进文章"
        said += f"；前面的{before}字不受影响。请精简后再发。" if before else "。请精简后再发。"
        return Verdict(say=said, kept={"refused": kept}, ask=_ask(content))
    source = f"文件《{action.file.name}》，作为" if action.file else ""
    return Verdict(
        say=f"已收到{source}第{parts + 1}段，共{before + new}字。",
        reply=_at(view, "writing"),
        stage=WRITING,
        kept={"add": kept},
        ask=_ask(content),
    )


def _handed_in(view: View) -> Verdict:
    return Verdict(
        say="已提交。谢谢！",
        outcome="done",
        stage="",
        way="提交",
        reply={"at": "done", "chars": int(view.more["chars"]), "title": view.more.get("title", "")},
        kept={"hand": True},
    )
