"""The study session as a function."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from activities.kind import Action, Reader, Verdict, View
from activities.study import Study, StudyContent
from activities.study.kind import ABSENT, CALENDAR, COMING, LEAVE_ASKED, MAKEUP
from activities.study.rollcall import accepts, code_of, read_code, step_begins, step_of

NOW = datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
STARTS = NOW + timedelta(hours=2)
SESSION = StudyContent(title="学习会", starts_at=STARTS, place="会议室", topic="纪律教育")
SCANNED = SESSION.model_copy(update={"sign_in": "扫码登记"})
KIND = Study()


def view(**more: Any) -> View:
    given: dict[str, Any] = {"now": NOW, "opened": NOW, "deadline": STARTS}
    return View(Reader("李强", "法规处", party=True), **(given | more))


def after(before: View, verdict: Verdict) -> View:
    names = ("outcome", "stage", "waits_for", "way", "exempt", "reply")
    changed = {name: getattr(verdict, name) for name in names if getattr(verdict, name) is not None}
    return replace(before, **changed, done_at=before.now if verdict.outcome == "done" else None)


def labels(seen: View, content: StudyContent = SESSION) -> list[str]:
    return [button.label for row in KIND.screen(content, seen).rows for button in row]


def test_who_comes_after_all_has_no_reason_beside_their_name() -> None:
    seen = view()
    for action in (Action("leave", text="出差"), Action("come")):
        verdict = KIND.judge(SESSION, seen, action)
        seen = replace(seen, stage=verdict.stage or "", reply=verdict.reply or seen.reply)
        assert KIND.remark(seen) == ("事由：出差" if action.name == "leave" else "")


def test_coming_gives_a_calendar_file_and_may_be_taken_back() -> None:
    verdict = KIND.judge(SESSION, view(), Action("come"))
    assert (verdict.stage, verdict.give) == (COMING, CALENDAR)
    coming = view(stage=COMING)
    assert labels(coming) == ["改为请假", "日历文件"]
    assert KIND.judge(SESSION, coming, Action("come")).say == "您已报名，不用重复操作。"
    assert KIND.judge(SESSION, coming, Action("calendar")).give == CALENDAR


@pytest.mark.parametrize("minutes", [0, 5, 89, 90, 500])
def test_once_begun_nothing_is_answered_any_more(minutes: int) -> None:
    late = view(now=STARTS + timedelta(minutes=minutes), stage=COMING)
    assert labels(late) == labels(late, SCANNED) == []
    assert not KIND.judge(SESSION, late, Action("come")).changes
    assert ("二维码" in KIND.screen(SCANNED, late).text) is (minutes < 90)
    assert "二维码" not in KIND.screen(SESSION, late).text


def test_arriving_in_time_late_and_twice() -> None:
    in_time = after(view(), KIND.arrived(SCANNED, view(), second=False))
    assert (in_time.outcome, in_time.way, KIND.remark(in_time)) == ("done", "现场登记", "")
    assert not KIND.arrived(SCANNED, in_time, second=False).changes
    called = after(in_time, KIND.arrived(SCANNED, in_time, second=True))
    assert called.reply["second"]
    assert not KIND.arrived(SCANNED, called, second=True).changes
    later = view(now=STARTS + timedelta(minutes=1), stage=COMING)
    tardy = after(later, KIND.arrived(SCANNED, later, second=False))
    assert KIND.remark(tardy) == "迟到"
    assert "（迟到）" in KIND.screen(SCANNED, tardy).text
    assert KIND.figures([in_time.reply, tardy.reply]) == (("到会", "2 人（其中迟到 1 人）"),)


def test_making_up_is_open_even_to_the_excused() -> None:
    for exempt in (None, "请假（出差）"):
        absent = view(now=STARTS + timedelta(days=1), stage=MAKEUP, exempt=exempt)
        assert labels(absent) == ["已补学"]
        assert KIND.open_to_exempt(absent)
        assert not KIND.judge(SESSION, absent, Action("come")).changes
        done = after(absent, KIND.judge(SESSION, absent, Action("made_up")))
        assert (done.outcome, done.way, labels(done)) == ("done", "补学", [])
        assert KIND.looked_again(SESSION, done, Action("made_up")).say == "您已补学，不用重复操作。"
    assert KIND.figures([{"made_up": True}, {}]) == (("到会", "1 人"), ("补学", "1 人"))


def test_an_entry_after_the_material_was_sent_counts_as_made_up() -> None:
    assert KIND.entered(SESSION, view(stage=ABSENT)).reply is None
    entered = KIND.entered(SESSION, view(stage=MAKEUP, reply={"reason": "出差"}))
    assert entered.reply == {"reason": "出差", "made_up": True}
    assert entered.late is False


def test_leave_is_decided_once() -> None:
    asked = view(stage=LEAVE_ASKED, reply={"reason": "出差"})
    assert KIND.decide(SESSION, asked, Action("grant")).exempt == "请假（出差）"
    assert KIND.decide(SESSION, view(stage=COMING), Action("grant")).say == "这项请假已处理或已撤回。"


def test_only_time_and_place_are_news() -> None:
    def news(**changes: Any) -> str:
        return KIND.notable(SESSION, SESSION.model_copy(update=changes), NOW)

    assert news(topic="别的主题", contact="张三") == ""
    assert news(place="二楼<东>") == "地点改为：<b>二楼&lt;东&gt;</b>\n（原定：会议室）"
    assert "12月2日（星期三）13:00</b>\n（原定：2026年12月2日（星期三）12:00）" in news(
        starts_at=STARTS + timedelta(hours=1)
    )


def test_the_code_changes_every_half_minute_and_lives_one_more() -> None:
    step = step_of(NOW)
    assert step_begins(step) <= NOW < step_begins(step + 1)
    code = code_of("one", step)
    assert len(code) == 6
    assert accepts("one", NOW, code)
    assert accepts("one", NOW + timedelta(seconds=30), code)
    assert not accepts("one", NOW + timedelta(seconds=60), code)
    assert not accepts("another", NOW, code)
    assert len({code_of("one", number) for number in range(200)}) > 190


@pytest.mark.parametrize(
    ("typed", "read"),
    [("123456", "123456"), ("123 456", "123456"), ("１２３ ４５６", "123456"), ("012345", "012345")]
    + [(other, None) for other in ("12345", "1234567", "12345a", "", "一二三四五六", "½23456")],
)
def test_reading_digits(typed: str, read: str | None) -> None:
    assert read_code(typed) == read


def test_a_full_stop_is_no_reason_for_leave() -> None:
    verdict = KIND.judge(SESSION, view(), Action("leave", text="。"))
    assert "没有看到请假事由" in verdict.say
    assert verdict.ask is not None
    assert not verdict.changes


def test_a_reason_that_was_changed_is_not_decided_by_the_old_request() -> None:
    first = KIND.judge(SESSION, view(), Action("leave", text="出差"))
    again = KIND.judge(SESSION, view(stage=LEAVE_ASKED), Action("leave", text="住院"))
    asked = view(stage=LEAVE_ASKED, reply=again.reply)
    old, new = (verdict.tell[0].rows[0][0] for verdict in (first, again))
    refused = KIND.decide(SESSION, asked, Action(old.action, old.arg))
    assert not refused.changes
    assert refused.say == "本人已改了事由，请看后来的那份申请。"
    assert KIND.decide(SESSION, asked, Action(new.action, new.arg)).exempt == "请假（住院）"
