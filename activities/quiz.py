"""答题: one question a screen on buttons, every tap kept, then the result with explanation and clause.

Marking: single choice and 判断 are right or wrong; multiple choice gives half the points for a right but
incomplete choice and none as soon as something wrong is ticked, so ticking everything earns nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import Field

from activities.kind import (
    Action,
    Button,
    Content,
    Kind,
    Screen,
    Verdict,
    View,
    closing_lines,
    deadline_line,
    esc,
    field_help,
    heading,
    standing_line,
)
from language.question import Question, QuestionType

ANSWERING = "答题中"
LETTERS = "ABCDEFGH"
RULE = "计分：单选、判断答对得分；多选少选得一半分，错选不得分。"


class QuizContent(Content):
    """What a quiz asks; the papers are drawn from the bank and kept, so that everybody answers the same."""

    intro: str = Field(
        title="说明", default="", max_length=400, json_schema_extra=field_help("答题前显示的话", long=True)
    )
    count: int = Field(
        title="题数", default=10, ge=1, le=50, json_schema_extra=field_help("从题库抽取的题数，1至50")
    )
    category: str = Field(
        title="题目分类", default="", max_length=30, json_schema_extra=field_help("留空为不限分类")
    )
    pass_mark: int = Field(
        title="合格线（%）", default=80, ge=0, le=100, json_schema_extra=field_help("得分率达到多少算合格")
    )
    party_paper: tuple[Question, ...] = Field(default=(), json_schema_extra=field_help("党员试卷", ask=False))
    other_paper: tuple[Question, ...] = Field(
        default=(), json_schema_extra=field_help("非党员试卷", ask=False)
    )


class Quiz(Kind[QuizContent]):
    """A paper that can be left and taken up again at any tap."""

    name: ClassVar[str] = "quiz"
    title: ClassVar[str] = "答题"
    content = QuizContent
    entry_title: ClassVar[str] = "线下答题"
    stages: ClassVar[tuple[str, ...]] = (ANSWERING,)

    def screen(self, content: QuizContent, view: View, show: str = "") -> Screen:
        paper = paper_for(content, view)
        if view.outcome == "done":
            return _result(content, paper, view) if not show else _explanation(paper, view, int(show))
        if view.exempt or view.closed:
            return Screen(heading(self.title, content.title) + standing_line(view))
        at = int(view.reply.get("at", -1))
        if at < 0:
            return _cover(content, paper, view)
        if at >= len(paper):
            return _summary(paper, view)
        return _question(paper, view, at)

    def judge(self, content: QuizContent, view: View, action: Action) -> Verdict:
        paper = paper_for(content, view)
        if action.name == "start":
            begun = {"at": 0, "answers": {}, "party": view.reader.party}
            return Verdict() if view.reply else Verdict(reply=begun, stage=ANSWERING)
        at = int(view.reply.get("at", -1))
        seen, _, arg = action.arg.partition(".")
        if at < 0 or seen != str(at):
            return Verdict()  # a stale screen: it is only drawn anew
        answers = dict(view.reply.get("answers", {}))
        match action.name:
            case "go" if arg.isdecimal():
                return _moved(view, min(int(arg), len(paper)))
            case "pick" if arg.isdecimal() and at < len(paper) and int(arg) < len(paper[at].options):
                return _picked(view, paper[at], answers, at, int(arg))
            case "hand" if at == len(paper):
                missing = [i for i in range(len(paper)) if not answers.get(str(i))]
                if missing and arg != "sure":
                    return Verdict(reply={**view.reply, "warned": True})
                return _handed_in(content, paper, view, answers)
        return Verdict()

    def looked_again(self, content: QuizContent, view: View, action: Action) -> Verdict:
        if action.name == "why" and action.arg.isdecimal() and "score" in view.reply:
            return Verdict(show=action.arg)
        return Verdict() if action.name == "score" else super().looked_again(content, view, action)

    def figures(self, replies: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
        scored = [reply for reply in replies if "score" in reply]
        if not scored:
            return ()
        passed = sum(bool(reply["passed"]) for reply in scored)
        average = sum(reply["score"] / reply["full"] for reply in scored) / len(scored) * 100
        return (
            ("合格率", f"{passed / len(scored):.1%}（{passed}人合格，{len(scored)}人答题）"),
            ("平均得分率", f"{average:.1f}%"),
        )

    def remark(self, view: View) -> str:
        # Lists go from hand to hand: who is to sit again stands there, nobody's score does.
        if "score" not in view.reply:
            return ""
        return "合格" if view.reply["passed"] else "不合格"

    def own_remark(self, view: View) -> str:
        passed = self.remark(view)
        return passed and f"{view.reply['score']:g}分（满分{view.reply['full']:g}），{passed}"


def paper_for(content: QuizContent, view: View) -> tuple[Question, ...]:
    """Return the questions this reader is asked: Party rules are asked of Party members only.

    A paper that was begun stays the same whatever the roster says since, and where there is only one it is
    everybody's: answers are kept by their number.
    """
    party = view.reply.get("party", view.reader.party)
    papers = (content.party_paper, content.other_paper)
    return (papers[0] or papers[1]) if party else (papers[1] or papers[0])


def mark(question: Question, chosen: Sequence[int]) -> float:
    """Return the points earned by a choice of option indices."""
    right, picked = set(question.answer), set(chosen)
    if picked == right:
        return question.points
    if question.type is QuestionType.MULTIPLE and picked and picked < right:
        return question.points / 2
    return 0.0


def _moved(view: View, to: int) -> Verdict:
    return Verdict(reply={**view.reply, "at": to, "warned": False})


def _picked(view: View, question: Question, answers: dict[str, Any], at: int, option: int) -> Verdict:
    if question.type is not QuestionType.MULTIPLE:
        answers[str(at)] = [option]
        return Verdict(reply={**view.reply, "answers": answers, "at": at + 1})
    chosen = set(answers.get(str(at), ()))
    answers[str(at)] = sorted(chosen ^ {option})
    return Verdict(reply={**view.reply, "answers": answers})


def _handed_in(
    content: QuizContent, paper: tuple[Question, ...], view: View, answers: dict[str, Any]
) -> Verdict:
    score = sum(mark(question, answers.get(str(i), ())) for i, question in enumerate(paper))
    full = sum(question.points for question in paper)
    passed = score * 100 >= content.pass_mark * full
    return Verdict(
        say="已交卷。",
        outcome="done",
        stage="",
        way="交卷",
        reply={**view.reply, "answers": answers, "score": score, "full": full, "passed": passed},
    )


def _cover(content: QuizContent, paper: tuple[Question, ...], view: View) -> Screen:
    text = heading("答题", content.title)
    if content.intro:
        text += f"\n\n{esc(content.intro)}"
    text += f"\n\n共{len(paper)}题，得分率{content.pass_mark}%以上合格。{RULE}"
    text += "\n每点一下都会保存，可随时中断，回来接着答。"
    text += closing_lines(content.sign_off) + deadline_line(view)
    return Screen(text, ((Button("开始答题", "start"),),))


def _question(paper: tuple[Question, ...], view: View, at: int) -> Screen:
    question = paper[at]
    chosen = set(view.reply.get("answers", {}).get(str(at), ()))
    lines = [f"<b>第{at + 1}题，共{len(paper)}题（{question.type.label}）</b>", "", esc(question.stem), ""]
    for i, option in enumerate(question.options):
        lines.append(f"{'☑ ' if i in chosen else ''}{LETTERS[i]}．{esc(option)}")
    multiple = question.type is QuestionType.MULTIPLE
    if multiple:
        lines += ["", "可选多项，选好后点“确定”。"]
    picks = [
        Button(("✓ " if i in chosen else "") + LETTERS[i] + _short(option), "pick", f"{at}.{i}")
        for i, option in enumerate(question.options)
    ]
    width = 4 if len(picks) > 2 else 2
    rows = [tuple(picks[i : i + width]) for i in range(0, len(picks), width)]
    if multiple:
        rows.append((Button("确定", "go", f"{at}.{at + 1}"),))
    turn = [Button("上一题", "go", f"{at}.{at - 1}")] if at else []
    if not multiple:
        turn.append(Button("下一题" if at < len(paper) - 1 else "去交卷", "go", f"{at}.{at + 1}"))
    if turn:
        rows.append(tuple(turn))
    return Screen("\n".join(lines), tuple(rows))


def _short(option: str) -> str:
    """Return the wording of 正确 and 错误, which fits on the button itself."""
    return f" {option}" if option in ("正确", "错误") else ""


def _summary(paper: tuple[Question, ...], view: View) -> Screen:
    answers = view.reply.get("answers", {})
    missing = [i for i in range(len(paper)) if not answers.get(str(i))]
    at = len(paper)
    rows: list[tuple[Button, ...]] = []
    if not missing:
        text = f"<b>{at}题都已作答。</b>\n交卷后即显示结果，不能再改。"
        rows.append((Button("交卷", "hand", f"{at}.sure"),))
    else:
        listed = "、".join(str(i + 1) for i in missing)
        text = f"<b>还有{len(missing)}题未答：第{listed}题。</b>"
        if view.reply.get("warned"):
            text += "\n未答的题不得分。确定现在交卷吗？"
        rows.append((Button("去答未答的题", "go", f"{at}.{missing[0]}"),))
        sure = bool(view.reply.get("warned"))
        rows.append((Button("仍要交卷" if sure else "交卷", "hand", f"{at}.{'sure' if sure else 'ask'}"),))
    rows.append((Button("上一题", "go", f"{at}.{at - 1}"),))
    return Screen(text + deadline_line(view), tuple(rows))


def _result(content: QuizContent, paper: tuple[Question, ...], view: View) -> Screen:
    text = heading("答题", content.title)
    if "score" not in view.reply:
        return Screen(text + standing_line(view))
    reply = view.reply
    right = sum(
        mark(question, reply["answers"].get(str(i), ())) == question.points
        for i, question in enumerate(paper)
    )
    text += (
        f"\n\n得分：<b>{reply['score']:g}</b>（满分{reply['full']:g}），答对{right}题，共{len(paper)}题。"
        f"\n结果：{'合格' if reply['passed'] else '不合格'}（合格线{content.pass_mark}%）。\n{RULE}"
    )
    return Screen(text + standing_line(view), ((Button("看解析", "why", "0"),),))


def _explanation(paper: tuple[Question, ...], view: View, at: int) -> Screen:
    at = max(0, min(at, len(paper) - 1))
    question = paper[at]
    chosen = view.reply["answers"].get(str(at), ())
    earned = mark(question, chosen)
    verdict = "答对" if earned == question.points else "部分得分" if earned else "未得分"
    lines = [f"<b>第{at + 1}题，共{len(paper)}题：{verdict}</b>", "", esc(question.stem), ""]
    lines += [f"{LETTERS[i]}．{esc(option)}" for i, option in enumerate(question.options)]
    lines += ["", f"您的答案：{_letters(chosen) or '未答'}　正确答案：{_letters(question.answer)}"]
    if question.explanation:
        lines += ["", f"解析：{esc(question.explanation)}"]
    if question.basis:
        lines.append(f"依据：{esc(question.basis)}")
    turn = [Button("上一题", "why", str(at - 1))] if at else []
    if at < len(paper) - 1:
        turn.append(Button("下一题", "why", str(at + 1)))
    return Screen(
        "\n".join(lines),
        (tuple(turn), (Button("返回成绩", "score"),)) if turn else ((Button("返回成绩", "score"),),),
    )


def _letters(chosen: Sequence[int]) -> str:
    return "".join(LETTERS[i] for i in sorted(chosen))
