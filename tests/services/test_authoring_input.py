"""Bad input, old buttons, other people's drafts, and drafts that were left lying."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select

from services.drafting.writing import DraftGone
from services.office import Office
from storage.activities import Draft
from storage.messages import Focus, KeptText
from storage.people import SECRETARY, Role
from tests.services.secretary import Secretary, sit_down


@pytest.fixture
def chen(sqlite_url: str, office: Office, now: datetime) -> Iterator[Secretary]:
    """Yield the secretary; it is Wednesday 2026-12-02, 10:00."""
    secretary = sit_down(sqlite_url, office, now)
    yield secretary
    secretary.engine.dispose()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("😀" * 4096, "“标题”最多60个?字，现在有4096字"),
        ("字" * 61, "现在有61字，请删减后重新发送"),
        ("短", "“标题”至少2字，现在只有1字"),
        (" \n\x00 ", "没有看到文字，请输入“标题”"),
    ],
)
def test_a_title_that_does_not_fit_is_explained_and_asked_again(
    chen: Secretary, typed: str, sentence: str
) -> None:
    chen.new()
    chen.press("承诺书", "空白")
    refused = chen.type(typed)
    assert sentence.replace("个?", "") in refused.text
    assert "请输入<b>标题</b>" in refused.text
    chen.wait(minutes=1)  # at once it would be the rest of what was cut in two
    accepted = chen.type("岗位承诺书")
    assert "✔ 标题：岗位承诺书" in accepted.text


def test_markup_in_a_field_is_shown_as_typed(chen: Secretary) -> None:
    chen.new()
    chen.press("学习通知", "主题党日")
    chen.type("12月11日15:00", "<b>三楼</b> & 四楼")
    assert "&lt;b&gt;三楼&lt;/b&gt; &amp; 四楼" in chen.seen.text
    chen.press("确定")
    assert "&lt;b&gt;三楼&lt;/b&gt; &amp; 四楼" in chen.seen.text
    chen.press("立即发布")
    assert chen.content()["place"] == "<b>三楼</b> & 四楼"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("随便哪天", "没看懂“随便哪天”"),
        ("<b>", "没看懂“&lt;b&gt;”"),
        ("2月30日下午3点", "没有30日"),
        ("昨天下午3点", "已经过去，请写一个以后的时间"),
        ("下周五", "还差钟点，请连日期一起写，如：12月11日下午3点"),
    ],
)
def test_a_time_that_is_unclear_is_explained_and_asked_again(
    chen: Secretary, typed: str, sentence: str
) -> None:
    chen.new()
    chen.press("学习通知", "主题党日")
    refused = chen.type(typed)
    assert sentence in refused.text
    assert "请输入<b>时间</b>" in refused.text
    assert "地点" in chen.type("下周五下午3点").text


def test_numbers_are_read_and_held_to_their_limits(chen: Secretary) -> None:
    chen.new()
    chen.press("答题", "空白")
    chen.type("小测")
    chen.press("跳过")
    assert "要填整数" in chen.type("十来个").text
    assert "“题数”不能大于90，您写的是99。" in chen.type("99").text
    assert "✔ 题数：20" in chen.type("２０").text


def test_a_deadline_in_the_past_is_refused(chen: Secretary) -> None:
    chen.new()
    chen.press("清风行动", "元旦节前提醒", "自定")
    assert "已经过去" in chen.type("今天早上8点").text
    assert "✔ 截止：2026年12月18日（星期五）17:30" in chen.type("12月18日").text


def test_a_button_of_an_older_step_only_shows_the_present_one(chen: Secretary) -> None:
    chen.new()
    chen.press("答题", "空白")
    chen.type("小测")
    skip = chen.button("跳过")
    chen.press_button(skip)
    assert "请输入<b>题数</b>" in chen.seen.text
    stale = chen.press_button(skip)
    assert "请输入<b>题数</b>" in stale.text
    assert stale.toast == "已回到这份草稿现在的步骤。"
    assert chen.draft().step == "ask.count"


def test_a_required_field_cannot_be_skipped(chen: Secretary) -> None:
    chen.new()
    chen.press("学习通知", "主题党日")
    assert "跳过" not in chen.labels()
    assert "必填" in chen.seen.text


def test_pressing_a_kind_twice_begins_one_draft(chen: Secretary) -> None:
    chen.new()
    study = chen.button("学习通知")
    chen.press_button(study)
    chen.press_button(study)
    assert chen.draft().kind == "study"


def test_a_draft_is_taken_up_days_later(chen: Secretary) -> None:
    chen.new()
    chen.press("学习通知", "主题党日")
    chen.type("下周五下午3点")
    paused = chen.press("暂停")
    assert "已保存" in paused.text
    chen.wait(days=3)
    kept = chen.type("三楼会议室")  # nothing was asked: it is kept, and not taken for the place
    assert "待办" in kept.text
    listed = chen.new()
    assert "您有1份未完成的草稿" in listed.text
    assert "学习通知：关于开展主题党日活动的通知（12月2日保存）" in listed.text
    resumed = chen.press("继续第1份")
    assert "请输入<b>地点</b>" in resumed.text
    assert "发给谁" in chen.type("三楼会议室").text
    with chen.session() as session:
        assert [row.text for row in session.scalars(select(KeptText))] == ["三楼会议室"]


def test_going_back_keeps_what_was_typed(chen: Secretary) -> None:
    chen.new()
    chen.press("学习通知", "主题党日")
    chen.type("下周五下午3点", "三楼会议室")
    chen.press("上一步")
    assert "现在的内容：\n三楼会议室" in chen.seen.text
    chen.press("上一步")
    assert "现在的内容：\n2026年12月11日（星期五）15:00" in chen.seen.text
    chen.press("不改，下一步", "不改，下一步")
    assert "发给谁" in chen.seen.text


def test_deleting_is_asked_first(chen: Secretary) -> None:
    chen.new()
    chen.press("学习通知", "主题党日")
    chen.new()
    asked = chen.press("删除第1份")
    assert "删除后不能恢复" in asked.text
    delete = chen.button("确定删除")
    resumed = chen.press("不删，继续")
    assert "请输入<b>时间</b>" in resumed.text
    assert "已删除草稿" in chen.press_button(delete).text
    with chen.session() as session:
        assert session.scalars(select(Draft)).all() == []
        assert session.scalars(select(Focus)).all() == []
    with pytest.raises(DraftGone, match="这份草稿已删除"):
        chen.press_button(delete)


def test_another_secretary_does_not_reach_the_draft(chen: Secretary) -> None:
    chen.new()
    chen.press("学习通知")
    template = chen.button("主题党日")
    with chen.session() as session:
        session.add(Role(person_id=chen.telegram_id - 1000 + 1, role=SECRETARY, granted_at=chen.now))
    chen.telegram_id += 1
    with pytest.raises(DraftGone, match="不是您起草的"):
        chen.press_button(template)
    assert "未完成的草稿" not in chen.new().text


def test_no_button_offers_a_deadline_in_the_holidays(sqlite_url: str, office: Office) -> None:
    """On the last working day before 国庆 a week from now is still 国庆; at five it is too late for today."""
    chen = sit_down(sqlite_url, office, datetime(2026, 9, 30, 15, tzinfo=office.zone))
    chen.new()
    chen.press("清风行动", "国庆节前提醒")
    assert chen.labels()[:3] == ["3个工作日内", "放假前（9月30日）", "放假后（10月8日）"]
    assert "1周内" not in chen.seen.text
    assert "放假后（10月8日）：2026年10月8日（星期四）17:30" in chen.seen.text
    assert "✔ 截止：2026年9月30日（星期三）17:30" in chen.press("放假前（9月30日）").text
    chen.press("上一步")
    chen.wait(hours=2)
    chen.press("放假前（9月30日）")  # the button of an older message: asked anew
    assert chen.labels()[:2] == ["3个工作日内", "放假后（10月8日）"]
    chen.engine.dispose()


def test_back_at_the_template_one_goes_on_without_choosing_anew(chen: Secretary) -> None:
    chen.new()
    chen.press("清风行动", "元旦节前提醒", "1周内")
    taken = chen.draft().fields
    chen.press("上一步", "上一步")
    assert "已经选过：元旦节前提醒。填好的内容都在。" in chen.seen.text
    assert "现在的截止时间：2026年12月9日" in chen.press("不换模板，继续").text
    assert chen.draft().fields == taken
