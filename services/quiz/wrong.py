"""报错: somebody says that a question is wrong; the secretaries look at it and correct the key, or not."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from activities.kind import esc
from language.question import LETTERS, Question, digest
from services.backing import ROUTE
from services.belonging.secretaries import tell_each
from services.office import Office
from services.outbox import ANSWER
from services.reply import Press
from storage.activities import Activity
from storage.quizzes import QuestionReport, reports_open
from workdays.quiet import after_quiet


def report_wrong(
    session: Session, office: Office, now: datetime, activity: Activity, person_id: int, question: Question
) -> None:
    """Keep the report, once a person; the first on a question goes to the secretaries."""
    name = digest(question)
    mine = select(QuestionReport).where(
        QuestionReport.activity_id == activity.id,
        QuestionReport.question == name,
        QuestionReport.person_id == person_id,
    )
    if session.scalars(mine).first() is not None:
        return
    first = name not in dict(reports_open(session, activity.id))
    report = QuestionReport(activity_id=activity.id, question=name, person_id=person_id, at=now)
    session.add(report)
    session.flush()
    if first:
        _tell(session, office, now, activity, question, report.id)


def settle_reports(session: Session, now: datetime, activity_id: int, question: str) -> None:
    """Take what was reported on a question as looked at."""
    open_ = (
        QuestionReport.activity_id == activity_id,
        QuestionReport.question == question,
        QuestionReport.settled_at.is_(None),
    )
    session.execute(update(QuestionReport).where(*open_).values(settled_at=now))


def question_lines(question: Question) -> list[str]:
    """Return a question as a secretary sees it: stem, options, what counts as right, and why."""
    lines = [f"（{question.type.label}）{esc(question.stem)}"]
    lines += [f"{LETTERS[place]}．{esc(option)}" for place, option in enumerate(question.options)]
    lines += ["", f"现在的答案：{esc(question.answer_text)}"]
    if question.explanation:
        lines.append(f"解析：{esc(question.explanation)}")
    if question.basis:
        lines.append(f"依据：{esc(question.basis)}")
    return lines


def _tell(
    session: Session, office: Office, now: datetime, activity: Activity, question: Question, report_id: int
) -> None:
    name = digest(question)
    text = "\n".join(
        [
            f"<b>【题目报错】{esc(activity.title)}</b>",
            "有人反映下面这道题可能有误，请核对。",
            "",
            *question_lines(question),
        ]
    )
    presses = [
        Press("更正答案", ROUTE, (activity.id, "fix", name)),
        Press("答案无误", ROUTE, (activity.id, "fine", name)),
    ]
    payload = {"text": text, "rows": [[(press.label, press.to, list(press.args)) for press in presses]]}
    key = f"wrong/{activity.id}/{report_id}"
    tell_each(session, office, after_quiet(now, office.zone), key, payload, lane=ANSWER)
