"""/audit: what was done by office, the newest first, by person, kind and month, and as a workbook."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import esc
from content import verify_script
from content.verify import BEFORE_THE_FIRST, ERASED
from language.names import name_key
from reports.audit import AuditLine, AuditSheet
from services.access import access_secretary
from services.audit.choosing import ROUTE, Looking, Wanted, by_kind, by_month, by_person, choose
from services.audit.kinds import KINDS
from services.audit.reasons import REASONS
from services.audit.recording import note
from services.focus import drop_focus, set_focus
from services.office import Office
from services.paging import MESSAGE, page_of
from services.proof import body_of
from services.refusals import NotYours, Outdated, Refusal
from services.reply import File, Press, Reply, length
from storage import audit
from storage.audit import AuditRow
from storage.people import Person

FOCUS = "audit_reason"
A_PAGE = 8
LINE = 160  # characters of one act in the list
REASON = 200
LOOKED_THROUGH = 200  # acts after one, for whether its reason was given already
MOST_IN_CHAT = 20_000  # rows: more takes the database longer than others should wait
SCRIPT = "核验.py"
ALL = "全部记录"


class TooMany(Refusal):
    """More rows than can be read out while others wait."""

    def __init__(self) -> None:
        super().__init__("这样选出的记录太多，不能在对话里导出。请先按月或按人筛选，再导出。")


class NobodyFound(Refusal):
    """A name that acts of nobody are found for."""

    def __init__(self, name: str) -> None:
        super().__init__(f"没有找到与“{name[:20]}”有关的留痕。请核对姓名，或发送 /audit 查看全部。")


def show(session: Session, office: Office, now: datetime, telegram_id: int, text: str = "") -> Reply:
    """Answer /audit; with a number typed after it that act, with a name those of or about them."""
    secretary = access_secretary(session, telegram_id, office, now)
    desk = Looking(session, office, now, secretary, Wanted())
    text = text.strip()
    if text.isdecimal() and len(text) < 10:
        return _one(replace(desk, page=int(text)))
    if text:
        return _named(desk, text)
    return replace(_list(desk), fresh=True)


def press(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    what: str,
    person_id: int,
    kind: str,
    month: str,
    page: int,
) -> Reply:
    """Take a button of /audit; `page` is an act's number where one is shown. Raises Refusals."""
    secretary = access_secretary(session, telegram_id, office, now)
    if what not in _SCREENS or (kind and kind not in KINDS):
        raise Outdated
    return _SCREENS[what](Looking(session, office, now, secretary, Wanted(person_id, kind, month), page))


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take a reason that is added to an act; the turn writes it down as an act of its own."""
    secretary = access_secretary(session, telegram_id, office, now)
    words = " ".join(text.split())
    if not words or len(words) > REASON:
        return Reply(f"请把原因写在1至{REASON}字，改短后重新发送。")
    drop_focus(session, secretary.id)
    _note_reason(session, session.get_one(AuditRow, ref["number"]), words)
    back = Wanted().button("查看留痕", "list")
    return Reply(f"已补记第{ref['number']}号的原因，另记一条，原来的不改动。", ((back,),), fresh=True)


def _note_reason(session: Session, row: AuditRow, why: str) -> None:
    # About whom the act was: the reason goes with it, should it be erased.
    person = session.get(Person, row.about_id) if row.about_id else None
    note(session, person, on=_named_row(row), why=why)


def _named_row(row: AuditRow) -> str:
    return f"第{row.number}号留痕"


def _list(desk: Looking) -> Reply:
    conditions = desk.conditions()
    number = audit.number_of(desk.session, conditions)
    _, page = page_of(range(number), desk.page, A_PAGE)
    rows = audit.newest(desk.session, conditions, page * A_PAGE, A_PAGE)
    chosen = desk.said()
    head = [f"<b>留痕</b>　{esc(chosen) or '全部'}，共{number}条，新的在前"]
    if not number:
        head.append("没有这样的记录。")
    lines = [_say(desk.office, row) for row in rows]
    wanted = desk.wanted
    turn = [wanted.button("上一页", "list", page - 1)] if page else []
    turn += [wanted.button("下一页", "list", page + 1)] if (page + 1) * A_PAGE < number else []
    buttons: list[tuple[Press, ...]] = [tuple(turn)] if turn else []
    pick = [wanted.button(*one) for one in (("按人", "who"), ("按类别", "kinds"), ("按月", "months"))]
    buttons.append(tuple(pick))
    last = [Wanted().button("看全部", "list")] if chosen else []
    buttons.append((*last, *([wanted.button("导出 Excel", "xlsx")] if number else [])))
    foot = "发送 /audit 加姓名，看这位同志办的和与其有关的；加序号，看那一条的全部。"
    text = "\n\n".join(["\n".join(head), *lines, foot])
    assert length(text) <= MESSAGE
    return Reply(text, tuple(row for row in buttons if row))


def _one(desk: Looking) -> Reply:
    row = desk.session.get(AuditRow, desk.page)
    if row is None:
        raise NotYours
    body = body_of(row.body)
    lines = [f"<b>第{row.number}号留痕</b>"]
    if isinstance(body, dict):
        files = "、".join(map(str, body.get("files", ())))
        told = (
            ("时间", _at(desk.office, row)),
            ("何人", "，".join(str(part) for part in (body.get("who"), body.get("role")) if part)),
            ("做了", body.get("what")),
            ("对象", body.get("on")),
            ("原因", body.get("why")),
            ("文件", files),
        )
        lines += [f"{title}：{esc(str(said)[:500])}" for title, said in told if said]
    else:
        lines.append(ERASED)
    lines.append(f"校验码：<code>{row.link}</code>")
    reason = Press("补记原因", ROUTE, ("why", 0, "", "", row.number))
    return Reply("\n".join(lines), ((reason, Wanted().button("返回", "list")),), fresh=True)


def _ask_reason(desk: Looking) -> Reply:
    if desk.session.get(AuditRow, desk.page) is None:
        raise NotYours
    set_focus(desk.session, desk.secretary.id, FOCUS, {"number": desk.page}, desk.now)
    return Reply(prompt=f"请发送第{desk.page}号的原因（不超过{REASON}字）。不要写作答内容。")


def _choose_reason(desk: Looking) -> Reply:
    """Take one of the usual reasons, once: `person` is its place among REASONS."""
    row, place = desk.session.get(AuditRow, desk.page), desk.wanted.person
    if row is None:
        raise NotYours
    if not 0 <= place < len(REASONS):
        raise Outdated
    after = audit.newest(desk.session, [AuditRow.number > row.number], 0, LOOKED_THROUGH)
    given = [body for one in after if isinstance(body := body_of(one.body), dict)]
    if any(body.get("on") == _named_row(row) for body in given):
        return Reply(toast=f"第{row.number}号的原因此前已补记，要再补的请发送 /audit {row.number}。")
    _note_reason(desk.session, row, REASONS[place])
    return Reply(toast=f"已记下第{row.number}号的原因：{REASONS[place]}。")


def _named(desk: Looking, text: str) -> Reply:
    key = name_key(text)
    ids = audit.concerned(desk.session)
    found = [one for one in (desk.session.get(Person, id_) for id_ in ids) if one and key]
    exact = [one for one in found if name_key(one.name) == key]
    chosen = exact or [one for one in found if key in name_key(one.name)]
    if not chosen:
        raise NobodyFound(text)
    if len(chosen) == 1:
        return replace(_list(replace(desk, wanted=Wanted(person=chosen[0].id))), fresh=True)
    return replace(choose(desk, chosen), fresh=True)


def _export(desk: Looking) -> Reply:
    conditions = desk.conditions()
    number = audit.number_of(desk.session, conditions)
    if number > MOST_IN_CHAT:
        raise TooMany
    rows = audit.newest(desk.session, conditions, 0, number)[::-1]
    links = audit.links_before(desk.session, [row.number for row in rows])
    lines = [
        AuditLine(
            row.number, body_of(row.body), row.digest, links.get(row.number, BEFORE_THE_FIRST), row.link
        )
        for row in rows
    ]
    as_of, said = desk.office.local(desk.now), desk.said()
    last = lines[-1].link if lines else BEFORE_THE_FIRST
    sheet = AuditSheet(desk.office.bureau, as_of, said, lines, last)
    caption = f"留痕记录（{said or ALL}），共{number}条。"
    files = (
        File(f"留痕记录_{as_of:%Y%m%d_%H%M}.xlsx", partial(_workbook, sheet), caption),
        File(SCRIPT, verify_script, f"在任何装有 Python 的电脑上运行：python3 {SCRIPT} 表格的文件名"),
    )
    return Reply(toast="正在生成 Excel，稍后发出。", files=files)


_SCREENS = {
    "list": _list,
    "one": _one,
    "why": _ask_reason,
    "is": _choose_reason,
    "who": by_person,
    "kinds": by_kind,
    "months": by_month,
    "xlsx": _export,
}


def _say(office: Office, row: AuditRow) -> str:
    body = body_of(row.body)
    head = f"{row.number}．{_at(office, row)}"
    if not isinstance(body, dict):
        return f"{head}　{KINDS.get(row.kind, '')}{ERASED}"
    what = f"{body.get('who')}　{body.get('what')}"
    what += f"：{body['on']}" if body.get("on") else ""
    return f"{head}　{esc(what if len(what) <= LINE else what[: LINE - 1] + '…')}"


def _at(office: Office, row: AuditRow) -> str:
    return f"{office.local(row.at):%Y-%m-%d %H:%M}"


def _workbook(sheet: AuditSheet) -> bytes:
    from reports.audit import audit_workbook

    return audit_workbook(sheet)
