"""/report: what the secretary, or a head of department, is answered, with its picture and workbook."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from reports.figures import ActivityFigures, Overview
from reports.text import activity_text, overview_text
from services.access import access_report, access_reported
from services.desk import buttons
from services.leftovers import list_button as left_over
from services.managing.scheduled import list_button
from services.masking import masked, without_names
from services.office import Office
from services.paging import page_of, short, turn_rows
from services.reply import File, Press, Reply, Rows
from services.reporting.desk import ROUTE, file_name
from services.reporting.drawing import activity_drawn, overview_drawn
from services.reporting.figures import activity_figures, figures_with_people, overview
from services.reporting.files import workbook_of
from services.reporting.scope import Scope
from services.views import kind_of
from storage.activities import OPEN, WITHDRAWN, Activity

ACTIVITIES_A_PAGE = 10


def report(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Answer /report: text and picture of everything now."""
    _, own = access_report(session, telegram_id, office, now)
    drawn = _overview_reply(overview(session, office, now, own), page=0, picture=True)
    if own is not None:
        return masked(session, drawn)
    return replace(drawn, rows=(*drawn.rows, *list_button(session), *left_over(session)))


def overview_page(session: Session, office: Office, now: datetime, telegram_id: int, page: int) -> Reply:
    """Return to the overview, with a page of activities to choose from."""
    _, own = access_report(session, telegram_id, office, now)
    return _overview_reply(overview(session, office, now, own), page, picture=False)


def activity_report(
    session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int, picture: bool
) -> Reply:
    """Show one activity, and what can be done from here."""
    _, own = access_report(session, telegram_id, office, now)
    activity = access_reported(session, activity_id, own)
    figures = activity_figures(session, office, now, activity, own)
    as_of = office.local(now)
    name = f"{file_name(activity.title)}.png"
    drawn = File(name, partial(activity_drawn, figures, as_of), picture=True)
    rows = _activity_rows(session, activity, own)
    reply = Reply(activity_text(figures, as_of), rows, files=(drawn,) if picture else ())
    return reply if own is None else masked(session, reply)


def export(
    session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int, *, hide: bool = False
) -> Reply:
    """Send the workbook of one activity with its people, or, for 0, that of the overview.

    Full names are the secretary's alone, who may hide them as well before passing it on.
    """
    _, own = access_report(session, telegram_id, office, now)
    as_of = office.local(now)
    if activity_id:
        activity = access_reported(session, activity_id, own)
        figures = figures_with_people(session, office, now, activity, own, remarks=own is None)
        title, make = activity.title, partial(_activity_workbook, figures, office.bureau, as_of)
    else:
        title, make = "事项办理情况", partial(workbook_of, overview(session, office, now, own))
    file = File(f"{file_name(title)}_{as_of:%Y%m%d_%H%M}.xlsx", make, names=True)
    if hide or own is not None:
        file = without_names(session, file)
    return Reply(toast="正在生成 Excel，稍后发出。", files=(file,))


def entry_label(activity: Activity) -> str:
    """Return what the button is called that opens the secretary's own entries."""
    title = kind_of(activity).entry_title
    return title if "登记" in title else f"登记{title}"


def _overview_reply(figures: Overview, page: int, *, picture: bool) -> Reply:
    numbered = list(enumerate(figures.activities, start=1))
    shown, page = page_of(numbered, page, ACTIVITIES_A_PAGE)
    rows: list[tuple[Press, ...]] = [
        (Press(short(f"{number}．{one.title}"), "r", (one.activity_id,)),) for number, one in shown
    ]
    rows += turn_rows("rl", (), page, len(numbered), ACTIVITIES_A_PAGE)
    if numbered:
        rows.append((Press("换个角度看", ROUTE, ("m", "", 0)), Press("导出 Excel", "rx", (0,))))
    drawn = File("事项办理情况.png", partial(overview_drawn, figures), picture=True)
    return Reply(overview_text(figures), tuple(rows), files=(drawn,) if picture and numbered else ())


def _activity_rows(session: Session, activity: Activity, own: int | None) -> Rows:
    rows = [[Press("未办理名单", "rp", (activity.id, 0, 0))]]
    if own is None:
        rows[0].insert(0, Press("按处室", "rs", (activity.id, 0)))
        if activity.status == OPEN:
            correct = Press("更正", "u", (activity.id, "", ""))
            rows.append([Press("催办未完成", "rc", (activity.id, 0)), correct])
        if activity.status != WITHDRAWN:
            rows.append([Press(entry_label(activity), "re", (activity.id, 0, 0))])
        more = buttons(session, activity)
        rows += [list(more[i : i + 2]) for i in range(0, len(more), 2)]
    about = Scope(activity=activity.id).code()
    rows.append([Press("办理进程", ROUTE, ("c", about, 0)), Press("换个角度看", ROUTE, ("m", about, 0))])
    hiding = [Press("导出（隐去姓名）", "rm", (activity.id,))] if own is None else []
    rows.append([Press("导出 Excel", "rx", (activity.id,)), *hiding, Press("返回", "rl", (0,))])
    return tuple(tuple(row) for row in rows)


def _activity_workbook(figures: ActivityFigures, bureau: str, as_of: datetime) -> bytes:
    from reports.workbook import activity_workbook

    return activity_workbook(figures, bureau, as_of)
