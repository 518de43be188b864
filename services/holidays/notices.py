"""The State Council's notice, pasted: understood, shown back as a calendar, taken over once confirmed."""

import re
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_secretary
from services.office import Office
from services.refusals import NotYours
from services.reply import File, Press, Reply
from storage.messages import ImportPreview
from storage.people import Person
from workdays.holidays import Override
from workdays.notice import Notice, read_notice
from workdays.typed import Unclear

ROUTE = "hn"
KIND = "notice"
AUTUMN = 10  # from this month on a notice without a year is about the next one
_TYPED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_NOTICE = re.compile(r"放假|调休|补休")


def is_notice(text: str) -> bool:
    """Tell whether a text is a notice in words, and not the lines the bot's own example has."""
    return _NOTICE.search(text) is not None and _TYPED.match(text.strip()) is None


def show(session: Session, office: Office, now: datetime, secretary: Person, text: str) -> Reply:
    """Show what a pasted notice says; nothing is entered yet."""
    today = office.today(now)
    try:
        notice = read_notice(text, today.year + (today.month >= AUTUMN))
    except Unclear as unclear:
        return Reply(f"没有录入：{esc(str(unclear))}\n可以改好后再发一次。")
    preview = ImportPreview(
        kind=KIND,
        person_id=secretary.id,
        filename="",
        rows=[asdict(one) | {"day": one.day.isoformat()} for one in notice.overrides],
        errors=[],
        choices={},
        created_at=now,
    )
    session.add(preview)
    session.flush()
    lines = [f"<b>{notice.year}年放假安排</b>（请对照通知原文）\n"]
    lines += [esc(one.told()) for one in notice.arrangements]
    lines += [f"\n⚠ {esc(doubt)}。请核对有没有漏粘贴，是不是国务院办公厅的通知。" for doubt in notice.doubts]
    if notice.missing:
        lines.append(f"\n⚠ 没有看到：{'、'.join(notice.missing)}。这些节日仍按推算。")
    lines.append("\n确认后录入；日历图随后发出，确认前不改动任何日期。")
    rows = ((Press("确认录入", ROUTE, (preview.id, "ok")), Press("不录入", ROUTE, (preview.id, "no"))),)
    picture = File(f"{notice.year}年放假安排.png", partial(_picture, notice), picture=True)
    return Reply("\n".join(lines), rows, files=(picture,), fresh=True)


def access_notice(
    session: Session, office: Office, now: datetime, telegram_id: int, preview_id: int
) -> tuple[Person, ImportPreview]:
    """Return a secretary and the notice they pasted, locked. Raises Refusals."""
    secretary = access_secretary(session, telegram_id, office, now)
    preview = session.get(ImportPreview, preview_id, with_for_update=True)
    if preview is None or preview.kind != KIND or preview.person_id != secretary.id:
        raise NotYours
    return secretary, preview


def days_of(preview: ImportPreview) -> list[Override]:
    """Return the days that a notice settles."""

    def day(row: dict[str, Any]) -> Override:
        return Override(date.fromisoformat(row["day"]), bool(row["working"]), str(row["name"]))

    return [day(row) for row in preview.rows]


def _picture(notice: Notice) -> bytes:
    from reports.calendar_picture import calendar_png  # matplotlib is loaded when first needed

    return calendar_png(notice.year, {one.day: one.working for one in notice.overrides})
