"""The files of a report: workbook with ledger, official paper, inspection pack."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content import verify_pack_script, verify_script
from reports.figures import ActivityFigures, Overview
from reports.pack import pack, stamp_file
from services import proof
from services.plan.yearend import PACK_SCRIPT, SIGNATURES, SIGNATURES_SCRIPT
from services.refusals import NotAllowed
from services.reply import File, Reply
from services.reporting.desk import Desk, file_name
from services.reporting.figures import figures_as_of, figures_with_people, overview_of
from services.reporting.scope import activities_in, narrowing, say_scope
from services.worker import in_worker
from storage.assignments import Assignment
from storage.people import Department, Person, counts_on

LISTS = 20  # activities of which a pack has the list of people


@dataclass(frozen=True)
class Evidence:
    """All that goes into a pack, read in one transaction; the files are made of it afterwards."""

    overview: Overview
    lists: Sequence[ActivityFigures]
    signatures: bytes


def workbook(desk: Desk) -> Reply:
    """Send the workbook of a scope: summary, crosswise, ledger, definitions."""
    file = workbook_file(desk, overview_of(desk.session, desk.office, desk.now, desk.scope))
    return Reply(toast="正在生成 Excel，稍后发出。", files=(file,))


def workbook_file(desk: Desk, overview: Overview) -> File:
    """Return that workbook."""
    make = partial(workbook_of, _for_ledger(desk, overview))
    return File(_name(desk, "事项办理情况", "xlsx"), make, names=True)


def paper(desk: Desk) -> Reply:
    """Send the same as an official paper."""
    overview = overview_of(desk.session, desk.office, desk.now, desk.scope)
    file = File(_name(desk, "事项办理情况", "docx"), partial(_paper, overview), names=bool(desk.scope.person))
    return Reply(toast="正在生成 Word，稍后发出。", files=(file,))


def inspection_pack(desk: Desk) -> Reply:
    """Send everything an inspection asks for as one file; to a secretary alone."""
    if desk.own is not None:
        raise NotAllowed
    session, office, now, scope = desk.session, desk.office, desk.now, desk.scope
    listed = activities_in(session, office, now, scope)
    lists = [
        figures_as_of(session, office, scope.at, one, scope.department or None)
        if scope.at
        else figures_with_people(session, office, now, one, scope.department or None)
        for one in (listed if len(listed) <= LISTS and not scope.branch and not scope.person else ())
    ]
    overview = overview_of(session, office, now, scope)
    evidence = Evidence(_for_ledger(desk, overview), lists, b"".join(proof.export(session)))
    caption = "解压后运行“核对清单.py”，可核对每个文件有没有改动。"
    if len(listed) > LISTS:
        caption += f"事项超过{LISTS}项，没有放入每项的名单；需要名单的，请先选时间或处室再打包。"
    make = partial(in_worker, make_pack, evidence)
    file = File(_name(desk, "检查材料", "zip"), make, caption, make_stamped=make)
    return Reply(toast="正在打包，约需十几秒，完成后发出。", files=(file,))


def make_pack(evidence: Evidence, stamp: str = "") -> bytes:
    """Return the pack as a zip; `stamp` lies in it as a file of its own."""
    from reports.picture import overview_picture
    from reports.workbook import activity_workbook

    overview = evidence.overview
    files = {
        "事项办理情况.docx": _paper(overview),
        "事项办理情况.xlsx": workbook_of(overview),
        "事项办理情况.png": overview_picture(overview),
        SIGNATURES: evidence.signatures,
        SIGNATURES_SCRIPT: verify_script(),
    }
    for number, one in enumerate(evidence.lists, 1):
        files[f"名单/{number:02}.xlsx"] = activity_workbook(one, overview.bureau, overview.as_of)
    files |= stamp_file(stamp)
    return pack(files, overview.as_of, {PACK_SCRIPT: verify_pack_script()})


def _for_ledger(desk: Desk, overview: Overview) -> Overview:
    """Return the figures with what a ledger alone is told: who is responsible, when the last one did it."""
    completed = _completed(desk, [one.activity_id for one in overview.activities])
    activities = tuple(
        replace(one, completed_at=completed.get(one.activity_id))
        if one.counts.asked and one.counts.done == one.counts.asked - one.counts.exempt
        else one
        for one in overview.activities
    )
    return replace(overview, activities=activities, heads=_heads(desk.session, desk.office.today(desk.now)))


def _completed(desk: Desk, ids: Sequence[int]) -> dict[int, datetime]:
    query = (
        select(Assignment.activity_id, func.max(Assignment.done_at))
        .where(Assignment.activity_id.in_(ids), Assignment.outcome == "done", *narrowing(desk.scope))
        .group_by(Assignment.activity_id)
    )
    found = {row[0]: row[1] for row in desk.session.execute(query) if row[1]}
    return {id_: desk.office.local(at) for id_, at in found.items() if at <= desk.moment}


def _heads(session: Session, today: date) -> tuple[tuple[str, str], ...]:
    query = select(Department.name, Person).join(Person, Person.department_id == Department.id)
    query = query.where(counts_on(today), Person.post.contains("处室负责人"))
    found: dict[str, list[str]] = {}
    for department, person in session.execute(query.order_by(Person.roster_order)):
        found.setdefault(department, []).append(person.name)
    return tuple((department, "、".join(names)) for department, names in found.items())


def _name(desk: Desk, what: str, ending: str) -> str:
    narrowed = desk.scope.narrowed(at=None)
    where = "" if narrowed.is_whole else f"_{say_scope(desk.session, narrowed)}"
    return f"{file_name(what + where)}_{desk.office.local(desk.moment):%Y%m%d_%H%M}.{ending}"


def workbook_of(overview: Overview) -> bytes:
    """Return the workbook of several activities."""
    from reports.workbook import overview_workbook

    return overview_workbook(overview)


def _paper(overview: Overview) -> bytes:
    from reports.standing_paper import standing_docx

    return standing_docx(overview)
