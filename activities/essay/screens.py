"""What somebody sees of an essay: while writing, before handing in, returned, and done."""

from activities.essay.content import EssayContent
from activities.kind import Button, Screen, View, closing_lines, deadline_line, esc, heading, standing_line

TAG = "征文体会"


def how(content: EssayContent) -> str:
    return (
        "可以直接发文字（长文可分几次发），也可以发 Word（.docx）或文本（.txt）文件。"
        f"字数上限{content.limit}字，不设下限。"
    )


def remark(view: View) -> str:
    return f"\n\n退回时的秘书意见：{esc(view.reply['reason'])}" if view.reply.get("reason") else ""


def writing(content: EssayContent, view: View) -> Screen:
    parts, chars = int(view.more.get("parts", 0)), int(view.more.get("chars", 0))
    text = heading(TAG, content.title)
    text += (
        f"\n\n现有{parts}段，共{chars}字（上限{content.limit}字）。\n"
        "没发完的，请接着发；都发完了，请点“写完了”。发来的都已保存，可随时中断。"
    )
    rows = (
        (Button("写完了", "ready"),),
        (Button("接着写", "write"), Button("撤回上一段", "undo"), Button("全部重写", "again")),
    )
    return Screen(text + remark(view) + deadline_line(view), rows)


def preview(content: EssayContent, view: View) -> Screen:
    text = heading(TAG, content.title) + "\n\n<b>还没有提交，请核对：</b>"
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


def sent_back(content: EssayContent, view: View) -> Screen:
    text = heading(TAG, content.title)
    text += f"\n\n<b>您的文章已退回，请修改后重新提交。</b>\n秘书意见：{esc(view.reply.get('reason', ''))}"
    text += "\n\n改动大的，请点“重新发送全文”；只补几句的，请点“在原文后补充”。"
    rows = (
        (Button("重新发送全文", "again", "sure"),),
        (Button("在原文后补充", "write"), Button("看我的文章", "mine")),
    )
    return Screen(text + deadline_line(view), rows)


def sure(content: EssayContent, view: View) -> Screen:
    text = heading(TAG, content.title)
    text += f"\n\n现有{view.more.get('parts', 0)}段，共{view.more.get('chars', 0)}字。确定全部重写吗？"
    text += "已发来的不再算进文章。"
    return Screen(text, ((Button("确定全部重写", "again", "sure"), Button("不重写，接着写", "write")),))


def settled(content: EssayContent, view: View) -> Screen:
    text = heading(TAG, content.title)
    if view.outcome != "done" or "chars" not in view.reply:
        return Screen(text + standing_line(view))
    title = f"《{esc(view.reply['title'])}》，" if view.reply.get("title") else ""
    text += f"\n\n您的文章：{title}共{view.reply['chars']}字。"
    return Screen(text + standing_line(view), ((Button("看我的文章", "mine"),),))


def call(content: EssayContent, view: View) -> Screen:
    """Return the call for essays, for whoever has sent nothing yet."""
    text = heading(TAG, content.title) + f"\n\n{esc(content.topic)}\n\n{how(content)}"
    text += remark(view) + closing_lines(content.sign_off) + deadline_line(view)
    return Screen(text, ((Button("开始提交", "write"),),), content.file)
