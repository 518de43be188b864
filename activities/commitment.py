"""承诺书: read to the end, then signed by typing one's name; or objected to, with a reason."""

import hashlib
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from activities.kind import (
    Action,
    Ask,
    Button,
    Content,
    Kind,
    Notice,
    Screen,
    Verdict,
    View,
    closing_lines,
    deadline_line,
    esc,
    field_help,
    heading,
    standing_line,
)
from language.cells import clean_text
from language.names import name_key
from workdays.words import say_moment

_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅．.", "·"))
PAGE = 420  # characters of a page: about one screen of a phone
LONGEST_REASON = 1000


class CommitmentContent(Content):
    """The letter's customary parts."""

    opening: str = Field(
        title="启语",
        min_length=2,
        max_length=300,
        json_schema_extra=field_help("如：本人郑重承诺：", long=True),
    )
    clauses: list[str] = Field(
        title="承诺事项", min_length=1, max_length=20, json_schema_extra=field_help("每行一条", long=True)
    )
    closing: str = Field(
        title="结语",
        default="",
        max_length=300,
        json_schema_extra=field_help("如：以上承诺，请组织和同志们监督。", long=True),
    )


class Commitment(Kind[CommitmentContent]):
    """The whole text is paged through before 签署 appears; the typed name must be the roster's."""

    name: ClassVar[str] = "commitment"
    title: ClassVar[str] = "承诺书"
    content = CommitmentContent
    entry_title: ClassVar[str] = "纸质签署"

    def screen(self, content: CommitmentContent, view: View, show: str = "") -> Screen:
        pages = paginate(content)
        if view.outcome == "done":
            return Screen(_receipt(content, view))
        if view.exempt or view.closed:
            return Screen(heading(self.title, content.title) + standing_line(view))
        page = min(_reading(view, "page"), len(pages) - 1)
        text = f"{heading(self.title, content.title)}\n\n{esc(pages[page])}"
        turn = []
        if page > 0:
            turn.append(Button("上一页", "page", str(page - 1)))
        if page < len(pages) - 1:
            turn.append(Button("下一页", "page", str(page + 1)))
        if page == len(pages) - 1:
            text += closing_lines(content.sign_off)
        text += f"\n\n第{page + 1}页，共{len(pages)}页"
        text += "。" if _has_read(view, len(pages)) else "，读到最后一页即可签署。"
        text += deadline_line(view)
        rows = [tuple(turn)] if turn else []
        if view.outcome == "declined":
            text += "\n\n您已提出异议，秘书将与您联系；沟通后仍可签署。"
        if _has_read(view, len(pages)):
            objection = () if view.outcome == "declined" else (Button("有异议", "object"),)
            rows.append((Button("签署", "sign"), *objection))
        return Screen(text, tuple(rows))

    def judge(self, content: CommitmentContent, view: View, action: Action) -> Verdict:
        pages = paginate(content)
        if action.name == "page" and action.arg.isdecimal():
            page = min(int(action.arg), len(pages) - 1)
            furthest = _reading(view, "furthest")
            if page > furthest + 1:
                return Verdict(say="请逐页阅读。")
            read = {"page": page, "furthest": max(page, furthest), "version": view.version}
            return Verdict(reply={**view.reply, **read})
        if not _has_read(view, len(pages)):
            return Verdict(say="请先读到最后一页，再签署或提出意见。", alert=True)
        if action.name == "sign":
            return self._sign(view, action)
        return self._object(content, view, action) if action.name == "object" else Verdict()

    def _sign(self, view: View, action: Action) -> Verdict:
        if not action.text:
            return Verdict(ask=Ask("sign", "请输入您的姓名，发送后即签署本承诺书。"))
        typed = _plain(clean_text(action.text))
        if name_key(typed) != name_key(view.reader.name):
            return Verdict(
                say=f"“{action.text[:20]}”与花名册上的姓名不一致，没有签署。请重新输入您本人的姓名。",
                ask=Ask("sign", "请输入您的姓名，发送后即签署本承诺书。"),
            )
        department = view.reader.department
        code = verification_code(typed, department, view.content_hash, view.now)
        return Verdict(
            say=f"签署成功，校验码 {code}。",
            outcome="done",
            way="本人签署",
            reply={
                **view.reply,
                "name": typed,
                "department": department,
                "version": view.version,
                "hash": view.content_hash,
                "code": code,
                "signed": view.now.isoformat(),
            },
        )

    def _object(self, content: CommitmentContent, view: View, action: Action) -> Verdict:
        if not action.text:
            return Verdict(ask=Ask("object", "请写明您的意见和理由，发送后转交纪检秘书。"))
        reason = action.text
        if len(reason) > LONGEST_REASON:
            said = f"最多{LONGEST_REASON}字，您写了{len(reason)}字，没有提交。请删减后重新发送。"
            return Verdict(say=said, ask=Ask("object", said))
        who = f"{view.reader.department}　{view.reader.name}"
        return Verdict(
            say="您的意见已转交纪检秘书。",
            outcome="declined",
            reply={**view.reply, "reason": reason},
            tell=(
                Notice(
                    f"<b>对承诺书有异议</b>\n{esc(who)}\n事项：{esc(content.title)}\n理由：{esc(reason)}\n\n"
                    "请与本人沟通；沟通后本人仍可签署。"
                ),
            ),
        )

    def remark(self, view: View) -> str:
        if view.outcome == "declined":
            return f"理由：{view.reply.get('reason', '')}"
        return f"校验码 {view.reply['code']}" if view.reply.get("code") else ""


