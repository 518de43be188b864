"""Whom something is asked of: every trait, exceptions, reasons, words, and those who come later."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.audiences import Audience, Chosen, members, say_audience, why
from services.audiences.traits import TRAITS
from services.audiences.typed import as_audience, read_words
from services.joining import join_due
from services.office import Office
from storage.activities import Activity
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Department, Person
from storage.plans import IN_FORCE, AnnualPlan, PlanItem
from tests.conftest import NOW
from tests.services.secretary import Secretary, sit_down

DAY = date(2026, 12, 2)
MORE = {
    "陈清": ("机关第一党支部", "在编", "机关纪委委员、副主任", "中心组成员、青年组"),
    "赵刚": ("机关第一党支部", "在编", "党委委员，主任", "中心组成员"),
    "钱敏": ("", "聘用", "科员", ""),
    "孙丽": ("机关第二党支部", "在编", "处长", "中心组成员"),
    "李强": ("机关第二党支部", "事业编", "副处长", "青年组"),
    "周喆": ("", "在编", "", ""),
}


@pytest.fixture
def chen(sqlite_url: str, office: Office) -> Iterator[Secretary]:
    """Yield the secretary at the audience step, with a roster that says more; another 李强 is in 办公室."""
    secretary = sit_down(sqlite_url, office, NOW)
    with secretary.session() as session:
        for person in session.scalars(select(Person)):
            person.branch, person.category, person.position, person.tags = MORE[person.name]
        desk = session.scalars(select(Department).where(Department.name == "办公室")).one()
        new = {
            "political": "共青团员",
            "category": "在编",
            "post": "新录用、一般",
            "joined": DAY,
            "roster_order": 9,
        }
        session.add(Person(name="李强", department_id=desk.id, **new))
        plan = AnnualPlan(year=2026, status=IN_FORCE, created_at=NOW)
        session.add(plan)
        session.flush()
        shared: dict[str, Any] = {
            "plan_id": plan.id,
            "number": "1",
            "title": "…",
            "sentence": "…",
            "kind": "task",
        }
        session.add(PlanItem(place=1, responsible="机关纪委", participants="全体中心组成员", **shared))
        session.add(PlanItem(place=2, responsible="办公室、审计署", **shared))
    secretary.new()
    secretary.press("清风行动", "空白")
    secretary.type("值班纪律提醒", "值班期间请在岗在位。")
    secretary.press("跳过", "跳过", "3个工作日内")
    yield secretary
    secretary.engine.dispose()


def asked(chen: Secretary, audience: Audience | None = None) -> list[str]:
    """Return the names of whom the draft, or an audience, asks."""
    with chen.session() as session:
        chosen = audience or Audience.model_validate(chen.draft().audience)
        return [person.name for person in members(session, chosen, DAY)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("机关第一党支部和周喆", ["陈清", "赵刚", "周喆"]),
        ("在编的党员，机关纪委委员除外", ["赵刚", "孙丽"]),
        ("党员、共青团员", ["陈清", "赵刚", "李强", "孙丽", "李强"]),
        ("公务员", ["陈清", "赵刚", "李强", "孙丽", "周喆"]),
        ("中心组成员，孙丽除外", ["陈清", "赵刚"]),
        ("主任", ["赵刚"]),
        ("机关纪委", ["陈清"]),
        ("法规处、新录用", []),
        ("全体人员，新录用、非党员除外", ["陈清", "赵刚", "孙丽", "李强"]),
        ("办公室李强", ["李强"]),
        ("除法规处外，另加孙丽", ["陈清", "赵刚", "钱敏", "李强", "孙丽"]),
        ("党员，法规处除外，另加孙丽", ["陈清", "赵刚", "孙丽"]),
    ],
)
def test_typed_words_choose_people(chen: Secretary, text: str, names: list[str]) -> None:
    said = chen.type(text).text
    assert "⚠ 花名册" not in said
    assert asked(chen) == names
    assert f"共{len(names)}人" in said


def test_the_list_says_why_and_the_query_agrees(chen: Secretary) -> None:
    chance = random.Random(7)
    with chen.session() as session:
        staff = list(session.scalars(select(Person)))
        choices = {trait.name: [value for value, _ in trait.choices(session, DAY, staff)] for trait in TRAITS}
        assert choices["roles"] == ["机关纪委", "中心组成员", "办公室"]

        def some(least: int) -> dict[str, Any]:
            taken = chance.sample([*TRAITS], chance.randint(least, 2))
            fields: dict[str, Any] = {t.name: tuple(chance.sample(choices[t.name], 2)) for t in taken}
            fields["political"] = chance.choice(["", "", "", "party", "other"])
            fields["people"] = tuple(chance.sample([one.id for one in staff], chance.choice([0, 0, 2])))
            return fields

        for _ in range(200):
            still = Chosen(people=tuple(chance.sample([one.id for one in staff], chance.choice([0, 1]))))
            audience = Audience(**some(0), without=Chosen(**some(0)), still=still)
            found = {person.id for person in members(session, audience, DAY)}
            reasons = {person.id: why(session, audience, person, DAY) for person in staff}
            assert {id_ for id_, (fits, _) in reasons.items() if fits} == found, audience
            assert all(reason for _, reason in reasons.values())
            assert say_audience(session, audience)


def test_namesakes_are_asked_about_and_nobody_is_taken_for_everybody(chen: Secretary) -> None:
    chen.type("李强")
    assert "⚠ 同名，请点选是哪一位：李强" in chen.seen.text
    assert "（还没有选定），共0人" in chen.seen.text
    chen.press("选好了")
    assert "还没有选定是哪一位" in chen.seen.text
    chen.press("李强　法规处", "选好了")
    assert "现在选的：李强，共1人" in chen.seen.text
    assert "共1人" in chen.press("确定").text


def test_pasted_names_add_up_and_can_be_taken_back(chen: Secretary) -> None:
    chen.press("处室…", "法规处", "选好了", "点名…")
    chen.type("陈 清、王小二\n钱敏")
    assert "✔ 新列入2人。" in chen.seen.text
    assert "花名册里没有“王小二”" in chen.seen.text
    chen.press("✓ 钱敏", "选好了")
    assert "现在选的：法规处，另加陈清，共4人" in chen.seen.text
    chen.press("✓ 点名…")
    assert "花名册里没有“完全没有”" in chen.type("完全没有").text
    chen.press("选好了", "除外…", "点名除外…")
    chen.type("周喆 孙丽")
    chen.press("选好了", "处室…")
    assert "都不选就是没有处室除外" in chen.seen.text
    chen.press("办公室", "选好了", "选好了")
    assert "法规处，另加陈清（除外：办公室；孙丽、周喆），共1人" in chen.seen.text
    chen.press("看名单")
    assert "1．李强（法规处）：法规处" in chen.seen.text
    chen.type("陈清、孙丽、李强")
    for line in ("陈清（办公室）：不在名单里（办公室除外）", "孙丽（法规处）：不在名单里（点名除外）"):
        assert line in chen.seen.text
    chen.press(
        "返回", "✓ 除外…", "不除外任何人", "选好了", "其他条件…", "标签…", "青年组", "选好了", "选好了"
    )
    assert "法规处，青年组，另加陈清，共2人" in chen.seen.text
    chen.press("全体人员")
    assert chen.draft().audience == Audience().model_dump(mode="json")
    assert "没看懂“随便写写”，对象没有改动" in chen.type("随便写写").text


def test_exceptions_are_typed_too(chen: Secretary) -> None:
    chen.press("除外…")
    chen.type("新录用、钱敏")
    assert asked(chen) == ["陈清", "赵刚", "孙丽", "李强", "周喆"]
    assert "没看懂" in chen.type("某某").text
    chen.type("李强")
    assert "⚠ 同名" in chen.seen.text


def test_the_list_is_frozen_unless_later_joiners_are_taken(chen: Secretary, office: Office) -> None:
    """Whoever fits later is asked once, from then on; whoever was taken off, or fits nothing, is not."""
    chen.press("处室…", "法规处", "选好了")
    chen.press("确定", "立即发布")
    chen.new()
    chen.press("清风行动", "空白")
    chen.type("第二份提醒", "值班期间请在岗在位。")
    chen.press("跳过", "跳过", "3个工作日内", "处室…", "法规处", "选好了", "以后符合的人：不列入", "确定")
    assert "截止前新符合条件的人：也列入" in chen.seen.text
    chen.press("立即发布")
    first, second = (activity.id for activity in chen.activities())
    with chen.session() as session:
        law = session.scalars(select(Department).where(Department.name == "法规处")).one()
        session.add(Person(name="新人", department_id=law.id, joined=DAY, telegram_id=77))
        session.scalars(select(Person).where(Person.name == "钱敏")).one().department = law
        session.scalars(select(Person).where(Person.name == "孙丽")).one().department_id = 1
        session.flush()
        later = NOW + timedelta(minutes=5)
        assert join_due(session, office, later) == 2
        assert join_due(session, office, later) == 0
        of = select(Person.name).join(Assignment, Assignment.person_id == Person.id)
        rows = {id_: set(session.scalars(of.where(Assignment.activity_id == id_))) for id_ in (first, second)}
        told = session.scalars(select(Message.person_id).where(Message.activity_id == second)).all()
        assert len(told) == 5
        session.get_one(Activity, second).deadline = NOW
        session.add(Person(name="晚来的人", department_id=law.id, joined=DAY))
        session.flush()
        assert join_due(session, office, later) == 0
    assert rows == {first: {"孙丽", "李强", "周喆"}, second: {"孙丽", "李强", "周喆", "新人", "钱敏"}}


def test_words_keep_the_rule_for_those_who_come_later(chen: Secretary) -> None:
    with chen.session() as session:
        found = read_words(session, DAY, "法规处的党员")
        audience = as_audience(found, Audience(joiners=True, posts=("一般",)))
        assert audience.joiners
        assert say_audience(session, audience) == "法规处，党员（含预备党员）"


def test_a_department_is_left_out_but_for_one_of_it(chen: Secretary) -> None:
    """By words, and by buttons; both say the same, and who is named twice over is not asked."""
    said = chen.type("除法规处外，另加孙丽").text
    assert "全体人员（除外：法规处；仍发给：孙丽），共5人" in said
    chen.press("全体人员", "除外…", "处室…", "法规处", "选好了", "除外的人中仍发给…")
    assert "仍要发给的<b>姓名</b>" in chen.seen.text
    chen.type("李强")
    chen.press("李强　法规处", "选好了")
    assert "✓ 除外的人中仍发给…" in [one.label for row in chen.seen.rows for one in row]
    chen.press("选好了")
    assert "（除外：法规处；仍发给：李强），共5人" in chen.seen.text
    chen.press("看名单")
    assert "李强（法规处）：点名，不受除外影响" in chen.seen.text
    chen.press("返回", "✓ 除外…")
    chen.type("法规处，但孙丽仍发")
    assert "（除外：法规处；仍发给：孙丽），共5人" in chen.seen.text
    chen.press("点名除外…")
    chen.type("孙丽")
    assert "孙丽" not in asked(chen)


def test_so_many_names_that_they_come_in_two_messages_are_all_taken(chen: Secretary) -> None:
    chen.press("点名…")
    chen.type("、".join(["钱敏"] * 1200), "周喆")
    assert "已点名2人" in chen.seen.text
