"""征文、学习体会、调研报告: sent in messages or as a document, looked over, handed in, perhaps returned.

The text itself is kept by the kind's backing, which tells of it in View.more: `parts`, `chars`, `title`,
`opening`, and what the last look for others found (`percent`, `own`, `passages`). No fact holds a text.
"""

from typing import Any, ClassVar

from pydantic import Field

from activities.attachment import WANTED, Attachment
from activities.kind import (
    Action,
    Ask,
    Button,
    Content,
    Kind,
    Screen,
    Verdict,
    View,
    closing_lines,
    deadline_line,
    esc,
    field_help,
    heading,
    is_settled,
    standing_line,
)

WRITING = "写作中"
RETURNED = "已退回待改"
LONGEST_TITLE = 40


class EssayContent(Content):
    """What to write about, and how much at most: there is never a least."""

    topic: str = Field(
        title="主题和要求",
        min_length=2,
        max_length=1500,
        json_schema_extra=field_help("写什么、怎么写，如：结合岗位谈学习体会，可用于交流", long=True),
    )
    limit: int = Field(
        title="字数上限",
        default=3000,
        ge=200,
        le=20000,
        json_schema_extra=field_help("最多多少字。按为基层减负要求，不设下限"),
    )
    file: Attachment | None = Field(
        title="附件",
        default=None,
        json_schema_extra=field_help(f"请把文件直接发到这里：{WANTED}", aside=True),
    )


class Essay(Kind[EssayContent]):
    """What was sent stays, whatever is pressed; handing it in completes it until a secretary returns it."""

    name: ClassVar[str] = "essay"
    title: ClassVar[str] = "征文体会"
    content = EssayContent
    entry_title: ClassVar[str] = "线下提交"
    stages: ClassVar[tuple[str, ...]] = (WRITING, RETURNED)
    takes_documents: ClassVar[bool] = True

    def screen(self, content: EssayContent, view: View, show: str = "") -> Screen:
        if is_settled(view):
            return _settled(content, view)
        if show == "again":
            return _sure(content, view)
        if view.reply.get("at") == "ready":
            return _preview(content, view)
        if view.reply.get("at") == "returned":
            return _returned(content, view)
        if view.more.get("parts") or view.reply.get("at") == "writing":
            return _writing(content, view)
        text = heading(self.title, content.title) + f"\n\n{esc(content.topic)}\n\n{_how(content)}"
        text += closing_lines(content.sign_off) + deadline_line(view)
        return Screen(text, ((Button("开始提交", "write"),),), content.file)

    def judge(self, content: EssayContent, view: View, action: Action) -> Verdict:
        parts = int(view.more.get("parts", 0))
        match action.name:
            case "write":
                return Verdict(reply={"at": "writing"}, stage=WRITING, ask=_ask(content))
            case "part":
                return _received(content, view, action)
            case "undo" if parts:
                return Verdict(say="已撤回上一段。", reply={"at": "writing"}, kept={"undo": True})
            case "again" if action.arg == "sure":
                again = Verdict(say="请重新发送全文。", reply={"at": "writing"}, stage=WRITING)
                return _with(again, kept={"again": True}, ask=_ask(content))
            case "again" if parts:
                return Verdict(show="again")
            case "ready":
                if not parts:
                    return Verdict(say="还没有收到正文，请先发送。", alert=True)
                return Verdict(reply={"at": "ready"}, stage=WRITING, kept={"look": True})
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


def count(text: str) -> int:
    """Return how many characters a text has as people count them: without blanks."""
    return sum(not letter.isspace() for letter in text)


def title_of(text: str) -> str:
    """Return the title a text begins with; empty where its first line is already a sentence."""
    first = text.strip().partition("\n")[0].strip().strip("《》")
    is_title = 0 < len(first) <= LONGEST_TITLE and first[-1] not in "。！？；：，、.!?;:,"
    return first if is_title and first != text.strip() else ""


