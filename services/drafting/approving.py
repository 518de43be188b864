"""送审: a draft handed to the approver, where its kind needs that, and what the secretary sees meanwhile."""

from collections.abc import Sequence

from activities.kind import Content, esc
from services.approvers import approvers, reachable_approvers
from services.asking import say_person
from services.drafting.writing import PREVIEW, Note, Page, Step, Writing
from services.office import Office
from services.outbox import ANSWER, enqueue, message_row
from services.reply import Press, Reply, Rows
from storage.approvals import RECALLED, RETURNED, WAITING, Approval, latest_approval
from workdays.quiet import after_quiet
from workdays.words import say_moment

ROUTE = "ap"


def hand_in(w: Writing, content: Content, text: str, looks: Sequence[tuple[str, str]]) -> None:
    """Hand a draft to every approver: `text` is what they read, `looks` are buttons to more of it."""
    asked = reachable_approvers(w.session, w.office, w.now)
    approval = Approval(
        draft_id=w.draft.id,
        title=content.title,
        content=content.model_dump(mode="json"),
        asked_by=w.person.id,
        asked_at=w.now,
    )
    w.session.add(approval)
    w.session.flush()
    w.go(Step("approval"))
    rows = [[(one.label, one.to, list(one.args)) for one in row] for row in answers(approval, looks)]
    due = after_quiet(w.now, w.office.zone)
    payload = {"text": text, "rows": rows}
    enqueue(
        w.session,
        [
            message_row(f"approval/{approval.id}/{one.id}", "tell", one.id, due, payload=payload, lane=ANSWER)
            for one in asked
        ],
    )


def answers(approval: Approval, looks: Sequence[tuple[str, str]]) -> Rows:
    """Return the buttons below what waits for the approver."""
    more = tuple(Press(label, ROUTE, (approval.id, choice)) for label, choice in looks)
    decide = (Press("同意", ROUTE, (approval.id, "yes")), Press("退回", ROUTE, (approval.id, "no")))
    return (*((more,) if more else ()), decide)


def say_standing(w: Writing, office: Office) -> str:
    """Return what the preview says of a draft that was returned, or nothing."""
    last = latest_approval(w.session, w.draft)
    if last is None or last.status != RETURNED or last.answered_at is None:
        return ""
    at = say_moment(office.local(last.answered_at))
    return f"<b>审批退回</b>（{at}）：{esc(last.reason)}"


def draw(w: Writing, note: Note) -> Reply:
    """Say that it waits, and for whom."""
    last = latest_approval(w.session, w.draft)
    names = (
        "、".join(map(say_person, approvers(w.session, w.office, w.now)))
        or "（还没有审批人，请用 /role 授予）"
    )
    lines = [w.heading(note), "", f"已送审，等审批：{names}。"]
    if last is not None:
        lines.append(f"送审时间：{say_moment(w.office.local(last.asked_at))}")
    opens = w.draft.opens_at
    lines.append(
        f"同意后{'在' + say_moment(w.office.local(opens)) if opens else '马上'}发布；退回时会告诉您原因。"
    )
    rows = ((w.press("撤回送审，继续修改", "recall"),), (w.press("关闭", "pause"),))
    return Reply("\n".join(lines), rows)


def press(w: Writing, choice: str) -> Note:
    """Take it back from the approver."""
    last = latest_approval(w.session, w.draft)
    if choice != "recall" or last is None:
        return Note()
    w.session.refresh(last, with_for_update=True)
    if last.status == WAITING:
        last.status, last.answered_at, last.answered_by = RECALLED, w.now, w.person.id
    w.go(PREVIEW)
    return Note("✔ 已撤回送审。", "已撤回送审。")


PAGE = Page(draw, press)
