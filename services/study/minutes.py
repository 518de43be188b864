"""会议记录: filled in field by field, whenever there is time, and printed as one page for the ledger."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from activities.kind import esc
from activities.study import LEAVE_ASKED, StudyContent
from language.plan.numerals import NUMERAL, number_of
from reports.sessions import Excused, Group, SessionRecord
from services.backing import Desk
from services.paging import in_columns, short
from services.refusals import Outdated
from services.reply import File, Reply
from services.reporting.desk import file_name
from services.reporting.standings import Standing
from services.study.board import attendance
from services.study.holding import holding_of
from services.study.speakers import NotFound, ids_of
from services.views import content_of
from storage import people

LONGEST = 2000  # characters of a field
MOST_NAMES = 200
EACH_NAME = 60
SHOWN = 120


class Unfit(ValueError):
    """What was typed does not fit; str() says why."""


@dataclass(frozen=True)
class Field:
    """One field of the minutes, and how what is typed into it is read."""

    title: str
    prompt: str
    read: Callable[[str], dict[str, Any]]


def _words(name: str, most: int) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        if len(text) > most:
            raise Unfit(f"最多{most}字，您写了{len(text)}字，没有记下。请删减后重新发送。")
        return {name: text}

    return read


def _speakers(text: str) -> dict[str, Any]:
    return {"speakers": _names_in(text)}


def _guests(text: str) -> dict[str, Any]:
    """Read a number, or names a line each."""
    number = text.strip().removesuffix("人").strip()
    if number.isdecimal() and len(number) <= 5:
        return {"guests": int(number), "guest_names": []}
    if re.fullmatch(NUMERAL, number) and (spelt := number_of(number)) is not None:
        return {"guests": spelt, "guest_names": []}
    names = _names_in(text)
    return {"guests": len(names), "guest_names": names}


def _names_in(text: str) -> list[str]:
    names = [name.strip() for line in text.splitlines() for name in line.split("、") if name.strip()]
    if len(names) > MOST_NAMES:
        raise Unfit(f"最多{MOST_NAMES}人，没有记下。人数更多的，只写人数即可。")
    long = next((name for name in names if len(name) > EACH_NAME), None)
    if long is not None:
        raise Unfit(f"“{long[:20]}…”太长，一人最多{EACH_NAME}字，没有记下。请一行写一人。")
    return names


FIELDS: dict[str, Field] = {
    "host": Field("主持人", "请输入主持人的姓名。", _words("host", EACH_NAME)),
    "recorder": Field("记录人", "请输入记录人的姓名。", _words("recorder", EACH_NAME)),
    "speakers": Field("主讲、发言", "请输入主讲和发言的人，一行一人，或用顿号隔开。", _speakers),
    "guests": Field("外单位参加", "请输入外单位参加的人数；要记姓名的，一行一人写“单位 姓名”。", _guests),
    "content": Field("学习内容", f"请输入学习内容，最多{LONGEST}字。", _words("content", LONGEST)),
    "points": Field("讨论要点", f"请输入讨论要点，最多{LONGEST}字。", _words("points", LONGEST)),
    "measures": Field("下一步措施", f"请输入下一步措施，最多{LONGEST}字。", _words("measures", LONGEST)),
}


def minutes(desk: Desk) -> Reply:
    """Show the record so far, and its fields to fill in."""
    return _draw(desk)


def write(desk: Desk) -> Reply:
    """Ask for a field, or take what was typed into it."""
    field = FIELDS.get(desk.arg)
    if field is None:
        raise Outdated
    if not desk.text:
        return desk.ask("write", f"{field.prompt}\n请只写可以公开的，涉密和案件内容不要写。", desk.arg)
    try:
        change = field.read(desk.text.strip())
        if "speakers" in change:
            members = people.on_roster(desk.session, desk.office.today(desk.now))
            change["speaker_ids"] = ids_of(members, change["speakers"])
    except (Unfit, NotFound) as unfit:
        desk.ask("write", field.prompt, desk.arg)
        return Reply(f"⚠ {esc(str(unfit))}")
    row = holding_of(desk.session, desk.activity)
    row.record = {**row.record, **change}
    return _draw(desk, f"✔ 已记下“{field.title}”。\n\n")


def page(desk: Desk) -> Reply:
    """Send the record as a page for the ledger."""
    record = record_of(desk)
    name = f"{file_name(record.title)}_会议记录.docx"
    file = File(name, lambda: _docx(record), names=True)
    return Reply(toast="正在生成会议记录，稍后发出。", files=(file,))


def record_of(desk: Desk) -> SessionRecord:
    """Return all that the page says."""
    content: StudyContent = content_of(desk.session, desk.activity)
    kept = holding_of(desk.session, desk.activity).record
    found = attendance(desk.session, desk.now, desk.activity)
    # Whoever made up for it was not there all the same, and the reason stays.
    away = [*found.excused, *found.absent, *found.made_up]
    reasons = {row.assignment.id: _reason(row) for row in away}
    excused = [row for row in away if reasons[row.assignment.id]]
    absent = sorted(
        (row for row in away if not reasons[row.assignment.id]), key=lambda row: row.assignment.place
    )
    return SessionRecord(
        bureau=desk.office.bureau,
        title=content.title,
        sort=content.session,
        tag="" if content.tag == "不归类" else content.tag,
        starts=desk.office.local(content.starts_at),
        place=content.place,
        topic=content.topic,
        participants=content.participants,
        requirements=content.requirements,
        sign_off=content.sign_off,
        materials="、".join(one.name for one in (content.file, *content.files) if one is not None),
        host=kept.get("host", content.host),
        recorder=kept.get("recorder", ""),
        speakers=kept.get("speakers", content.speakers),
        asked=len(found.came) + len(away),
        came=_by_department(found.came),
        tardy=[row.person.name for row in found.tardy],
        excused=[
            Excused(row.department.name, row.person.name, reasons[row.assignment.id]) for row in excused
        ],
        absent=_by_department(absent),
        made_up=_by_department(found.made_up),
        guests=kept.get("guests", 0),
        guest_names=kept.get("guest_names", []),
        content=kept.get("content", ""),
        points=kept.get("points", ""),
        measures=kept.get("measures", ""),
        as_of=desk.office.local(desk.now),
    )


def _draw(desk: Desk, above: str = "") -> Reply:
    record = record_of(desk)
    guests = f"{record.guests}人　{'、'.join(record.guest_names)}" if record.guests else ""
    values = {
        "host": record.host,
        "recorder": record.recorder,
        "speakers": "、".join(record.speakers),
        "guests": guests,
        "content": record.content,
        "points": record.points,
        "measures": record.measures,
    }
    lines = [f"{above}<b>会议记录：{esc(desk.activity.title)}</b>"]
    lines += [f"{FIELDS[name].title}：{esc(short(text, SHOWN)) or '（空）'}" for name, text in values.items()]
    lines.append("\n点要填的项目，写好发来即可，随时可以接着填。到会和请假名单由登记情况自动带出。")
    buttons = [desk.press(field.title, "write", name) for name, field in FIELDS.items()]
    last = (desk.press("导出 Word", "page"), desk.press("返回", "menu"))
    return Reply("\n".join(lines), (*in_columns(buttons, 2), last))


def _reason(row: Standing) -> str:
    """Return why somebody was not there, empty where no reason was accepted or is being considered."""
    if row.assignment.exempt is not None:
        return row.assignment.exempt
    if row.assignment.stage == LEAVE_ASKED:
        return f"请假未批（{row.assignment.reply.get('reason', '')}）"
    return ""


def _by_department(rows: Sequence[Standing]) -> list[Group]:
    grouped = groupby(rows, key=lambda row: row.department.name)
    return [Group(name, [row.person.name for row in members]) for name, members in grouped]


def _docx(record: SessionRecord) -> bytes:
    from reports.record import record_docx

    return record_docx(record)