def paginate(content: CommitmentContent) -> list[str]:
    """Return the whole letter in pages, never breaking a clause."""
    parts = [content.opening]
    parts += [f"{number}、{clause}" for number, clause in zip(_numbers(), content.clauses, strict=False)]
    if content.closing:
        parts.append(content.closing)
    pages = [parts[0]]
    for part in parts[1:]:
        if len(pages[-1]) + len(part) > PAGE:
            pages.append(part)
        else:
            pages[-1] += "\n" + part
    return pages


def verification_code(name: str, department: str, content_hash: str, signed: datetime) -> str:
    """Return the short 校验码 of a signature: 8 characters that change with person, text and time.

    All it is made from is kept with the answer, so that it can be checked whatever the roster says since.
    """
    source = "\n".join((name, department, content_hash, signed.isoformat()))
    return hashlib.sha256(source.encode()).hexdigest()[:8].upper()


def _numbers() -> list[str]:
    ones = "一二三四五六七八九十"
    return [*ones, *("十" + one for one in ones[:9]), "二十"]


def _plain(name: str) -> str:
    """Return a name without gaps, its dots as one: keyboards have many for 买买提·阿不都."""
    return "".join(name.split()).translate(_DOTS)


def _reading(view: View, how_far: str) -> int:
    """Return the page somebody is on, or the furthest they saw, of this version of the text."""
    same_text = view.reply.get("version", view.version) == view.version
    return int(view.reply.get(how_far, 0)) if same_text else 0


def _has_read(view: View, pages: int) -> bool:
    return _reading(view, "furthest") >= pages - 1


def _receipt(content: CommitmentContent, view: View) -> str:
    lines = [
        heading("承诺书", content.title),
        "",
        f"承诺人：{esc(view.reader.department)}　{esc(view.reader.name)}",
    ]
    if view.reply.get("code"):
        signed = datetime.fromisoformat(str(view.reply["signed"])).astimezone(view.now.tzinfo)
        lines += [
            f"签署时间：{say_moment(signed)}",
            f"文本：第{view.reply['version']}版，摘要 {str(view.reply['hash'])[:12]}",
            f"校验码：<code>{view.reply['code']}</code>",
        ]
    return "\n".join(lines) + standing_line(view)
