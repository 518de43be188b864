"""Erasing one person's content: words and choices go, figures and chains stay.

ERASED and KEPT name every table that leads to a person, and what becomes of it there; a test holds them to
the schema.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services import proof
from services.audit import chain
from services.belonging.leaving import revoke_invites, unlink
from services.office import Office
from services.outcomes import note_delivery
from services.retention.content import blank_messages, clear_assignments, rewrite_replies
from storage.activities import OPEN, PUBLISHING, Activity
from storage.assignments import Assignment
from storage.erasures import Erasure, delete_rows, set_rows
from storage.leave_requests import LeaveRequest
from storage.letters import Second, Signature, of_assignment
from storage.messages import CANCELLED, WAITING, Focus, ImportPreview, KeptText, Message, SetAside
from storage.people import Invite, Knock, Leave, Person
from storage.practice import PracticeCard
from storage.quizzes import QuestionReport
from storage.suggestions import Suggestion
from storage.threads import Said

ERASED_NAME = "已清除"
REMOVED = {"removed": "按规定清除"}

WORDS = "words"
ITEM = "item"
SETTLED = "settled"
ALL = "all"
SCOPES: Mapping[str, str] = {
    WORDS: "本人发来的文字、建议、请假事由、错题练习",
    ITEM: "一个事项的办理内容",
    SETTLED: "本人发来的文字、建议、请假事由、错题练习，以及已办结各项的内容（含签署内容）；名册资料保留",
    ALL: "全部内容：以上各项，各事项的办理内容（含签署内容），以及名册资料和姓名",
}

ERASED: Mapping[str, str] = {
    "person": "姓名改为“已清除”，其余名册资料清空，只留处室和在册起止",
    "focus": "删除",
    "kept_text": "删除",
    "leave": "事由清除，起止日期和类别保留",
    "leave_request": "事由清除，起止日期和类别保留",
    "suggestion": "整件删除",
    "said": "本人的建议和各事项里的往来删除",
    "practice_card": "删除",
    "question_report": "删除",
    "invite": "删除",
    "outbox": "已发消息的文字清除，未发的取消，账号编号清空",
    "assignment": "本人的办理内容清除，办理结果保留",
    "fact": "本人的办理内容清除，办理结果保留",
    "essay": "题目、正文清除，谁交过保留",
    "essay_part": "删除",
    "essay_mark": "删除",
    "survey_draft": "删除",
    "signature": "签署内容清除，校验链保留",
    "audit": "关于本人的留痕内容清除，校验链保留",
    "import_preview": "已用过的导入预览删除",
    "role": "调离当日已收回",
    "knock": "本人账号的记录删除",
    "set_aside": "没有办成的操作，内容清除",
}
KEPT: Mapping[str, str] = {
    "audience_member": "统计的应办人数由此而来，只有编号",
    "second": "责任书由谁会签，只有编号",
    "quiz_mark": "逐题得分，题目分析由此而来，不含所选答案",
    "quiz_sitting": "正在作答的计时，交卷即删",
    "erasure": "清除本身的记录，不含被清除的内容",
    "clearance": "到期清除的记录，记有经办人",
    "activity": "公务：谁发布的",
    "activity_version": "公务：谁改的文本",
    "annual_plan": "公务：谁导入的计划",
    "approval": "公务：谁报审、谁审批",
    "campaign": "公务：谁答复的清风行动",
    "draft": "公务：起草中的事项，到期按草稿清除",
    "holiday_override": "公务：谁录入的放假安排",
    "key_correction": "公务：谁更正的答案",
    "plan_link": "公务：谁归入的计划",
    "register_entry": "公务：谁登记的台账",
    "register_slip": "公务：登记中的台账，到期按草稿清除",
    "series": "公务：谁定的定期事项",
    "chat_group": "公务：谁登记的群",
    "rule_document": "公务：谁上传的制度",
}


def erase(session: Session, office: Office, now: datetime, erasure: Erasure) -> None:
    """Do what was asked and confirmed, and record how much went."""
    person = session.get_one(Person, erasure.person_id)
    counts: Counter[str] = Counter()
    if erasure.scope in (WORDS, SETTLED, ALL):
        counts += _erase_words(session, now, person)
    if erasure.scope == ITEM:
        counts["办理内容"] = _erase_items(session, office, now, Assignment.id == erasure.assignment_id)
    if erasure.scope == SETTLED:
        counts["办理内容"] = _erase_items(session, office, now, Assignment.person_id == person.id)
    if erasure.scope == ALL:
        counts["签署内容"] = _erase_signatures(session, person)
        counts["办理内容"] = _erase_items(session, office, now, Assignment.person_id == person.id)
        counts["留痕内容"] = chain.erase_about(session, person.id)
        erase_identity(session, office, now, person)
        counts["名册资料"] = 1
    erasure.cleared = {name: number for name, number in counts.items() if number}
    erasure.done_at = now
    session.flush()


def erasable_items(session: Session, person: Person, most: int) -> Sequence[tuple[Assignment, Activity]]:
    """Return what somebody was asked that is settled, so that its content may go; the latest first."""
    query = (
        select(Assignment, Activity)
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(Assignment.person_id == person.id, _is_settled())
        .order_by(Assignment.id.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def is_erasable(session: Session, assignment_id: int) -> bool:
    """Tell whether nothing is waited for in an assignment."""
    query = select(Assignment.id).join(Activity, Activity.id == Assignment.activity_id)
    return session.scalar(query.where(Assignment.id == assignment_id, _is_settled())) is not None


def erase_identity(session: Session, office: Office, now: datetime, person: Person) -> None:
    """Take name and particulars from somebody who has left; department and dates stay, figures need them.

    What hangs on them goes too: links, words that were sent to them, the account they had.
    """
    assert person.left is not None
    unlink(session, now, person, f"您已从{office.bureau}花名册中调离，本账号的绑定已解除。")
    revoke_invites(session, now, [person.id])
    delete_rows(session, Invite, Invite.person_id == person.id)
    # What waits goes to nobody any more; but for the word that parts the account, sent with this commit.
    waiting = Message.person_id == person.id, Message.state == WAITING, ~Message.key.startswith("parted/")
    if set_rows(session, Message, *waiting, state=CANCELLED, reason="资料已清除"):
        note_delivery(session, select(Assignment.id).where(Assignment.person_id == person.id))
    blank_messages(session, Message.person_id == person.id)
    for message in session.scalars(select(Message).where(Message.person_id == person.id)):
        if message.state != WAITING:
            message.chat_id = message.message_id = None
            if message.key.startswith("parted/"):  # which names the account
                message.key = f"erased/{message.id}"
    for name in ("position", "rank", "political", "category", "post", "tags", "branch", "supervisor"):
        setattr(person, name, "")
    person.name, person.phone, person.note, person.status = ERASED_NAME, "", "", ""
    person.staff_no = person.unreachable = None
    _blank_seconds(session, person)
    # Files that were imported hold whole rosters.
    delete_rows(session, ImportPreview, ImportPreview.settled_at.is_not(None))
    session.flush()


def _erase_words(session: Session, now: datetime, person: Person) -> Counter[str]:
    """Erase what somebody sent of their own accord, and what is theirs alone."""
    counts: Counter[str] = Counter()
    mine = select(Suggestion.id).where(Suggestion.person_id == person.id)
    ids = list(session.scalars(mine))
    _cancel_words(session, ids)
    counts["发来的文字"] = delete_rows(session, KeptText, KeptText.person_id == person.id)
    delete_rows(session, Said, Said.suggestion_id.in_(ids))
    counts["建议"] = delete_rows(session, Suggestion, Suggestion.id.in_(ids))
    given = Leave.person_id == person.id, Leave.reason != ""
    decided = (
        LeaveRequest.person_id == person.id,
        LeaveRequest.reason != "",
        LeaveRequest.decided_at.is_not(None),
    )
    counts["请假事由"] = set_rows(session, Leave, *given, reason="")
    counts["请假事由"] += set_rows(session, LeaveRequest, *decided, reason="")
    # How many there were is nobody else's affair.
    delete_rows(session, PracticeCard, PracticeCard.person_id == person.id)
    delete_rows(session, QuestionReport, QuestionReport.person_id == person.id)
    delete_rows(session, Focus, Focus.person_id == person.id)
    counts["已发消息"] = blank_messages(session, Message.person_id == person.id, Message.purpose == "tell")
    counts["出错记录"] = _erase_updates(session, person.telegram_id)
    session.flush()
    return counts


def _erase_items(session: Session, office: Office, now: datetime, *which: ColumnElement[bool]) -> int:
    query = select(Assignment).join(Activity, Activity.id == Assignment.activity_id)
    found = session.scalars(query.where(_is_settled(), *which).order_by(Assignment.id)).all()
    return clear_assignments(session, office.today(now), found)


def _is_settled() -> ColumnElement[bool]:
    """Return the condition under which nothing is waited for, so that no open thing loses its content."""
    over = Activity.status.not_in((OPEN, PUBLISHING))
    return or_(over, Assignment.outcome == "done", Assignment.exempt.is_not(None))


def _erase_signatures(session: Session, person: Person) -> int:
    held = select(Signature.number).where(Signature.person_id == person.id, Signature.body.is_not(None))
    number = len(session.scalars(held).all())
    proof.erase(session, person.id)
    return number


def _blank_seconds(session: Session, person: Person) -> None:
    """Take somebody's name from the letters that they signed after another."""
    query = select(Assignment).join(Second, of_assignment()).where(Second.second_id == person.id)
    for assignment in session.scalars(query).all():
        rewrite_replies(session, assignment, _without_second)


