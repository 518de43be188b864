"""答题 as a kind: what each press and each typed answer comes to.

A reply keeps the sitting somebody is in: `sitting` (1, or 2 for the retake), `open` while it is answered,
`at` (the place on the screen), `seed`, `party`, `answers` by number of the paper as drawn, `until` where time
is limited. Once handed in: `results` by sitting, the best of them as `score`, `full`, `passed`; `earlier`
keeps the answers of a first sitting that was followed by another; `ruled` what a person decided on answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any, ClassVar

from activities.kind import Action, Ask, Kind, Screen, Verdict, View, heading, standing_line
from activities.quiz import results, screens
from activities.quiz.content import QuizContent
from activities.quiz.marking import with_results
from activities.quiz.paper import Placed, own_paper, own_seed
from language.free_text import parts
from language.question import QuestionType

ANSWERING = "答题中"
LONGEST = 300  # characters of a typed answer
TIME_IS_UP = "答题时间已到，已按您答完的题交卷。"
OF_A_SITTING = ("answers", "seed", "ruled")


class Quiz(Kind[QuizContent]):
    """A paper that can be left and taken up again at any tap."""

    name: ClassVar[str] = "quiz"
    title: ClassVar[str] = screens.TITLE
    content = QuizContent
    entry_title: ClassVar[str] = "线下答题"
    stages: ClassVar[tuple[str, ...]] = (ANSWERING,)
    # What the papers were drawn by, and what people have been marked by.
    fixed: ClassVar[frozenset[str]] = frozenset(
        {"count", "category", "difficulty", "types", "minutes", "pass_mark", "retake"}
    )

    def screen(self, content: QuizContent, view: View, show: str = "") -> Screen:
        if is_retaking(view) and view.closed:
            view = replace(view, reply=_without_retake(view.reply))
        paper = own_paper(content, view)
        if view.outcome == "done" and not is_retaking(view):
            return (
                results.explanation(paper, view, int(show)) if show else results.result(content, paper, view)
            )
        if view.exempt or view.closed:
            return Screen(heading(self.title, content.title) + standing_line(view))
        if not view.reply:
            return screens.cover(content, paper, view)
        at = int(view.reply["at"])
        return screens.overview(paper, view) if at >= len(paper) else screens.question(paper, view, at)

    def judge(self, content: QuizContent, view: View, action: Action) -> Verdict:
        if action.name == "start":
            return Verdict() if view.reply else _begun(content, view, 1)
        if not view.reply.get("open"):
            return Verdict()
        paper = own_paper(content, view)
        ends = screens.until(view)
        if ends is not None and view.now >= ends:
            return time_up(content, view)
        name, at, arg = _meant(action)
        if name == "wrong":
            return _reported(paper, view, at)
        if at != screens.token(view, int(view.reply["at"])):
            return Verdict(say="这段文字没有用上，请按屏幕上的题目作答。" if action.text else "")
        return _answered(content, paper, view, name, arg, action.text)

    def looked_again(self, content: QuizContent, view: View, action: Action) -> Verdict:
        handed_in = "score" in view.reply
        if handed_in and action.name == "again":
            return _begun(content, view, 2) if results.may_retake(content, view) else Verdict()
        if is_retaking(view) and not view.closed:
            return self.judge(content, view, action)
        if handed_in and action.name == "why" and action.arg.isdecimal():
            return Verdict(show=action.arg)
        if handed_in and action.name == "wrong":
            return _reported(own_paper(content, view), view, action.arg)
        return Verdict() if action.name == "score" else super().looked_again(content, view, action)

    def figures(self, replies: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
        scored = [reply for reply in replies if "score" in reply]
        if not scored:
            return ()
        passed = sum(bool(reply["passed"]) for reply in scored)
        average = sum(reply["score"] / (reply["full"] or 1) for reply in scored) / len(scored) * 100
        return (
            ("合格率", f"{passed / len(scored):.1%}（{passed}人合格，{len(scored)}人答题）"),
            ("平均得分率", f"{average:.1f}%"),
        )

    def without_words(self, reply: Mapping[str, Any]) -> dict[str, Any]:
        return {key: reply[key] for key in ("score", "full", "passed") if key in reply}

    def remark(self, view: View) -> str:
        # Lists go from hand to hand: who is to sit again stands there, nobody's score does.
        if "score" not in view.reply:
            return ""
        return "合格" if view.reply["passed"] else "不合格"

    def own_remark(self, view: View) -> str:
        passed = self.remark(view)
        return passed and f"{view.reply['score']:g}分（满分{view.reply['full']:g}），{passed}"


def is_retaking(view: View) -> bool:
    """Tell whether somebody who has a result is at the retake."""
    return bool(view.reply.get("open")) and "score" in view.reply


def _without_retake(reply: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reply as if the retake had not been begun, which the closing cut off."""
    kept = {key: value for key, value in reply.items() if key != "open"}
    return {**kept, **reply["earlier"], "sitting": 1}


def time_up(content: QuizContent, view: View) -> Verdict:
    """Return what it comes to when the time of a sitting is over: what was answered counts."""
    return _handed_in(content, view, {**view.reply, "over": True}, TIME_IS_UP, alert=True)


def closing(content: QuizContent, view: View) -> Verdict:
    """Return what it comes to when the activity closes while somebody sits a paper with a time limit."""
    return _handed_in(content, view, dict(view.reply), "此项已结束，已按您答完的题交卷。", alert=True)


