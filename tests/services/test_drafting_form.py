"""The content model is the form: a further kind gets its questions, limits and errors for nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from pydantic import AwareDatetime, Field

from activities.kind import Action, Button, Content, Kind, Screen, Verdict, View, field_help, heading
from activities.registry import KINDS
from handlers.callbacks import LIMIT, pack
from services.drafting.form import complete, entries
from services.office import Office
from tests.services.secretary import Secretary, sit_down


class VisitContent(Content):
    """A field trip, with one field of every shape."""

    seats: int = Field(title="名额", ge=1, le=60, json_schema_extra=field_help("大巴座位数"))
    leaves_at: AwareDatetime | None = Field(
        default=None, title="出发时间", json_schema_extra=field_help("如：下周五上午8点")
    )
    bring: list[str] = Field(
        default=[], title="携带物品", max_length=3, json_schema_extra=field_help("每行一件", long=True)
    )
    lunch: bool = Field(title="是否供餐", json_schema_extra=field_help("按标准供工作餐"))
    story: str = Field(default="", title="介绍", json_schema_extra=field_help("不限长短", long=True))
    secret: str = Field(default="", title="内部", json_schema_extra=field_help("", ask=False))


class Visit(Kind[VisitContent]):
    """A fifth kind that only this test knows."""

    name: ClassVar[str] = "visit"
    title: ClassVar[str] = "现场教学"
    content = VisitContent

    def screen(self, content: VisitContent, view: View, show: str = "") -> Screen:
        lunch = "供餐" if content.lunch else "不供餐"
        text = f"名额{content.seats}人，{lunch}，带：{'、'.join(content.bring)}"
        return Screen(
            f"{heading(self.title, content.title)}\n{text}\n{content.story}", ((Button("报名", "join"),),)
        )

    def judge(self, content: VisitContent, view: View, action: Action) -> Verdict:
        return Verdict(outcome="done", way="报名")


@pytest.fixture
def chen(
    sqlite_url: str, office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Secretary]:
    """Yield the secretary of a bureau that has a fifth kind."""
    monkeypatch.setitem(KINDS, "visit", Visit())
    secretary = sit_down(sqlite_url, office, now)
    yield secretary
    secretary.engine.dispose()


def test_a_fifth_kind_is_written_and_published(chen: Secretary) -> None:
    chen.new()
    assert "第1项，共6项" in chen.press("现场教学").text  # it has no templates: the form begins at once
    asked = chen.type("廉政教育基地现场教学")
    assert "大巴座位数\n必填，1至60的整数。" in asked.text
    assert "“名额”不能小于1，您写的是0。" in chen.type("0").text
    chen.type("45")
    chen.press("跳过")
    assert "“携带物品”最多3条，现在有4条" in chen.type("水\n伞\n帽\n药").text
    chen.type("水\n\n雨伞")
    assert "“是否供餐”请回答“是”或“否”。" in chen.type("随便").text
    chen.press("是", "跳过")
    assert "请选择<b>截止时间</b>" in chen.seen.text
    chen.press("1周内", "确定（6人）")
    assert "名额45人，供餐，带：水、雨伞" in chen.seen.text
    assert "［报名］" in chen.seen.text
    chen.press("立即发布")
    assert chen.content() == {
        "title": "廉政教育基地现场教学",
        "sign_off": "江州市应急管理局机关纪委\n2026年12月2日",
        "seats": 45,
        "leaves_at": None,
        "bring": ["水", "雨伞"],
        "lunch": True,
        "story": "",
        "secret": "",
    }


@pytest.mark.parametrize(("size", "publishable"), [(3900, True), (4090, False)])
def test_what_is_too_long_for_one_message_is_shown_in_turns(
    chen: Secretary, size: int, publishable: bool
) -> None:
    chen.new()
    chen.press("现场教学")
    chen.type("现场教学", "45")
    chen.press("跳过", "跳过", "否")
    chen.type("学" * size)
    facts = chen.press("1周内", "确定")
    assert "学学" not in facts.text
    assert ("立即发布" in chen.labels()) is publishable
    assert ("内容超过一条消息的上限（4096字），请精简。" in facts.text) is not publishable
    if publishable:
        assert "学" * size in chen.press("看正文").text
        assert "对象：全体人员，共6人" in chen.press("看发布要点").text


def test_a_moment_may_be_optional(chen: Secretary) -> None:
    chen.new()
    chen.press("现场教学")
    chen.type("现场教学", "45", "12月11日上午8点")
    assert "✔ 出发时间：2026年12月11日（星期五）08:00" in chen.seen.text


def test_what_is_missing_is_named_by_its_title() -> None:
    content, problems = complete(VisitContent, {"title": "现场教学"})
    assert content is None
    assert problems == ["还没有填写“名额”。", "还没有填写“是否供餐”。"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_of_every_kind_can_be_typed_and_carried_by_a_button(kind: Kind[Content]) -> None:
    for entry in entries(kind.content):
        assert entry.title != entry.name
        assert len(pack("n", (10**9, f"ask.{entry.name}*", "clear")).encode()) <= LIMIT
        assert len(pack("n", (10**9, "fields*", entry.name)).encode()) <= LIMIT


def test_a_template_is_left_behind_by_the_year_it_speaks_of(chen: Secretary) -> None:
    chen.now = datetime(2028, 9, 1, 2, 0, tzinfo=UTC)  # 中秋 falls into the days of 国庆
    chen.new()
    chen.press("清风行动")
    assert "中秋国庆节前提醒" in chen.labels()
    assert "国庆节前提醒" not in chen.labels()
    assert "中秋节前提醒" not in chen.labels()


def test_a_day_that_is_past_is_named_without_a_time_nobody_typed(chen: Secretary) -> None:
    chen.new()
    chen.press("学习通知", "空白")
    chen.type("党纪学习会", "学习会")
    assert "⚠ 2026年12月1日已经过去，请写一个以后的时间。" in chen.type("昨天").text
    assert "⚠ 2026年12月1日（星期二）15:00已经过去" in chen.type("昨天下午3点").text