def _without_second(reply: Mapping[str, Any]) -> dict[str, Any]:
    if "second" not in reply:
        return dict(reply)
    return {**reply, "second": {**reply["second"], "name": ERASED_NAME}}


def _cancel_words(session: Session, suggestion_ids: Sequence[int]) -> None:
    """Let what was said about these suggestions and has not gone yet stay here."""
    waiting = select(Message).where(Message.purpose == "suggestion", Message.state == WAITING)
    about = set(session.scalars(select(Said.id).where(Said.suggestion_id.in_(suggestion_ids))))
    for message in session.scalars(waiting).all():
        if message.payload.get("said") in about:
            message.state, message.reason = CANCELLED, "内容已清除"


def _erase_updates(session: Session, telegram_id: int | None) -> int:
    """Take the words from updates that could not be handled and were put aside: those of an account.

    Whose account is parted already is nobody's any more: then from all that came from no linked one.
    """
    if telegram_id is not None:
        delete_rows(session, Knock, Knock.telegram_id == telegram_id)
    linked = set(session.scalars(select(Person.telegram_id).where(Person.telegram_id.is_not(None))))
    found = [
        one
        for one in session.scalars(select(SetAside))
        if one.payload != REMOVED
        and (sender_of(one.payload) == telegram_id or sender_of(one.payload) not in linked)
    ]
    for one in found:
        one.payload, one.error = REMOVED, ERASED_NAME
    return len(found)


def sender_of(payload: Mapping[str, Any]) -> object:
    """Return the account that an update came from, None where it does not say."""
    parts = (payload.get(name) for name in ("message", "edited_message", "callback_query", "my_chat_member"))
    return next((part["from"].get("id") for part in parts if isinstance(part, dict) and "from" in part), None)
