"""/new: a secretary drafts something to be asked, in the chat; left at any step, it is taken up there."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.attachment import Attachment
from activities.kind import esc
from activities.registry import KINDS
from services.access import access_person, access_secretary
from services.audiences import Audience
from services.drafting import (
    approving,
    choosing,
    filling,
    grouping,
    naming,
    parts,
    picking,
    preview,
    reminding,
    timing,
)
from services.drafting.templates import blank_fields
from services.drafting.writing import ROUTE, Note, Page, Writing, access_draft
from services.files import keep_file
from services.focus import current_focus, drop_focus, set_focus
from services.managing.scheduled import list_button
from services.office import Office
from services.refusals import Outdated
from services.reply import Press, Reply
from storage.activities import Draft
from storage.people import Person

PURPOSE = "draft"
LISTED = 8

PAGES: dict[str, Page] = {
    "template": filling.TEMPLATE,
    "ask": filling.ASK,
    "parts": parts.PARTS,
    "deadline": timing.DEADLINE,
    "audience": choosing.AUDIENCE,
    "more": choosing.MORE,
    "without": choosing.WITHOUT,
    "pick": picking.PICK,
    "names": naming.NAMES,
    "who": naming.WHO,
    "groups": grouping.GROUPS,
    "remind": reminding.REMIND,
    "preview": preview.PREVIEW_PAGE,
    "fields": filling.FIELDS,
    "when": timing.WHEN,
    "approval": approving.PAGE,
    "published": preview.PUBLISHED,
}


def new(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Offer the kinds, and above them the drafts that are not finished."""
    secretary = access_secretary(session, telegram_id, office, now)
    lines: list[str] = []
    rows: list[tuple[Press, ...]] = []
    drafts = _unfinished(session, secretary)
    if drafts:
        lines.append(f"<b>您有{len(drafts)}份未完成的草稿</b>：")
    for number, draft in enumerate(drafts[:LISTED], start=1):
        left = office.local(draft.updated_at)
        lines.append(f"{number}．{esc(_name(draft))}（{left.month}月{left.day}日保存）")
        rows.append(
            (
                Press(f"继续第{number}份", ROUTE, (draft.id, "", "go")),
                Press(f"删除第{number}份", ROUTE, (draft.id, "", "drop")),
            )
        )
    if len(drafts) > LISTED:
        lines.append(f"只列出最近{LISTED}份。")
    if drafts:
        lines.append("")
    lines.append("<b>新起草</b>：请选择类型。")
    kinds = [Press(kind.title, "nk", (kind.name,)) for kind in KINDS.values()]
    rows += [tuple(kinds[i : i + 2]) for i in range(0, len(kinds), 2)]
    return Reply("\n".join(lines), (*rows, *list_button(session)), fresh=True)


def begin(session: Session, office: Office, now: datetime, telegram_id: int, kind: str) -> Reply:
    """Begin a draft of a kind; a second press takes up the one that was just begun."""
    secretary = access_secretary(session, telegram_id, office, now)
    if kind not in KINDS:
        raise Outdated
    begun = (d for d in _unfinished(session, secretary) if d.kind == kind and d.step == "template")
    draft = next(begun, None)
    if draft is None:
        draft = Draft(
            person_id=secretary.id,
            kind=kind,
            template="",
            step="template",
            fields=blank_fields(office, office.today(now)),
            audience=Audience().model_dump(mode="json"),
            updated_at=now,
        )
        session.add(draft)
        session.flush()
    writing = Writing(session, office, now, secretary, draft)
    writing.go(writing.order()[0])
    return _draw(writing, Note())


