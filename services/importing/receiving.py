"""A file the secretary sent: kept as a preview, asked about, and taken over once it is confirmed."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import esc
from language.question import Question
from services.access import access_person, access_secretary
from services.calendars import office_calendar
from services.focus import drop_focus, set_focus
from services.importing.bank import apply_questions
from services.importing.matching import NEW
from services.importing.near import near_file, near_questions
from services.importing.reading import Upload
from services.importing.roster import apply_roster
from services.importing.steps import choose, difference_of, show, step
from services.importing.words import faults_file, say_applied, say_bank, say_warnings
from services.menus import Menu, MenuReply, menus_of
from services.office import Office
from services.refusals import NotYours, Outdated, Refusal
from services.reply import Reply
from storage import people
from storage.messages import ImportPreview
from storage.people import Person
from workdays.words import Unclear, parse_moment, say_date

KINDS = ("roster", "questions")
FARTHEST = timedelta(days=366)
SINCE_PROMPT = "请发送生效日期，例如“12月1日”。新增人员自该日起列入，调离人员自该日起不再列入。"


class FileNotTaken(Refusal):
    """Somebody who is no secretary sent a file."""

    def __init__(self) -> None:
        super().__init__("文件没有接收。名册和题库由纪检秘书导入；如需交材料，请联系纪检秘书。")


def access_import(session: Session, office: Office, now: datetime, telegram_id: int) -> None:
    """Refuse files of anybody but a secretary, before they are read. Raises Stranger or FileNotTaken."""
    person = access_person(session, telegram_id, office.today(now))
    if people.SECRETARY not in people.roles_of(session, person.id):
        raise FileNotTaken


def receive(session: Session, office: Office, now: datetime, telegram_id: int, upload: Upload) -> Reply:
    """Keep what a file holds and show what it would change; nothing else is written."""
    secretary = access_secretary(session, telegram_id, office, now)
    rows: list[Any] = [asdict(row) for row in upload.roster]
    rows += [question.model_dump(mode="json") for question in upload.questions]
    preview = ImportPreview(
        kind=upload.kind,
        person_id=secretary.id,
        filename=upload.filename,
        rows=rows,
        errors=[asdict(each) for each in upload.faulty],
        choices={"ignored": list(upload.ignored)},
        created_at=now,
    )
    session.add(preview)
    session.flush()
    files = faults_file(upload.faulty, upload.headings, always=upload.kind == "questions")
    if upload.kind == "questions":
        near = near_questions(session, upload.questions)
        choose(preview, near=[[each.place, each.question.stem, each.other.stem] for each in near])
        files += near_file(near)
    shown = show(session, office, now, preview, secretary)
    return Reply(shown.text, shown.rows, files=files, fresh=True)


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, preview_id: int, action: str
) -> Reply:
    """Take a button below a preview."""
    secretary, preview = _access(session, office, now, telegram_id, preview_id)
    if preview.settled_at is not None:
        return Reply(toast="这份文件已经办理过。需要再次导入，请重新发送文件。", alert=True)
    if action not in _PRESSES:
        raise Outdated
    return _PRESSES[action](session, office, now, preview, secretary)


def settle_doubt(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    preview_id: int,
    row: int,
    person_id: int,
) -> Reply:
    """Take the secretary's word on who a row is; NEW for somebody new."""
    secretary, preview = _access(session, office, now, telegram_id, preview_id)
    if preview.settled_at is not None:
        return Reply(toast="这份文件已经办理过。需要再次导入，请重新发送文件。", alert=True)
    if preview.kind != "roster":  # a bank has nobody to be taken for another
        raise Outdated
    doubts = {doubt.row.row: doubt for doubt in difference_of(session, office, now, preview).doubts}
    if row in doubts and person_id in (NEW, *(person.id for person in doubts[row].candidates)):
        choose(preview, answers={**preview.choices.get("answers", {}), str(row): person_id})
    return show(session, office, now, preview, secretary)


