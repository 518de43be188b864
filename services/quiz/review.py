"""Short answers that the key points leave in doubt: a secretary reads them, without a name, and decides."""

from dataclasses import replace

from sqlalchemy import select, tuple_

from activities.kind import esc
from activities.quiz.content import QuizContent
from activities.quiz.marking import Marks, sittings
from language.question import digest
from services.backing import Desk
from services.quiz.regrading import RULED, remark
from services.refusals import Outdated
from services.reply import Press, Reply
from services.views import content_of
from storage.assignments import Assignment
from storage.quizzes import QuizMark, doubtful_count

SHARES = {"1": ("给满分", 1.0), "h": ("给一半", 0.5), "0": ("不给分", 0.0)}
AS_IT_IS = "k"


def review(desk: Desk, said: str = "") -> Reply:
    """Show the next doubtful answer; the button's argument names the one after which to go on."""
    query = select(QuizMark).where(QuizMark.activity_id == desk.activity.id, QuizMark.doubtful)
    order = QuizMark.assignment_id, QuizMark.sitting, QuizMark.question
    query = query.order_by(*order).limit(1)
    row = None
    if desk.arg:
        after = _place(desk.arg)
        row = desk.session.scalars(query.where(tuple_(*order) > tuple_(*after))).first()
    row = row or desk.session.scalars(query).first()
    back = (Press("返回", "rb", (desk.activity.id,)),)
    if row is None:
        return Reply("没有需要复核的简答题。", (back,), toast=said)
    assignment = desk.session.get_one(Assignment, row.assignment_id)
    marks, number = _marks(desk, assignment, row.sitting, row.question)
    asked = marks.questions[number]
    lines = [
        f"<b>简答题复核</b>（还有{doubtful_count(desk.session, desk.activity.id)}份，不显示姓名）",
        "",
        esc(asked.stem),
        f"要点：{esc(asked.answer_text)}",
        "",
        f"答案：{esc(str(marks.given[number][0]))}",
        "",
        f"系统初评{marks.earned[number]:g}分，满分{asked.points:g}分。同一要点的不同说法用“/”隔开。",
    ]
    name = f"{row.assignment_id}.{row.sitting}.{row.question}"
    grades = tuple(desk.press(label, "rule", f"{name}.{code}") for code, (label, _) in SHARES.items())
    keep = (desk.press("同意初评", "rule", f"{name}.{AS_IT_IS}"), desk.press("先看下一份", "review", name))
    return Reply("\n".join(lines), (grades, keep, back), toast=said)


def rule(desk: Desk) -> Reply:
    """Keep what the secretary decided on an answer, mark the paper anew, and show the next."""
    name, _, code = desk.arg.rpartition(".")
    assignment_id, sitting, question = _place(name)
    row = desk.session.get(QuizMark, (assignment_id, sitting, question), with_for_update=True)
    if row is None or row.activity_id != desk.activity.id or code not in (*SHARES, AS_IT_IS):
        raise Outdated
    after = replace(desk, arg=name)
    if not row.doubtful:
        return review(after, "这份答案已复核过。")
    assignment = desk.session.get_one(Assignment, assignment_id, with_for_update=True)
    marks, number = _marks(desk, assignment, sitting, question)
    points = marks.questions[number].points
    share = marks.earned[number] / points if code == AS_IT_IS else SHARES[code][1]
    reply = dict(assignment.reply)
    if sitting < reply["sitting"]:
        reply["earlier"] = _ruled(reply["earlier"], number, share)
    else:
        reply = _ruled(reply, number, share)
    key = f"ruled/{assignment_id}.{sitting}.{question}"
    remark(
        *(desk.session, desk.office, desk.now, desk.activity, assignment, reply, desk.person.id, key, RULED)
    )
    desk.session.flush()
    return review(after, "已记下。")


def _ruled(kept: dict[str, object], number: int, share: float) -> dict[str, object]:
    ruled = kept.get("ruled")
    return {**kept, "ruled": {**(ruled if isinstance(ruled, dict) else {}), str(number): share}}


def _marks(desk: Desk, assignment: Assignment, sitting: int, question: str) -> tuple[Marks, int]:
    content: QuizContent = content_of(desk.session, desk.activity)
    for number, _, marks in sittings(content, assignment.reply):
        names = [digest(one) for one in marks.questions]
        if number == sitting and question in names:
            return marks, names.index(question)
    raise Outdated


def _place(name: str) -> tuple[int, int, str]:
    parts = name.split(".")
    if len(parts) != 3 or not (parts[0].isdecimal() and parts[1].isdecimal()):
        raise Outdated
    return int(parts[0]), int(parts[1]), parts[2]