def press(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    draft_id: int,
    step: str,
    choice: str,
) -> Reply:
    """Apply a press on a draft; one on an older step only shows the present one. Raises DraftGone."""
    writing = access_draft(session, office, now, telegram_id, draft_id)
    published = writing.step.name == "published"
    if choice in LEAVING and not published:
        return LEAVING[choice](writing)
    stale = step != writing.draft.step
    if stale and not published:
        return _draw(writing, Note(toast="" if choice == "go" else "已回到这份草稿现在的步骤。"))
    return _draw(writing, PAGES[writing.step.name].press(writing, choice))


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take typed words into the draft that had asked for them."""
    writing = access_draft(session, office, now, telegram_id, ref["draft"])
    page = PAGES[writing.step.name]
    if page.typed is None or ref["step"] != writing.draft.step:
        return _draw(writing, Note("⚠ 这一步不需要输入文字，请点下面的按钮。"))
    return _draw(writing, page.typed(writing, text))


def wants_file(session: Session, office: Office, now: datetime, telegram_id: int) -> bool:
    """Tell whether a draft of this person has asked for a file. Raises Stranger."""
    person = access_person(session, telegram_id, office.today(now))
    focus = current_focus(session, person.id, now)
    return focus is not None and focus.purpose == PURPOSE and bool(focus.ref.get("file"))


def wants_text_file(session: Session, office: Office, now: datetime, telegram_id: int) -> bool:
    """Tell whether a draft of this person takes its text as a document, too. Raises Stranger."""
    person = access_person(session, telegram_id, office.today(now))
    focus = current_focus(session, person.id, now)
    return focus is not None and focus.purpose == PURPOSE and bool(focus.ref.get("text_file"))


def receive_text(session: Session, office: Office, now: datetime, telegram_id: int, text: str) -> Reply:
    """Take a document's text into the draft that had asked for words. Raises Refusals."""
    secretary = access_secretary(session, telegram_id, office, now)
    focus = current_focus(session, secretary.id, now)
    if focus is None or focus.purpose != PURPOSE:
        raise Outdated
    writing = access_draft(session, office, now, telegram_id, focus.ref["draft"])
    if not writing.wants_text_file():
        return _draw(writing, Note("⚠ 这一步不需要文件。"))
    take = parts.typed if writing.step.name == parts.NAME else filling.take_text
    return _draw(writing, take(writing, text))


def receive(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    file: Attachment,
    content: bytes,
    copy: str,
) -> Reply:
    """Take a file into the draft that had asked for it; `copy` is the messenger's own name for it."""
    secretary = access_secretary(session, telegram_id, office, now)
    focus = current_focus(session, secretary.id, now)
    if focus is None or focus.purpose != PURPOSE:
        raise Outdated
    writing = access_draft(session, office, now, telegram_id, focus.ref["draft"])
    if not writing.wants_file():
        return _draw(writing, Note("⚠ 这一步不需要文件。要加附件，请在预览下方点“加附件”。"))
    keep_file(session, now, file, content, copy)
    return _draw(writing, filling.receive(writing, file))


def _pause(writing: Writing) -> Reply:
    _expect_nothing(writing)
    text = f"已保存：{esc(_name(writing.draft))}。\n随时用 /new 继续，或点下面的按钮。"
    return Reply(text, ((Press("继续", ROUTE, (writing.draft.id, "", "go")),),), toast="已保存。")


def _ask_to_drop(writing: Writing) -> Reply:
    text = f"要删除草稿“{esc(_name(writing.draft))}”吗？删除后不能恢复。"
    id_ = writing.draft.id
    return Reply(
        text, ((Press("确定删除", ROUTE, (id_, "", "dropped")), Press("不删，继续", ROUTE, (id_, "", "go"))),)
    )


def _drop(writing: Writing) -> Reply:
    _expect_nothing(writing)
    writing.session.delete(writing.draft)
    return Reply(f"已删除草稿“{esc(_name(writing.draft))}”。\n用 /new 可以重新起草。", toast="已删除。")


# Choices that leave the draft, whatever step it stands at.
LEAVING = {"pause": _pause, "drop": _ask_to_drop, "dropped": _drop}


def _draw(writing: Writing, note: Note) -> Reply:
    """Show the step a draft stands at, and expect words where that step asks for them."""
    page = PAGES[writing.step.name]
    writing.draft.updated_at = writing.now
    if page.typed is not None:
        ref = {"draft": writing.draft.id, "step": writing.draft.step, "file": writing.wants_file()}
        ref |= {"text_file": writing.wants_text_file()}
        set_focus(writing.session, writing.person.id, PURPOSE, ref, writing.now)
    else:
        _expect_nothing(writing)
    reply = page.draw(writing, note)
    return Reply(reply.text, reply.rows, toast=note.toast)


def _expect_nothing(writing: Writing) -> None:
    """Forget what this dialogue asked for, and nothing that another one did."""
    focus = current_focus(writing.session, writing.person.id, writing.now)
    if focus is not None and focus.purpose == PURPOSE:
        drop_focus(writing.session, writing.person.id)


def _unfinished(session: Session, secretary: Person) -> list[Draft]:
    query = (
        select(Draft)
        .where(Draft.person_id == secretary.id, Draft.activity_id.is_(None), Draft.kind.in_(KINDS))
        .order_by(Draft.updated_at.desc(), Draft.id.desc())
    )
    return list(session.scalars(query))


def _name(draft: Draft) -> str:
    title = draft.fields.get("title") or draft.template or "（还没有标题）"
    return f"{KINDS[draft.kind].title}：{title}"