def since_typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take the day from which joiners and leavers count; asks again where it cannot be read."""
    secretary, preview = _access(session, office, now, telegram_id, ref["preview"])
    if preview.settled_at is not None:
        drop_focus(session, secretary.id)
        return Reply("这份文件已经办理过。需要再次导入，请重新发送文件。")
    try:
        since = parse_moment(text, office.local(now), office_calendar(session)).date()
    except Unclear as unclear:
        return Reply(esc(str(unclear)))
    if abs(since - office.today(now)) > FARTHEST:
        return Reply(f"{say_date(since)}离今天超过一年，请核对后重新发送日期。")
    drop_focus(session, secretary.id)
    choose(preview, since=since.isoformat())
    return show(session, office, now, preview, secretary)


def _whole(session: Session, office: Office, now: datetime, preview: ImportPreview, by: Person) -> Reply:
    choose(preview, scope="all")
    return show(session, office, now, preview, by)


def _part(session: Session, office: Office, now: datetime, preview: ImportPreview, by: Person) -> Reply:
    choose(preview, scope="part")
    return show(session, office, now, preview, by)


def _today(session: Session, office: Office, now: datetime, preview: ImportPreview, by: Person) -> Reply:
    choose(preview, since=office.today(now).isoformat())
    return show(session, office, now, preview, by)


def _ask_date(session: Session, office: Office, now: datetime, preview: ImportPreview, by: Person) -> Reply:
    set_focus(session, by.id, "import_since", {"preview": preview.id}, now)
    return Reply(prompt=SINCE_PROMPT)


def _again(session: Session, office: Office, now: datetime, preview: ImportPreview, by: Person) -> Reply:
    choose(preview, scope=None, since=None, answers={}, shown=None)
    return show(session, office, now, preview, by)


def _cancel(session: Session, office: Office, now: datetime, preview: ImportPreview, by: Person) -> Reply:
    preview.settled_at = now
    return Reply(f"已取消导入《{esc(preview.filename)}》，没有改动任何内容。", toast="已取消。")


def _confirm(
    session: Session, office: Office, now: datetime, preview: ImportPreview, by: Person, *, sure: bool = False
) -> Reply:
    if preview.kind == "questions":
        taken = apply_questions(session, now, _chosen(preview))
        preview.settled_at = now
        return Reply(f"题库已更新。\n{say_bank(taken)}", toast="已导入。")
    difference, choices = difference_of(session, office, now, preview), preview.choices
    ready = choices.get("scope") and choices.get("since") and not difference.doubts
    if not ready or choices.get("shown") != difference.digest():
        shown = show(session, office, now, preview, by)
        return Reply(f"名册在预览后有过变动，已重新比对，请再看一遍。\n\n{shown.text}", shown.rows)
    warnings = say_warnings(difference, by)
    if warnings and not sure:
        # Another button than the first one, so that a double press does not confirm twice.
        rows = ((step("仍然导入", preview, "sure"), step("取消", preview, "no")),)
        return Reply(f"{warnings}\n\n仍要导入吗？", rows)
    since = date.fromisoformat(choices["since"])
    applied = apply_roster(session, office, now, difference, since, choices["scope"] == "all", by.id)
    preview.settled_at = now
    menus = (*menus_of(session, *applied.linked), *(Menu(chat_id) for chat_id in applied.unlinked))
    return MenuReply(say_applied(applied, since), toast="已导入。", menus=menus)


def _without_near(
    session: Session, office: Office, now: datetime, preview: ImportPreview, by: Person
) -> Reply:
    choose(preview, without_near=True)
    return _confirm(session, office, now, preview, by)


def _chosen(preview: ImportPreview) -> list[Question]:
    """Return a file's questions, without those like others where the secretary wants it so."""
    near = preview.choices.get("near", []) if preview.choices.get("without_near") else []
    left_out = {place for place, _, _ in near}
    rows = [row for place, row in enumerate(preview.rows) if place not in left_out]
    return [Question.model_validate(row) for row in rows]


_PRESSES: dict[str, Callable[[Session, Office, datetime, ImportPreview, Person], Reply]] = {
    "all": _whole,
    "part": _part,
    "today": _today,
    "date": _ask_date,
    "redo": _again,
    "ok": _confirm,
    "apart": _without_near,
    "sure": partial(_confirm, sure=True),
    "no": _cancel,
}


def _access(
    session: Session, office: Office, now: datetime, telegram_id: int, preview_id: int
) -> tuple[Person, ImportPreview]:
    secretary = access_secretary(session, telegram_id, office, now)
    preview = session.get(ImportPreview, preview_id, with_for_update=True)
    if preview is None or preview.person_id != secretary.id or preview.kind not in KINDS:
        raise NotYours
    return secretary, preview
