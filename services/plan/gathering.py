"""Getting a plan in: which year, its text as a file or in messages, and reading it into items."""

from activities.kind import esc
from services.plan.desk import Desk, button
from services.plan.reviewing import review
from services.refusals import NotYours
from services.reply import Press, Reply
from storage.plans import GATHERING, REPLACED, REVIEW, AnnualPlan, PlanItem, plan_in_force, plan_under_way

SEND = "请把计划文件（.docx 或 .txt）直接发到这里；也可以把全文粘贴过来，一条发不完就分几条发。"
LONGEST = 400_000  # characters; a long plan has a tenth of that
AUTUMN = 10  # from this month on the next year's plan is offered first


def begin(desk: Desk) -> Reply:
    """Ask for which year a plan is to be read, unless one is under way already."""
    waiting = plan_under_way(desk.session)
    if waiting is not None and waiting.status == REVIEW:
        there = f"{waiting.year}年的计划已经读入，还没有启用。请先核对，或放弃后重新导入。"
        rows = ((button("继续核对", "rv", waiting.id, 0), button("放弃这一份", "ab", waiting.id)),)
        return Reply(there, rows)
    year = desk.today.year
    years = (year + 1, year) if desk.today.month >= AUTUMN else (year, year + 1)
    text = "机器人会从计划原文里找出要做的事、次数和时间，由您逐条核对后启用。\n\n是哪一年的计划？"
    return Reply(f"<b>导入年度计划</b>\n{text}", (tuple(button(f"{one}年", "yr", 0, one) for one in years),))


def choose_year(desk: Desk) -> Reply:
    """Expect the text of a year's plan; a text that was being sent before is forgotten."""
    if not desk.choice.isdecimal() or not 2000 <= int(desk.choice) <= 2099:
        raise NotYours
    before = plan_under_way(desk.session)
    if before is not None and before.status == GATHERING:
        before.status = REPLACED
    plan = AnnualPlan(year=int(desk.choice), status=GATHERING, created_at=desk.now, created_by=desk.person.id)
    desk.session.add(plan)
    desk.session.flush()
    desk.ask("text", plan.id)
    warning = ""
    if plan_in_force(desk.session, plan.year) is not None:
        warning = "\n⚠ 这一年已有启用的计划。新的一份启用后会替换它，已开展的活动自动接续。"
    return Reply(prompt=f"导入{plan.year}年计划。\n{SEND}{warning}")


def add_text(desk: Desk) -> Reply:
    """Take a message with a part of the plan's text."""
    plan = desk.plan()
    if plan.status != GATHERING:
        desk.expect_nothing()
        return Reply("这份计划已经读过了。要重新导入，请用 /plan。")
    if len(plan.source) + len(desk.text) > LONGEST:
        return Reply("文字太长，没有收下这一条。请改为发送文件。", _read_rows(plan))
    plan.source = f"{plan.source}\n{desk.text}".strip()
    desk.ask("text", plan.id)
    said = f"已收到{len(plan.source)}字。还有就继续发；发完了请点“开始整理”。"
    return Reply(said, _read_rows(plan))


def add_document(desk: Desk, text: str) -> Reply:
    """Take a file with the plan's text, and read it at once."""
    plan = desk.plan()
    if plan.status != GATHERING:
        return Reply("这份计划已经读过了。要重新导入，请用 /plan。")
    plan.source = text
    return read(desk)


def read(desk: Desk) -> Reply:
    """Read the text into items, and show them for review."""
    plan = desk.plan()
    if plan.status == REVIEW:
        return review(desk)
    if plan.status != GATHERING:
        return Reply(toast="这份计划已经读过了。要重新导入，请用 /plan。", alert=True)
    if not plan.source:
        return Reply(prompt=SEND)
    from language.plan import BY_HOURS, read_plan  # its rules are compiled when first needed

    found = read_plan(plan.source)
    if not found.items:
        plan.source = ""
        desk.ask("text", plan.id)
        return Reply(f"没有从文字里找到要做的事。请核对是不是工作计划的全文，再发一次。\n{SEND}")
    plan.title = found.title or f"{plan.year}年工作计划"
    plan.status = REVIEW
    by_number: dict[str, int] = {}
    for place, one in enumerate(found.items, start=1):
        frequency = one.frequency
        item = PlanItem(
            plan_id=plan.id,
            place=place,
            number=one.number,
            title=one.title,
            sentence=one.sentence,
            responsible="、".join(one.responsible),
            participants=one.participants,
            every=frequency.every if frequency else "",
            months=list(frequency.months) if frequency else [],
            # How many times the hours are held in is the office's to say: 12学时 are not twelve times.
            quota=None if BY_HOURS in one.tags else one.quota,
            unset=one.unset or BY_HOURS in one.tags,
            parent_id=by_number.get(one.parent or ""),
            kind=one.kind,
            tags=list(one.tags),
        )
        desk.session.add(item)
        desk.session.flush()
        by_number[one.number] = item.id
    desk.expect_nothing()
    warning = ""
    if found.year is not None and found.year != plan.year:
        warning = f"⚠ 原文写的是{found.year}年，您选的是{plan.year}年，请核对。"
    shown = review(desk)
    return Reply(f"{esc(warning)}\n{shown.text}".strip(), shown.rows, fresh=True)


def abandon(desk: Desk) -> Reply:
    """Drop a plan that is not in force."""
    plan = desk.plan()
    if plan.status in (GATHERING, REVIEW):
        plan.status = REPLACED
    desk.expect_nothing()
    return Reply("已放弃，没有启用。用 /plan 可以重新导入。", toast="已放弃。")


def _read_rows(plan: AnnualPlan) -> tuple[tuple[Press, ...], ...]:
    return ((button("开始整理", "rd", plan.id), button("放弃", "ab", plan.id)),)
