"""The quiz as a function of what was asked, where somebody stands and what they do."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from activities.kind import Action, Ask, Reader, Screen, Verdict, View
from activities.quiz import Quiz, QuizContent
from activities.quiz.kind import time_up
from activities.quiz.paper import laid_out, own_seed
from language.question import Question, QuestionType

NOW = datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
MEMBER, OTHER = Reader("李强", "法规处", party=True), Reader("李强", "法规处", party=False)
QUIZ = Quiz()


def question(stem: str, answer: int, **more: Any) -> Question:
    return Question(type=QuestionType.SINGLE, stem=stem, options=("甲", "乙"), answer=(answer,), **more)


ONE, TWO = question("第一", 0), question("第二", 0)
MANY = Question(type=QuestionType.MULTIPLE, stem="多选", options=("甲", "乙", "丙"), answer=(0, 2), points=2)
BLANK = Question(
    type=QuestionType.BLANK,
    stem="自收到之日起____内____。",
    expected=(("一个月", "30日"), ("登记",)),
    points=2,
)
SHORT = Question(
    type=QuestionType.SHORT,
    stem="收到礼品怎么办？",
    expected=(("拒绝", "退回"), ("登记",), ("上交",)),
    points=3,
)


@dataclass
class Sitter:
    """Somebody at a quiz: what they do changes where they stand."""

    content: QuizContent
    view: View
    said: Verdict = field(default_factory=Verdict)

    def act(self, name: str, arg: str = "", text: str = "") -> Verdict:
        action = Action(name, arg, text)
        judge = QUIZ.looked_again if self.view.outcome == "done" else QUIZ.judge
        self.said = judge(self.content, self.view, action)
        return self.take(self.said)

    def take(self, verdict: Verdict) -> Verdict:
        reply = verdict.reply if verdict.reply is not None else self.view.reply
        outcome = verdict.outcome or self.view.outcome
        done_at = self.view.now if outcome == "done" else None
        self.view = replace(self.view, reply=reply, outcome=outcome, done_at=done_at, way="交卷")
        return verdict

    def screen(self, show: str = "") -> Screen:
        return QUIZ.screen(self.content, self.view, show)

    def labels(self) -> list[str]:
        return [button.label for row in self.screen().rows for button in row]

    def press(self, label: str) -> Verdict:
        found = [b for row in self.screen().rows for b in row if b.label == label]
        assert found, f"no {label} among {self.labels()}"
        return self.act(found[0].action, found[0].arg)

    def type(self, text: str) -> Verdict:
        assert self.said.ask is not None
        return self.act(self.said.ask.name, text=text)

    def wait(self, **span: float) -> None:
        self.view = replace(self.view, now=self.view.now + timedelta(**span))


def sit(*questions: Question, reader: Reader = MEMBER, **more: Any) -> Sitter:
    content = QuizContent.model_validate({"title": "小测", "party_paper": questions, **more})
    return Sitter(content, View(reader, NOW, NOW, more={"assignment": 7}))


def test_a_paper_begun_stays_the_same_when_the_roster_changes() -> None:
    sitter = sit(question("党员题", 0), reader=OTHER, other_paper=(question("其他题", 1),))
    sitter.press("开始答题")
    sitter.view = replace(sitter.view, reader=MEMBER)
    sitter.press("B")
    sitter.press("交卷")
    assert sitter.view.reply["score"] == 1
    assert "其他题" in sitter.screen("0").text


def test_where_there_is_one_paper_it_is_everybodys() -> None:
    sitter = sit(question("党员题", 0), reader=OTHER)
    for label in ("开始答题", "A", "交卷"):
        sitter.press(label)
    assert dict(QUIZ.figures([sitter.view.reply]))["平均得分率"] == "100.0%"


def test_lists_say_who_passed_and_only_ones_own_record_the_score() -> None:
    sitter = sit(ONE, TWO)
    for label in ("开始答题", "A", "B", "交卷"):
        sitter.press(label)
    assert QUIZ.remark(sitter.view) == "不合格"
    assert QUIZ.own_remark(sitter.view) == "1分（满分2），不合格"


def test_a_button_pressed_twice_does_no_more_than_once() -> None:
    sitter = sit(MANY, ONE)
    sitter.press("开始答题")
    tick = next(b for row in sitter.screen().rows for b in row if b.label == "A")
    sitter.act(tick.action, tick.arg)
    assert sitter.act(tick.action, tick.arg).reply == sitter.view.reply
    assert sitter.view.reply["answers"] == {"0": [0]}
    sitter.press("✓ A")
    assert sitter.view.reply["answers"] == {"0": []}
    sure = next(b for row in sitter.screen().rows for b in row if b.label == "确定")
    sitter.act(sure.action, sure.arg)
    assert not sitter.act(sure.action, sure.arg).changes
    assert sitter.view.reply["at"] == 1


@pytest.mark.parametrize(
    "action",
    [
        Action("pick", "1.0.9"),
        Action("pick", "1.0"),
        Action("pick", "x"),
        Action("go", "1.0.-1"),
        Action("go", "1.0.x"),
        Action("hand", "1.0.sure"),
        Action("wrong", "1.9"),
        Action("wrong", "2.0"),
        Action("wrong", ""),
        Action("write", "1.0"),
        Action("text.1.0", text="甲"),
        Action("again"),
        Action("why", "0"),
        Action("start"),
        Action("nonsense", "1.0.0"),
    ],
)
def test_a_forged_press_changes_nothing(action: Action) -> None:
    sitter = sit(ONE)
    sitter.press("开始答题")
    assert not QUIZ.judge(sitter.content, sitter.view, action).changes


def test_words_answer_the_question_on_the_screen() -> None:
    sitter = sit(BLANK, SHORT)
    began = sitter.press("开始答题")
    assert began.ask == Ask("text.1.0", "")
    assert "共2个空，请按顺序一次发送" in sitter.screen().text
    refused = sitter.type("一个月")
    assert refused.say == "本题有2个空，收到的是1个。请按顺序重新发送，中间用空格隔开。"
    assert not refused.changes
    sitter.type("１个月、登记")
    assert "第2题" in sitter.screen().text
    assert sitter.type("字" * 301).say == "答案有301字，最多300字，请精简后重新发送。"
    assert sitter.type("先退回，退不掉的\n登记。").say == "已记下。"
    sitter.press("交卷")
    assert (sitter.view.reply["score"], sitter.view.reply["full"]) == (4, 5)
    assert "要点：拒绝（有）、登记（有）、上交（缺）" in sitter.screen("1").text
    assert "正确答案：一个月　登记" in sitter.screen("0").text
    assert "纪检秘书可以复核" in sitter.screen().text


def test_words_for_a_question_that_was_left_are_not_taken_for_another() -> None:
    sitter = sit(SHORT, ONE)
    sitter.press("开始答题")
    sitter.press("下一题")
    late = sitter.act("text.1.0", text="登记")
    assert (late.changes, late.say) == (False, "这段文字没有用上，请按屏幕上的题目作答。")
    sitter.press("上一题")
    assert sitter.press("填写答案").ask == Ask("text.1.0", "请发送第1题的答案。")


def test_reporting_a_question_keeps_expecting_its_answer() -> None:
    sitter = sit(SHORT)
    sitter.press("开始答题")
    said = sitter.press("题目有误？报错")
    assert (said.kept, said.ask) == ({"wrong": SHORT}, Ask("text.1.0", ""))
    sitter.press("去交卷")
    sitter.press("交卷")
    sitter.press("仍要交卷")
    explained = sitter.act("wrong", "1.0")
    assert (explained.kept, explained.show) == ({"wrong": SHORT}, "0")


def test_what_was_answered_in_time_counts_and_nothing_later() -> None:
    sitter = sit(ONE, TWO, minutes=50)
    sitter.press("开始答题")
    assert "10:50自动交卷，还剩50分钟" in sitter.screen().text
    sitter.press("A")
    sitter.wait(minutes=50)
    assert "答题时间已到" in sitter.screen().text
    late = sitter.press("A")
    assert late.say == "答题时间已到，已按您答完的题交卷。"
    assert sitter.view.reply["score"] == 1
    assert "系统已按您答完的题交卷" in sitter.screen().text
    assert "until" not in sitter.view.reply


def test_who_did_not_pass_sits_once_more_and_the_better_result_counts() -> None:
    sitter = sit(ONE, TWO, retake=True, minutes=50, party_retake=(question("补测", 1), question("又", 0)))
    for label in ("开始答题", "A", "B", "交卷", "开始补测"):
        sitter.press(label)
    assert sitter.view.outcome == "done"
    assert "补测" in sitter.screen().text
    assert not sitter.act("again").changes
    assert not sitter.act("pick", "1.0.0").changes  # of the first sitting
    for label in ("A", "B", "交卷"):
        sitter.press(label)
    assert sitter.view.reply["score"] == 1
    assert "补测得分：<b>0</b>（满分2）" in sitter.screen().text
    assert "第一次得分：1，按较好的一次计" in sitter.screen().text
    assert "开始补测" not in sitter.labels()
    assert not sitter.act("again").changes


def test_a_retake_cut_off_by_the_closing_leaves_the_first_result() -> None:
    sitter = sit(ONE, TWO, retake=True)
    for label in ("开始答题", "A", "B", "交卷", "开始补测", "A"):
        sitter.press(label)
    sitter.view = replace(sitter.view, closed=True)
    assert "得分：<b>1</b>（满分2）" in sitter.screen().text
    assert sitter.labels() == ["看解析"]
    assert not sitter.act("pick", "2.1.0").changes


def test_a_paper_comes_again_from_its_seed_and_is_another_for_others() -> None:
    paper = [question(f"第{n}题", 0) for n in range(20)]
    seed = own_seed(5, {"assignment": 7}, 1)
    assert laid_out(paper, seed) == laid_out(paper, seed)
    assert laid_out(paper, seed) != laid_out(paper, own_seed(5, {"assignment": 8}, 1))
    assert sorted(placed.number for placed in laid_out(paper, seed)) == list(range(20))
    assert own_seed(0, {"assignment": 7}, 1) == 0


def test_options_that_speak_of_each_other_keep_their_order() -> None:
    options = ("甲", "乙", "丙", "以上都是")
    fixed = Question(type=QuestionType.SINGLE, stem="一", options=options, answer=(3,))
    told = Question(
        type=QuestionType.SINGLE, stem="二", options=options[:3], answer=(0,), explanation="A项正确。"
    )
    for seed in range(1, 30):
        assert all(placed.order == tuple(sorted(placed.order)) for placed in laid_out([fixed, told], seed))


def test_shuffled_answers_are_marked_as_what_they_say() -> None:
    sitter = sit(*(question(f"第{n}题", 0) for n in range(12)), seed=3)
    sitter.press("开始答题")
    for _ in range(12):
        line = next(line for line in sitter.screen().text.split("\n") if line.endswith("．甲"))
        sitter.press(line[0])
    sitter.press("交卷")
    assert sitter.view.reply["score"] == 12


def test_a_long_paper_is_left_and_found_again_by_number() -> None:
    sitter = sit(*(question(f"第{n}问", 0) for n in range(80)), minutes=50)
    for label in ("开始答题", "A", "A", "下一题", "未答一览"):
        sitter.press(label)
    overview = sitter.screen()
    assert "还有78题未答。" in overview.text
    assert len(sitter.labels()) <= 100
    assert max(map(len, overview.rows)) == 8
    sitter.press("57")
    assert "第57题，共80题" in sitter.screen().text
    for button in (b for row in overview.rows for b in row):
        assert len(f"1a:999999999:99:{button.action}:{button.arg}") <= 64


def test_time_up_is_the_same_whoever_notices() -> None:
    sitter = sit(ONE, TWO, minutes=50)
    sitter.press("开始答题")
    sitter.press("A")
    sitter.take(time_up(sitter.content, sitter.view))
    assert (sitter.view.outcome, sitter.view.reply["score"]) == ("done", 1)
