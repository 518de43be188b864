"""Leave people ask for themselves: their head or a secretary decides; a head enters it for their own."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_person
from services.asking import say_person
from services.belonging.secretaries import tell_each
from services.calendars import office_calendar
from services.correcting.redrawing import redraw
from services.focus import drop_focus, set_focus
from services.leave import entering
from services.leave.absence import KINDS, enter_leave, reconsider
from services.leave.requests import ROUTE, decision_row, heads_for, say_days, say_request
from services.office import Office
from services.outbox import ANSWER, enqueue, message_row
from services.paging import page_of, turn_rows
from services.refusals import NotYours, Outdated
from services.reply import Press, Reply, Rows
from services.skip import Skip
from storage import people
from storage.leave_requests import LeaveRequest, requests_of, undecided_requests
from storage.messages import Message
from storage.people import Person
from workdays.quiet import after_quiet
from workdays.words import Unclear

FOCUS = "leave_request"
A_PAGE = 16
TWICE = "这些天您已经申请过，正在等待审批。"


def show(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Answer /leave: a secretary sees everybody's, anybody else their own, a head their department's too."""
    person = access_person(session, telegram_id, office.today(now))
    if people.SECRETARY in people.roles_of(session, person.id):
        return entering.list_leave(session, office, now, telegram_id)
    return _menu(session, office, now, person)


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, action: str, number: int
) -> Reply:
    """Do what a button says: `number` is a person, a request or a page. Raises Refusals."""
    person = access_person(session, telegram_id, office.today(now))
    match action:
        case "yes" | "no":
            return _decide(session, office, now, person, number, granted=action == "yes")
        case "back":
            return _take_back(session, office, now, person, number)
        case "who":
            return _choose(session, office, now, person, number)
        case "for":
            return _ask_kind(session, office, now, person, number)
        case "k0" | "k1" | "k2":
            asked = _access(session, office, now, person, number)
            kind = KINDS[int(action[1])]
            set_focus(session, person.id, FOCUS, {"person": asked.id, "kind": kind}, now)
            return Reply(f"{say_person(asked)}　{kind}", prompt=entering.PROMPT)
    raise Outdated


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take days and reason: a request of one's own, or leave a head enters for somebody of theirs."""
    person = access_person(session, telegram_id, office.today(now))
    asked = _access(session, office, now, person, ref["person"])
    try:
        first, last, reason = entering.parse_leave(text, office.local(now), office_calendar(session))
    except Unclear as unclear:
        return Reply(f"{esc(str(unclear))}\n{entering.PROMPT}")
    drop_focus(session, person.id)
    request = LeaveRequest(person_id=asked.id, kind=ref["kind"], first=first, last=last, reason=reason)
    request.asked_at = now
    if asked.id != person.id:
        session.add(request)
        session.flush()
        return _grant(session, office, now, person, request)
    waiting = [one for one in requests_of(session, person.id) if one.decided_at is None]
    if any((one.first, one.last) == (first, last) for one in waiting):
        return Reply(TWICE, fresh=True)
    session.add(request)
    session.flush()
    heads = heads_for(session, office.today(now), person)
    at, key, payload = after_quiet(now, office.zone), f"leave/{request.id}", {"request": request.id}
    tell_each(session, office, at, key, payload, purpose=FOCUS, lane=ANSWER, also=heads)
    whom = "处室负责人和纪检秘书" if heads else "纪检秘书"
    text = (
        f"已提交申请：{esc(say_days(request))}。\n"
        f"由{whom}审批，结果会发到这里。批准前，各事项仍按原来的时间办理。"
    )
    return Reply(text, ((Press("撤回申请", ROUTE, ("back", request.id)),),), fresh=True)


def render_request(
    session: Session, office: Office, now: datetime, message: Message, person: Person
) -> Reply:
    """Return a request to whoever may decide it. Raises Skip once it is decided."""
    request = session.get_one(LeaveRequest, message.payload["request"])
    if request.decided_at is not None:
        raise Skip("cancelled", "已审批")
    return Reply(f"<b>请假申请</b>\n{say_request(session, request)}", (decision_row(session, request),))


def redraw_request(
    session: Session, office: Office, now: datetime, message: Message, person: Person
) -> Reply:
    """Return what stands in the place of a request that was sent: who decided it, once it is decided."""
    request = session.get_one(LeaveRequest, message.payload["request"])
    if request.decided_at is None or request.decided_by is None:
        return Reply(f"<b>请假申请</b>\n{say_request(session, request)}", (decision_row(session, request),))
    by = say_person(session.get_one(Person, request.decided_by))
    taken_back = request.decided_by == request.person_id
    stands = "本人已撤回" if taken_back else f"{'已同意' if request.granted else '未同意'}，{by}"
    return Reply(f"<b>请假申请</b>\n{say_request(session, request)}\n{stands}。")


def _menu(session: Session, office: Office, now: datetime, person: Person) -> Reply:
    lines: list[str] = []
    rows: list[tuple[Press, ...]] = []
    if person.is_head:
        mine = [one for one in undecided_requests(session) if _may_decide(session, office, now, person, one)]
        for request in mine[: entering.A_PAGE]:
            lines += ["<b>待您审批</b>"] if not lines else []
            lines.append(say_request(session, request))
            rows.append(decision_row(session, request))
        lines += [""] if lines else []
    lines.append("<b>请假</b>")
    for request in requests_of(session, person.id):
        state = (
            "等待审批" if request.decided_at is None else "已同意" if request.granted else "未同意或已撤回"
        )
        lines.append(f"{esc(say_days(request))}　{state}")
        if request.decided_at is None:
            rows.append((Press(f"撤回：{say_days(request)[:16]}", ROUTE, ("back", request.id)),))
    lines.append(
        "请假、病假、借出期间不向您发催办提醒；从发布到截止都不在岗的事项记为免。会议请假请在会议通知下办理。"
    )
    rows.append(_kinds(person, "申请"))
    if person.is_head:
        rows.append((Press("为本处室人员登记", ROUTE, ("who", 0)),))
    return Reply("\n".join(lines), tuple(rows), fresh=True)


