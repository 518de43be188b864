"""Whom it goes to, what the preview warns of, and changing things from there."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from services.audiences import Audience
from services.office import Office
from storage.activities import Campaign
from storage.people import Department, Person
from tests.services.secretary import Secretary, sit_down


@pytest.fixture
def chen(sqlite_url: str, office: Office, now: datetime) -> Iterator[Secretary]:
    """Yield the secretary at the audience step of a reminder; it is Wednesday 2026-12-02, 10:00."""
    secretary = sit_down(sqlite_url, office, now)
    secretary.new()
    secretary.press("清风行动", "空白")
    secretary.type("值班纪律提醒", "值班期间请在岗在位。")
    secretary.press("跳过", "跳过", "3个工作日内")
    yield secretary
    secretary.engine.dispose()


def test_departments_are_toggled_and_counted(chen: Secretary) -> None:
    chen.press("处室…", "法规处")
    assert "✓ 法规处" in chen.labels()
    assert "现在的对象：法规处，共3人" in chen.seen.text
    chen.press("办公室")
    assert "办公室、法规处，共6人" in chen.seen.text
    chen.press("✓ 办公室", "选好了")
    assert "✓ 处室…" in chen.labels()
    chen.press("非党员")
    assert "法规处，非党员，共1人" in chen.seen.text
    chen.press("非党员" if "非党员" in chen.labels() else "✓ 非党员")
    assert "现在选的：法规处，共3人" in chen.seen.text
    chen.press("全体人员")
    assert chen.draft().audience == Audience().model_dump(mode="json")


def test_posts_come_from_the_roster(chen: Secretary) -> None:
    chen.press("岗位类别…")
    assert chen.labels()[:4] == ["关键岗位", "处室负责人", "一般", "科级"]
    chen.press("处室负责人", "选好了", "确定")
    assert "对象：处室负责人，共2人" in chen.seen.text


def test_nobody_chosen_cannot_go_on(chen: Secretary) -> None:
    chen.press("岗位类别…", "关键岗位", "选好了", "非党员")
    assert "没有符合条件的人" in chen.seen.text
    refused = chen.press("确定")
    assert refused.toast == "没有符合条件的人，请先调整。"
    assert chen.draft().step == "audience"


def test_many_departments_come_in_pages(chen: Secretary) -> None:
    with chen.session() as session:
        for number in range(60):
            department = Department(name=f"第{number}大队", position=10 + number)
            session.add(department)
            session.flush()
            session.add(Person(name=f"队员{number}", department_id=department.id, joined=date(2020, 1, 1)))
    chen.press("处室…", "下一页", "第59大队")
    assert "✓ 第59大队" in chen.labels()  # a toggle stays on its page
    assert "第59大队，共1人" in chen.seen.text


def test_a_department_emptied_meanwhile_blocks_publishing(chen: Secretary) -> None:
    chen.press("处室…", "法规处", "选好了", "确定")
    publish = chen.button("立即发布")
    with chen.session() as session:
        for person in session.query(Person).filter(Person.name.in_(["孙丽", "李强", "周喆"])):
            person.left = date(2026, 12, 1)
    refused = chen.press_button(publish)
    assert refused.toast == "还不能发布，请先处理列出的问题。"
    assert "没有符合条件的人，请修改对象。" in refused.text
    assert chen.activities() == []


def test_a_deadline_that_passed_while_the_draft_lay_is_mended(chen: Secretary) -> None:
    chen.press("确定")
    chen.wait(days=10)
    chen.new()
    stale = chen.press("继续第1份")
    assert "截止时间2026年12月7日（星期一）17:30不晚于发布时间，请修改截止。" in stale.text
    assert "立即发布" not in chen.labels()
    chen.press("修改截止")
    mended = chen.type("12月20日")
    assert "截止日2026年12月20日不是工作日。" in mended.text
    assert "发布日不是工作日。" in mended.text  # it is Saturday by now
    assert "立即发布" in chen.labels()


def test_no_deadline_and_quiet_hours_are_pointed_out(chen: Secretary) -> None:
    chen.wait(hours=13)  # 23:00
    chen.press("确定", "修改截止", "不设截止")
    assert "没有设截止时间：不会自动提醒" in chen.seen.text
    assert "消息将在2026年12月3日（星期四）08:00送达" in chen.seen.text
    assert "免打扰时段，消息将在2026年12月3日（星期四）08:00送达" in chen.press("立即发布").text


def test_party_rules_shown_to_others_are_pointed_out(chen: Secretary) -> None:
    chen.press("确定", "修改内容", "正文")
    assert "现在的内容：\n值班期间请在岗在位。" in chen.seen.text
    cited = chen.type("请遵守《中国共产党纪律处分条例》第一百三十二条。")
    assert "非党员也会看到《中国共产党纪律处分条例》" in cited.text
    chen.press("修改对象", "党员", "确定")
    assert "非党员也会看到" not in chen.seen.text


def test_a_deadline_for_what_is_voluntary_is_pointed_out(chen: Secretary) -> None:
    chen.press("确定", "修改内容", "正文")
    assert "没有办的人会收到提醒，到期算逾期" in chen.type("自愿参加，欢迎报名。").text
    chen.press("修改截止", "不设截止")
    assert "内容写明自愿" not in chen.seen.text


def test_the_sign_off_bears_the_day_of_publishing(chen: Secretary) -> None:
    chen.press("确定")
    assert "机关纪委\n2026年12月2日\n" in chen.seen.text
    chen.press("定时发布")
    chen.type("12月4日")
    assert "机关纪委\n2026年12月4日\n" in chen.seen.text
    chen.press("修改内容", "落款")
    chen.type("江州市应急管理局机关纪委\n2026年12月9日")  # a later date is meant
    assert "机关纪委\n2026年12月9日\n" in chen.seen.text


def test_a_holiday_that_has_its_campaign_is_pointed_out(chen: Secretary) -> None:
    with chen.session() as session:
        session.add(Campaign(year=2027, holiday="元旦", status="approved"))
        session.commit()
    chen.new()
    chen.press("清风行动", "元旦节前提醒", "3个工作日内", "确定")
    assert "元旦的清风行动已确认，见 /holiday。再发一份，大家会收到两遍。" in chen.seen.text


def test_an_older_preview_publishes_nothing(chen: Secretary) -> None:
    chen.press("确定")
    publish = chen.button("立即发布")
    chen.press("修改内容", "标题")
    chen.type("值班纪律再提醒")
    redrawn = chen.press_button(publish)
    assert redrawn.toast == "已回到这份草稿现在的步骤。"
    assert "值班纪律再提醒" in redrawn.text
    assert chen.activities() == []
    chen.press("立即发布")
    assert len(chen.activities()) == 1


def test_a_long_text_is_pointed_out_and_still_shown(chen: Secretary) -> None:
    chen.press("确定", "修改内容", "正文")
    long = chen.type("廉" * 1495 + "\n\n\n洁奉公")
    assert "建议精简到1500字以内" in long.text
    assert "立即发布" in chen.labels()


def test_a_field_is_cleared_or_left_from_the_preview(chen: Secretary) -> None:
    chen.press("确定", "修改内容", "落款", "清空")
    assert "✔ 已清空“落款”。" in chen.seen.text
    chen.press("修改内容", "标题", "返回预览（不改）")
    assert "【清风行动】值班纪律提醒" in chen.seen.text
    chen.press("修改内容", "返回预览", "立即发布")
    assert chen.content() == {
        "title": "值班纪律提醒",
        "sign_off": "",
        "body": "值班期间请在岗在位。",
        "basis_party": "",
        "basis_other": "",
        "file": None,
        "eve": "",
        "after": "",
    }


def test_the_same_asked_a_few_days_ago_is_pointed_out(chen: Secretary) -> None:
    chen.press("确定", "立即发布")
    chen.wait(days=3)
    chen.new()
    chen.press("清风行动", "空白")
    chen.type("值班纪律提醒（第2期）", "值班期间请在岗在位。")
    chen.press("跳过", "跳过", "3个工作日内", "确定")
    assert "2026年12月2日已发过相近的《值班纪律提醒》，请确认不是重复。" in chen.seen.text
    chen.wait(days=20)
    chen.new()
    assert "已发过相近的" not in chen.press("继续第1份").text


def test_a_notice_for_some_that_would_go_to_everybody_is_pointed_out(chen: Secretary) -> None:
    chen.new()
    chen.press("学习通知", "中心组学习")
    chen.type("12月10日下午3点", "三楼会议室")
    seen = chen.press("确定").text
    assert "现在却发给全体人员，请核对对象。" in seen
    chen.press("修改对象", "党员")
    assert "现在却发给全体人员" not in chen.press("确定").text
