"""The survey as a function: what authors write, where people go, what is handed in."""

import random
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from activities.kind import Action, Reader, Screen, View
from activities.survey import Survey, SurveyContent
from activities.survey.form import Condition, Question, Sort
from activities.survey.notation import Misread, read_form
from activities.survey.places import Place, carried_over, missing, place_of, pruned, sound, spine
from activities.survey.values import Unreadable, read_answer
from handlers.callbacks import pack

NOW = datetime(2027, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 12, 3)
HOW_MANY = Question(1, "人数", Sort.NUMBER, low=0, high=1000)


def shown(text: str, **view: Any) -> View:
    return View(Reader("李强", "法规处", party=True), NOW, NOW, **view)


def act(content: SurveyContent, view: View, name: str, arg: str = "", text: str = "") -> tuple[View, Screen]:
    """Let somebody do something; return where they then stand, and what they see."""
    survey = Survey()
    judge = survey.looked_again if view.outcome == "done" else survey.judge
    verdict = judge(content, view, Action(name, arg, text))
    more = dict(view.more)
    if verdict.kept is not None:
        more = {"answers": {}, "carried": {}, "handed": None, **more}
        more |= {key: value for key, value in verdict.kept.items() if key != "begin"}
    view = replace(
        view, more=more, outcome=verdict.outcome or view.outcome, reply=verdict.reply or view.reply
    )
    return view, survey.screen(content, view, verdict.show)


def survey(lines: str, naming: str = "实名") -> SurveyContent:
    return SurveyContent.model_validate({"title": "问卷一", "questions": lines, "naming": naming})


def test_every_sort_is_read_in_the_words_authors_use() -> None:
    form = read_form(
        "1．等级？［单选，必填］高／中／低\n2、范围[多选题]甲/乙|丙 *\n3.满意【评分】\n"
        "4) 人数［数字0－100］\n第5题：日期［日期］\n6．意见(必填)［填空］\n7．是否报送［是否］\n"
        "8．选一个［单选］\nA．第一项\nB．第二项　C．第三项\n9．几分［打分0到10］\n"
        "10．职务（含兼职）（单选，必填）A．有　B．无"
    )
    assert [one.sort for one in form.questions] == [
        *(Sort.SINGLE, Sort.MULTIPLE, Sort.SCALE, Sort.NUMBER, Sort.DATE, Sort.TEXT),
        *(Sort.SINGLE, Sort.SINGLE, Sort.SCALE, Sort.SINGLE),
    ]
    assert [one.number for one in form.questions if one.required] == [1, 2, 6, 10]
    assert form.questions[1].options == ("甲", "乙", "丙")
    assert (form.questions[2].low, form.questions[2].high) == (1, 5)
    assert (form.questions[3].low, form.questions[3].high) == (0, 100)
    assert form.questions[5].text == "意见"
    assert form.questions[6].options == ("是", "否")
    assert form.questions[7].options == ("第一项", "第二项", "第三项")
    assert form.questions[8].kind == "打分0至10"
    assert (form.questions[9].text, form.questions[9].options) == ("职务（含兼职）", ("有", "无"))


