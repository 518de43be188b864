"""联络名单: for the secretary's eyes, who has something open that no message surely reaches, why, what to do.

Only those with something open: a list of everybody without an account would be a list of who uses the bot.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activities.kind import esc
from reports.calls import Call
from services.access import access_secretary
from services.office import Office
from services.paging import fitting
from services.reply import File, Press, Reply
from services.reporting.standings import next_step
from storage import people
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.messages import UNCERTAIN
from storage.people import ROSTER_ORDER, Invite, Person

_UNLINKED = "没有绑定账号", "请当面发邀请（/invite）；本人不使用的，线下办理后由您登记"
_INVITED = "已发邀请，还没有绑定", "请当面帮助绑定；本人不使用的，线下办理后由您登记"
_UNCERTAIN = "消息可能没有送达", "请电话确认是否收到"
_NOTE = "仅供您本人联络使用，不统计、不通报、不外发。"
_REST = "其余人员见下面的表格。"


def call_list(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return the list as text and as a workbook to print. Raises Refusals."""
    access_secretary(session, telegram_id, office, now)
    calls = find_calls(session, office, now)
    if not calls:
        return Reply("目前没有需要当面或电话联系的人员。", fresh=True)
    lines = [
        f"\n{esc(one.department)}　{esc(one.name)}{'　' + esc(one.phone) if one.phone else ''}\n"
        f"{esc(one.reason)}：{esc(one.step)}。"
        for one in calls
    ]
    head = f"<b>联络名单</b>\n{_NOTE}"
    shown = fitting(lines, f"{head}\n{_REST}")
    rest = [f"\n{_REST}"] if len(shown) < len(lines) else []
    as_of = office.local(now)
    file = File(f"联络名单_{as_of:%Y%m%d_%H%M}.xlsx", partial(_workbook, calls, office.bureau, as_of))
    rows = ((Press("邀请与绑定", "iv", ("menu",)),),)
    return Reply("\n".join([head, *shown, *rest]), rows, files=(file,), fresh=True)


def find_calls(session: Session, office: Office, now: datetime) -> Sequence[Call]:
    """Return whom to speak to, in roster order."""
    query = (
        select(Person, Assignment, Activity.title)
        .join(Assignment, Assignment.person_id == Person.id)
        .join(Activity, Activity.id == Assignment.activity_id)
        .join(Person.department)
        .where(
            Activity.status == OPEN,
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
            Assignment.waits_for == "person",
            people.counts_on(office.today(now)),
            or_(
                Person.telegram_id.is_(None),
                Person.unreachable.is_not(None),
                Assignment.unreachable.is_not(None),
                Assignment.delivery == UNCERTAIN,
            ),
        )
        .order_by(*ROSTER_ORDER, Assignment.deadline, Assignment.id)
    )
    found: dict[int, list[tuple[Person, Assignment, str]]] = defaultdict(list)
    for person, assignment, title in session.execute(query):
        found[person.id].append((person, assignment, title))
    unlinked = [id_ for id_, rows in found.items() if rows[0][0].telegram_id is None]
    asked = select(Invite.person_id).where(Invite.person_id.in_(unlinked))
    invited = frozenset(session.scalars(asked)) if unlinked else frozenset()
    return [_call(rows, invited=id_ in invited) for id_, rows in found.items()]


def _call(rows: Sequence[tuple[Person, Assignment, str]], *, invited: bool) -> Call:
    person = rows[0][0]
    failed = person.unreachable or next((one.unreachable for _, one, _ in rows if one.unreachable), None)
    if person.telegram_id is None:
        reason, step = _INVITED if invited else _UNLINKED
    elif failed:
        reason, step = failed, next_step(failed)
    else:
        reason, step = _UNCERTAIN
    titles = tuple(dict.fromkeys(title for *_, title in rows))
    department = person.department.name
    return Call(department, person.name, person.position, person.phone, titles, reason, step)


def _workbook(calls: Sequence[Call], bureau: str, as_of: datetime) -> bytes:
    from reports.call_list import call_workbook

    return call_workbook(calls, bureau, as_of)
