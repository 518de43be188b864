"""A letter written anew once somebody has signed it: another activity, which ends the one before."""

from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, aliased

from activities.kind import esc
from activities.letters.content import LetterContent, changes_between
from services.backing import Desk
from services.drafting.writing import PREVIEW, ROUTE, Writing
from services.office import Office
from services.refusals import NotYours, Refusal
from services.reply import Press, Reply
from services.views import content_of, kind_of
from storage.activities import OPEN, PUBLISHING, Activity, Draft
from storage.letters import Renewal


class NothingNew(Refusal):
    """A version that says what the one before says."""

    def __init__(self) -> None:
        super().__init__(
            "文本和原来的一样，没有改动。请先点“修改内容”改好再发布；不需要重签的，请删除这份草稿。"
        )


def renew(desk: Desk) -> Reply:
    """Begin, or take up, the draft of a new version; what is published stays until that is."""
    session, activity = desk.session, desk.activity
    if activity.status != OPEN:
        raise NotYours
    begun = (
        select(Draft)
        .join(Renewal, Renewal.draft_id == Draft.id)
        .where(
            Renewal.activity_id == activity.id,
            Draft.person_id == desk.person.id,
            Draft.activity_id.is_(None),
        )
    )
    draft = session.scalars(begun).first() or _begin(desk)
    lines = [
        f"<b>修改后重新签：{esc(activity.title)}</b>",
        "已按现在的文本起草新的一份，请修改后发布。",
        "发布后：原来的一份自动结束，已有的签署保留；对象人员收到新的一份，先看到改动之处，再重新签署。",
        "还没有人签署的，不用重新发布，返回后点“更正”即可。",
    ]
    rows = (
        (Press("去修改", ROUTE, (draft.id, "", "go")),),
        (Press("返回", "rb", (activity.id,)),),
    )
    return Reply("\n".join(lines), rows)


def fill(w: Writing, content: LetterContent) -> dict[str, Any]:
    """Return what a new version replaces, and what changed. Raises NothingNew."""
    renewed = w.session.get(Renewal, w.draft.id) if inspect(w.draft).persistent else None
    replaced = renewed.activity_id if renewed else content.supersedes
    if not replaced:
        return {}
    activity = w.session.get_one(Activity, replaced)
    changes = changes_between(content_of(w.session, activity), content)
    if not changes:
        raise NothingNew
    return {"supersedes": replaced, "changes": changes}


def end_superseded(session: Session, office: Office, now: datetime) -> None:
    """Let what a new version replaces end, once that version is out."""
    new, old = aliased(Activity), aliased(Activity)
    query = (
        select(old)
        .join(Renewal, Renewal.activity_id == old.id)
        .join(Draft, Draft.id == Renewal.draft_id)
        .join(new, new.id == Draft.activity_id)
        .where(old.status.in_((OPEN, PUBLISHING)), new.status.in_((OPEN, PUBLISHING)))
    )
    for activity in session.scalars(query):
        activity.closes_at = now  # the clock closes it as it closes whatever is due


def _begin(desk: Desk) -> Draft:
    activity = desk.activity
    content: LetterContent = content_of(desk.session, activity)
    drawn = {"supersedes", "changes"}
    due = activity.deadline if activity.deadline and activity.deadline > desk.now else None
    draft = Draft(
        person_id=desk.person.id,
        kind=kind_of(activity).name,
        template="",
        step=str(PREVIEW),
        fields=content.model_dump(mode="json", exclude=drawn),
        audience=activity.audience,
        deadline=due,
        on_doubt=activity.on_doubt,
        updated_at=desk.now,
    )
    desk.session.add(draft)
    desk.session.flush()
    desk.session.add(Renewal(draft_id=draft.id, activity_id=activity.id))
    desk.session.flush()
    return draft