def test_branches_and_groups_are_read() -> None:
    form = read_form(
        "1．变动［是否］\n若1选“是”则答2、3\n2．原岗位［问答］\n3．现岗位［问答］\n"
        "分组重复：风险点 *\n4．名称［问答］\n5．等级［单选］高、低\n"
        "如果第5题选“高”，则回答第6题\n6．措施［问答］\n"
        "分组结束\n7．意见［问答］"
    )
    assert [one.when for one in form.questions[1:3]] == [Condition(1, "是")] * 2
    assert form.questions[5].when == Condition(5, "高")
    assert [one.group for one in form.questions] == [0, 0, 0, 1, 1, 1, 0]
    assert (form.groups[0].title, form.groups[0].required) == ("风险点", True)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("1．等级［单向］高／低", "第1行“1．等级［单向］高／低”：题型“［单向］”不认识，可写：单选"),
        ("1．等级 高／低", "没有写题型，请在题目后写［单选］等"),
        ("随便写的一句话", "看不懂这一行。题目要写在一行里，如：1．"),
        ("1．等级［单选］高", "选项要有2至12个，现有1个。请写成：［单选］高／中／低"),
        ("1．等级［单选］高／高", "有重复的选项"),
        ("1．意见［问答］好／坏", "［问答］不要选项，请删去，或把题型改为［单选］"),
        ("1．甲［问答］\n3．乙［问答］", "第2行“3．乙［问答］”：题号写成了3，这里应是2"),
        ("1．分数［数字9-1］", "“9-1”应从小到大"),
        ("1．分数［打分1-50］", "打分最多11档"),
        ("1．［问答］", "没有题目文字"),
        ("1．甲［是否］\n若1选“也许”则答2\n2．乙［问答］", "第1题没有选项“也许”（是、否）"),
        ("1．甲［是否］\n若1选“是”则答5", "没有第5题"),
        ("1．甲［是否］\n2．乙［是否］\n若2选“是”则答1", "第1题在第2题之前"),
        ("分组结束", "前面没有“分组重复：…”"),
        ("分组重复：\n1．甲［问答］", "请写明重复填写什么"),
        ("分组重复：甲", "下面没有题目"),
        ("分组重复：甲\n1．子［是否］\n分组结束\n若1选“是”则答2\n2．丑［问答］", "第1题在分组里"),
        ("\n".join(f"{n}．题［问答］" for n in range(1, 42)), "共41题，最多40题"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_remedy(lines: str, said: str) -> None:
    with pytest.raises(Misread) as misread:
        read_form(lines)
    assert said in str(misread.value)


def test_typed_answers_are_read_or_refused_in_words() -> None:
    form = read_form("1．人数［数字0-100］\n2．日期［日期］\n3．意见［问答］\n4．是否［是否］")
    number, day, words, choice = form.questions
    assert read_answer(number, "１２", NOW.date()) == 12
    assert read_answer(number, "99.5", NOW.date()) == 99.5
    assert read_answer(day, "3月5日", NOW.date()) == "2027-03-05"
    assert read_answer(day, "2026.12.31", NOW.date()) == "2026-12-31"
    for question, typed in (
        (number, "很多"),
        (number, "101"),
        (day, "2月30日"),
        (day, "昨儿"),
        (choice, "是"),
    ):
        with pytest.raises(Unreadable):
            read_answer(question, typed, NOW.date())
    with pytest.raises(Unreadable, match="最多500字，您写了501字，没有保存"):
        read_answer(words, "字" * 501, NOW.date())


def test_the_way_follows_the_answers() -> None:
    form = read_form("1．变动［是否，必填］\n若1选“是”则答2\n2．原岗位［问答，必填］\n3．意见［问答］")
    assert [str(place) for place in spine(form, {})] == ["1", "3", "end"]
    assert [str(place) for place in spine(form, {"1": "是"})] == ["1", "2", "3", "end"]
    assert missing(form, {"1": "是"}) == [Place(2)]
    assert missing(form, {"1": "否"}) == []
    # What was answered before the mind changed is not handed in.
    assert pruned(form, {"1": "否", "2": "科员"}) == {"1": "否"}


def test_a_survey_is_gone_through_and_handed_in() -> None:
    content = survey("1．变动［是否，必填］\n若1选“是”则答2\n2．原岗位［问答，必填］\n3．范围［多选］甲／乙")
    view, screen = act(content, shown(""), "begin")
    assert "第1题，共3题（单选，必填）" in screen.text
    view, screen = act(content, view, "pick", "1,0")
    assert "请直接发送文字" in screen.text
    view, screen = act(content, view, "open", "3")
    view, screen = act(content, view, "pick", "3,1")
    assert "✓ 乙" in [button.label for row in screen.rows for button in row]
    view, screen = act(content, view, "hand")
    assert view.outcome == "none"
    assert "还有必填的没有填：第2题" in screen.text
    view, screen = act(content, view, "type=2r", text="科员")
    assert "请检查，再提交" in screen.text
    view, screen = act(content, view, "hand")
    assert (view.outcome, view.reply) == ("done", {"answers": {"1": "是", "2": "科员", "3": ["乙"]}})
    view, _ = act(content, view, "pick", "3,0")
    assert view.reply == {
        "answers": {"1": "是", "2": "科员", "3": ["乙"]}
    }  # not before it is handed in again
    view, _ = act(content, view, "hand")
    assert view.reply["answers"]["3"] == ["甲", "乙"]
    closed = replace(view, closed=True)
    assert act(content, closed, "pick", "1,1")[0].more == view.more


def test_an_anonymous_answer_is_in_no_verdict_but_for_the_backing() -> None:
    content = survey("1．意见［问答，必填］", "匿名")
    view = act(content, shown(""), "begin")[0]
    for name, text in (("type=1", "写下的话"), ("hand", "")):
        verdict = Survey().judge(content, view, Action(name, text=text))
        assert verdict.reply is None
        assert "写下的话" not in repr(replace(verdict, kept=None))
        view = act(content, view, name, text=text)[0]
    # Drawn without a place, as the outbox draws it, it shows no answer.
    assert "写下的话" not in Survey().screen(content, view).text
    assert not Survey().may_keep_words(content)


def test_entries_are_added_changed_and_removed() -> None:
    content = survey("分组重复：风险点\n1．名称［问答，必填］\n2．等级［单选，必填］高／低\n分组结束")
    view, screen = act(content, shown(""), "begin")
    assert "风险点：已填0条" in screen.text
    for entry, name in enumerate(("审批", "采购")):
        view, _ = act(content, view, f"type=1.{entry}", text=name)
        view, screen = act(content, view, "pick", f"2.{entry},0")
    assert "1．审批；高\n2．采购；高" in screen.text
    view, screen = act(content, view, "cut", "g1,0")
    assert "要删除这一条风险点吗？" in screen.text
    view, screen = act(content, view, "drop", "g1,0")
    assert "1．采购；高" in screen.text
    view, screen = act(content, view, "type=1.9", text="跳过的一条")  # there is no second entry to come after
    assert view.more["answers"] == {"g1": [{"1": "采购", "2": "高"}]}


def test_answers_are_carried_over_by_the_words_of_questions() -> None:
    old = read_form("1．岗位［问答］\n2．等级［单选］高／低\n分组重复：风险点\n3．名称［问答］\n分组结束")
    new = read_form("分组重复：风险点\n1．名称［问答］\n分组结束\n2．等级［单选］很高／低\n3．岗位［问答］")
    answers = {"1": "法制审核", "2": "高", "g1": [{"3": "时限"}]}
    assert carried_over(old, answers, new) == {"3": "法制审核", "g1": [{"1": "时限"}]}


def test_places_survive_the_way_to_a_button_and_back() -> None:
    form = read_form("1．甲［问答］\n分组重复：乙\n2．丙［问答］\n分组结束")
    for named in ("1", "1r", "2.0", "2.3r", "g1", "g1r", "end"):
        place = place_of(form, named)
        assert place is not None
        assert str(place) == named
    for named in ("", "0", "3", "2", "1.0", "g2", "end-1", "1-0", "x"):
        assert place_of(form, named) is None


def test_an_author_sees_the_first_questions_and_the_rest_in_short() -> None:
    lines = "\n".join(f"{n}．{'问' * 150}［单选］很长的一个选项／另一个选项" for n in range(1, 20))
    text = Survey().preview(survey(lines), shown("")).text
    assert "第1题，共19题（单选，可不填）" in text
    assert "［很长的一个选项］　［另一个选项］　［跳过］" in text
    assert "题未列出。" in text
    assert len(text) < 3300


@pytest.mark.parametrize("seed", range(8))
def test_whoever_presses_whatever_is_offered_stays_within_the_form(seed: int) -> None:
    content = survey(
        "1．变动［是否，必填］\n若1选“是”则答2-3\n2．人数［数字0-9］\n3．满意［打分1-5］\n分组重复：点 *\n"
        "4．名［问答，必填］\n5．级［单选］高／低\n若5选“高”则答6\n6．多项［多选，必填］甲／乙／丙\n分组结束\n7．日期［日期，必填］"
    )
    dice = random.Random(seed)
    view, screen = act(content, shown(""), "begin")
    waits = ""
    for _ in range(400):
        if waits and dice.random() < 0.5:
            view, screen = act(content, view, waits, text=dice.choice(["7", "3月5日", "字", "99"]))
        else:
            button = dice.choice([button for row in screen.rows for button in row])
            assert len(pack("a", (999999999, 99, button.action, button.arg))) <= 64
            verdict = Survey().judge(content, view, Action(button.action, button.arg))
            waits = verdict.ask.name if verdict.ask else ""
            view, screen = act(content, view, button.action, button.arg)
        assert screen.rows, screen.text
        assert len(screen.text) < 4096
    given = view.more["answers"]
    assert given == sound(content.form, given)
    handed = view.more["handed"]
    assert handed is None or (missing(content.form, handed) == [] and handed == pruned(content.form, handed))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("三十", 30),
        ("三十人", 30),
        ("３０ 人", 30),
        ("一百二十", 120),
        ("一百零五项", 105),
        ("两次", 2),
        ("零", 0),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, number: int) -> None:
    assert read_answer(HOW_MANY, typed, TODAY) == number


@pytest.mark.parametrize(
    "typed", ["二三十", "三四", "二百五", "约30", "三十万", "30%", "百分之三十", "人", "负三"]
)
def test_what_says_no_one_number_is_asked_again(typed: str) -> None:
    with pytest.raises(Unreadable, match="只写数字"):
        read_answer(HOW_MANY, typed, TODAY)


@pytest.mark.parametrize(
    "typed", ["十二月二日", "12月2号", "20261202", "昨天", "２０２６年１２月２日", "二〇二六年十二月二日"]
)
def test_dates_are_read_as_people_write_them(typed: str) -> None:
    assert read_answer(Question(1, "日期", Sort.DATE), typed, TODAY) == "2026-12-02"
