"""The audit's head once a month in the secretaries' chat, where nobody at the server can change it."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from services.belonging.secretaries import tell_each
from services.calendars import office_calendar
from services.office import Office
from storage.activities import option, set_option
from storage.audit import last_row
from workdays.quiet import is_quiet

AT = time(8, 45)
MARK = "audit_month"


def tell_head(session: Session, office: Office, now: datetime) -> None:
    """On the first working day of a month, say once which act was the last and how it hashes."""
    local = office.local(now)
    month = f"{local:%Y-%m}"
    if local.time() < AT or is_quiet(now, office.zone) or option(session, MARK, "") == month:
        return
    if not office_calendar(session).is_working(local.date()):
        return
    set_option(session, MARK, month)
    row = last_row(session)
    if row is None:
        return
    text = (
        f"<b>留痕校验码</b>　截至第{row.number}号\n<code>{row.link}</code>\n"
        "请保留这条消息：以后有人改动或删去这之前的留痕，用它一核就能查出。"
        "核对时请管理员运行 qingfeng verify --link 加上面的校验码。"
    )
    tell_each(session, office, now, f"audit/{month}", {"text": text})
