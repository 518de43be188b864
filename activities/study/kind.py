"""How a session is answered: 参加 or 请假, being there, and making up for it afterwards."""

from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar
from zlib import crc32
from zoneinfo import ZoneInfo

from activities.kind import (
    Action,
    Ask,
    Button,
    Kind,
    Notice,
    Screen,
    Verdict,
    View,
    esc,
    is_settled,
    says_something,
    standing_line,
)
from activities.study.content import StudyContent
from activities.study.notice import notice, say_sign_in
from workdays.words import say_moment

COMING = "已报名"
LEAVE_ASKED = "请假待批"
LEAVE_REFUSED = "请假未准"
ABSENT = "未到会"
MAKEUP = "待补学"
ON_THE_SPOT = "现场登记"
MADE_UP = "补学"
CALENDAR = "calendar"
MATERIALS = "files"
STRUCK = "struck"  # in a reply: why the host took somebody's own registration out
LONGEST_REASON = 200
PLEASE_COME = "您已报名参加，请准时到会。"
BEGUN = "会议时间已过，不再报名和请假。到会情况由主持人或纪检秘书登记，您不用操作。"
SCAN = "会议时间已过，不再报名和请假。您如已到会，请扫会场的二维码，或把屏幕上的六位数字发到这里。"
STUDY_NOW = "请自学本次会议内容，学完后点“已补学”。不用写笔记，也不用交材料。"


