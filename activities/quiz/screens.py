"""What somebody sees of a quiz: cover, one question at a time, what is still unanswered."""

from collections.abc import Sequence
from datetime import datetime

from activities.kind import Button, Screen, View, closing_lines, deadline_line, esc, heading
from activities.quiz.content import QuizContent
from activities.quiz.paper import Placed
from language.question import LETTERS, QuestionType

TITLE = "答题"
RULE = "计分：单选、判断答对得分；多选少选得一半分，错选不得分。"
TYPED_RULE = "填空、简答按答对的空或要点计分。"
OVERVIEW_FROM = 11  # questions: a shorter paper is leafed through
A_ROW = 8
NAMED = 20  # unanswered questions named in words; more are only shown as buttons


def token(view: View, at: int) -> str:
    """Return what a button carries so that one of an older screen changes nothing: sitting and place."""
    return f"{view.reply.get('sitting', 1)}.{at}"


def until(view: View) -> datetime | None:
    """Return when the sitting ends; None without a time limit."""
    ends = view.reply.get("until")
    return datetime.fromisoformat(ends).astimezone(view.now.tzinfo) if ends else None


def missing_in(paper: Sequence[Placed], view: View) -> list[int]:
    """Return the places without an answer."""
    answers = view.reply.get("answers", {})
    return [at for at, placed in enumerate(paper) if not answers.get(str(placed.number))]


def rule_of(paper: Sequence[Placed]) -> str:
    """Return how it is marked."""
    return RULE + (TYPED_RULE if any(placed.question.type.is_typed for placed in paper) else "")


def cover(content: QuizContent, paper: Sequence[Placed], view: View) -> Screen:
    """Return the first screen: how many questions, how long, what counts."""
    text = heading(TITLE, content.title)
    if content.intro:
        text += f"\n\n{esc(content.intro)}"
    again = "不合格可补测1次，题目另抽。" if content.retake else ""
    text += f"\n\n共{len(paper)}题，得分率{content.pass_mark}%以上合格。{again}{rule_of(paper)}"
    if content.minutes:
        text += (
            f"\n\n<b>限时{content.minutes}分钟</b>：点“开始答题”就开始计时，中途退出不停表，到时自动交卷。"
            "请留出整段时间再开始。"
        )
    else:
        text += "\n每点一下都会保存，可随时中断，回来接着答。"
    text += closing_lines(content.sign_off) + deadline_line(view)
    return Screen(text, ((Button("开始答题", "start"),),))


def question(paper: Sequence[Placed], view: View, at: int) -> Screen:
    """Return one question with its buttons."""
    placed, here = paper[at], token(view, at)
    asked = placed.question
    answer = view.reply.get("answers", {}).get(str(placed.number), ())
    lines = [
        f"<b>第{at + 1}题，共{len(paper)}题（{asked.type.label}）</b>",
        *_time_left(view),
        "",
        esc(asked.stem),
    ]
    rows: list[tuple[Button, ...]] = []
    multiple = asked.type is QuestionType.MULTIPLE
    if asked.type.is_typed:
        lines += ["", *_typed_lines(placed, answer)]
        rows.append((Button("改写答案" if answer else "填写答案", "write", here),))
    else:
        lines.append("")
        for place, option in enumerate(placed.order):
            ticked = "☑ " if option in answer else ""
            lines.append(f"{ticked}{LETTERS[place]}．{esc(asked.options[option])}")
        rows += _options(placed, answer, here)
    if multiple:
        lines += ["", "可选多项，选好后点“确定”。"]
        rows.append((Button("确定", "go", f"{here}.{at + 1}"),))
    turn = [Button("上一题", "go", f"{here}.{at - 1}")] if at else []
    if len(paper) >= OVERVIEW_FROM:
        turn.append(Button("未答一览", "go", f"{here}.{len(paper)}"))
    if not multiple:
        turn.append(Button("下一题" if at < len(paper) - 1 else "去交卷", "go", f"{here}.{at + 1}"))
    if turn:
        rows.append(tuple(turn))
    rows.append((Button("题目有误？报错", "wrong", here),))
    return Screen("\n".join(lines), tuple(rows))


def overview(paper: Sequence[Placed], view: View) -> Screen:
    """Return what is still unanswered, and the button that hands in."""
    missing, at = missing_in(paper, view), len(paper)
    here = token(view, at)
    rows: list[tuple[Button, ...]] = []
    if not missing:
        text = f"<b>{at}题都已作答。</b>\n交卷后即显示结果，不能再改。"
        rows.append((Button("交卷", "hand", f"{here}.sure"),))
    else:
        warned = bool(view.reply.get("warned"))
        listed = f"：第{'、'.join(str(i + 1) for i in missing)}题" if len(missing) <= NAMED else ""
        text = f"<b>还有{len(missing)}题未答{listed}。</b>"
        if len(missing) > 1:
            text += "\n点题号去答。"
            numbers = [Button(str(place + 1), "go", f"{here}.{place}") for place in missing]
            rows += [tuple(numbers[i : i + A_ROW]) for i in range(0, len(numbers), A_ROW)]
        if warned:
            text += "\n未答的题不得分。确定现在交卷吗？"
        rows.append((Button("去答未答的题", "go", f"{here}.{missing[0]}"),))
        hand = Button("仍要交卷" if warned else "交卷", "hand", f"{here}.{'sure' if warned else 'ask'}")
        rows.append((hand,))
    rows.append((Button("回到最后一题", "go", f"{here}.{at - 1}"),))
    timed = "".join(f"\n{line}" for line in _time_left(view))
    return Screen(text + timed + deadline_line(view), tuple(rows))


def _options(placed: Placed, answer: Sequence[int], here: str) -> list[tuple[Button, ...]]:
    multiple = placed.question.type is QuestionType.MULTIPLE
    picks = []
    for place, option in enumerate(placed.order):
        ticked = option in answer
        # A tick says what it sets, so that the same button pressed twice does no more than once.
        sets = f".{0 if ticked else 1}" if multiple else ""
        label = ("✓ " if ticked else "") + LETTERS[place] + _short(placed.question.options[option])
        picks.append(Button(label, "pick", f"{here}.{option}{sets}"))
    width = 4 if len(picks) > 2 else 2
    return [tuple(picks[i : i + width]) for i in range(0, len(picks), width)]


def _typed_lines(placed: Placed, answer: Sequence[str]) -> list[str]:
    blanks = len(placed.question.expected)
    if placed.question.type is QuestionType.SHORT:
        ask = "请用一两句话作答，直接发送文字。"
    elif blanks == 1:
        ask = "请直接发送要填的内容。"
    else:
        ask = f"共{blanks}个空，请按顺序一次发送，中间用空格隔开。"
    return [*([f"您的答案：{esc('　'.join(answer))}"] if answer else []), ask]


def _time_left(view: View) -> list[str]:
    ends = until(view)
    if ends is None:
        return []
    left = (ends - view.now).total_seconds()
    if left <= 0:
        return ["答题时间已到，点任一按钮查看结果。"]
    return [f"{ends:%H:%M}自动交卷，还剩{max(1, round(left / 60))}分钟"]


def _short(option: str) -> str:
    """Return the wording of 正确 and 错误, which fits on the button itself."""
    return f" {option}" if option in ("正确", "错误") else ""
