"""What went wrong while the bot worked by itself: the secretaries hear of it, once a day."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.belonging.secretaries import tell_each
from services.office import Office

TEXT = (
    "<b>机器人今天有自动工作没有完成</b>（如发布、提醒、收卷），其余照常进行。\n"
    "程序会自动重试，您不用操作；请把本消息转告信息管理员，原因记在运行日志里。"
)


def tell_fault(session: Session, office: Office, now: datetime) -> None:
    """Tell every secretary that something of the clock's failed; a second time on one day changes nothing."""
    tell_each(session, office, now, f"fault/{office.today(now).isoformat()}", {"text": TEXT})