class Study(Kind[StudyContent]):
    """Answering says whether one comes; being there is what completes it."""

    name: ClassVar[str] = "study"
    title: ClassVar[str] = "学习通知"
    content = StudyContent
    entry_title: ClassVar[str] = "到会登记"
    stages: ClassVar[tuple[str, ...]] = (COMING, LEAVE_ASKED, LEAVE_REFUSED, ABSENT, MAKEUP)
    expected: ClassVar[str] = COMING
    # The working day before, also to those who said they come; these hear once more just before it begins.
    most_reminders: ClassVar[int] = 1
    due_word: ClassVar[str] = "开会"
    head_decides: ClassVar[bool] = True

    def screen(self, content: StudyContent, view: View, show: str = "") -> Screen:
        text = notice(content, view.now)
        if view.outcome == "none" and view.stage == MAKEUP and not view.closed:
            said = f"{text}\n\n您没有参加这次会议。{STUDY_NOW}"
            return Screen(said, ((Button("已补学", "made_up"),), *_more(content)), content.file)
        if is_settled(view):
            rows = _more(content) if view.outcome == "done" and not view.closed else ()
            return Screen(text + _standing(view), rows, content.file)
        if not self.can_act(view):
            begun = SCAN if content.scans and view.now < content.ends_at else BEGUN
            return Screen(f"{text}\n\n{esc(_struck(view)) or begun}", _more(content), content.file)
        if content.scans:
            text += f"\n\n{say_sign_in(content, view.now)}"
        if view.stage == COMING:
            rows = ((Button("改为请假", "leave"), Button("日历文件", "calendar")),)
            return Screen(f"{text}\n\n{PLEASE_COME}", rows + _more(content), content.file)
        if view.stage == LEAVE_ASKED:
            text += f"\n\n您已请假，等待审批。事由：{esc(str(view.reply.get('reason', '')))}"
            return Screen(text, ((Button("改为参加", "come"),), *_more(content)), content.file)
        refused = "\n\n您的请假未获批准，请安排参加。" if view.stage == LEAVE_REFUSED else ""
        rows = ((Button("参加", "come"), Button("请假", "leave")), *_more(content))
        return Screen(text + refused, rows, content.file)

    def judge(self, content: StudyContent, view: View, action: Action) -> Verdict:
        if action.name == MATERIALS:
            return _hand_out(content)
        if view.stage == MAKEUP:
            return _made_up(view) if action.name == "made_up" else Verdict()
        if not self.can_act(view):
            return Verdict(say=SCAN if content.scans and view.now < content.ends_at else BEGUN, alert=True)
        if action.name == "calendar":
            return Verdict(say="日历文件稍后发出，点开即可加入手机日历。", give=CALENDAR)
        if action.name == "come":
            if view.stage == COMING:
                return Verdict(say="您已报名，不用重复操作。")
            return Verdict(
                say="已报名参加，日历文件稍后发出。", stage=COMING, waits_for="other", give=CALENDAR
            )
        return self._leave(content, view, action) if action.name == "leave" else Verdict()

    def _leave(self, content: StudyContent, view: View, action: Action) -> Verdict:
        if not action.text:
            said = "请输入请假事由（一句话即可），发送后由处室负责人或纪检秘书审批。"
            return Verdict(ask=Ask("leave", said))
        reason = action.text
        if not says_something(reason):
            said = "没有看到请假事由，没有提交。请用一句话写明后重新发送。"
            return Verdict(say=said, ask=Ask("leave", said))
        if len(reason) > LONGEST_REASON:
            said = f"事由最多{LONGEST_REASON}字，您写了{len(reason)}字，没有提交。请删减后重新发送。"
            return Verdict(say=said, ask=Ask("leave", said))
        who = f"{view.reader.department}　{view.reader.name}"
        asked = (
            f"<b>请假申请</b>\n{esc(who)}\n事项：{esc(content.title)}\n"
            f"时间：{say_moment(content.starts_at.astimezone(view.now.tzinfo))}\n事由：{esc(reason)}"
        )
        return Verdict(
            say="请假已提交，等待审批。",
            stage=LEAVE_ASKED,
            waits_for="other",
            reply={"reason": reason},
            tell=(
                Notice(
                    asked,
                    ((Button("同意", "grant", _mark(reason)), Button("不同意", "refuse", _mark(reason))),),
                ),
            ),
        )

    def decide(self, content: StudyContent, view: View, action: Action) -> Verdict:
        if view.stage != LEAVE_ASKED or view.outcome != "none":
            return Verdict(say="这项请假已处理或已撤回。")
        reason = str(view.reply.get("reason", ""))
        if action.arg and action.arg != _mark(reason):
            return Verdict(say="本人已改了事由，请看后来的那份申请。", alert=True)
        if action.name == "grant":
            return Verdict(say="已同意请假。", stage="", exempt=f"请假（{reason}）")
        if action.name != "refuse":
            return Verdict()
        return Verdict(say="已告知本人：未获批准。", stage=LEAVE_REFUSED, waits_for="person")

    def arrived(self, content: StudyContent, view: View, *, second: bool) -> Verdict:
        """Return what it comes to that somebody showed the code of the session in its window."""
        if view.reply.get(STRUCK):
            return Verdict(say=_struck(view), alert=True)
        again = {"second": True} if second else {}
        if view.outcome == "done" and not view.reply.get("made_up"):
            if second and not view.reply.get("second"):
                return Verdict(say="第二次点名已登记，谢谢！", reply={**view.reply, **again})
            return Verdict(say="您已登记到会，不用重复操作。")
        tardy = view.now > content.starts_at
        return Verdict(
            say="到会已登记（迟到）。" if tardy else "到会已登记，谢谢！",
            outcome="done",
            stage="",
            waits_for="person",
            way=ON_THE_SPOT,
            late=False,
            reply={**_kept(view), **again, "tardy": tardy, "at": view.now.isoformat()},
        )

    def entered(self, content: StudyContent, view: View) -> Verdict:
        # Attendance is entered after the session has begun, which does not make anybody late; who was sent
        # the material and says on the corridor that it is read has made up for it.
        verdict = replace(super().entered(content, view), late=False)
        if view.stage == MAKEUP:
            return replace(verdict, reply={**view.reply, "made_up": True})
        if view.reply.get(STRUCK):  # whoever says now that they are there withdraws that they were not
            return replace(verdict, reply={key: view.reply[key] for key in view.reply if key != STRUCK})
        return verdict

    def deadline(self, content: StudyContent) -> datetime | None:
        return content.starts_at

    def can_act(self, view: View) -> bool:
        # Whether somebody came is no longer theirs to say once the session has begun, which is its deadline.
        if not super().can_act(view):
            return False
        return view.stage == MAKEUP or view.deadline is None or view.now < view.deadline

    def open_to_exempt(self, view: View) -> bool:
        return view.stage == MAKEUP

    def heads_up(self, view: View) -> str:
        return PLEASE_COME if view.stage == COMING and self.can_act(view) else ""

    def say_overdue(self, title: str, count: int) -> str:
        return f"《{esc(title)}》开始时间已到，还有{count}人没有到会记录。散会后请在报表中登记到会。"

    def for_all(self, content: StudyContent, zone: ZoneInfo) -> str:
        return f"地点：{esc(content.place)}\n主题：{esc(content.topic)}"

    def notable(self, old: StudyContent, new: StudyContent, now: datetime) -> str:
        lines = []
        if old.starts_at != new.starts_at:
            before, after = (say_moment(one.starts_at.astimezone(now.tzinfo)) for one in (old, new))
            lines.append(f"时间改为：<b>{after}</b>\n（原定：{before}）")
        if old.place != new.place:
            lines.append(f"地点改为：<b>{esc(new.place)}</b>\n（原定：{esc(old.place)}）")
        return "\n".join(lines)

    def paper_with_news(self, view: View) -> str:
        return CALENDAR if view.stage == COMING else ""

    def figures(self, replies: Any) -> tuple[tuple[str, str], ...]:
        made_up = sum(bool(reply.get("made_up")) for reply in replies)
        tardy = sum(bool(reply.get("tardy")) for reply in replies)
        came = f"{len(replies) - made_up} 人" + (f"（其中迟到 {tardy} 人）" if tardy else "")
        return (("到会", came), ("补学", f"{made_up} 人")) if made_up else (("到会", came),)

    def without_words(self, reply: Any) -> dict[str, Any]:
        return {key: reply[key] for key in ("made_up", "tardy") if key in reply}

    def looked_again(self, content: StudyContent, view: View, action: Action) -> Verdict:
        if action.name == MATERIALS:
            return _hand_out(content)
        return Verdict(say=f"您已{view.way}，不用重复操作。")

    def remark(self, view: View) -> str:
        # Granted, it stands in the exemption; who comes after all has none.
        if view.stage in (LEAVE_ASKED, LEAVE_REFUSED):
            return f"事由：{view.reply['reason']}"
        if view.outcome == "done":
            if view.reply.get("made_up"):
                return MADE_UP if view.way != MADE_UP else ""
            return "迟到" if view.reply.get("tardy") else ""
        if view.reply.get(STRUCK):
            return f"登记已取消：{view.reply[STRUCK]}"
        return MAKEUP if view.exempt and view.stage == MAKEUP else ""


