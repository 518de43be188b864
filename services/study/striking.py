"""Striking out: a code that was passed on registers whoever is not there; the host takes it out, with why."""

from datetime import datetime

from sqlalchemy import select

from activities.kind import esc, says_something
from activities.state import State
from activities.study.kind import ABSENT, COMING, LEAVE_REFUSED, ON_THE_SPOT, STRUCK
from services.asking import say_person
from services.backing import Desk
from services.correcting.redrawing import SCREENS, redraw
from services.facts import fold, opened_as, record
from services.outbox import ANSWER, enqueue, message_row
from services.refusals import NotYours
from services.reply import Reply
from services.study.board import refresh_boards
from services.study.holding import Phase, holding_of, phase_of
from services.views import content_of
from storage.assignments import Assignment, facts_of
from storage.messages import Message
from storage.people import Person
from workdays.quiet import after_quiet

ACTION = "strike"
LONGEST_REASON = 100
NOTHING = "没有可以取消的扫码登记：本人没有扫码，或已经取消。"


def registered_alone(assignment: Assignment) -> bool:
    """Tell whether somebody registered by themselves, which nobody takes out without saying why."""
    return assignment.outcome == State.DONE.value and assignment.way == ON_THE_SPOT


def strike(desk: Desk) -> Reply:
    """Ask why, then take somebody's own registration out, and tell them. Raises NotYours."""
    query = select(Assignment).where(
        Assignment.id == (int(desk.arg) if desk.arg.isdecimal() else 0),
        Assignment.activity_id == desk.activity.id,
    )
    assignment = desk.session.scalars(query.with_for_update(key_share=True)).one_or_none()
    if assignment is None:
        raise NotYours
    if not registered_alone(assignment):
        return Reply(NOTHING, toast=NOTHING, fresh=True)
    person = desk.session.get_one(Person, assignment.person_id)
    reason = " ".join(desk.text.split())
    if not reason:
        said = f"{person.name}是本人扫码登记的。确未到会的，请发送取消的理由（一句话，本人会看到）。"
        return desk.ask(ACTION, said, desk.arg)
    if not says_something(reason) or len(reason) > LONGEST_REASON:
        said = f"没有取消：请用一句话写明理由，最多{LONGEST_REASON}字。"
        return desk.ask(ACTION, said, desk.arg)
    _take_out(desk, assignment, reason)
    _tell(desk, assignment, reason)
    return Reply(
        f"已取消{say_person(person)}的到会登记，已告知本人。\n理由：{esc(reason)}\n"
        "弄错了的，可在“点名登记”中补登。",
        ((desk.press("返回点名登记", "names", "0"),),),
        fresh=True,
    )


def _take_out(desk: Desk, assignment: Assignment, reason: str) -> None:
    """Let the row say again what it said before, and why; after the end nobody's word is waited for."""
    facts = facts_of(desk.session, assignment.id)
    last = max(n for n, fact in enumerate(facts) if fact.change.get("way") == ON_THE_SPOT)
    before = fold(opened_as(assignment, facts), facts[:last])
    change = {name: before[name] for name in ("outcome", "stage", "waits_for", "done_at", "late", "way")}
    content = content_of(desk.session, desk.activity)
    over = phase_of(content, holding_of(desk.session, desk.activity), desk.now) is Phase.OVER
    if over and assignment.exempt is None and change["stage"] in ("", COMING, LEAVE_REFUSED):
        change |= {"stage": ABSENT, "waits_for": "person"}
    change["reply"] = {**before["reply"], STRUCK: reason}
    record(desk.session, assignment, ACTION, change, desk.now, by=desk.person.id)
    desk.session.flush()
    refresh_boards(desk.session, desk.now, desk.activity)


def _tell(desk: Desk, assignment: Assignment, reason: str) -> None:
    session, now = desk.session, desk.now
    text = (
        f"《{esc(desk.activity.title)}》：您的到会登记已被主持人取消，理由：{esc(reason)}。\n"
        "如确已到会，请当面找主持人补登。"
    )
    key = f"tell/{assignment.id}/{_stamp(now)}.struck"  # cleared with what came of it
    due = after_quiet(now, desk.office.zone)
    row = message_row(key, "tell", assignment.person_id, due, payload={"text": text}, lane=ANSWER)
    enqueue(session, [row])
    mine = (Message.assignment_id == assignment.id, Message.purpose.in_(SCREENS))
    redraw(session, now, f"struck{_stamp(now)}", *mine, lane=ANSWER)


def _stamp(now: datetime) -> int:
    return int(now.timestamp() * 1000)
