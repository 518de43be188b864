"""What waits to be published: listed, put at another time, published at once, or taken back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_secretary
from services.backing import ROUTE as DESK
from services.backing import Desk
from services.calendars import office_calendar
from services.chasing.planning import planned_for
from services.correcting.applying import add_version
from services.drafting.timing import OPENING_TIME
from services.drafting.writing import PREVIEW
from services.drafting.writing import ROUTE as DRAFTS
from services.managing.common import NotManaged, hold, read_future
from services.office import Office
from services.paging import short
from services.publishing import publish_due
from services.reply import Press, Reply
from services.views import content_of, kind_of
from storage.activities import SCHEDULED, WITHDRAWN, Activity, Draft, in_status
from workdays.quiet import after_quiet, is_quiet
from workdays.words import Unclear, say_date, say_moment

LIST = "ml"
SHOWN = 30
PROMPT = "请发送新的发布时间，如：明天下午3点、12月18日。没写钟点的按09:00。"


def waiting(session: Session) -> list[Activity]:
    """Return what is going to be published, soonest first."""
    return sorted(in_status(session, SCHEDULED), key=lambda one: (one.opens_at, one.id))


def list_button(session: Session) -> tuple[tuple[Press, ...], ...]:
    """Return the row that leads to what is going to be published, where there is anything."""
    count = len(waiting(session))
    return ((Press(f"等待发布的（{count}）", LIST),),) if count else ()


def listed(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return what is going to be published, a button each."""
    access_secretary(session, telegram_id, office, now)
    rows: list[tuple[Press, ...]] = []
    lines = ["<b>等待发布的</b>（点按钮可改时间或取消）："]
    for number, one in enumerate(waiting(session)[:SHOWN], start=1):
        lines.append(f"{number}．{esc(one.title)}，{say_moment(office.local(one.opens_at))}发布")
        rows.append((Press(short(f"{number}．{one.title}"), DESK, (one.id, "s", "")),))
    if not rows:
        return Reply("没有等待发布的事项。用 /new 可以起草。")
    return Reply("\n".join(lines), tuple(rows))


def show(desk: Desk) -> Reply:
    """Show one that is going to be published."""
    hold(desk, SCHEDULED)
    return _shown(desk)


def move(desk: Desk) -> Reply:
    """Ask for another time, or take the words that say it."""
    hold(desk, SCHEDULED)
    if not desk.text:
        return desk.ask("s-move", PROMPT)
    try:
        at = read_future(desk, OPENING_TIME)
        if desk.activity.deadline is not None and at >= desk.activity.deadline:
            raise NotManaged("发布时间要早于截止时间。")
    except (Unclear, NotManaged) as wrong:
        return desk.ask("s-move", f"{wrong}\n没有改动。{PROMPT}")
    _put(desk, at)
    local = desk.office.local(at)
    said = f"✔ 发布时间改为{say_moment(local)}。"
    if not office_calendar(desk.session).is_working(local.date()):
        said += "\n⚠ 这天不是工作日。"
    if is_quiet(local, desk.office.zone):
        arrives = say_moment(after_quiet(local, desk.office.zone))
        said += f"\n⚠ 免打扰时段（22:00至08:00），消息将在{arrives}送达。"
    return _shown(desk, said)


def publish(desk: Desk) -> Reply:
    """Publish it now."""
    hold(desk, SCHEDULED)
    _put(desk, desk.now)
    publish_due(desk.session, desk.office, desk.now)
    text = f"已发布《{esc(desk.activity.title)}》，消息正在发出。用 /report 查看办理情况。"
    return Reply(text, toast="已发布。")


def cancel(desk: Desk) -> Reply:
    """Take it back: nothing is published, and the draft may be worked on again."""
    hold(desk, SCHEDULED)
    desk.activity.status = WITHDRAWN
    draft = desk.session.scalars(select(Draft).where(Draft.activity_id == desk.activity.id)).first()
    text = f"已取消发布《{esc(desk.activity.title)}》，没有发给任何人。"
    if draft is None:
        return Reply(text, toast="已取消。")
    draft.activity_id, draft.opens_at, draft.step = None, None, str(PREVIEW)
    rows = ((Press("继续修改", DRAFTS, (draft.id, "", "go")),),) if draft.person_id == desk.person.id else ()
    return Reply(f"{text}\n草稿已保留，起草人可用 /new 继续。", rows, toast="已取消。")


def _put(desk: Desk, at: datetime) -> None:
    """Let it be published at another time: reminders, and a date at its foot, follow."""
    activity, office = desk.activity, desk.office
    content = content_of(desk.session, activity)
    name, _, day = content.sign_off.rpartition("\n")
    if day == say_date(office.today(activity.opens_at)) != say_date(office.today(at)):
        dated = content.model_copy(update={"sign_off": f"{name}\n{say_date(office.today(at))}"})
        add_version(desk.session, desk.now, activity, dated, desk.person.id)
    activity.opens_at = at
    planned = planned_for(desk.session, office, activity, at)
    activity.reminders = [moment.isoformat() for moment in planned]
    desk.session.flush()


def _shown(desk: Desk, said: str = "") -> Reply:
    activity, office = desk.activity, desk.office
    lines = [said, ""] if said else []
    lines += [
        f"<b>等待发布：{esc(kind_of(activity).title)}《{esc(activity.title)}》</b>",
        f"发布：{say_moment(office.local(activity.opens_at))}",
        f"截止：{say_moment(office.local(activity.deadline)) if activity.deadline else '不设'}",
        "对象名单在发布时确定。要改内容的，请先取消发布，草稿会保留。",
    ]
    rows = (
        (desk.press("改时间", "s-move"), desk.press("现在发布", "s-now")),
        (desk.press("取消发布", "s-cancel"), Press("返回", LIST)),
    )
    return Reply("\n".join(lines), rows, fresh=bool(desk.text))
