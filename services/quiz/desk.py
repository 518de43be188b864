"""The secretary's side of a quiz: how its questions fared, what is reported, and corrected keys."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.quiz.content import QuizContent
from language.question import Question, QuestionType, digest
from reports.questions import Analysis, analysis_text, say_apart, say_share
from services.backing import Desk
from services.paging import fitting
from services.quiz import corrections
from services.quiz.analysis import analyse, questions_asked
from services.quiz.regrading import regrade_batch
from services.quiz.wrong import question_lines, settle_reports
from services.refusals import Outdated
from services.reply import File, Press, Reply, Rows
from services.views import content_of
from storage.activities import Activity
from storage.people import Person
from storage.quizzes import KeyCorrection, Regrade, doubtful_count, reports_open
from workdays.words import say_moment

KEY_HELP = {
    QuestionType.SINGLE: "请发送正确选项的字母，如 B。",
    QuestionType.MULTIPLE: "请发送全部正确选项的字母，如 ACD。",
    QuestionType.JUDGE: "请发送：正确 或 错误。",
    QuestionType.BLANK: "请发送正确答案。几个空用“｜”隔开，同一空的不同写法用“/”隔开，如：一个月/30日｜登记",
    QuestionType.SHORT: "请发送要点。要点之间用“｜”隔开，同一要点的不同说法用“/”隔开，如：拒绝/退回｜登记",
}


def buttons(session: Session, activity: Activity) -> Sequence[tuple[str, str]]:
    """Return the buttons below the report: the analysis, and what waits for the secretary."""
    doubtful = doubtful_count(session, activity.id)
    reported = len(reports_open(session, activity.id))
    return [
        ("题目分析", "stats"),
        *([(f"简答题复核（{doubtful}）", "review")] if doubtful else []),
        *([(f"题目报错（{reported}）", "errors")] if reported else []),
    ]


def stats(desk: Desk) -> Reply:
    """Show which questions and clauses most points were lost on."""
    analysis = analyse(desk.session, desk.office, desk.activity)
    head = f"<b>题目分析：{esc(desk.activity.title)}</b>"
    lines = [head, *(esc(line) for line in analysis_text(analysis))]
    rows = (
        (desk.press("逐题查看", "item", "0"), desk.press("导出 Excel", "sheet")),
        (desk.press("答案更正记录", "log"),),
        _back(desk),
    )
    return Reply("\n".join(lines), rows)


def sheet(desk: Desk) -> Reply:
    """Send the analysis as a workbook."""
    as_of = desk.office.local(desk.now)
    make = partial(_workbook, analyse(desk.session, desk.office, desk.activity), as_of)
    return Reply(
        toast="正在生成 Excel，稍后发出。", files=(File(f"题目分析_{as_of:%Y%m%d_%H%M}.xlsx", make),)
    )


def item(desk: Desk) -> Reply:
    """Show one question with its key and how it fared."""
    asked = list(questions_asked(_content(desk)).values())
    place = min(int(desk.arg), len(asked) - 1) if desk.arg.isdecimal() else 0
    line = analyse(desk.session, desk.office, desk.activity).questions[place]
    fared = f"{line.people}人答过，得分率{say_share(line.facility)}，区分度{say_apart(line.discrimination)}"
    lines = [f"<b>第{place + 1}题，共{len(asked)}题</b>", fared, "", *question_lines(asked[place])]
    turn = [desk.press("上一题", "item", str(place - 1))] if place else []
    turn += [desk.press("下一题", "item", str(place + 1))] if place < len(asked) - 1 else []
    fix = (desk.press("更正答案", "fix", digest(asked[place])),)
    rows: Rows = (tuple(turn), fix, (desk.press("返回", "stats"),))
    return Reply("\n".join(lines), tuple(row for row in rows if row))


def errors(desk: Desk) -> Reply:
    """Show the first question that is said to be wrong."""
    reported = reports_open(desk.session, desk.activity.id)
    if not reported:
        return Reply("没有待核对的报错。", (_back(desk),))
    name, people = reported[0]
    lines = [f"<b>题目报错</b>（还有{len(reported)}题）", f"{people}人反映这道题可能有误，请核对。", ""]
    rows = ((desk.press("更正答案", "fix", name), desk.press("答案无误", "fine", name)), _back(desk))
    return Reply("\n".join([*lines, *question_lines(_named(desk, name))]), rows)


def fine(desk: Desk) -> Reply:
    """Settle what was reported on a question: its key is right."""
    question = _named(desk, desk.arg)
    settle_reports(desk.session, desk.now, desk.activity.id, desk.arg)
    lines = ["已记下：答案无误，不作更正。", "", *question_lines(question)]
    return Reply("\n".join(lines), (_back(desk),), toast="已记下：答案无误。")


def fix(desk: Desk) -> Reply:
    """Ask for the right answer to a question; once it is typed, show what it changes."""
    old = _named(desk, desk.arg)
    if not desk.text:
        return desk.ask(
            "fix", f"更正答案：{old.stem}\n现在的答案：{old.answer_text}\n\n{KEY_HELP[old.type]}", desk.arg
        )
    try:
        new = corrections.read_key(old, desk.text)
    except corrections.UnfitKey as unfit:
        asked = desk.ask("fix", "", desk.arg)
        return replace(asked, text=f"⚠ {esc(str(unfit))}。\n{esc(KEY_HELP[old.type])}")
    if (new.answer, new.expected) == (old.answer, old.expected):
        return Reply("与现在的答案相同，没有更正。", (_back(desk),))
    correction = corrections.propose(desk.session, desk.now, desk.activity, old, new, desk.person.id)
    activities = corrections.asking(desk.session, digest(old))
    people = corrections.answered_by(desk.session, activities, digest(old))
    lines = [
        "<b>请核对后确认更正</b>",
        "",
        esc(old.stem),
        *(f"{letter}．{esc(option)}" for letter, option in zip("ABCDEFGH", old.options, strict=False)),
        "",
        f"更正前：{esc(old.answer_text)}",
        f"更正后：<b>{esc(new.answer_text)}</b>",
        "",
        f"这道题用于{len(activities)}项答题，已有{people}份答卷。",
        "确认后题库一并更正，已交的答卷重新计分，得分有变动的人会收到通知。解析的文字不会跟着改。",
    ]
    sure = (desk.press("确认更正", "sure", str(correction.id)), *_back(desk))
    return Reply("\n".join(lines), (sure,))


def sure(desk: Desk) -> Reply:
    """Correct the key and mark anew; the clock goes on where there are many."""
    correction = desk.session.get(KeyCorrection, int(desk.arg)) if desk.arg.isdecimal() else None
    if correction is None or correction.activity_id != desk.activity.id:
        raise Outdated
    regrades = corrections.confirm(desk.session, desk.now, correction, desk.person.id)
    if regrades is None:
        return Reply(toast="这项更正已经生效，不用重复操作。")
    for regrade in regrades:
        regrade_batch(desk.session, desk.office, desk.now, regrade)
    moved = sum(regrade.changed for regrade in regrades)
    said = f"得分有变动的{moved}人会收到通知。" if moved else "没有人的得分因此变动。"
    if not all(regrade.finished_at for regrade in regrades):
        said = "答卷较多，正在重新计分，得分有变动的人会收到通知。"
    return Reply(f"<b>已更正答案，题库一并更正。</b>\n{said}", (_back(desk),), toast="已更正。")


def log(desk: Desk) -> Reply:
    """List the keys that were corrected in this quiz: when, by whom, from what to what, how many moved."""
    query = (
        select(KeyCorrection, Person.name, Regrade.changed)
        .join(Regrade, Regrade.correction_id == KeyCorrection.id)
        .join(Person, Person.id == KeyCorrection.confirmed_by)
        .where(Regrade.activity_id == desk.activity.id)
        .order_by(KeyCorrection.id.desc())
    )
    entries = []
    for correction, name, changed in desk.session.execute(query):
        old, new = (Question.model_validate(one) for one in (correction.old, correction.new))
        when = say_moment(desk.office.local(correction.confirmed_at or correction.proposed_at))
        entries.append(
            f"\n{when}　{esc(name)}\n{esc(old.stem)}\n{esc(old.answer_text)} → {esc(new.answer_text)}，"
            f"{changed}人得分变动"
        )
    head = f"<b>答案更正记录：{esc(desk.activity.title)}</b>"
    shown = fitting(entries, head) if entries else ["这项答题没有更正过答案。"]
    return Reply("\n".join([head, *shown]), ((desk.press("返回", "stats"),),))


def _content(desk: Desk) -> QuizContent:
    content: QuizContent = content_of(desk.session, desk.activity)
    return content


def _named(desk: Desk, name: str) -> Question:
    question = corrections.question_of(_content(desk), name)
    if question is None:
        raise Outdated
    return question


def _back(desk: Desk) -> tuple[Press, ...]:
    return (Press("返回", "rb", (desk.activity.id,)),)


def _workbook(analysis: Analysis, as_of: datetime) -> bytes:
    from reports.questions import analysis_workbook

    return analysis_workbook(analysis, as_of)
