"""学习会议: a notice in the customary form, 参加 or 请假, and attendance entered by the secretary."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from pydantic import AwareDatetime, Field

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
    esc,
    field_help,
    heading,
    is_settled,
    standing_line,
)
from workdays.words import say_moment

COMING = "已报名"
LEAVE_ASKED = "请假待批"
LEAVE_REFUSED = "请假未准"
LONGEST_REASON = 200
PLEASE_COME = "您已报名参加，请准时到会。"
BEGUN = "会议时间已过，不再报名和请假。到会情况由纪检秘书登记，您不用操作。"


class StudyContent(Content):
    """The points a notice of a session must have."""

    session: str = Field(
        title="会议类别",
        max_length=30,
        default="学习会",
        json_schema_extra=field_help("如：中心组学习、主题党日、专题讲座"),
    )
    starts_at: AwareDatetime = Field(
        title="时间", json_schema_extra=field_help("开始时间，如：下周五下午3点")
    )
    place: str = Field(
        title="地点", min_length=2, max_length=100, json_schema_extra=field_help("如：三楼第一会议室")
    )
    topic: str = Field(
        title="主题",
        min_length=2,
        max_length=600,
        json_schema_extra=field_help("学习主题或主要内容", long=True),
    )
    participants: str = Field(
        title="参加人员", default="", max_length=200, json_schema_extra=field_help("如：全体干部职工")
    )
    requirements: str = Field(
        title="有关要求",
        default="",
        max_length=600,
        json_schema_extra=field_help("如：提前10分钟入场", long=True),
    )
    contact: str = Field(
        title="联系人及电话", default="", max_length=60, json_schema_extra=field_help("如：张三，6666")
    )


class Study(Kind[StudyContent]):
    """Answering says whether one comes; being there is what completes it."""

    name: ClassVar[str] = "study"
    title: ClassVar[str] = "学习通知"
    content = StudyContent
    entry_title: ClassVar[str] = "到会登记"
    stages: ClassVar[tuple[str, ...]] = (COMING, LEAVE_ASKED, LEAVE_REFUSED)
    expected: ClassVar[str] = COMING
    most_reminders: ClassVar[int] = 1  # the working day before, also to those who said they come
    due_word: ClassVar[str] = "开会"

    def screen(self, content: StudyContent, view: View, show: str = "") -> Screen:
        points = [
            ("时间", say_moment(content.starts_at.astimezone(view.now.tzinfo))),
            ("地点", content.place),
            ("主题", content.topic),
            ("参加人员", content.participants),
            ("有关要求", content.requirements),
            ("联系人", content.contact),
        ]
        filled = [(name, value) for name, value in points if value]
        lines = [f"{'一二三四五六'[i]}、{name}：{_block(value)}" for i, (name, value) in enumerate(filled)]
        text = heading(content.session, content.title) + "\n\n" + "\n".join(lines)
        text += closing_lines(content.sign_off)
        if is_settled(view):
            return Screen(text + standing_line(view))
        if not self.can_act(view):
            return Screen(f"{text}\n\n{BEGUN}")
        if view.stage == COMING:
            return Screen(f"{text}\n\n{PLEASE_COME}", ((Button("改为请假", "leave"),),))
        if view.stage == LEAVE_ASKED:
            return Screen(
                text + f"\n\n您已请假，等待审批。事由：{esc(str(view.reply.get('reason', '')))}",
                ((Button("改为参加", "come"),),),
            )
        refused = "\n\n您的请假未获批准，请安排参加。" if view.stage == LEAVE_REFUSED else ""
        return Screen(text + refused, ((Button("参加", "come"), Button("请假", "leave")),))

    def judge(self, content: StudyContent, view: View, action: Action) -> Verdict:
        if not self.can_act(view):
            return Verdict(say=BEGUN, alert=True)
        if action.name == "come":
            if view.stage == COMING:
                return Verdict(say="您已报名，不用重复操作。")
            return Verdict(say="已报名参加。", stage=COMING, waits_for="other")
        if action.name != "leave":
            return Verdict()
        if not action.text:
            return Verdict(ask=Ask("leave", "请输入请假事由（一句话即可），发送后由纪检秘书审批。"))
        reason = action.text
        if len(reason) > LONGEST_REASON:
            said = f"事由最多{LONGEST_REASON}字，您写了{len(reason)}字，没有提交。请删减后重新发送。"
            return Verdict(say=said, ask=Ask("leave", said))
        who = f"{view.reader.department}　{view.reader.name}"
        return Verdict(
            say="请假已提交，等待审批。",
            stage=LEAVE_ASKED,
            waits_for="other",
            reply={"reason": reason},
            tell=(
                Notice(
                    f"<b>请假申请</b>\n{esc(who)}\n事项：{esc(content.title)}\n事由：{esc(reason)}",
                    ((Button("同意", "grant"), Button("不同意", "refuse")),),
                ),
            ),
        )

    def decide(self, content: StudyContent, view: View, action: Action) -> Verdict:
        if view.stage != LEAVE_ASKED or view.outcome != "none":
            return Verdict(say="这项请假已处理或已撤回。")
        reason = str(view.reply.get("reason", ""))
        if action.name == "grant":
            return Verdict(say="已同意请假。", stage="", exempt=f"请假（{reason}）")
        if action.name != "refuse":
            return Verdict()
        return Verdict(say="已告知本人：未获批准。", stage=LEAVE_REFUSED, waits_for="person")

    def entered(self, content: StudyContent, view: View) -> Verdict:
        # Attendance is always entered after the session has begun, which does not make anybody late.
        return replace(super().entered(content, view), late=False)

    def deadline(self, content: StudyContent) -> datetime | None:
        return content.starts_at

    def can_act(self, view: View) -> bool:
        # Whether somebody came is no longer theirs to say once the session has begun, which is its deadline.
        return super().can_act(view) and (view.deadline is None or view.now < view.deadline)

    def heads_up(self, view: View) -> str:
        return PLEASE_COME if view.stage == COMING and self.can_act(view) else ""

    def say_overdue(self, title: str, count: int) -> str:
        return f"《{esc(title)}》开始时间已到，还有{count}人没有到会记录。散会后请在报表中登记到会。"

    def remark(self, view: View) -> str:
        # Granted, it stands in the exemption; who comes after all has none.
        return f"事由：{view.reply['reason']}" if view.stage in (LEAVE_ASKED, LEAVE_REFUSED) else ""


def _block(value: str) -> str:
    """Return a point's text; one of several lines begins below its heading, （一） over （二）."""
    return f"\n{esc(value)}" if "\n" in value else esc(value)
