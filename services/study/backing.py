"""What the session brings to the common road."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from activities.kind import esc
from activities.study.kind import CALENDAR
from services.backing import Backing, Desk
from services.reply import Press, Reply
from services.study import calling, invited, makeup, minutes, names, speakers, striking
from services.study.board import attendance
from services.study.calendar import calendar_file
from services.study.holding import hosts
from storage.activities import WITHDRAWN, Activity


def buttons(session: Session, activity: Activity) -> Sequence[tuple[str, str]]:
    """Offer what concerns the session itself below its report."""
    return () if activity.status == WITHDRAWN else (("会务", "menu"),)


def menu(desk: Desk) -> Reply:
    """Show what can be done about a session."""
    found = attendance(desk.session, desk.now, desk.activity)
    text = (
        f"<b>会务：{esc(desk.activity.title)}</b>\n"
        f"已到 {len(found.came)} 人，请假 {len(found.excused)} 人，未到 {len(found.absent)} 人，"
        f"会后补学 {len(found.made_up)} 人。\n\n请选择要办的事。"
    )
    return Reply(
        text,
        (
            (desk.press("到会情况（自动更新）", "board"), desk.press("点名登记", "names")),
            (desk.press("缺席补学", "makeup"), desk.press("会议记录", "minutes")),
            (desk.press("学习统计", "speakers"), Press("返回报表", "rb", (desk.activity.id,))),
        ),
    )


BACKING = Backing(
    papers={CALENDAR: calendar_file},
    fill=speakers.fill,
    warn=invited.warn,
    buttons=buttons,
    actions={
        "menu": menu,
        "board": calling.board,
        "refresh": calling.refresh,
        "code": calling.code,
        "second": calling.second,
        "finish": calling.finish,
        "names": names.names,
        "mark": names.mark,
        "strike": striking.strike,
        "makeup": makeup.make_up,
        "minutes": minutes.minutes,
        "write": minutes.write,
        "page": minutes.page,
        "speakers": speakers.statistics,
    },
    hosts=hosts,
    host_actions=frozenset({"refresh", "code", "second", "finish", "names", "mark", "strike"}),
)
