"""Where an import stands: what it would change, and the next thing the secretary decides about it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from activities.kind import esc
from language.question import Question
from language.roster import RosterRow
from services.importing.bank import preview_questions
from services.importing.differences import Difference, Scope, preview_roster
from services.importing.matching import NEW
from services.importing.near import say_near
from services.importing.reading import Faulty
from services.importing.words import say_bank, say_difference, say_faults, say_warnings
from services.office import Office
from services.reply import Press, Reply, Rows
from storage.messages import ImportPreview
from storage.people import Person
from workdays.words import say_date

MOST_DOUBTS = 30


def choose(preview: ImportPreview, **choices: object) -> None:
    """Note choices made about a preview."""
    preview.choices = {**preview.choices, **choices}


def difference_of(session: Session, office: Office, now: datetime, preview: ImportPreview) -> Difference:
    """Return what a roster would change as things stand and are chosen now."""
    rows = [RosterRow(**row) for row in preview.rows]
    answers = {int(row): person_id for row, person_id in preview.choices.get("answers", {}).items()}
    faulty = [each["cells"] for each in preview.errors]
    scope: Scope = "all" if preview.choices.get("scope") == "all" else "part"
    return preview_roster(session, office.today(now), rows, scope, answers, faulty)


def show(session: Session, office: Office, now: datetime, preview: ImportPreview, by: Person) -> Reply:
    """Return the preview, and the next thing to be decided."""
    faulty = [Faulty(**{**each, "cells": tuple(each["cells"])}) for each in preview.errors]
    faults = say_faults(faulty, preview.choices["ignored"])
    title = {"roster": "名册", "questions": "题库"}[preview.kind]
    head = f"<b>{title}导入预览</b>　《{esc(preview.filename[:60])}》"
    cancel = step("取消", preview, "no")
    if not preview.rows:
        preview.settled_at = now
        return Reply(f"{head}\n没有可以导入的行。\n{faults}\n\n请改正后重新发送文件。")
    if preview.kind == "questions":
        bank = preview_questions(session, [Question.model_validate(row) for row in preview.rows])
        near = preview.choices.get("near", [])
        if preview.errors:
            faults += "\n改好随附表格里的内容，直接把表格发回来就能补上。"
        text = "\n".join(part for part in (head, say_bank(bank), say_near(near), faults) if part)
        rows: Rows = ((step("确认导入", preview, "ok"), cancel),)
        if near:
            rows = ((step("全部导入", preview, "ok"), step("很像的不导入", preview, "apart")), (cancel,))
        return Reply(f"{text}\n\n确认前不会改动题库。", rows)
    difference = difference_of(session, office, now, preview)
    choose(preview, shown=difference.digest())
    scope = preview.choices.get("scope")
    summary = "\n".join(part for part in (head, say_difference(difference, scope == "all"), faults) if part)
    question, steps = _next_question(office, now, preview, difference, by)
    return Reply(f"{summary}\n\n{question}", (*steps, (cancel,)))


def _next_question(
    office: Office, now: datetime, preview: ImportPreview, difference: Difference, by: Person
) -> tuple[str, Rows]:
    choices = preview.choices
    if len(difference.doubts) > MOST_DOUBTS:
        return (
            f"有{len(difference.doubts)}行分不清是名册上的哪一位（工号对不上或同名）。"
            "请在文件中补上或改正工号，重新发送。"
        ), ()
    if difference.doubts:
        return _ask_who(preview, difference)
    if not choices.get("scope"):
        rows = ((step("全员名册", preview, "all"), step("部分人员", preview, "part")),)
        return "这是全员名册吗？选“全员名册”，不在文件中的人将列为调离；选“部分人员”，不动其他人。", rows
    if not choices.get("since"):
        today = office.today(now)
        label = f"今天（{today.month}月{today.day}日）"
        rows = ((step(label, preview, "today"), step("输入日期", preview, "date")),)
        return "自何日起计算？新增人员自该日起列入，调离人员自该日起不再列入。", rows
    since = date.fromisoformat(choices["since"])
    scope = "全员名册" if choices["scope"] == "all" else "部分人员"
    warnings = say_warnings(difference, by)
    text = f"{scope}，新增、调离自{say_date(since)}起计算，处室和其他信息确认后立即更新。"
    rows = ((step("确认导入", preview, "ok"), step("重新选择", preview, "redo")),)
    return "\n".join(part for part in (text, warnings, "确认前不会改动名册。") if part), rows


def _ask_who(preview: ImportPreview, difference: Difference) -> tuple[str, Rows]:
    doubt = difference.doubts[0]
    row = doubt.row
    number = f"，工号{row.staff_no}" if row.staff_no else ""
    more = f"（还有{len(difference.doubts)}行要确认）" if len(difference.doubts) > 1 else ""
    rows = []
    for person in doubt.candidates:
        about = [person.name, person.department.name, person.position, person.staff_no or ""]
        label = "　".join(part for part in about if part)
        rows.append((Press(label[:60], "iw", (preview.id, row.row, person.id)),))
    rows.append((Press("都不是，是新人员", "iw", (preview.id, row.row, NEW)),))
    question = f"第{row.row}行“{row.name}（{row.department}{number}）”是名册上的哪一位？{more}"
    return esc(question), tuple(rows)


def step(label: str, preview: ImportPreview, action: str) -> Press:
    return Press(label, "im", (preview.id, action))
