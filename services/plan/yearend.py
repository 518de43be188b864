"""What a year leaves behind: 计划完成情况, the ledgers, and the pack that an inspection is handed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from activities.state import State
from content import verify_script
from reports.figures import Overview
from reports.pack import pack, stamp_file
from reports.plan import Held, PlanYear
from reports.registers import RegisterYear
from services import proof
from services.office import Office
from services.plan.desk import Desk, button
from services.plan.years import plan_year
from services.registers.books import BOOKS
from services.registers.years import register_year
from services.reply import File, Reply
from services.reporting.figures import overview
from services.worker import in_worker
from storage.plans import AnnualPlan
from storage.tallies import count_states

SIGNATURES, SIGNATURES_SCRIPT = "签署记录/签署记录.jsonl", "签署记录/核验.py"
PACK_SCRIPT = "核对清单.py"


@dataclass(frozen=True)
class Evidence:
    """All that goes into a pack, read in one transaction; the files are made of it afterwards."""

    year: PlanYear
    source: str
    registers: Sequence[RegisterYear]
    activities: Overview
    signatures: bytes


def menu(desk: Desk) -> Reply:
    """Offer the year's papers."""
    plan = desk.plan_in_force()
    text = (
        f"<b>{plan.year}年年底材料</b>\n"
        "计划完成情况：Word 文件，没有完成的列在最后，原因由责任处室填写。\n"
        "计划台账：Excel，每条的次数和开展明细。\n"
        "检查材料包：压缩包，含以上材料、各台账、事项办理情况、签署记录和清单；"
        "收到的人可以自己核对有没有改动。"
    )
    rows = (
        (button("计划完成情况", "yd", plan.id), button("计划台账", "sh", plan.id)),
        (button("检查材料包", "yz", plan.id), button("返回进度", "pg", plan.id, 0)),
    )
    return Reply(text, rows)


def paper(desk: Desk) -> Reply:
    """Send 计划完成情况."""
    plan = desk.plan_in_force()
    year = plan_year(desk.session, desk.office, desk.now, plan)
    file = File(f"{plan.year}年计划完成情况.docx", partial(_paper, year))
    return Reply(toast="正在生成 Word，稍后发出。", files=(file,))


def inspection_pack(desk: Desk) -> Reply:
    """Send everything an inspection asks for as one file."""
    plan = desk.plan_in_force()
    evidence = evidence_of(desk.session, desk.office, desk.now, plan)
    stamp = f"{desk.office.local(desk.now):%Y%m%d_%H%M}"
    caption = "解压后运行“核对清单.py”，可核对每个文件有没有改动。"
    make = partial(in_worker, make_pack, evidence)
    file = File(f"{plan.year}年检查材料_{stamp}.zip", make, caption, make_stamped=make)
    return Reply(toast="正在打包，约需十几秒，完成后发出。", files=(file,))


def evidence_of(session: Session, office: Office, now: datetime, plan: AnnualPlan) -> Evidence:
    """Return all that goes into a plan's pack."""
    registers = [register_year(session, office, now, book, plan.year) for book in BOOKS.values()]
    return Evidence(
        year=_with_people(session, now, plan_year(session, office, now, plan)),
        source=plan.source,
        registers=[one for one in registers if one.entries],
        activities=overview(session, office, now),
        signatures=b"".join(proof.export(session)),
    )


def make_pack(evidence: Evidence, stamp: str = "") -> bytes:
    """Return the pack as a zip; `stamp` lies in it as a file of its own."""
    from content import verify_pack_script
    from reports.plan_picture import plan_png
    from reports.plan_sheets import year_workbook
    from reports.register_sheets import register_workbook
    from reports.workbook import overview_workbook

    year = evidence.year
    files = {
        "计划完成情况.docx": _paper(year),
        "计划台账.xlsx": year_workbook(year),
        "计划进度.png": plan_png(year),
        "计划原文.txt": evidence.source.encode(),
        "事项办理情况.xlsx": overview_workbook(evidence.activities),
        SIGNATURES: evidence.signatures,
        SIGNATURES_SCRIPT: verify_script(),
    }
    files |= {f"台账/{one.title}台账.xlsx": register_workbook(one) for one in evidence.registers}
    files |= stamp_file(stamp)
    return pack(files, year.as_of, {PACK_SCRIPT: verify_pack_script()})


def _with_people(session: Session, now: datetime, year: PlanYear) -> PlanYear:
    """Return a year with how many were asked each time, and how many did it."""
    ids = [one.activity_id for line in year.lines for one in line.held if one.activity_id]
    asked, done = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    for count in count_states(session, now, ids) if ids else ():
        asked[count.activity_id] += count.number
        done[count.activity_id] += count.number * (count.state is State.DONE)

    def told(one: Held) -> Held:
        if one.activity_id not in asked:
            return one
        return replace(one, people=f"应办{asked[one.activity_id]}人，已办{done[one.activity_id]}人")

    lines = (replace(line, held=tuple(map(told, line.held))) for line in year.lines)
    return replace(year, lines=tuple(lines))


def _paper(year: PlanYear) -> bytes:
    from reports.plan_paper import plan_docx  # python-docx is loaded when first needed

    return plan_docx(year)
