"""复制 and 重新征集: a draft with the text of an earlier activity, which may replace it once it is out."""

from sqlalchemy import select

from activities.kind import esc
from services.backing import Desk
from services.drafting import form
from services.drafting.writing import PREVIEW, ROUTE
from services.managing.common import NotManaged, back, hold
from services.reply import Press, Reply
from services.views import kind_of
from storage.activities import CLOSED, OPEN, WITHDRAWN, Draft, content_of
from storage.letters import Renewal


def copy(desk: Desk) -> Reply:
    """Begin a draft with the same text and audience; what was published stays as it is."""
    hold(desk, OPEN, CLOSED, WITHDRAWN)
    draft = _draft(desk)
    text = (
        f"已按《{esc(desk.activity.title)}》起草新的一份，内容和对象相同，截止需要重新定。\n"
        "原来的一份不变。改好后在预览里发布；也可以以后用 /new 继续。"
    )
    return Reply(text, ((_go(draft, "去修改"), back(desk)),), toast="已复制成草稿。", fresh=True)


def ask_anew(desk: Desk) -> Reply:
    """Begin a draft that replaces this activity once it is published."""
    hold(desk, OPEN, CLOSED)
    if kind_of(desk.activity).binding:
        raise NotManaged("签署的文本要重新征集的，请返回报表后点“修改后重新签”。")
    draft = _begun(desk)
    if draft is None:
        draft = _draft(desk)
        desk.session.add(Renewal(draft_id=draft.id, activity_id=desk.activity.id))
        desk.session.flush()
    lines = [
        f"<b>重新征集：{esc(desk.activity.title)}</b>",
        "已按现在的内容起草新的一份，请修改后发布。",
        "发布后：原来的一份自动结束，已有的答复留在原来那份里；大家收到新的一份，重新办理。",
        "只是改错字、改时间地点，不用大家重新办理的，请返回报表后点“更正”。",
    ]
    return Reply("\n".join(lines), ((_go(draft, "去修改"), back(desk)),), fresh=True)


def _go(draft: Draft, label: str) -> Press:
    return Press(label, ROUTE, (draft.id, "", "go"))


def _begun(desk: Desk) -> Draft | None:
    """Return the secretary's own unfinished draft that replaces this activity."""
    query = (
        select(Draft)
        .join(Renewal, Renewal.draft_id == Draft.id)
        .where(
            Renewal.activity_id == desk.activity.id,
            Draft.person_id == desk.person.id,
            Draft.activity_id.is_(None),
        )
    )
    return desk.session.scalars(query).first()


def _draft(desk: Desk) -> Draft:
    activity, kind = desk.activity, kind_of(desk.activity)
    stored = content_of(desk.session, activity)
    # What the bot filled in itself, such as papers, is filled in anew.
    typed = {entry.name: stored[entry.name] for entry in form.entries(kind.content) if entry.name in stored}
    draft = Draft(
        person_id=desk.person.id,
        kind=kind.name,
        template="",
        step=str(PREVIEW),
        fields=typed,
        audience=activity.audience,
        deadline=None,
        on_doubt=activity.on_doubt,
        remind_on=activity.remind_on,
        updated_at=desk.now,
    )
    desk.session.add(draft)
    desk.session.flush()
    return draft