def _more(content: StudyContent) -> tuple[tuple[Button, ...], ...]:
    """Return the row that asks for what does not go with the notice itself."""
    return ((Button(f"其他材料（{len(content.files)}个）", MATERIALS),),) if content.files else ()


def _hand_out(content: StudyContent) -> Verdict:
    if not content.files:
        return Verdict(say="这次会议没有其他材料。")
    return Verdict(say=f"{len(content.files)}个文件稍后发出。", files=tuple(content.files))


def _mark(reason: str) -> str:
    """Return what a button carries so that it decides the request it was shown with, and no later one."""
    return format(crc32(reason.encode()), "x")


def _made_up(view: View) -> Verdict:
    return Verdict(
        say="已登记补学，谢谢！",
        outcome="done",
        stage="",
        way=MADE_UP,
        late=False,
        reply={**view.reply, "made_up": True},
    )


def _kept(view: View) -> dict[str, Any]:
    return {key: value for key, value in view.reply.items() if key != "made_up"}


def _standing(view: View) -> str:
    if view.outcome == "done" and view.done_at and view.reply.get("tardy"):
        return f"\n\n✅ 您已于{say_moment(view.done_at)}{view.way}（迟到），无需再操作。"
    return standing_line(view)


def _struck(view: View) -> str:
    """Return what somebody hears whose registration the host struck out, empty for anybody else."""
    reason = view.reply.get(STRUCK)
    return f"您的到会登记已被主持人取消，理由：{reason}。如确已到会，请当面找主持人补登。" if reason else ""
