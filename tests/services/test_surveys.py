"""Surveys beside the chat: what authors are warned of, and how answers are parted from people."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from activities.survey import SurveyContent
from activities.survey.notation import read_form
from services.office import Office
from services.survey.closing import parted
from services.survey.likeness import same_title
from tests.services.bureau import publish
from tests.services.secretary import Secretary, sit_down

LINES = "1．姓名［问答］\n2．办事效率［打分1-5］"


@pytest.fixture
def clerk(sqlite_url: str, office: Office, now: datetime) -> Iterator[Secretary]:
    secretary = sit_down(sqlite_url, office, now)
    yield secretary
    secretary.engine.dispose()


def preview(clerk: Secretary, title: str, lines: str, naming: str) -> str:
    """Write a survey as far as the preview; return what the secretary sees of it."""
    clerk.new()
    clerk.press("问卷", "空白（自己写）")
    clerk.type(title)
    clerk.press("跳过", naming)
    clerk.type(lines, "下周五17:30")
    return clerk.press("确定").text


def test_the_author_is_told_of_the_same_survey_within_a_year(clerk: Secretary) -> None:
    with clerk.session() as session:
        earlier = SurveyContent(title="2026年度上半年作风问卷", questions="1．别的［问答］")
        publish(session, clerk.office, clerk.now, "survey", earlier)
    clerk.wait(days=200)
    text = preview(clerk, "2026年度下半年作风问卷", "1．办事效率［打分1-5］", "实名")
    assert "2026年12月2日已发过相近的问卷《2026年度上半年作风问卷》，一年内不宜重复填报" in text
    clerk.press("删除草稿", "确定删除")
    clerk.wait(days=200)
    assert "已发过" not in preview(clerk, "2027年度上半年作风问卷", "1．办事效率［打分1-5］", "实名")


def test_the_author_is_told_what_would_give_people_away(clerk: Secretary) -> None:
    text = preview(clerk, "作风问卷", LINES, "匿名")
    assert "匿名问卷里第1题会问出是谁：“姓名”" in text
    clerk.press("修改对象", "处室…", "法规处", "选好了", "确定")
    assert "匿名问卷少于5份不显示结果，现在的对象只有3人" in clerk.seen.text


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("2026年度廉政风险点排查", "2027年度廉政风险点排查", True),
        ("第一季度满意度问卷", "第二季度满意度问卷", True),
        ("机关作风满意度问卷", "机关作风满意度调查问卷", True),
        ("廉政风险点排查", "机关作风满意度问卷", False),
    ],
)
def test_titles_are_alike_but_for_their_dates(one: str, other: str, alike: bool) -> None:
    assert same_title(one, other) is alike


def test_answers_are_parted_in_an_order_that_tells_nothing() -> None:
    form = read_form("1．顺序［数字］\n2．等级［单选］高／低\n分组重复：点\n3．名［问答］\n分组结束")
    handed = [{"1": n, "2": "高", "g1": [{"3": f"{n}"}, {"3": f"{n}"}]} for n in range(300)]
    rows = parted(form, handed, activity_id=7)
    numbers = [row["value"]["value"] for row in rows if row["question"] == "1"]
    assert sorted(numbers) == list(range(300))
    assert numbers != sorted(numbers)
    assert numbers != [row["value"]["value"] for row in parted(form, handed, 7) if row["question"] == "1"]
    by_id = [row["question"] for row in sorted(rows, key=lambda row: row["id"])]
    assert by_id != [row["question"] for row in rows]
    assert {key for row in rows for key in row} == {"id", "activity_id", "question", "value"}
    assert len([row for row in rows if row["question"] == "g1"]) == 600


def test_what_fewer_than_five_answered_is_not_written() -> None:
    form = read_form("1．甲［问答］\n2．乙［问答］\n分组重复：点\n3．名［问答］\n分组结束")
    handed = [{"1": "一", "g1": [{"3": "许多"}] * 9} for n in range(5)]
    del handed[4]["g1"]
    handed[0]["2"] = "只有我"
    assert {row["question"] for row in parted(form, handed, 1)} == {"1"}
    assert parted(form, handed[:4], 1) == []
