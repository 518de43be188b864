"""/new from the first button to the published activity, for each kind."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select

from services.authoring import new
from services.office import Office
from services.refusals import NotAllowed
from storage.assignments import Assignment
from storage.messages import Message
from storage.questions import BankQuestion
from tests.services.secretary import Secretary, sit_down


@pytest.fixture
def chen(sqlite_url: str, office: Office, now: datetime) -> Iterator[Secretary]:
    """Yield the secretary; it is Wednesday 2026-12-02, 10:00."""
    secretary = sit_down(sqlite_url, office, now)
    yield secretary
    secretary.engine.dispose()


@pytest.fixture
def everywhere(database_url: str, office: Office, now: datetime) -> Iterator[Secretary]:
    """Yield the secretary on each database in turn."""
    secretary = sit_down(database_url, office, now)
    yield secretary
    secretary.engine.dispose()


@pytest.fixture
def bank(chen: Secretary) -> None:
    """Store twelve questions for everybody and two for Party members only."""
    with chen.session() as session:
        for number in range(14):
            audience = "党员" if number > 11 else "全体"
            stem = f"第{number}题，下列哪项正确？"
            question = {"type": "single", "stem": stem, "options": ["收", "不收"], "answer": [1]}
            question |= {"audience": audience, "category": "节日"}
            session.add(
                BankQuestion(
                    stem=stem, category="节日", audience=audience, question=question, updated_at=chen.now
                )
            )


def write_study(chen: Secretary) -> None:
    chen.new()
    chen.press("学习通知", "主题党日")
    chen.type("下周五下午3点", "三楼第一会议室")


def test_a_holiday_reminder_takes_four_presses_and_no_typing(chen: Secretary) -> None:
    chen.new()
    chen.press("清风行动")
    assert chen.labels()[:2] == ["元旦节前提醒", "春节前提醒"]  # the nearest holiday first
    assert not [label for label in chen.labels() if "节后" in label or "节中" in label]
    taken = chen.press("元旦节前提醒")
    assert "已套用模板“元旦节前提醒”" in taken.text
    assert "推算，以国务院办公厅通知为准" in taken.text
    assert "截止时间" in taken.text
    chosen = chen.press("3个工作日内")
    assert "✔ 截止：2026年12月7日（星期一）17:30" in chosen.text
    assert "现在选的：全体人员，共6人" in chosen.text
    preview = chen.press("确定（6人）")
    assert "2027年元旦假期" in preview.text
    assert "纪律处分条例" in preview.text
    assert "江州市应急管理局机关纪委\n2026年12月2日" in preview.text
    assert "［我已知悉］" in preview.text
    assert "对象：全体人员，共6人" in preview.text
    assert "自动提醒未办理的人：2026年12月4日（星期五）09:00" in preview.text
    other = chen.press("看非党员看到的")
    assert "政务处分法" in other.text
    assert "《中国共产党纪律处分条例》" not in other.text.split("————")[0]
    published = chen.press("立即发布")
    assert "已发布" in published.text
    assert "消息正在发出" in published.text
    (activity,) = chen.activities()
    assert (activity.kind, activity.status) == ("reminder", "open")
    assert "{" not in str(chen.content()["body"])
    with chen.session() as session:
        assert len(session.scalars(select(Assignment)).all()) == 6
        assert len(session.scalars(select(Message).where(Message.purpose == "open")).all()) == 6


def test_a_study_notice_asks_for_what_the_template_leaves_open(everywhere: Secretary) -> None:
    chen = everywhere
    chen.new()
    asked = chen.press("学习通知", "主题党日")
    assert "第1项，共2项" in asked.text
    assert "请输入<b>时间</b>" in asked.text
    placed = chen.type("下周五下午3点")
    assert "✔ 时间：2026年12月11日（星期五）15:00" in placed.text
    assert "请输入<b>地点</b>" in placed.text
    audience = chen.type("三楼 第一会议室")
    assert "发给谁" in audience.text  # a session's own time is its deadline: none is asked for
    preview = chen.press("党员", "确定（4人）")
    assert "二、地点：三楼 第一会议室" in preview.text
    assert "对象：党员（含预备党员），共4人" in preview.text
    assert "截止：2026年12月11日（星期五）15:00" in preview.text
    assert "修改截止" not in chen.labels()
    chen.press("立即发布")
    assert chen.content()["starts_at"] == "2026-12-11T15:00:00+08:00"


def test_a_commitment_on_a_blank_form(chen: Secretary) -> None:
    chen.new()
    chen.press("承诺书", "空白")
    chen.type("岗位廉洁承诺书", "本人郑重承诺：", "一、不收礼品礼金\n二、不吃请\n")
    assert "承诺事项：1．不收礼品礼金" in chen.seen.text or "已记下" in chen.seen.text
    assert "请输入<b>结语</b>" in chen.seen.text
    chen.press("跳过", "不设截止")
    preview = chen.press("确定")
    assert "一、不收礼品礼金\n二、不吃请" in preview.text
    assert "没有设截止时间" in preview.text
    chen.press("立即发布")
    content = chen.content()
    assert content["clauses"] == ["不收礼品礼金", "不吃请"]
    assert content["closing"] == ""
    assert content["sign_off"] == "江州市应急管理局机关纪委\n2026年12月2日"


@pytest.mark.usefixtures("bank")
def test_a_quiz_draws_its_papers_just_before_the_preview(chen: Secretary) -> None:
    chen.new()
    chen.press("答题", "节前小测", "1周内", "确定")
    assert "共10题" in chen.seen.text
    drawn = chen.draft().fields
    assert len(drawn["party_paper"]) == len(drawn["other_paper"]) == 10
    chen.press("修改内容", "题数")
    chen.type("5")
    assert "共5题" in chen.seen.text
    chen.press("立即发布")
    assert len(chen.content()["party_paper"]) == 5  # type: ignore[arg-type]  # stored JSON
    with chen.session() as session:
        stems = [question["stem"] for question in chen.content()["other_paper"]]  # type: ignore[attr-defined]  # JSON
        rows = session.scalars(select(BankQuestion).where(BankQuestion.stem.in_(stems)))
        assert {row.audience for row in rows} == {"全体"}


def test_a_bank_too_small_is_said_in_the_preview_and_mended_there(chen: Secretary, bank: None) -> None:
    chen.new()
    chen.press("答题", "节前小测", "1周内", "确定")
    chen.press("修改内容", "题数")
    chen.type("40")
    assert "还不能发布" in chen.seen.text
    assert "立即发布" not in chen.labels()
    chen.press("修改内容", "题数")
    chen.type("6")
    assert "还不能发布" not in chen.seen.text
    assert "立即发布" in chen.labels()


def test_a_second_press_on_publish_changes_nothing(chen: Secretary) -> None:
    write_study(chen)
    chen.press("确定")
    publish = chen.button("立即发布")
    chen.press_button(publish)
    again = chen.press_button(publish)
    assert again.toast == "这份草稿已经发布，不用重复操作。"
    assert "已发布" in again.text
    assert len(chen.activities()) == 1


def test_publishing_at_a_time_is_echoed_before_it_is_confirmed(chen: Secretary) -> None:
    write_study(chen)
    chen.press("确定", "定时发布")
    chen.type("明天下午2点")
    assert "✔ 发布时间：2026年12月3日（星期四）14:00" in chen.seen.text
    assert chen.activities() == []
    arranged = chen.press("确认定时发布")
    assert "已安排定时发布" in arranged.text
    assert "将在2026年12月3日（星期四）14:00发布" in arranged.text
    (activity,) = chen.activities()
    assert activity.status == "scheduled"


def test_a_time_of_publishing_after_the_deadline_is_refused(chen: Secretary) -> None:
    write_study(chen)
    chen.press("确定", "定时发布")
    refused = chen.type("12月20日")
    assert "不早于截止时间" in refused.text
    chen.press("下个工作日09:00")
    assert "发布：2026年12月3日（星期四）09:00" in chen.seen.text
    chen.press("改为立即发布")
    assert "立即发布" in chen.labels()


def test_only_a_secretary_writes(chen: Secretary) -> None:
    staff = chen.telegram_id + 1
    with chen.session() as session, pytest.raises(NotAllowed):
        new(session, chen.office, chen.now, staff)
