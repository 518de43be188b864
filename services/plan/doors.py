"""What each button of the plan leads to, and each text or file that it asked for."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.access import access_person, access_secretary
from services.focus import current_focus, drop_focus
from services.holidays import screen as holidays
from services.office import Office
from services.plan import (
    adding,
    changing,
    gathering,
    linking,
    looking,
    meter,
    nexttime,
    numbering,
    reviewing,
    series_talk,
    sheet,
    yearend,
)
from services.plan.desk import FOCUS, Desk
from services.refusals import Outdated
from services.reply import Reply
from storage import people

Act = Callable[[Desk], Reply]


def _counted_in(desk: Desk) -> Reply:
    linking.count_in(desk)
    return replace(looking.item(desk), toast="已计入。")


def _counted_out(desk: Desk) -> Reply:
    linking.count_out(desk)
    return replace(looking.item(desk), toast="已取消计入。")


def _holidays(desk: Desk) -> Reply:
    return holidays.overview(desk.session, desk.office, desk.now, desk.telegram_id)


ACTS: Mapping[str, Act] = {
    "home": looking.home,
    "pg": looking.page,
    "it": looking.item,
    "pi": looking.picture,
    "sh": looking.workbook,
    "ho": _holidays,
    "ye": yearend.menu,
    "yd": yearend.paper,
    "yz": yearend.inspection_pack,
    "nx": nexttime.draft_next,
    "ln": linking.suggest,
    "ly": linking.accept,
    "l0": linking.refuse,
    "la": linking.choose,
    "lc": _counted_in,
    "lu": linking.list_linked,
    "lx": _counted_out,
    "bu": meter.show,
    "in": gathering.begin,
    "yr": gathering.choose_year,
    "rd": gathering.read,
    "ab": gathering.abandon,
    "rv": reviewing.review,
    "rx": reviewing.removed,
    "dr": reviewing.drop,
    "un": reviewing.take_back,
    "me": reviewing.choose_target,
    "mt": reviewing.merge,
    "df": reviewing.difference,
    "ok": reviewing.confirm,
    "ad": adding.ask,
    "ri": changing.card,
    "ti": changing.ask_title,
    "ev": changing.every,
    "qu": changing.quota,
    "mo": changing.months,
    "ki": changing.kind,
    "si": series_talk.begin_for_item,
    "sd": series_talk.begin_for_draft,
    "sr": series_talk.choose_rule,
    "sc": series_talk.card,
    "sk": series_talk.confirm,
    "sx": series_talk.leave_out,
    "st": series_talk.turn,
    "sa": series_talk.automatic,
    "se": series_talk.end,
    "sl": series_talk.listed,
    "so": series_talk.publish,
    "ss": series_talk.skip,
    "nb": numbering.begin,
    "nk": numbering.choose,
    "xs": sheet.send,
    "ap": sheet.apply,
}
TYPED: Mapping[str, Act] = {
    "text": gathering.add_text,
    "title": changing.title_typed,
    "item": adding.typed,
    "quota": changing.quota_typed,
    "number": numbering.typed,
    "rule": series_talk.rule_typed,
}


def overview(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Answer /plan. Raises Stranger or NotAllowed."""
    return replace(looking.home(_desk(session, office, now, telegram_id)), fresh=True)


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, what: str, id_: int, choice: str
) -> Reply:
    """Take a button of the plan. Raises Refusals."""
    desk = _desk(session, office, now, telegram_id)
    if what not in ACTS or len(choice) > 9:
        raise Outdated
    return ACTS[what](replace(desk, id=id_, choice=choice))


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take words where the plan asked for them."""
    desk = _desk(session, office, now, telegram_id)
    if ref["what"] == "sheet":
        return Reply("这里等的是改好的表格。不改了就点 /plan 回到计划。")
    reply = TYPED[ref["what"]](replace(desk, id=ref["id"], text=text))
    if ref["what"] != "text" and reply.rows:
        # Taken: the page that follows may have asked for something else already.
        focus = current_focus(session, desk.person.id, now)
        if focus is not None and focus.ref == ref:
            drop_focus(session, desk.person.id)
    return reply


def wants_file(session: Session, office: Office, now: datetime, telegram_id: int, name: str) -> str:
    """Return what a file would be taken for: "text", "sheet", or nothing. Raises Stranger."""
    person = access_person(session, telegram_id, office.today(now))
    if people.SECRETARY not in people.roles_of(session, person.id):
        return ""
    focus = current_focus(session, person.id, now)
    if focus is not None and focus.purpose == FOCUS and focus.ref["what"] in ("text", "sheet"):
        return str(focus.ref["what"])
    return "sheet" if sheet.NAME in name and name.lower().endswith(".xlsx") else ""


def take_text(session: Session, office: Office, now: datetime, telegram_id: int, text: str) -> Reply:
    """Take the text of a file as the plan that was asked for."""
    desk = _desk(session, office, now, telegram_id)
    focus = current_focus(session, desk.person.id, now)
    if focus is None or focus.purpose != FOCUS:
        raise Outdated
    return gathering.add_document(replace(desk, id=focus.ref["id"]), text)


def take_sheet(
    session: Session, office: Office, now: datetime, telegram_id: int, rows: list[dict[str, str]]
) -> Reply:
    """Take the rows of a workbook that was sent back."""
    return sheet.receive(_desk(session, office, now, telegram_id), rows)


def _desk(session: Session, office: Office, now: datetime, telegram_id: int) -> Desk:
    return Desk(session, office, now, telegram_id, access_secretary(session, telegram_id, office, now))
