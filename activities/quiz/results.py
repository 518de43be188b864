"""What somebody sees of a quiz once it is handed in: the result, and each question explained."""

from collections.abc import Sequence

from activities.kind import Button, Screen, View, closing_lines, esc, heading, standing_line
from activities.quiz.content import QuizContent
from activities.quiz.marking import Given, Marks, marked
from activities.quiz.paper import Placed
from activities.quiz.screens import TITLE, rule_of, token
from language.free_text import points_found
from language.question import QuestionType
from workdays.words import say_moment

PRACTISE = "答错的题已记入您的错题本，想练时发送 /practice，只有您本人能看到。"


def own_marks(paper: Sequence[Placed], view: View) -> Marks:
    """Return what the sitting that somebody is in, or last was, has earned so far."""
    drawn = [placed.question for placed in sorted(paper, key=lambda placed: placed.number)]
    return marked(drawn, view.reply.get("answers", {}), view.reply.get("ruled"))


def may_retake(content: QuizContent, view: View) -> bool:
    """Tell whether somebody who did not pass may sit once more."""
    tried = len(view.reply.get("results", {}))
    failed = tried == 1 and not view.reply["passed"]
    return content.retake and failed and not view.closed and not view.reply.get("open")


def result(content: QuizContent, paper: Sequence[Placed], view: View) -> Screen:
    """Return the result of what was handed in last, and of the first sitting where there was one."""
    text = heading(TITLE, content.title)
    if "score" not in view.reply:
        return Screen(text + standing_line(view))
    reply, marks = view.reply, own_marks(paper, view)
    last = reply["results"][str(reply["sitting"])]
    right = sum(earned == asked.points for earned, asked in zip(marks.earned, marks.questions, strict=True))
    retaken = reply["sitting"] > 1
    text += (
        f"\n\n{'补测' if retaken else ''}得分：<b>{last['score']:g}</b>（满分{last['full']:g}），"
        f"答对{right}题，共{len(paper)}题。"
    )
    if retaken:
        text += f"\n第一次得分：{reply['results']['1']['score']:g}，按较好的一次计。"
    text += (
        f"\n结果：{'合格' if reply['passed'] else '不合格'}（合格线{content.pass_mark}%）。\n{rule_of(paper)}"
    )
    notes = []
    if reply.get("over"):
        notes.append("答题时间已到，系统已按您答完的题交卷。")
    if any(placed.question.type is QuestionType.SHORT for placed in paper):
        notes.append("简答题由系统按要点初评，纪检秘书可以复核，得分有变动会通知您。")
    if marks.wrong:
        notes.append(PRACTISE)
    if may_retake(content, view):
        notes.append("您可以补测1次，题目另抽，请在此项结束前完成。")
    text += "".join(f"\n\n{note}" for note in notes)
    late = "（逾期补办）" if view.late else ""
    text += f"\n\n✅ 您已于{say_moment(view.done_at)}{view.way}{late}。" if view.done_at else ""
    rows = [(Button("看解析", "why", "0"),)]
    if may_retake(content, view):
        rows.append((Button("开始补测", "again"),))
    return Screen(text + closing_lines(content.sign_off), tuple(rows))


def explanation(paper: Sequence[Placed], view: View, at: int) -> Screen:
    """Return one question of what was handed in, with the right answer and why."""
    at = max(0, min(at, len(paper) - 1))
    placed, marks = paper[at], own_marks(paper, view)
    asked, given, earned = placed.question, marks.given[placed.number], marks.earned[placed.number]
    verdict = "答对" if earned == asked.points else "部分得分" if earned else "未得分"
    ruled = "（已由纪检秘书复核）" if marks.ruled[placed.number] else ""
    lines = [f"<b>第{at + 1}题，共{len(paper)}题：{verdict}</b>{ruled}", "", esc(asked.stem), ""]
    lines += asked_and_given(placed, given)
    if asked.explanation:
        lines += ["", f"解析：{esc(asked.explanation)}"]
    if asked.basis:
        lines.append(f"依据：{esc(asked.basis)}")
    turn = [Button("上一题", "why", str(at - 1))] if at else []
    if at < len(paper) - 1:
        turn.append(Button("下一题", "why", str(at + 1)))
    last = (Button("返回成绩", "score"), Button("题目有误？报错", "wrong", token(view, at)))
    return Screen("\n".join(lines), (tuple(turn), last) if turn else (last,))


def asked_and_given(placed: Placed, given: Given) -> list[str]:
    """Return the lines that set what was answered beside what is right."""
    asked = placed.question
    if asked.type is QuestionType.SHORT:
        found = points_found(given[0], asked.expected) if given else [False] * len(asked.expected)
        points = [
            f"{wordings[0]}{'（有）' if has else '（缺）'}"
            for wordings, has in zip(asked.expected, found, strict=True)
        ]
        return [f"您的答案：{esc(given[0]) if given else '未答'}", f"要点：{esc('、'.join(points))}"]
    if asked.type is QuestionType.BLANK:
        right = "　".join(wordings[0] for wordings in asked.expected)
        return [f"您的答案：{esc('　'.join(given)) or '未答'}", f"正确答案：{esc(right)}"]
    options = [f"{placed.letters((option,))}．{esc(asked.options[option])}" for option in placed.order]
    answers = f"您的答案：{placed.letters(given) or '未答'}　正确答案：{placed.letters(asked.answer)}"
    return [*options, "", answers]
