"""The quiz as a function of what was asked, where somebody stands and what they do."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from activities.kind import Action, Reader, View
from activities.quiz import Quiz, QuizContent
from language.question import Question, QuestionType

NOW = datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
MEMBER, OTHER = Reader("李强", "法规处", party=True), Reader("李强", "法规处", party=False)


def question(stem: str, answer: int) -> Question:
    return Question(type=QuestionType.SINGLE, stem=stem, options=("甲", "乙"), answer=(answer,))


def act(content: QuizContent, view: View, name: str, arg: str = "") -> View:
    verdict = Quiz().judge(content, view, Action(name, arg))
    return replace(view, reply=verdict.reply or view.reply, outcome=verdict.outcome or view.outcome)


def test_a_paper_begun_stays_the_same_when_the_roster_changes() -> None:
    content = QuizContent(
        title="小测", party_paper=(question("党员题", 0),), other_paper=(question("其他题", 1),)
    )
    view = act(content, View(OTHER, NOW, NOW), "start")
    view = replace(act(content, view, "pick", "0.1"), reader=MEMBER)
    view = act(content, view, "hand", "1.sure")
    assert view.reply["score"] == 1
    assert "其他题" in Quiz().screen(content, view, "0").text


def test_where_there_is_one_paper_it_is_everybodys() -> None:
    content = QuizContent(title="党员小测", party_paper=(question("党员题", 0),))
    view = act(content, View(OTHER, NOW, NOW), "start")
    view = act(content, act(content, view, "pick", "0.0"), "hand", "1.sure")
    assert dict(Quiz().figures([view.reply]))["平均得分率"] == "100.0%"


def test_lists_say_who_passed_and_only_ones_own_record_the_score() -> None:
    content = QuizContent(title="小测", party_paper=(question("一", 0), question("二", 0)))
    view = act(content, View(MEMBER, NOW, NOW), "start")
    for press in ("0.0", "1.1"):
        view = act(content, view, "pick", press)
    view = act(content, view, "hand", "2.sure")
    assert Quiz().remark(view) == "不合格"
    assert Quiz().own_remark(view) == "1分（满分2），不合格"
