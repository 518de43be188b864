import re
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.state import State
from reports.figures import ActivityFigures, Counts, DepartmentLine, PersonLine, total
from reports.screenful import LIMIT
from reports.text import activity_text, overview_text, people_text
from reports.wording import say_rate
from tests.reports.samples import NOW, OFFICE, activities, activity, many_departments, overview

TAGS = {"b", "blockquote"}


class Reader(HTMLParser):
    """Reads a message as Telegram does: known tags, closed in order."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.feed(message)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(message: str) -> str:
    assert len(message.encode("utf-16-le")) // 2 <= LIMIT
    return Reader(message).text


def figures_of(line: str) -> list[int]:
    """Return the numbers after the words for the six states."""
    return [int(n) for state in State for n in re.findall(rf"(?<!除){state.label} (\d+)", line)]


def test_the_first_line_says_who_is_missing_most_urgent_first() -> None:
    first, *_ = read(activity_text(activity(), NOW)).splitlines()
    assert first == "逾期 2 人，未送达 1 人，有异议 1 人，待完成 5 人"


def test_the_first_line_says_that_all_is_done() -> None:
    done = activity([DepartmentLine("办公室", Counts(done=3, exempt=1))])
    assert read(activity_text(done, NOW)).startswith("全部办结\n")
    assert read(overview_text(overview(done))).startswith("全部办结\n")


def test_an_activity_is_said_with_all_its_figures() -> None:
    said = read(activity_text(activity(extras=(("合格率", "92.3%"),)), NOW))
    assert "截至 2026年12月24日（星期四）14:30" in said
    assert "应办 17 人\n已完成 7，有异议 1，免 1\n未送达 1，逾期 2，待完成 5" in said
    assert "完成率 43.8%（除免 1 人，16 人中完成 7 人）" in said
    assert "消息已送达 13 条，不确定 2 条，待发 1 条，发不出 1 条。送达不等于已办。" in said
    assert "合格率 92.3%" in said
    assert "办公室：应办 6 人，已完成 3 人，免 1 人，逾期 2 人" in said
    assert said.index("办公室：") < said.index("政策法规处：")
    for state in State:
        assert state.definition in said


def test_what_is_still_being_published_says_so() -> None:
    growing = activity(status="发布中")
    assert "应办人数还在增加" in read(activity_text(growing, NOW))
    assert "人数还在增加" in read(overview_text(overview(growing)))
    assert "还在增加" not in read(activity_text(activity(), NOW))


def test_an_overview_counts_what_was_not_withdrawn() -> None:
    said = read(overview_text(overview(activity(), activity(title="撤回的通知", status="已撤回"))))
    assert "共 2 项，应办 17 人次" in said
    assert "撤回的通知（已撤回）\n不计入合计" in said


def test_an_empty_overview_is_one_plain_sentence() -> None:
    assert read(overview_text(overview())).startswith("目前没有事项\n某市应急管理局 全局\n")


def test_too_many_activities_are_counted_not_dropped() -> None:
    said = read(overview_text(overview(*[activity()] * 200)))
    shown = len(re.findall(r"(?m)^\d+\. ", said))
    assert 5 < shown < 200
    assert f"另有 {200 - shown} 项，请点“导出 Excel”查看。" in said
    assert State.PENDING.definition in said


def test_too_many_departments_are_counted_not_dropped() -> None:
    said = read(activity_text(activity(many_departments(300)), NOW))
    shown = len(re.findall(r"(?m)^第\d+处：", said))
    assert f"另有 {300 - shown} 个处室" in said


def test_names_are_shown_as_written_and_never_as_tags() -> None:
    said = activity_text(activity([DepartmentLine("<b>研发&法规</b>", OFFICE.counts)], title="<i>a&b"), NOW)
    assert "&lt;b&gt;研发&amp;法规&lt;/b&gt;" in said
    assert "<b>研发&法规</b>" in read(said)
    assert "<i>a&b" in read(said)


def test_people_are_listed_by_department_with_what_to_know() -> None:
    (page,) = people_text(activity(), NOW)
    said = read(page)
    assert said.startswith("逾期 1 人，未送达 1 人，待完成 1 人\n2027年元旦廉洁过节提醒\n")
    assert "\n办公室（1 人）\n欧阳明月　逾期\n" in said
    assert "\n政策法规处（2 人）\n李　四　未送达：已停用机器人\n王小五　待完成：已报名" in said
    assert "张　三" not in said


def test_people_who_have_done_it_are_listed_with_their_time_when_asked_for() -> None:
    (page,) = people_text(activity(), NOW, [State.DONE])
    assert "张　三　已完成（迟）：12月24日12:30" in read(page)


def test_nobody_to_list_is_said() -> None:
    assert read(people_text(activity(people=()), NOW, [State.OVERDUE])[0]).startswith("没有逾期的人员\n")


def test_long_lists_turn_pages_and_repeat_the_department() -> None:
    crowd = [PersonLine(f"王{n:03}", "监察支队", "", State.PENDING, "", "", None, False) for n in range(100)]
    pages = [read(page) for page in people_text(activity(people=crowd), NOW)]
    assert [f"（第 {n}/{len(pages)} 页）" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)
    assert "监察支队（100 人）" in pages[0]
    assert "监察支队（接上页）" in pages[1]
    assert [name for page in pages for name in re.findall(r"王\d+", page)] == [p.name for p in crowd]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Counts(done=1999, pending=1), "99.9%"),
        (Counts(done=1, pending=1999), "0.1%"),
        (Counts(done=3, exempt=2), "100%"),
        (Counts(pending=3), "0%"),
        (Counts(exempt=3), "—"),
        (Counts(), "—"),
    ],
)
def test_a_rate_is_never_rounded_to_all_or_nothing(counts: Counts, said: str) -> None:
    assert say_rate(counts) == said


@given(activities)
@settings(max_examples=60, deadline=None)
def test_any_activity_is_said_whole_and_adds_up(figures: ActivityFigures) -> None:
    said = read(activity_text(figures, NOW))
    summary = said[said.index("\n应办 ") : said.index("消息已送达")]
    assert sum(figures_of(summary)) == figures.counts.asked


@given(st.lists(activities, max_size=6))
@settings(max_examples=30, deadline=None)
def test_any_overview_is_said_whole_and_adds_up(several: Sequence[ActivityFigures]) -> None:
    said = read(overview_text(overview(*several)))
    counted = total(each.counts for each in several if each.status_title != "已撤回")
    if several:
        assert f"应办 {counted.asked} 人次" in said
        summary = said[said.index("人次\n已完成") : said.index("消息已送达")]
        assert sum(figures_of(summary)) == counted.asked


@given(activities)
@settings(max_examples=60, deadline=None)
def test_any_list_of_people_names_everybody_once(figures: ActivityFigures) -> None:
    pages = [read(page) for page in people_text(figures, NOW, list(State))]
    lines = [line for page in pages for line in page.splitlines() if "　" in line]
    titles = "|".join(state.label for state in State)
    assert sum(bool(re.search(rf"　({titles})", line)) for line in lines) >= len(figures.people)
