"""`qingfeng import`: shows what a file would change, asks, and takes it over; as in the chat."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot.cli.console import Misused, Refused, ask, confirmed, note, say, say_json
from bot.cli.offline import clock_of, office_of, opened, read, settings_in_force, write
from language.tables import Unreadable
from services.audit.chain import note_server
from services.calendars import office_calendar
from services.importing.bank import BankDifference, apply_questions, preview_questions
from services.importing.differences import Difference, Scope, preview_roster
from services.importing.matching import NEW, Doubt
from services.importing.reading import MAX_MEGABYTES, Upload, read_questions, read_roster
from services.importing.roster import Applied, apply_roster
from services.importing.words import say_applied, say_bank, say_difference, say_warnings
from services.office import Office
from services.refusals import Refusal
from storage.store import Store
from workdays.words import Unclear, parse_moment, say_date

TODAY = "今天"
SCOPES: dict[str, Scope] = {"全员": "all", "部分": "part"}
STOPPED = "已停止，没有改动。"
CHANGED_MEANWHILE = "花名册在比对之后有了变动，没有导入。请再运行一次。"


@dataclass(frozen=True)
class _Roster:
    """A roster file, and how it is to be taken."""

    office: Office
    now: datetime
    upload: Upload
    scope: Scope

    def compare(self, session: Session, answers: Mapping[int, int]) -> Difference:
        faulty = [each.cells for each in self.upload.faulty]
        today = self.office.today(self.now)
        return preview_roster(session, today, self.upload.roster, self.scope, answers, faulty)


def import_roster(
    file: str, scope: Scope | None, since: str, *, yes: bool, as_json: bool, trial: bool
) -> None:
    """Take a roster over. Raises Refused or Misused, having changed nothing."""
    settings = settings_in_force()
    office, now = office_of(settings), clock_of(settings, trial)
    upload = _read(file, read_roster)
    with opened(settings) as store:
        scope = scope or ("part" if yes else _ask_scope())
        start = _since(store, office, now, since, ask_rest=not yes)
        roster = _Roster(office, now, upload, scope)
        answers, difference = _settled(store, roster, ask_rest=not yes)
        note(html.unescape(say_difference(difference, scope == "all")))
        _tell_faults(upload)
        _agree(difference, scope, start, yes=yes)
        applied = _apply(store, roster, answers, difference, start)
    if as_json:
        say_json({**_counts(difference, applied), "from": start.isoformat(), "bad_rows": _faults(upload)})
    else:
        say(say_applied(applied, start))


def import_questions(file: str, *, yes: bool, as_json: bool, trial: bool) -> None:
    """Take a question bank over. Raises Refused, having changed nothing."""
    settings = settings_in_force()
    now = clock_of(settings, trial)
    upload = _read(file, read_questions)
    with opened(settings) as store:
        note(say_bank(read(store, preview_questions, upload.questions)))
        _tell_faults(upload)
        if not yes and not confirmed("按以上内容更新题库吗？"):
            raise Refused(STOPPED)
        taken = write(store, _take_questions, office_of(settings), now, upload)
    if as_json:
        say_json({**_bank_counts(taken), "bad_rows": _faults(upload)})
    else:
        say("题库已更新。")


def _take_questions(session: Session, office: Office, now: datetime, upload: Upload) -> BankDifference:
    note_server(session, office, now, "导入题库", upload.filename)
    return apply_questions(session, now, upload.questions)


def _read(file: str, parse: Callable[[bytes, str], Upload]) -> Upload:
    path = Path(file)
    try:
        if path.stat().st_size > MAX_MEGABYTES * 1024 * 1024:
            raise Refused(f"文件 {file} 超过 {MAX_MEGABYTES} MB。请只保留需要的内容后再导入。")
        upload = parse(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise Refused(f"没有找到文件 {file}。请核对路径。") from None
    except OSError:
        raise Refused(f"文件 {file} 读不出来。请确认它是文件，并检查权限。") from None
    except Unreadable as unreadable:
        raise Refused(str(unreadable)) from None
    if not upload.roster and not upload.questions:
        _tell_faults(upload)
        raise Refused(f"文件 {file} 中没有可以导入的行，没有改动。请改正后再导入。")
    return upload


def _since(store: Store, office: Office, now: datetime, typed: str, *, ask_rest: bool) -> date:
    calendar = read(store, office_calendar)
    while True:
        answer = typed or (ask("变动自何日起", TODAY) if ask_rest else TODAY)
        try:
            return parse_moment(answer, office.local(now), calendar).date()
        except Unclear as unclear:
            if typed:
                raise Misused(f"--from 后面的日期不对。{unclear}") from None
            note(str(unclear))


def _ask_scope() -> Scope:
    while True:
        answer = ask("这份花名册是全员还是部分人员？选全员，文件里没有的人将按调离。请输入 全员 或 部分")
        if answer in SCOPES:
            return SCOPES[answer]


def _settled(store: Store, roster: _Roster, *, ask_rest: bool) -> tuple[dict[int, int], Difference]:
    """Compare until no row is in doubt; return who the doubtful rows are, and the difference."""
    answers: dict[int, int] = {}
    while True:
        difference = read(store, roster.compare, answers)
        if not difference.doubts:
            return answers, difference
        if not ask_rest:
            rows = "、".join(f"第{doubt.row.row}行{doubt.row.name}" for doubt in difference.doubts)
            raise Refused(f"分不清是名册上的哪一位：{rows}。请在文件中补上工号，或去掉 --yes 逐一回答。")
        doubt = difference.doubts[0]
        answers[doubt.row.row] = _ask_who(doubt)


def _ask_who(doubt: Doubt) -> int:
    choices = [person.id for person in doubt.candidates]
    note(f"第{doubt.row.row}行“{doubt.row.name}（{doubt.row.department}）”是名册上的哪一位？")
    for number, person in enumerate(doubt.candidates, start=1):
        about = (person.name, person.department.name, person.position, person.staff_no or "")
        note(f"  {number}  {'　'.join(filter(None, about))}")
    note("  0  都不是，是新人员")
    while True:
        answer = ask("请输入前面的数字")
        if answer == "0":
            return NEW
        if answer.isdecimal() and int(answer) <= len(choices):
            return choices[int(answer) - 1]


def _agree(difference: Difference, scope: Scope, since: date, *, yes: bool) -> None:
    warnings = say_warnings(difference, None)
    if warnings:
        note(warnings)
    taken_as = "按全员名册办理" if scope == "all" else "按部分人员办理，不产生调离"
    note(f"{taken_as}；新增、调离自{say_date(since)}起计算。")
    if yes:
        return
    if not confirmed("要写入花名册吗？"):
        raise Refused(STOPPED)
    if warnings and not confirmed(f"再确认一次：有{len(difference.leavers)}人将列为调离，仍要写入吗？"):
        raise Refused(STOPPED)


def _apply(
    store: Store, roster: _Roster, answers: Mapping[int, int], shown: Difference, since: date
) -> Applied:
    def take_over(session: Session) -> Applied:
        difference = roster.compare(session, answers)
        if difference.digest() != shown.digest():
            raise Refused(CHANGED_MEANWHILE)
        whole = roster.scope == "all"
        note_server(session, roster.office, roster.now, "导入花名册", roster.upload.filename)
        return apply_roster(session, roster.office, roster.now, difference, since, whole, None)

    try:
        return write(store, take_over)
    except Refusal as refusal:
        raise Refused(str(refusal)) from None


def _tell_faults(upload: Upload) -> None:
    if upload.faulty:
        note(f"有错误、不导入的{len(upload.faulty)}行：")
    for each in upload.faulty:
        note(f"  {f'“{each.sheet}”表' if each.sheet else ''}第{each.row}行：{each.reason}")
    if upload.ignored:
        note(f"没有读取的列：{'、'.join(upload.ignored)}")


def _faults(upload: Upload) -> list[dict[str, Any]]:
    return [{"sheet": each.sheet, "row": each.row, "reason": each.reason} for each in upload.faulty]


def _counts(difference: Difference, applied: Applied) -> dict[str, int]:
    return {
        "joined": applied.joined,
        "left": applied.left,
        "moved": applied.moved,
        "changed": applied.changed,
        "unchanged": len(difference.unchanged),
    }


def _bank_counts(taken: BankDifference) -> dict[str, int]:
    return {"added": len(taken.added), "changed": len(taken.changed), "unchanged": taken.unchanged}
