"""What the host does from the board: show a code, call the roll a second time, end it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.study.kind import ABSENT, LEAVE_ASKED
from services.backing import Desk
from services.facts import record
from services.office import Office
from services.reply import Reply
from services.study.board import (
    attendance,
    forget_changes,
    refresh_boards,
    render_board,
    renew_codes,
    send_board,
    send_code,
)
from services.study.holding import Phase, had_second, holding_of, phase_of, say_opens
from services.views import content_of
from storage.activities import Activity
from storage.assignments import Assignment
from storage.messages import Message


def board(desk: Desk) -> Reply:
    """Send a board that renews itself."""
    send_board(desk.session, desk.now, desk.activity, desk.person)
    return Reply(toast="到会情况稍后发出，有人登记会自动更新。")


def refresh(desk: Desk) -> Reply:
    """Draw the board anew, in answer to its own button."""
    shown = Message(activity_id=desk.activity.id, payload={})
    drawn = render_board(desk.session, desk.office, desk.now, shown, desk.person)
    return Reply(drawn.text, drawn.rows, toast="已刷新。")


def code(desk: Desk) -> Reply:
    """Send the code that is shown to the room."""
    content = content_of(desk.session, desk.activity)
    if not content.scans:
        return Reply(toast="这次会议没有选择扫码登记，请用“点名登记”。", alert=True)
    if phase_of(content, holding_of(desk.session, desk.activity), desk.now) is Phase.OVER:
        return Reply(toast="登记已经结束，漏登的请用“点名登记”补登。", alert=True)
    send_code(desk.session, desk.now, desk.activity, desk.person)
    return Reply(toast="登记码稍后发出，请放在大屏上。它会自动更换。")


def second(desk: Desk) -> Reply:
    """Call the roll once more: whoever is there shows the code again within a quarter of an hour."""
    content, row = content_of(desk.session, desk.activity), holding_of(desk.session, desk.activity)
    if had_second(content, row):
        return Reply(toast="第二次点名已经进行过。", alert=True)
    if phase_of(content, row, desk.now) is not Phase.OPEN:
        return Reply(toast=f"现在不能点名。{say_opens(desk.office, content)}", alert=True)
    row.second_at = desk.now
    desk.session.flush()
    renew_codes(desk.session, desk.office, desk.now, desk.activity)
    return _board_after(desk, "第二次点名已开始，15分钟内请大家再扫一次码。")


def finish(desk: Desk) -> Reply:
    """End registering: asked first, in a message of its own, since it cannot be opened again."""
    content, row = content_of(desk.session, desk.activity), holding_of(desk.session, desk.activity)
    if phase_of(content, row, desk.now) not in (Phase.OPEN, Phase.SECOND):
        return Reply(toast="登记没有在进行。", alert=True)
    if desk.arg == "no":
        return Reply(f"登记继续：{esc(desk.activity.title)}", toast="登记继续。")
    count = len(attendance(desk.session, desk.now, desk.activity).absent)
    if not desk.arg:
        text = (
            f"<b>结束登记：{esc(desk.activity.title)}</b>\n还有{count}人没有登记到会，结束后记为“未到会”，"
            "大家不能再扫码。漏登的仍可用“点名登记”补登。"
        )
        choice = (desk.press("确认结束", "finish", "yes"), desk.press("继续登记", "finish", "no"))
        return Reply(text, (choice,), fresh=True)
    end_calling(desk.session, desk.office, desk.now, desk.activity)
    return Reply(f"登记已结束：{esc(desk.activity.title)}\n未到会{count}人。", toast="登记已结束。")


def end_calling(session: Session, office: Office, now: datetime, activity: Activity) -> None:
    """End registering: who has not shown up, and is not excused, stands as not having been there."""
    holding_of(session, activity).closed_at = now
    waiting = select(Assignment).where(
        Assignment.activity_id == activity.id,
        Assignment.outcome == "none",
        Assignment.exempt.is_(None),
        Assignment.stage.not_in((LEAVE_ASKED, ABSENT)),
    )
    for assignment in session.scalars(waiting.order_by(Assignment.id).with_for_update(key_share=True)):
        record(session, assignment, "roll_call", {"stage": ABSENT, "waits_for": "person"}, now, by=None)
    session.flush()
    forget_changes(session, activity)
    refresh_boards(session, now, activity)
    renew_codes(session, office, now, activity)


def _board_after(desk: Desk, said: str) -> Reply:
    drawn = refresh(desk)
    return Reply(drawn.text, drawn.rows, toast=said)