def _kinds(person: Person, verb: str) -> tuple[Press, ...]:
    return tuple(
        Press(f"{verb}{kind}", ROUTE, (f"k{number}", person.id)) for number, kind in enumerate(KINDS)
    )


def _choose(session: Session, office: Office, now: datetime, head: Person, page: int) -> Reply:
    """Offer the people of the head's department."""
    if not head.is_head:
        raise NotYours
    query = select(Person).where(
        Person.department_id == head.department_id,
        Person.id != head.id,
        people.counts_on(office.today(now)),
    )
    found = session.scalars(query.order_by(Person.roster_order, Person.id)).all()
    shown, page = page_of(found, page, A_PAGE)
    presses = [Press(one.name, ROUTE, ("for", one.id)) for one in shown]
    rows: Rows = tuple(tuple(presses[i : i + 2]) for i in range(0, len(presses), 2))
    turn = tuple(
        tuple(Press(one.label, ROUTE, ("who", *one.args)) for one in row)
        for row in turn_rows(ROUTE, (), page, len(found), A_PAGE)
    )
    return Reply("请选择要登记的人员：" if found else "本处室没有其他人员。", (*rows, *turn))


def _ask_kind(session: Session, office: Office, now: datetime, head: Person, person_id: int) -> Reply:
    asked = _access(session, office, now, head, person_id)
    return Reply(f"为{say_person(asked)}登记：", (_kinds(asked, ""),))


def _access(session: Session, office: Office, now: datetime, person: Person, asked_id: int) -> Person:
    """Return the person themselves, or somebody whose head they are. Raises NotYours."""
    if asked_id == person.id:
        return person
    asked = session.get(Person, asked_id)
    if asked is None or not asked.on_roster(office.today(now)):
        raise NotYours
    if person not in heads_for(session, office.today(now), asked):
        raise NotYours
    return asked


def _may_decide(
    session: Session, office: Office, now: datetime, person: Person, request: LeaveRequest
) -> bool:
    if people.SECRETARY in people.roles_of(session, person.id):
        return True
    return person in heads_for(session, office.today(now), session.get_one(Person, request.person_id))


def _decide(
    session: Session, office: Office, now: datetime, person: Person, request_id: int, *, granted: bool
) -> Reply:
    request = session.get(LeaveRequest, request_id, with_for_update=True)
    if request is None or not _may_decide(session, office, now, person, request):
        raise NotYours
    if request.decided_at is not None:
        return Reply(toast="这份申请已经审批，或本人已经撤回。", alert=True)
    if granted:
        return _grant(session, office, now, person, request)
    _close(session, now, person, request, granted=False)
    text = (
        f"您的请假没有获得同意：{esc(say_days(request))}。\n"
        f"审批人：{say_person(person)}。各事项请按时办理；有疑问请联系审批人或纪检秘书。"
    )
    _tell(session, office, now, request, text)
    return Reply(f"{say_request(session, request)}\n未同意，已告知本人。", toast="已办理。")


def _grant(session: Session, office: Office, now: datetime, by: Person, request: LeaveRequest) -> Reply:
    """Enter the leave, exempt what it covers, and tell the person."""
    days = request.first, request.last
    enter_leave(session, now, request.person_id, request.kind, *days, by.id, request.reason)
    exempted = reconsider(session, office, now, [request.person_id], by.id).exempted
    _close(session, now, by, request, granted=True)
    effect = f"{exempted}项未办事项因此记为免。" if exempted else "请假期间不发催办提醒。"
    _tell(session, office, now, request, f"您的请假已登记：{esc(say_days(request))}。{effect}")
    return Reply(f"{say_request(session, request)}\n已同意并登记。{effect}", toast="已办理。")


def _take_back(session: Session, office: Office, now: datetime, person: Person, request_id: int) -> Reply:
    request = session.get(LeaveRequest, request_id, with_for_update=True)
    if request is None or request.person_id != person.id:
        raise NotYours
    if request.decided_at is not None:
        return Reply(toast="这份申请已经审批，或已经撤回。", alert=True)
    _close(session, now, person, request, granted=False)
    return Reply(f"已撤回申请：{esc(say_days(request))}。", toast="已撤回。")


def _close(session: Session, now: datetime, by: Person, request: LeaveRequest, *, granted: bool) -> None:
    request.decided_at, request.decided_by, request.granted = now, by.id, granted
    session.flush()
    sent = Message.payload["request"].as_integer() == request.id
    redraw(session, now, "decided", Message.purpose == FOCUS, sent)  # to whoever else was asked, too


def _tell(session: Session, office: Office, now: datetime, request: LeaveRequest, text: str) -> None:
    key, at = f"leave/{request.id}/decided", after_quiet(now, office.zone)
    enqueue(session, [message_row(key, "tell", request.person_id, at, payload={"text": text}, lane=ANSWER)])
