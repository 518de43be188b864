"""缺席补学: who was not there gets the material and one button."""

from datetime import datetime

from sqlalchemy.orm import Session

from activities.kind import esc
from activities.study.kind import MAKEUP
from services.backing import Desk
from services.correcting.redrawing import draw_screen
from services.facts import record
from services.office import Office
from services.outbox import enqueue, message_row
from services.reply import Reply
from services.reporting.standings import Standing
from services.skip import Skip
from services.study.board import attendance
from services.views import content_of
from storage.activities import CLOSED, Activity
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Person


def make_up(desk: Desk) -> Reply:
    """Send the absentees what they missed: asked first, then done."""
    content = content_of(desk.session, desk.activity)
    if desk.now < content.starts_at:
        return Reply(toast="会议还没有开始，散会后再安排补学。", alert=True)
    found = attendance(desk.session, desk.now, desk.activity)
    today = desk.office.today(desk.now)
    meant = [
        row
        for row in (*found.absent, *found.excused)
        if row.assignment.stage != MAKEUP and row.person.on_roster(today)
    ]
    if not meant:
        return Reply(toast="没有需要补学的人：都已到会，或已发过补学通知。", alert=True)
    back = desk.press("返回", "menu")
    if not desk.arg:
        with_files = bool(content.file or content.files)
        excused = sum(row.assignment.exempt is not None for row in meant)
        text = (
            f"<b>缺席补学：{esc(desk.activity.title)}</b>\n"
            f"给没有到会的{len(meant)}人（其中请假{excused}人）发送学习内容"
            f"{'和材料' if with_files else ''}，点“已补学”即记为补学。请假的人补不补学都不算未完成。"
        )
        if not with_files:
            text += "\n\n这次会议没有附材料，对方只看到通知里的主题。"
        return Reply(text, ((desk.press(f"发送给{len(meant)}人", "makeup", "1"), back),))
    for row in meant:
        _send(desk, row)
    sent = sum(row.person.telegram_id is not None for row in meant)
    said = f"补学通知正在发给{sent}人。"
    if sent < len(meant):
        said += f"另有{len(meant) - sent}人没有绑定，请当面通知，学完后在“到会登记”中登记，记为补学。"
    return Reply(said, ((back,),), toast="已安排补学。")


def render_makeup(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return what somebody makes up with. Raises Skip."""
    assignment = session.get_one(Assignment, message.assignment_id)
    if assignment.outcome == "done" or assignment.stage != MAKEUP:
        raise Skip("cancelled", "已办理")
    drawn = draw_screen(session, office, now, message, person)
    activity = session.get_one(Activity, assignment.activity_id)
    if activity.status == CLOSED:
        raise Skip("cancelled", "已结束")
    return Reply(drawn.text, drawn.rows, attached=content_of(session, activity).file)


def _send(desk: Desk, row: Standing) -> None:
    assignment = row.assignment
    change = {"stage": MAKEUP} | ({} if assignment.exempt is not None else {"waits_for": "person"})
    record(desk.session, assignment, "makeup", change, desk.now, by=desk.person.id)
    if row.person.telegram_id is None:
        return
    key = f"makeup/{assignment.id}/{int(desk.now.timestamp())}"
    message = message_row(
        key, "makeup", row.person.id, desk.now, assignment_id=assignment.id, activity_id=desk.activity.id
    )
    enqueue(desk.session, [message])
