"""清风行动: a discipline reminder with one button, 我已知悉."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field

from activities.attachment import WANTED, Attachment
from activities.kind import (
    Action,
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


class ReminderContent(Content):
    """A reminder's text, with the citations for those bound by Party rules and for everybody else."""

    body: str = Field(
        title="正文",
        min_length=5,
        max_length=1500,
        json_schema_extra=field_help("提醒的内容，可分段", long=True),
    )
    basis_party: str = Field(
        title="依据（党员）",
        default="",
        max_length=400,
        json_schema_extra=field_help("党员看到的纪律依据，如《中国共产党纪律处分条例》第九十七条", long=True),
    )
    basis_other: str = Field(
        title="依据（非党员）",
        default="",
        max_length=400,
        json_schema_extra=field_help("非党员看到的依据，只引用《公职人员政务处分法》等", long=True),
    )
    file: Attachment | None = Field(
        title="附件",
        default=None,
        json_schema_extra=field_help(f"请把文件直接发到这里：{WANTED}", aside=True),
    )
    eve: str = Field(
        title="节前短提醒",
        default="",
        max_length=400,
        json_schema_extra=field_help("假前最后一个工作日发出的短句", ask=False, long=True),
    )
    after: str = Field(
        title="节后短提醒",
        default="",
        max_length=400,
        json_schema_extra=field_help("假后首个工作日发出的短句", ask=False, long=True),
    )


class Reminder(Kind[ReminderContent]):
    """Read it, press the button, done."""

    name: ClassVar[str] = "reminder"
    title: ClassVar[str] = "清风行动"
    content = ReminderContent
    alike: ClassVar[bool] = True

    def screen(self, content: ReminderContent, view: View, show: str = "") -> Screen:
        basis = content.basis_party if view.reader.party else content.basis_other
        text = heading(self.title, content.title) + f"\n\n{esc(content.body)}"
        if basis:
            text += f"\n\n{esc(basis)}"
        text += closing_lines(content.sign_off)
        if is_settled(view):
            return Screen(text + standing_line(view), file=content.file)
        return Screen(text + deadline_line(view), ((Button("我已知悉", "ok"),),), content.file)

    def for_all(self, content: ReminderContent, zone: ZoneInfo) -> str:
        return esc(content.body)

    def judge(self, content: ReminderContent, view: View, action: Action) -> Verdict:
        if action.name != "ok":
            return Verdict()
        return Verdict(say="已登记：您已知悉。谢谢！", outcome="done", way="知悉")
