"""The secretary's side of a holiday campaign: the preview with its answers, and what is sent to staff."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import Reader, View, esc, heading
from activities.reminder import Reminder
from services.access import access_person, access_secretary
from services.approvers import approved_kinds, approvers, needs_approval, reachable_approvers
from services.audiences import Audience, members
from services.calendars import office_calendar
from services.focus import drop_focus, set_focus
from services.holidays import colleagues, told_groups
from services.holidays.campaigns import (
    APPROVED,
    LAPSED,
    OFFICE_OPENS,
    PUBLISHED,
    SKIPPED,
    WAITING,
    acknowledge_by,
    content_for,
    find_holiday,
    publish_time,
    send_short_notice,
)
from services.office import Office
from services.outbox import ANSWER, enqueue, message_row
from services.refusals import Outdated
from services.reply import Press, Reply, assignment_rows
from services.skip import Skip, check_day
from services.views import content_of, screen_of
from storage.activities import WITHDRAWN, Activity, Campaign
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Person
from workdays.campaign import moments
from workdays.holidays import Holiday
from workdays.quiet import after_quiet, is_quiet
from workdays.words import Unclear, parse_moment, say_date, say_moment

KIND = Reminder.name
HANDED_IN = "已送纪委书记审批，同意后到时发布。"
ANSWERED = {
    APPROVED: "已确认发布",
    PUBLISHED: "已发布",
    SKIPPED: "已跳过",
    LAPSED: "假期已开始，未发布",
}


def render_preview(
    session: Session, office: Office, now: datetime, message: Message, person: Person
) -> Reply:
    """Return the preview a secretary is asked with; Skip where another has answered meanwhile."""
    campaign = session.get_one(Campaign, (message.payload["year"], message.payload["holiday"]))
    if campaign.status != WAITING:
        raise Skip("cancelled", "已有答复")
    return preview(session, office, now, campaign)


def redraw_preview(
    session: Session, office: Office, now: datetime, message: Message, person: Person
) -> Reply:
    """Return what stands in the place of a preview that was sent."""
    campaign = session.get_one(Campaign, (message.payload["year"], message.payload["holiday"]))
    return preview(session, office, now, campaign)


def preview(session: Session, office: Office, now: datetime, campaign: Campaign) -> Reply:
    """Return what will be sent, to how many, when, and the answers that are still possible."""
    holiday = find_holiday(session, campaign.year, campaign.holiday)
    if holiday is None:
        return Reply("这个假期在日历中已取消，不会发布。")
    when = moments(holiday, office_calendar(session), office.zone)
    due = office.local(publish_time(campaign, when))
    local = office.local(now)
    # Shown as the sender will render it: to a Party member, and what others read instead below.
    content = content_for(office, holiday, max(due, local))
    view = View(
        Reader("", "", True), now=local, opened=due, deadline=acknowledge_by(office, when, max(due, local))
    )
    count = len(members(session, Audience(), office.today(now)))
    asked = "请确认是否发布" if campaign.status == WAITING else ANSWERED[campaign.status]
    if campaign.status == WAITING and campaign.answered_by and KIND in approved_kinds(session):
        asked = "秘书已确认，请纪委书记审批"
    asked += colleagues.say_who(session, campaign)
    lines = [f"<b>{esc(holiday.name)}清风行动：{asked}</b>", f"发布时间：{_say_due(due, local)}"]
    lines += [
        f"对象：全体人员，现有{count}人",
        f"节前提醒：{say_moment(when.eve.at)}，并催办未确认的人"
        if max(due, local) < when.eve.at
        else "节前提醒：发布已晚于节前提醒的时间，不再另发",
        f"节后提醒：{say_moment(when.after.at)}",
        f"放假依据：{holiday.source.label}",
        *_told(session, campaign),
        "",
        "以下为正文（非党员看到的依据为政务处分法）：",
        "",
        Reminder().screen(content, view).text,
    ]
    if campaign.status == WAITING:
        lines += ["", "没有答复之前不会发布，每个工作日提醒一次。"]
    return Reply("\n".join(lines), _answers(session, campaign))


def answer(
    session: Session, office: Office, now: datetime, telegram_id: int, year: int, key: str, choice: str
) -> Reply:
    """Take a secretary's answer to a preview: ok, move, skip or a group. Open until it is published."""
    secretary = _access(session, office, now, telegram_id)
    campaign = session.get(Campaign, (year, key), with_for_update=True)
    if campaign is None:
        raise Outdated
    if not _is_open(campaign):
        return replace(
            preview(session, office, now, campaign), toast=f"{ANSWERED[campaign.status]}，不能再改。"
        )
    if choice == "move":
        set_focus(session, secretary.id, "campaign", {"year": year, "key": key}, now)
        return Reply(prompt="请输入发布时间，如：12月25日上午9点。")
    if told_groups.is_choice(choice):
        done = told_groups.toggle(session, int(choice[1:]))
        return replace(preview(session, office, now, campaign), toast=done)
    wanted = choice.removesuffix(colleagues.CHANGES)
    if wanted not in ("ok", "skip"):
        raise Outdated
    if before := colleagues.answered_before(session, campaign, secretary, choice):
        return replace(preview(session, office, now, campaign), toast=before, alert=True)
    if wanted == "ok" and _hand_in(session, office, now, campaign, secretary):
        return replace(preview(session, office, now, campaign), toast=HANDED_IN)
    campaign.status = APPROVED if wanted == "ok" else SKIPPED
    campaign.answered_by = secretary.id
    campaign.answered_at = now
    colleagues.show_all(session, now, campaign)
    said = "已确认，到时自动发布。" if wanted == "ok" else "已跳过，不会发布。"
    return replace(preview(session, office, now, campaign), toast=said)


