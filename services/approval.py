"""审批: the approver's word on what a secretary has handed in, and which kinds need it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import esc
from activities.registry import KINDS
from services.access import access_person, access_secretary
from services.approvers import approved_kinds, approvers
from services.asking import say_person
from services.drafting.approving import answers
from services.drafting.checking import check
from services.drafting.preview import looks_of, request_text, sample_text
from services.drafting.release import release
from services.drafting.writing import PREVIEW, Writing
from services.drafting.writing import ROUTE as DRAFTS
from services.focus import drop_focus, set_focus
from services.office import Office
from services.outbox import ANSWER, enqueue, message_row
from services.paging import in_columns
from services.refusals import NotAllowed, Outdated, Refusal
from services.reply import Press, Reply
from storage import people
from storage.activities import SCHEDULED, Activity, Draft, set_option
from storage.approvals import AGREED, OPTION_KINDS, RECALLED, RETURNED, WAITING, Approval
from storage.people import Person
from workdays.quiet import after_quiet
from workdays.words import say_moment

FOCUS = "approval"
LONGEST = 200  # characters of a reason
PROMPT = "请发送退回的原因，秘书会看到，如：请把截止时间放到节前。"
STANDS = {AGREED: "已同意", RETURNED: "已退回", RECALLED: "送审已由秘书撤回"}


class NotApprover(NotAllowed):
    """Somebody who may not agree."""

    def __init__(self) -> None:
        Refusal.__init__(self, "审批由纪委书记办理。您可以用 /todo 查看待办。")


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, approval_id: int, choice: str
) -> Reply:
    """Take an approver's press: 同意, 退回, or a look at what staff will see. Raises Refusals."""
    person, approval = _access(session, office, now, telegram_id, approval_id)
    if approval.status != WAITING:
        return _answered(session, office, approval)
    w = _writing(session, office, now, approval)
    match choice:
        case "yes":
            return _agree(w, approval, person)
        case "no":
            set_focus(session, person.id, FOCUS, {"approval": approval.id}, now)
            return Reply(prompt=PROMPT)
        case "look":
            found = check(w)
            return Reply(request_text(w, found), answers(approval, looks_of(found)), fresh=True)
        case "party" | "other":
            return Reply(sample_text(check(w), choice), answers(approval, ()), fresh=True)
    raise Outdated


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take the reason for which something is returned."""
    person, approval = _access(session, office, now, telegram_id, ref["approval"])
    reason = text.strip()
    if approval.status == WAITING and len(reason) > LONGEST:
        return Reply(f"原因最多{LONGEST}字，您写了{len(reason)}字，还没有退回。请删减后重新发送。")
    drop_focus(session, person.id)
    if approval.status != WAITING:
        return _answered(session, office, approval)
    _return(_writing(session, office, now, approval), approval, person, reason)
    return replace(_answered(session, office, approval), fresh=True)


def kinds(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Show which kinds need the approver's word."""
    access_secretary(session, telegram_id, office, now)
    return _kinds(session, office, now)


def switch(session: Session, office: Office, now: datetime, telegram_id: int, kind: str) -> Reply:
    """Let a kind need the approver's word, or no longer."""
    access_secretary(session, telegram_id, office, now)
    if kind not in KINDS:
        raise Outdated
    chosen = approved_kinds(session) ^ {kind}
    set_option(session, OPTION_KINDS, [name for name in KINDS if name in chosen])
    return _kinds(session, office, now)


def _access(
    session: Session, office: Office, now: datetime, telegram_id: int, approval_id: int
) -> tuple[Person, Approval]:
    person = access_person(session, telegram_id, office.today(now))
    if people.APPROVER not in people.roles_of(session, person.id):
        raise NotApprover
    approval = session.get(Approval, approval_id, with_for_update=True)
    if approval is None:  # its draft was deleted
        raise Outdated
    return person, approval


def _writing(session: Session, office: Office, now: datetime, approval: Approval) -> Writing:
    draft = session.get_one(Draft, approval.draft_id, with_for_update=True)
    return Writing(session, office, now, session.get_one(Person, approval.asked_by), draft)


def _agree(w: Writing, approval: Approval, person: Person) -> Reply:
    if w.draft.opens_at is not None and w.draft.opens_at <= w.now:
        w.draft.opens_at = None  # its time passed while it waited: now, then
    found = check(w)
    if found.problems:
        problem = "；".join(problem.rstrip("。") for problem in found.problems)
        _return(w, approval, person, f"已同意，但现在不能发布：{problem}。请修改后重新送审。")
        return _answered(w.session, w.office, approval)
    activity = release(w, found)
    approval.status, approval.activity_id = AGREED, activity.id
    approval.answered_by, approval.answered_at = person.id, w.now
    waits = activity.status == SCHEDULED and activity.opens_at > w.now
    when = f"将在{say_moment(w.office.local(activity.opens_at))}发布" if waits else "已发布"
    text = f"{say_person(person)}已同意《{esc(approval.title)}》，{when}。用 /report 查看办理情况。"
    _tell(w, approval, text, [])
    return replace(_answered(w.session, w.office, approval), toast="已同意。")


def _return(w: Writing, approval: Approval, person: Person, reason: str) -> None:
    approval.status, approval.reason = RETURNED, reason
    approval.answered_by, approval.answered_at = person.id, w.now
    w.go(PREVIEW)
    w.draft.updated_at = w.now
    text = (
        f"{say_person(person)}退回了《{esc(approval.title)}》，没有发布。\n原因：{esc(reason)}\n草稿已保留。"
    )
    _tell(w, approval, text, [[("继续修改", DRAFTS, [w.draft.id, "", "go"])]])


def _tell(w: Writing, approval: Approval, text: str, rows: list[list[tuple[str, str, list[Any]]]]) -> None:
    due = after_quiet(w.now, w.office.zone)
    payload = {"text": text, "rows": rows}
    key = f"approved/{approval.id}"
    enqueue(w.session, [message_row(key, "tell", approval.asked_by, due, payload=payload, lane=ANSWER)])


def _answered(session: Session, office: Office, approval: Approval) -> Reply:
    lines = [f"《{esc(approval.title)}》：{STANDS[approval.status]}"]
    if approval.answered_by is not None and approval.answered_at is not None:
        by = say_person(session.get_one(Person, approval.answered_by))
        lines.append(f"{by}，{say_moment(office.local(approval.answered_at))}")
    if approval.activity_id is not None:
        activity = session.get_one(Activity, approval.activity_id)
        lines.append(f"发布：{say_moment(office.local(activity.opens_at))}")
    if approval.reason:
        lines.append(f"原因：{esc(approval.reason)}")
    return Reply("\n".join(lines), toast=f"{STANDS[approval.status]}。")


def _kinds(session: Session, office: Office, now: datetime) -> Reply:
    chosen = approved_kinds(session)
    names = "、".join(map(say_person, approvers(session, office, now))) or "（无，请先授予纪委书记）"
    text = (
        "<b>哪些事项要审批</b>\n打✓的类型，秘书发布前先送纪委书记，同意后才发出；点一下可以增减。\n"
        f"现在的审批人：{names}\n审批人自己起草的不用再审批。节日清风行动由秘书确认后，同样送审。"
    )
    buttons = [
        Press(f"{'✓ ' if kind.name in chosen else ''}{kind.title}", "ak", (kind.name,))
        for kind in KINDS.values()
    ]
    return Reply(text, (*in_columns(buttons, 2), (Press("返回", "gl", ("",)),)))
