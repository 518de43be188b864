"""The secretary at a survey: ending it, and its results once it is over."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.survey.content import LEAST, SurveyContent
from reports.survey import SurveyResults, results_text
from services.backing import Desk
from services.reply import File, Press, Reply
from services.survey.results import results_of
from services.views import content_of
from storage.activities import CLOSED, OPEN, Activity
from storage.assignments import Assignment
from storage.surveys import collected

NOT_YET = "答案正在整理，请过一两分钟再点一次。"


def buttons(session: Session, activity: Activity) -> Sequence[tuple[str, str]]:
    """Return what a secretary can do: results are for when it is over."""
    if activity.status == OPEN:
        return (("结束问卷", "finish"),)
    return (("问卷结果", "results"), ("导出结果", "export")) if activity.status == CLOSED else ()


def finish(desk: Desk) -> Reply:
    """End a survey by hand; asks first."""
    activity = desk.activity
    back = Press("返回", "rb", (activity.id,))
    if activity.status != OPEN:
        return Reply(toast="这份问卷已经结束。")
    if desk.arg == "sure":
        activity.status, activity.closed_at = CLOSED, desk.now
        said = f"<b>已结束</b>\n{esc(activity.title)}\n\n答案正在整理，过一两分钟点“问卷结果”查看。"
        return Reply(said, ((desk.press("问卷结果", "results"),), (back,)), toast="问卷已结束。")
    mine = select(func.count()).where(Assignment.activity_id == activity.id, Assignment.exempt.is_(None))
    asked = desk.session.scalar(mine) or 0
    done = desk.session.scalar(mine.where(Assignment.outcome == "done")) or 0
    lines = [
        f"<b>结束问卷：{esc(activity.title)}</b>",
        f"已提交{done}人，未提交{asked - done}人。",
        "结束后不能再填、不能再改，也不能恢复；结束后才有结果。",
    ]
    content: SurveyContent = content_of(desk.session, activity)
    if content.anonymous and done < LEAST:
        lines.append(f"现在少于{LEAST}份：结束后答案直接清除，看不到任何结果。")
    return Reply("\n".join(lines), ((desk.press("确定结束", "finish", "sure"),), (back,)))


def show_results(desk: Desk) -> Reply:
    """Show the figures, with a picture where there is anything to draw."""
    if not collected(desk.session, desk.activity.id):
        return Reply(toast=NOT_YET, alert=True)
    results = results_of(desk.session, desk.office, desk.activity)
    rows = ((desk.press("导出结果", "export"), Press("返回", "rb", (desk.activity.id,))),)
    drawable = any(tally.options and tally.answered for tally in results.tallies)
    picture = File(
        f"{desk.activity.title}.png", partial(_picture, results, desk.office.local(desk.now)), picture=True
    )
    return Reply(results_text(results), rows, files=(picture,) if drawable and not results.hidden else ())


def export(desk: Desk) -> Reply:
    """Send the workbook."""
    if not collected(desk.session, desk.activity.id):
        return Reply(toast=NOT_YET, alert=True)
    results, as_of = results_of(desk.session, desk.office, desk.activity), desk.office.local(desk.now)
    name = f"{desk.activity.title}_结果_{as_of:%Y%m%d_%H%M}.xlsx"
    file = File(name, partial(_workbook, results, as_of), names=not results.anonymous)
    return Reply(toast="正在生成 Excel，稍后发出。", files=(file,))


# What draws is loaded when a file is asked for: it takes longer than everything else together.
def _picture(results: SurveyResults, as_of: datetime) -> bytes:
    from reports.survey_picture import survey_picture

    return survey_picture(results, as_of)


def _workbook(results: SurveyResults, as_of: datetime) -> bytes:
    from reports.survey_sheets import survey_workbook

    return survey_workbook(results, as_of)
