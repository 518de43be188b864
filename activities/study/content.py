"""What a notice of a session says, and what the bot needs to know to hold it."""

from datetime import datetime, timedelta
from typing import Literal, get_args

from pydantic import AwareDatetime, Field

from activities.attachment import WANTED, Attachment
from activities.kind import Content, field_help

Tag = Literal["不归类", "以学促廉", "送课宣廉", "书香育廉", "体验悟廉", "警示固廉"]
TAGS: tuple[str, ...] = get_args(Tag)[1:]  # 五位一体
SignIn = Literal["不扫码", "扫码登记"]
EARLY = timedelta(minutes=10)  # before the beginning, that being there can be registered


class StudyContent(Content):
    """The points a notice of a session must have, and beside them who holds it and how."""

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
    file: Attachment | None = Field(
        title="学习材料",
        default=None,
        json_schema_extra=field_help(f"请把文件直接发到这里：{WANTED}", aside=True),
    )
    files: list[Attachment] = Field(
        title="其他材料",
        default=[],
        max_length=9,
        json_schema_extra=field_help(
            f"请把文件逐个发到这里，最多9个：{WANTED}。大家点通知下方的按钮领取", aside=True
        ),
    )
    sign_in: SignIn = Field(
        title="到会登记方式",
        default="不扫码",
        json_schema_extra=field_help(
            "选“扫码登记”的，会前10分钟起，到会的人扫会场的二维码或发送六位数字登记；"
            "选“不扫码”的，由主持人点名，或散会后由秘书登记",
            aside=True,
        ),
    )
    host: str = Field(
        title="主持人",
        default="",
        max_length=20,
        json_schema_extra=field_help("花名册上的姓名；会前收到点名用的消息，不填则发给起草人", aside=True),
    )
    speakers: list[str] = Field(
        title="主讲人",
        default=[],
        max_length=20,
        json_schema_extra=field_help("每行一人；花名册上的人计入“人人登台”", long=True, aside=True),
    )
    tag: Tag = Field(
        title="廉政宣教类别",
        default="不归类",
        json_schema_extra=field_help("属于“五位一体”廉政宣教的，选一类，便于统计次数", aside=True),
    )
    length: int = Field(
        title="时长（分钟）",
        default=90,
        ge=10,
        le=600,
        json_schema_extra=field_help("预计多少分钟，用于日历和登记的结束时间", aside=True),
    )
    host_id: int | None = Field(
        title="主持人", default=None, json_schema_extra=field_help("花名册上的主持人", ask=False)
    )
    speaker_ids: list[int] = Field(
        title="主讲人", default=[], json_schema_extra=field_help("花名册上的主讲人", ask=False)
    )

    @property
    def scans(self) -> bool:
        """Tell whether those who come register themselves, by the code on the host's screen."""
        return self.sign_in == "扫码登记"

    @property
    def opens_at(self) -> datetime:
        """Return from when being there can be registered."""
        return self.starts_at - EARLY

    @property
    def ends_at(self) -> datetime:
        """Return when the session is expected to end, and registering with it."""
        return self.starts_at + timedelta(minutes=self.length)