def moved(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take the typed time of publication; it confirms the campaign for that time."""
    secretary = _access(session, office, now, telegram_id)
    campaign = session.get_one(Campaign, (ref["year"], ref["key"]), with_for_update=True)
    holiday = find_holiday(session, ref["year"], ref["key"])
    if holiday is None or not _is_open(campaign):
        drop_focus(session, secretary.id)
        return Reply("这项活动已发布或已过期，时间不能再改。")
    try:
        chosen = parse_moment(text, office.local(now), office_calendar(session), OFFICE_OPENS)
    except Unclear as unclear:
        return Reply(esc(str(unclear)))
    unfit = _unfit(session, office, now, holiday, chosen)
    if unfit:
        return Reply(f"{say_moment(chosen)}不行：{unfit}请重新输入发布时间。")
    campaign.publish_at = chosen
    drop_focus(session, secretary.id)
    if _hand_in(session, office, now, campaign, secretary):
        return replace(preview(session, office, now, campaign), toast=HANDED_IN)
    campaign.status = APPROVED
    campaign.answered_by = secretary.id
    campaign.answered_at = now
    colleagues.show_all(session, now, campaign)
    return preview(session, office, now, campaign)


def _access(session: Session, office: Office, now: datetime, telegram_id: int) -> Person:
    """Return who may answer: a secretary, or an approver where one is needed. Raises Refusals."""
    person = access_person(session, telegram_id, office.today(now))
    if KIND in approved_kinds(session) and person in approvers(session, office, now):
        return person
    return access_secretary(session, telegram_id, office, now)


def _hand_in(session: Session, office: Office, now: datetime, campaign: Campaign, person: Person) -> bool:
    """Ask the approvers where the word of somebody is not enough; return whether that was so.

    They get the same preview with the same answers, once a day at most. Raises NoApprover.
    """
    if not needs_approval(session, office, now, KIND, person):
        return False
    asked = reachable_approvers(session, office, now)
    campaign.status = WAITING
    campaign.answered_by, campaign.answered_at = person.id, now
    due = after_quiet(now, office.zone)
    payload = {"year": campaign.year, "holiday": campaign.holiday}
    key = f"campaign-approval/{campaign.year}/{campaign.holiday}/{office.today(now).isoformat()}"
    enqueue(
        session,
        [
            message_row(f"{key}/{one.id}", "campaign", one.id, due, payload=payload, lane=ANSWER)
            for one in asked
        ],
    )
    colleagues.show_all(session, now, campaign)
    return True


def _unfit(session: Session, office: Office, now: datetime, holiday: Holiday, chosen: datetime) -> str:
    """Return why a campaign cannot begin at a typed time; empty where it can."""
    calendar = office_calendar(session)
    if chosen < now or chosen.date() >= holiday.first:
        return "请选现在以后、假期开始以前的时间。"
    if not calendar.is_working(chosen.date()):
        return "这天不是工作日。"
    if is_quiet(chosen, office.zone):
        return "22:00至次日8:00是免打扰时段。"
    return ""


def answer_missed(
    session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int, choice: str
) -> Reply:
    """Send a short notice that was missed, or let it be."""
    access_secretary(session, telegram_id, office, now)
    activity = session.get(Activity, activity_id)
    if activity is None or activity.moment is None or choice not in ("eve", "after", "no"):
        raise Outdated
    if choice == "no":
        return Reply(f"{esc(activity.title)}\n短提醒不补发。", toast="好的，不补发。")
    count = send_short_notice(session, office, now, activity, choice)
    return Reply(f"{esc(activity.title)}\n短提醒已补发，共{count}人。", toast="已补发。")


def render_notice(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return the eve's or the after notice; on the eve with the button for those who have not pressed it."""
    activity = session.get_one(Activity, message.activity_id)
    assignment = session.get_one(Assignment, message.assignment_id)
    if activity.status == WITHDRAWN:
        raise Skip("cancelled", "已撤回")
    check_day(office, now, message)
    content = content_of(session, activity)
    moment = message.payload["moment"]
    text = f"{heading(Reminder.title, activity.title)}\n\n{esc(getattr(content, moment))}"
    # Dated the day it goes out, not the day of the reminder before it.
    text += f"\n\n{esc(office.committee)}\n{say_date(office.today(now))}"
    if moment == "eve" and assignment.outcome == "none" and assignment.exempt is None:
        screen = screen_of(session, office, now, person, assignment, activity)
        rows = assignment_rows(screen.rows, assignment.id, activity.version, to="a")
        return Reply(f"{text}\n\n您还没有点“我已知悉”，请点下面的按钮。", rows)
    return Reply(text)


def _told(session: Session, campaign: Campaign) -> list[str]:
    """Return the line on groups, while there is something to choose."""
    told = told_groups.said(session) if _is_open(campaign) else ""
    return [f"{esc(told)}（点群名更改，以后的节日照此办理；群里不点名）"] if told else []


def _is_open(campaign: Campaign) -> bool:
    return campaign.status not in (PUBLISHED, LAPSED)


def _say_due(due: datetime, local: datetime) -> str:
    return f"{say_moment(due)}" if due > local else "确认后立即发布（原定时间已过）"


def _answers(session: Session, campaign: Campaign) -> tuple[tuple[Press, ...], ...]:
    if not _is_open(campaign):
        return ()

    def press(label: str, choice: str) -> Press:
        return Press(label, "c", (campaign.year, campaign.holiday, choice))

    knowing = colleagues.CHANGES if campaign.status in colleagues.SAID else ""
    approve = () if campaign.status == APPROVED else (press("发布", f"ok{knowing}"),)
    skip = () if campaign.status == SKIPPED else (press("跳过", f"skip{knowing}"),)
    groups = (
        (press(label, f"{told_groups.CHOICE}{id_}"),)
        for id_, label in told_groups.choices(session, "群内通知")
    )
    return ((*approve, press("修改时间", "move"), *skip), *groups)