def returned(reason: str) -> dict[str, Any]:
    """Return what a reply says once the secretary has returned the essay."""
    return {"at": "returned", "reason": reason}


def _ask(content: EssayContent) -> Ask:
    return Ask("part", f"请发送正文。{_how(content)}", file=True)


def _how(content: EssayContent) -> str:
    return (
        "可以直接发文字（长文可分几次发），也可以发 Word（.docx）或文本（.txt）文件。"
        f"字数上限{content.limit}字，不设下限。"
    )


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
        reply={"at": "writing"},
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


def _writing(content: EssayContent, view: View) -> Screen:
    parts, chars = int(view.more.get("parts", 0)), int(view.more.get("chars", 0))
    text = heading("征文体会", content.title)
    if not parts:
        text += f"\n\n还没有收到正文。点“接着写”，再发送。\n{_how(content)}"
        return Screen(text + deadline_line(view), ((Button("接着写", "write"),),))
    text += (
        f"\n\n现有{parts}段，共{chars}字（上限{content.limit}字）。\n"
        "没发完的，请接着发；都发完了，请点“写完了”。发来的都已保存，可随时中断。"
    )
    rows = (
        (Button("写完了", "ready"),),
        (Button("接着写", "write"), Button("撤回上一段", "undo"), Button("全部重写", "again")),
    )
    return Screen(text + deadline_line(view), rows)


def _preview(content: EssayContent, view: View) -> Screen:
    text = heading("征文体会", content.title) + "\n\n<b>还没有提交，请核对：</b>"
    if title := view.more.get("title"):
        text += f"\n题目：《{esc(title)}》"
    text += f"\n字数：{view.more['chars']}字\n开头：{esc(view.more['opening'])}"
    text += _likeness(view) + deadline_line(view)
    rows = (
        (Button("提交", "hand"),),
        (Button("看全文", "mine"), Button("接着写", "write"), Button("全部重写", "again")),
    )
    return Screen(text, rows)


def _likeness(view: View) -> str:
    percent = view.more.get("percent")
    if not percent:
        return ""
    of = "您本人以前交的一篇文章" if view.more.get("own") else "已收到的一篇文章"
    said = f"\n\n⚠ 与{of}有约{percent}%的内容相同"
    passages = view.more.get("passages", ())
    said += f"，例如：\n{chr(10).join(f'“{esc(passage)}”' for passage in passages)}" if passages else "。"
    return said + "\n建议改写后再提交；如确为本人所写或引用，也可以直接提交。纪检秘书会看到这一比例。"


def _returned(content: EssayContent, view: View) -> Screen:
    text = heading("征文体会", content.title)
    text += f"\n\n<b>您的文章已退回，请修改后重新提交。</b>\n秘书意见：{esc(view.reply.get('reason', ''))}"
    text += "\n\n改动大的，请点“重新发送全文”；只补几句的，请点“在原文后补充”。"
    rows = (
        (Button("重新发送全文", "again", "sure"),),
        (Button("在原文后补充", "write"), Button("看我的文章", "mine")),
    )
    return Screen(text + deadline_line(view), rows)


def _sure(content: EssayContent, view: View) -> Screen:
    text = heading("征文体会", content.title)
    text += f"\n\n现有{view.more.get('parts', 0)}段，共{view.more.get('chars', 0)}字。确定全部重写吗？"
    text += "已发来的不再算进文章。"
    return Screen(text, ((Button("确定全部重写", "again", "sure"), Button("不重写，接着写", "write")),))


def _settled(content: EssayContent, view: View) -> Screen:
    text = heading("征文体会", content.title)
    if view.outcome != "done" or "chars" not in view.reply:
        return Screen(text + standing_line(view))
    title = f"《{esc(view.reply['title'])}》，" if view.reply.get("title") else ""
    text += f"\n\n您的文章：{title}共{view.reply['chars']}字。"
    return Screen(text + standing_line(view), ((Button("看我的文章", "mine"),),))
