"""/report: what the secretary, or a head of department, is answered, with its picture and workbook."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from reports.figures import ActivityFigures, Overview
from reports.text import activity_text, overview_text
from services.access import access_report, access_reported
from services.calendars import office_calendar
from services.desk import buttons
from services.figures import activity_figures, figures_with_people, overview, overview_as_of
from services.managing.scheduled import list_button
from services.office import Office
from services.paging import page_of, short, turn_rows
from services.refusals import Refusal
from services.reply import File, Press, Reply, Rows
from services.views import kind_of
from storage.activities import OPEN, WITHDRAWN, Activity
from workdays.words import Unclear, parse_moment

ACTIVITIES_A_PAGE = 10


class NoSuchMoment(Refusal):
    """The moment typed after /report cannot be read, or has not come yet."""


def report(session: Session, office: Office, now: datetime, telegram_id: int, when: str = "") -> Reply:
    """Answer /report: text and picture of everything now; with a moment typed after it, as of then."""
    _, own = access_report(session, telegram_id, office, now)
    if when:
        return _report_as_of(session, office, now, own, when)
    drawn = _overview_reply(overview(session, office, now, own), page=0, picture=True)
    return replace(drawn, rows=(*drawn.rows, *list_button(session))) if own is None else drawn


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
    drawn = File(name, partial(_activity_picture, figures, as_of), picture=True)
    return Reply(
        activity_text(figures, as_of),
        _activity_rows(session, activity, own),
        files=(drawn,) if picture else (),
    )


def export(session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int) -> Reply:
    """Send the workbook of one activity with its people, or, for 0, that of the overview."""
    _, own = access_report(session, telegram_id, office, now)
    as_of = office.local(now)
    if activity_id:
        activity = access_reported(session, activity_id, own)
        figures = figures_with_people(session, office, now, activity, own, remarks=own is None)
        title, make = activity.title, partial(_activity_workbook, figures, office.bureau, as_of)
    else:
        title, make = "事项办理情况", partial(_overview_workbook, overview(session, office, now, own))
    file = File(f"{file_name(title)}_{as_of:%Y%m%d_%H%M}.xlsx", make)
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
        rows.append((Press("导出 Excel", "rx", (0,)),))
    drawn = File("事项办理情况.png", partial(_overview_picture, figures), picture=True)
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
    rows.append([Press("导出 Excel", "rx", (activity.id,)), Press("返回", "rl", (0,))])
    return tuple(tuple(row) for row in rows)


def _report_as_of(session: Session, office: Office, now: datetime, own: int | None, when: str) -> Reply:
    try:
        moment = parse_moment(when, office.local(now), office_calendar(session))
    except Unclear:  # its own examples are of times to come
        raise NoSuchMoment(
            f"没看懂“{when[:20]}”。要看过去某时的情况，请这样写：/report 昨天17:30，或 /report 11月30日。\n"
            "查看现在的情况，直接发送 /report。"
        ) from None
    if moment > now:
        raise NoSuchMoment("这个时间还没有到。请在 /report 后写一个过去的时间，例如：/report 昨天17:30。")
    figures = overview_as_of(session, office, moment, own)
    name = f"事项办理情况_{moment:%Y%m%d_%H%M}"
    files = (
        File(f"{name}.png", partial(_overview_picture, figures), picture=True),
        File(f"{name}.xlsx", partial(_overview_workbook, figures)),
    )
    text = f"以下是当时的情况，查看现在的请发送 /report。\n\n{overview_text(figures)}"
    return Reply(text, files=files if figures.activities else ())


def file_name(title: str) -> str:
    """Return a title as a file's name on any phone or desktop."""
    kept = "".join("_" if letter in '\\/:*?"<>|' or not letter.isprintable() else letter for letter in title)
    return kept.strip(" .")[:40] or "报表"


# Each draws when it is called, off the event loop, and imports what it draws with only then.


def _overview_picture(figures: Overview) -> bytes:
    from reports.picture import overview_picture

    return overview_picture(figures)


def _activity_picture(figures: ActivityFigures, as_of: datetime) -> bytes:
    from reports.picture import activity_picture

    return activity_picture(figures, as_of)


def _overview_workbook(figures: Overview) -> bytes:
    from reports.workbook import overview_workbook

    return overview_workbook(figures)


def _activity_workbook(figures: ActivityFigures, bureau: str, as_of: datetime) -> bytes:
    from reports.workbook import activity_workbook

    return activity_workbook(figures, bureau, as_of)
