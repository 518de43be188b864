"""人人登台 and 五位一体: who of the roster has spoken this year, and how often each sort was held."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import esc
from activities.study import StudyContent
from activities.study.content import TAGS
from language.names import name_key
from reports.sessions import SpeakerLine
from services.backing import Desk
from services.drafting.writing import Writing
from services.office import Office
from services.refusals import Refusal
from services.reply import File, Reply
from services.views import content_of
from storage import people
from storage.people import Person
from storage.sessions import StudySession, sessions_held
from workdays.words import say_date

_WITH_DEPARTMENT = re.compile(r"(.+?)\s*[（(](.+)[)）]")
SHOWN = 120  # names of those who have not spoken


class NotFound(Refusal):
    """A name that the roster does not have, or has more than once."""


@dataclass(frozen=True)
class Year:
    """A year's sessions up to a moment: how often each person spoke, and each sort was held."""

    year: int
    held: int
    tags: Counter[str]
    spoke: Sequence[SpeakerLine]


def fill(w: Writing, content: StudyContent) -> dict[str, Any]:
    """Return who of the roster the names of host and speakers are. Raises NotFound."""
    members = people.on_roster(w.session, w.today)
    host = _named(members, content.host, "主持人") if content.host else None
    if content.host and host is None:
        raise NotFound(f"花名册上没有主持人“{content.host}”，请核对姓名后修改。")
    return {"host_id": host.id if host else None, "speaker_ids": ids_of(members, content.speakers)}


def ids_of(members: Sequence[Person], names: Sequence[str]) -> list[int]:
    """Return who of the roster speaks; names it does not have are guests. Raises NotFound for namesakes."""
    found = [_named(members, name, "主讲人") for name in names]
    return list(dict.fromkeys(person.id for person in found if person is not None))


def year_of(session: Session, office: Office, now: datetime) -> Year:
    """Return this year's sessions that have begun."""
    first = office.local(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    spoke: Counter[int] = Counter()
    last: dict[int, datetime] = {}
    tags: Counter[str] = Counter()
    held = sessions_held(session, first, now)
    for activity in held:
        content: StudyContent = content_of(session, activity)
        row = session.get(StudySession, activity.id)
        ids = content.speaker_ids if row is None else row.record.get("speaker_ids", content.speaker_ids)
        for id_ in ids:
            spoke[id_] += 1
            last[id_] = office.local(content.starts_at)
        tags[content.tag] += 1
    lines = [
        SpeakerLine(
            person.department.name, person.name, person.position, spoke[person.id], last.get(person.id)
        )
        for person in people.on_roster(session, office.today(now))
    ]
    return Year(first.year, len(held), tags, lines)


def statistics(desk: Desk) -> Reply:
    """Show the year, and offer it as a workbook."""
    year = year_of(desk.session, desk.office, desk.now)
    as_of = desk.office.local(desk.now)
    if desk.arg:
        name = f"人人登台_{year.year}年_{as_of:%Y%m%d}.xlsx"
        tags = [(tag, year.tags[tag]) for tag in TAGS]
        bureau = desk.office.bureau
        file = File(name, lambda: _workbook(year.spoke, tags, bureau, as_of), names=True)
        return Reply(toast="正在生成 Excel，稍后发出。", files=(file,))
    spoke = [line for line in year.spoke if line.times]
    silent = [line for line in year.spoke if not line.times]
    lines = [
        f"<b>{year.year}年学习统计</b>（截至{say_date(as_of)}）",
        f"已开展 {year.held} 次。",
        "",
        "<b>五位一体廉政宣教</b>",
        "　".join(f"{tag} {year.tags[tag]} 次" for tag in TAGS),
        "",
        f"<b>人人登台</b>：花名册 {len(year.spoke)} 人，已登台 {len(spoke)} 人",
    ]
    if spoke:
        lines.append("已登台：" + "、".join(f"{esc(one.name)}{one.times}次" for one in spoke[:SHOWN]))
    if silent:
        names = "、".join(esc(one.name) for one in silent[:SHOWN])
        lines.append(f"尚未登台：{names}{'等' if len(silent) > SHOWN else ''}")
    lines.append("\n登台按通知或会议记录里的主讲人统计，只供安排主讲，不排名。")
    return Reply("\n".join(lines), ((desk.press("导出 Excel", "speakers", "x"), desk.press("返回", "menu")),))


def _named(members: Sequence[Person], written: str, what: str) -> Person | None:
    both = _WITH_DEPARTMENT.fullmatch(written)
    name, department = (both[1], both[2]) if both else (written, "")
    found = [person for person in members if name_key(person.name) == name_key(name)]
    if department:
        found = [person for person in found if name_key(department) in name_key(person.department.name)]
    if len(found) > 1:
        raise NotFound(
            f"花名册上有{len(found)}位{what}“{name}”，请写明处室，如：{name}（{found[0].department.name}）。"
        )
    return found[0] if found else None


def _workbook(
    lines: Sequence[SpeakerLine], tags: Sequence[tuple[str, int]], bureau: str, as_of: datetime
) -> bytes:
    from reports.speakers import speakers_workbook

    return speakers_workbook(lines, tags, bureau, as_of)
