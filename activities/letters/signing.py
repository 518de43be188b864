"""How every letter is read to its end, signed by typing one's name, or objected to with a reason."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from activities.kind import (
    Action,
    Ask,
    Button,
    Kind,
    Reader,
    Screen,
    Verdict,
    View,
    closing_lines,
    deadline_line,
    esc,
    heading,
    standing_line,
)
from activities.letters.content import LetterContent, changes_between, paginate
from activities.letters.objecting import answered, objected, objecting, said
from activities.letters.reading import has_read, reached, remembering, turned, turning
from language.cells import clean_text
from language.names import name_key
from workdays.words import say_moment

PAPER = "纸质签署"
RECEIPT = "receipt"
SIGNERS_FROM = 2  # lines above the first signature of a receipt
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅．.", "·"))

L = TypeVar("L", bound=LetterContent)


class Letter(Kind[L], Generic[L]):
    """The whole text is paged through before 签署 appears; the typed name must be the roster's.

    `Verdict.kept` tells the backing what to keep beside the fact: {"signed": whose word, as who signs} for
    a signature, {"words": …, "by": "person" | "secretary"} for what is said about an objection.
    """

    entry_title: ClassVar[str] = PAPER
    binding: ClassVar[bool] = True
    signer: ClassVar[str]  # what who signs is called: 承诺人

    def screen(self, content: L, view: View, show: str = "") -> Screen:
        if show.startswith("page"):
            return self._reread(content, view, int(show.removeprefix("page")))
        if view.outcome == "done":
            return Screen(self.receipt(content, view), self._papers(view))
        if view.exempt or view.closed:
            return Screen(heading(self.title, content.title) + standing_line(view))
        pages = paginate(content)
        page = min(reached(view, "page"), len(pages) - 1)
        text = self._page(content, view, pages, page)
        text += "。" if has_read(view, len(pages)) else "，读到最后一页即可签署。"
        text += deadline_line(view)
        if view.outcome == "declined":
            text += said(view)
        rows = [turning("page", page, len(pages))]
        if has_read(view, len(pages)):
            rows.append((Button("签署", "sign"), objecting(view)))
        return Screen(text, tuple(row for row in rows if row))

    def judge(self, content: L, view: View, action: Action) -> Verdict:
        if action.name in (RECEIPT, "again"):
            return self.looked_again(content, view, action)
        pages = paginate(content)
        if action.name == "page" and action.arg.isdecimal():
            return turned(view, min(int(action.arg), len(pages) - 1))
        if not has_read(view, len(pages)):
            return Verdict(say="请先读到最后一页，再签署或提出意见。", alert=True)
        if action.name == "sign":
            return self._sign(content, view, action)
        if action.name == "object":
            return objected(self.title, content.title, view, action)
        return Verdict()

    def looked_again(self, content: L, view: View, action: Action) -> Verdict:
        if action.name == "again" and action.arg.isdecimal():
            return Verdict(show=f"page{action.arg}")
        if action.name == RECEIPT and self.signatures(view):
            return Verdict(say="正在生成回执，稍后发出。", give=RECEIPT)
        return Verdict() if action.name == "back" else Verdict(say="您已签署，不用重复操作。")

    def decide(self, content: L, view: View, action: Action) -> Verdict:
        if view.outcome == "done":
            return Verdict(say="本人已签署，不用再答复。")
        if action.name != "reply" or not view.more.get("thread"):
            return super().decide(content, view, action)
        return answered(self.objector(view), view, action)

    def entered(self, content: L, view: View) -> Verdict:
        return Verdict(outcome="done", stage="", waits_for="person", way=PAPER, kept={"signed": PAPER})

    def notable(self, old: L, new: L, now: datetime) -> str:
        changes = changes_between(old, new)
        return "文本有改动，请重新阅读：\n\n" + "\n\n".join(map(esc, changes)) if changes else ""

    def remark(self, view: View) -> str:
        if view.outcome == "declined":
            return f"理由：{view.reply.get('reason', '')}"
        if view.way == PAPER and view.reply.get("paper"):
            return f"纸面日期{view.reply['paper']}"
        return f"校验码 {view.reply['code']}" if view.reply.get("code") else ""

    def receipt(self, content: L, view: View) -> str:
        """Return what stands instead of the text once it is signed."""
        lines = [heading(self.title, content.title), ""]
        if not self.signatures(view):
            lines.append(_say_reader(self.signer, view.reader))
        for who, signature in self.signatures(view):
            signed = datetime.fromisoformat(str(signature["signed"])).astimezone(view.now.tzinfo)
            lines += [
                *([""] if len(lines) > SIGNERS_FROM else []),
                f"{who}：{esc(signature['department'])}　{esc(signature['name'])}",
                f"签署时间：{say_moment(signed)}",
                f"文本：第{signature['version']}版，摘要 {str(signature['hash'])[:12]}",
                f"校验码：<code>{signature['code']}</code>",
            ]
        if view.outcome == "done" and view.reply.get("paper"):
            lines.append(f"纸面签署日期：{view.reply['paper']}")
        return "\n".join(lines) + self.standing(view)

    def signatures(self, view: View) -> list[tuple[str, Mapping[str, Any]]]:
        """Return who has signed here, in order: what they are called, and what their signature binds."""
        return [(self.signer, view.reply)] if view.reply.get("code") else []

    def objector(self, view: View) -> str:
        """Return who may have objected last: the name of whoever's turn it is."""
        return view.reader.name

    def standing(self, view: View) -> str:
        """Return the line below a receipt that says how it stands."""
        return standing_line(view)

    def parties(self, view: View) -> str:
        """Return the lines above the text that say between whom it is, where it is between two."""
        return ""

    def signed(self, view: View) -> Verdict:
        """Return where it stands once whoever looks has signed."""
        return Verdict(outcome="done", way="本人签署")

    def _sign(self, content: L, view: View, action: Action) -> Verdict:
        me = view.second or view.reader
        if not action.text:
            return Verdict(ask=Ask("sign", f"请输入您的姓名，发送后即签署《{content.title}》。"))
        typed = _plain(clean_text(action.text))
        if name_key(typed) != name_key(me.name):
            return Verdict(
                say=f"“{action.text[:20]}”与花名册上的姓名不一致，没有签署。请重新输入您本人的姓名。",
                ask=Ask("sign", f"请输入您的姓名，发送后即签署《{content.title}》。"),
            )
        code = verification_code(typed, me.department, view.content_hash, view.now)
        bound = {
            "name": typed,
            "department": me.department,
            "version": view.version,
            "hash": view.content_hash,
            "code": code,
            "signed": view.now.isoformat(),
        }
        then = self.signed(view)
        return Verdict(
            say=f"签署成功，校验码 {code}。",
            outcome=then.outcome,
            stage=then.stage,
            waits_for=then.waits_for,
            way=then.way,
            reply=remembering(view, bound),
            kept={"signed": "second" if view.second else "first"},
        )

    def _papers(self, view: View) -> tuple[tuple[Button, ...], ...]:
        """Return the buttons below what was signed here; a paper has both text and signature on it."""
        papers = ((Button("查看全文", "again", "0"), Button("下载回执", RECEIPT)),)
        return papers if self.signatures(view) else ()

    def _reread(self, content: L, view: View, page: int) -> Screen:
        pages = paginate(content)
        page = min(page, len(pages) - 1)
        rows = (turning("again", page, len(pages)), (Button("返回", "back"),))
        return Screen(self._page(content, view, pages, page) + "。", tuple(row for row in rows if row))

    def _page(self, content: L, view: View, pages: Sequence[str], page: int) -> str:
        text = f"{heading(self.title, content.title)}\n{self.parties(view)}\n{esc(pages[page])}"
        if page == len(pages) - 1:
            text += closing_lines(content.sign_off)
        return f"{text}\n\n第{page + 1}页，共{len(pages)}页"


def verification_code(name: str, department: str, content_hash: str, signed: datetime) -> str:
    """Return the short 校验码 of a signature: 8 characters that change with person, text and time."""
    source = "\n".join((name, department, content_hash, signed.isoformat()))
    return hashlib.sha256(source.encode()).hexdigest()[:8].upper()


def _plain(name: str) -> str:
    """Return a name without gaps or a full stop, its dots as one: keyboards have many for 买买提·阿不都."""
    return "".join(name.split()).translate(_DOTS).strip("·。，,、；;：:！!？?~～…“”\"'（）()")


def _say_reader(who: str, reader: Reader) -> str:
    return f"{who}：{esc(reader.department)}　{esc(reader.name)}"