def _begun(content: QuizContent, view: View, sitting: int) -> Verdict:
    reply: dict[str, Any] = {
        **{key: value for key, value in view.reply.items() if key not in ("over", "warned", *OF_A_SITTING)},
        "sitting": sitting,
        "open": True,
        "at": 0,
        "answers": {},
        "seed": own_seed(content.seed, view.more, sitting),
    }
    reply.setdefault("party", view.reader.party)
    if sitting > 1:
        reply["earlier"] = {key: view.reply[key] for key in OF_A_SITTING if key in view.reply}
    kept: dict[str, Any] = {"begun": sitting}
    if content.minutes:
        ends = view.now + timedelta(minutes=content.minutes)
        reply["until"] = kept["until"] = ends.astimezone(UTC).isoformat()
    first = _arrived(content, view, reply)
    stage = ANSWERING if view.outcome == "none" else None
    return Verdict(reply=reply, stage=stage, kept=kept, ask=first.ask)


def _answered(
    content: QuizContent, paper: Sequence[Placed], view: View, name: str, arg: str, text: str
) -> Verdict:
    at, reply = int(view.reply["at"]), view.reply
    asked = paper[at] if at < len(paper) else None
    match name:
        case "go" if arg.isdecimal():
            return _arrived(content, view, {**reply, "at": min(int(arg), len(paper)), "warned": False})
        case "pick" if asked is not None:
            return _picked(content, view, asked, arg)
        case "write" if asked is not None and asked.question.type.is_typed:
            return Verdict(ask=Ask(f"text.{screens.token(view, at)}", f"请发送第{at + 1}题的答案。"))
        case "text" if asked is not None and asked.question.type.is_typed:
            return _typed(content, view, asked, text)
        case "hand" if asked is None:
            if screens.missing_in(paper, view) and arg != "sure":
                return Verdict(reply={**reply, "warned": True})
            return _handed_in(content, view, {**reply, "warned": False}, "已交卷。")
    return Verdict()


def _picked(content: QuizContent, view: View, asked: Placed, arg: str) -> Verdict:
    option, _, sets = arg.partition(".")
    if not option.isdecimal() or int(option) >= len(asked.question.options) or asked.question.type.is_typed:
        return Verdict()
    if asked.question.type is not QuestionType.MULTIPLE:
        answers = _with_answer(view, asked, [int(option)])
        return _arrived(content, view, {**view.reply, "answers": answers, "at": int(view.reply["at"]) + 1})
    chosen = set(view.reply["answers"].get(str(asked.number), ()))
    chosen = chosen | {int(option)} if sets == "1" else chosen - {int(option)}
    return Verdict(reply={**view.reply, "answers": _with_answer(view, asked, sorted(chosen))})


def _typed(content: QuizContent, view: View, asked: Placed, text: str) -> Verdict:
    at, question = int(view.reply["at"]), asked.question
    again = Ask(f"text.{screens.token(view, at)}", "")
    if len(text) > LONGEST:
        return Verdict(say=f"答案有{len(text)}字，最多{LONGEST}字，请精简后重新发送。", ask=again)
    given = [" ".join(text.split())]
    if question.type is QuestionType.BLANK:
        given, wanted = parts(text, len(question.expected)), len(question.expected)
        if len(given) != wanted:
            return Verdict(
                say=f"本题有{wanted}个空，收到的是{len(given)}个。请按顺序重新发送，中间用空格隔开。",
                ask=again,
            )
    answers = _with_answer(view, asked, given)
    return _arrived(content, view, {**view.reply, "answers": answers, "at": at + 1}, say="已记下。")


def _with_answer(view: View, asked: Placed, given: Sequence[Any]) -> dict[str, Any]:
    return {**view.reply["answers"], str(asked.number): list(given)}


def _arrived(content: QuizContent, view: View, reply: Mapping[str, Any], say: str = "") -> Verdict:
    """Return the verdict that leads to the place in `reply`, where the next words may be the answer."""
    there = replace(view, reply=reply)
    return Verdict(say=say, reply=reply, ask=_expected(own_paper(content, there), there))


def _expected(paper: Sequence[Placed], view: View) -> Ask | None:
    """Return the silent request for words where the question on the screen is answered in words."""
    at = int(view.reply["at"])
    typed = at < len(paper) and paper[at].question.type.is_typed
    return Ask(f"text.{screens.token(view, at)}", "") if typed else None


def _handed_in(
    content: QuizContent, view: View, reply: Mapping[str, Any], say: str, *, alert: bool = False
) -> Verdict:
    sitting = str(reply["sitting"])
    closed = {key: value for key, value in reply.items() if key not in ("open", "until")}
    scored = with_results(content, {**closed, "results": {**reply.get("results", {}), sitting: {}}})
    kept = {"handed": reply["sitting"]}
    if view.outcome == "done":
        return Verdict(say=say, alert=alert, reply=scored, kept=kept)
    return Verdict(say=say, alert=alert, outcome="done", stage="", way="交卷", reply=scored, kept=kept)


def _reported(paper: Sequence[Placed], view: View, at: str) -> Verdict:
    sitting, _, place = at.partition(".")
    if sitting != str(view.reply["sitting"]) or not place.isdecimal() or int(place) >= len(paper):
        return Verdict()
    kept = {"wrong": paper[int(place)].question}
    if not view.reply.get("open"):
        return Verdict(say="已报给纪检秘书核对，谢谢。", kept=kept, show=place)
    say = "已报给纪检秘书核对，谢谢。请按您的理解继续作答。"
    return Verdict(say=say, kept=kept, ask=_expected(paper, view))


def _meant(action: Action) -> tuple[str, str, str]:
    """Return (name, "sitting.place", the rest) of a button, or of words that were asked for."""
    name, _, inside = action.name.partition(".")
    said = (inside or action.arg).split(".", 2)
    return name, ".".join(said[:2]), said[2] if len(said) > 2 else ""
