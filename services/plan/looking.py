"""/plan: the year at a glance, ten items to a screen, one of them in full, its picture and workbook."""

from functools import partial

from activities.kind import esc
from reports.plan import STATES, PlanLine, PlanYear, plan_summary, say_line
from services.paging import in_columns, page_of
from services.plan.burden import month_of, say_month
from services.plan.desk import A_PAGE, Desk, button
from services.plan.linking import suggestions
from services.plan.wording import REGISTER
from services.plan.years import by_campaign, plan_year
from services.reply import File, Press, Reply, Rows
from storage.people import on_roster
from storage.plans import GATHERING, IN_FORCE, AnnualPlan, PlanItem, plan_in_force, plan_under_way
from workdays.words import say_date

SHOWN = 12  # times that an item's page lists


def home(desk: Desk) -> Reply:
    """Show a year's plan: how many items stand how, and a page of them, the most urgent first."""
    year = int(desk.choice) if desk.choice.isdecimal() else desk.today.year
    plan = plan_in_force(desk.session, year) or plan_in_force(desk.session, year + 1)
    if plan is None:
        return _none(desk)
    return _page(desk, plan, 0)


def page(desk: Desk) -> Reply:
    """Show another page of the plan in force."""
    return _page(desk, desk.plan_in_force(), desk.page)


def item(desk: Desk) -> Reply:
    """Show one item: what was held, what is arranged, and what can be done about it."""
    found = desk.item()
    plan = desk.session.get_one(AnnualPlan, found.plan_id)
    year = plan_year(desk.session, desk.office, desk.now, plan)
    line = next((one for one in year.lines if one.id == found.id), None)
    if line is None or plan.status != IN_FORCE:
        return Reply(toast="这一条已不在现在的计划里，请用 /plan 查看。", alert=True)
    lines = [
        f"<b>{esc(line.title)}</b>",
        f"要求：{esc(line.promise)}",
        f"进度：{line.progress}，{line.state}",
        *([f"属于：{esc(line.parent)}"] if line.parent else []),
        *([f"责任主体：{esc(line.responsible)}"] if line.responsible else []),
        f"办理方式：{esc(line.kind)}",
        f"原文（{esc(line.number)}）：{esc(line.sentence[:600])}",
    ]
    lines += _times("已开展", line) + _times("已安排", line)
    if line.next is not None and not line.planned:
        lines.append(f"\n建议下次：{say_date(line.next)}")
    return Reply("\n".join(lines), _item_rows(found, line, _place(year, line)))


def picture(desk: Desk) -> Reply:
    """Send the picture of the year."""
    plan = desk.plan_in_force()
    year = plan_year(desk.session, desk.office, desk.now, plan)
    file = File(f"{plan.year}年计划进度.png", partial(_picture, year), picture=True)
    return Reply(toast="正在画图，稍后发出。", files=(file,))


def workbook(desk: Desk) -> Reply:
    """Send the year's ledger."""
    plan = desk.plan_in_force()
    year = plan_year(desk.session, desk.office, desk.now, plan)
    file = File(f"{plan.year}年计划台账.xlsx", partial(_workbook, year))
    return Reply(toast="正在生成 Excel，稍后发出。", files=(file,))


def ordered(year: PlanYear) -> list[PlanLine]:
    """Return the items as they are listed: the urgent ones first, each group in the plan's order."""
    return sorted(year.lines, key=lambda line: STATES.index(line.state))


def _page(desk: Desk, plan: AnnualPlan, page: int) -> Reply:
    year = plan_year(desk.session, desk.office, desk.now, plan)
    lines = ordered(year)
    shown, page = page_of(lines, page, A_PAGE)
    first = page * A_PAGE + 1
    staff = len(on_roster(desk.session, desk.today))
    month = month_of(desk.session, desk.office, desk.today.year, desk.today.month, staff)
    text = [
        *plan_summary(year),
        f"本月负担（每人）：{say_month(month)}。"
        + (f"⚠ {len(month.over)}人超过上限。" if month.over else ""),
        "",
        *(f"{n}．{say_line(line)}" for n, line in enumerate(shown, first)),
    ]
    text.append("\n点编号查看一条，并可起草下一次活动。")
    rows: Rows = in_columns([button(f"{n}", "it", line.id) for n, line in enumerate(shown, first)], 5)
    turn = [button("上一页", "pg", plan.id, page - 1)] if page else []
    turn += [button("下一页", "pg", plan.id, page + 1)] if first - 1 + A_PAGE < len(lines) else []
    rows += (tuple(turn),) if turn else ()
    waiting = suggestions(desk.session, desk.office, plan)
    if waiting:
        text.append(f"另有{len(waiting)}项活动看起来属于计划，请确认是否计入。")
        rows += ((button(f"确认{len(waiting)}项活动", "ln", plan.id),),)
    rows += (
        (button("全年图", "pi", plan.id), button("导出台账", "sh", plan.id)),
        (button("年底材料", "ye", plan.id), button("修改计划", "rv", plan.id, 0)),
        (button("周期安排", "sl"), button("负担和上限", "bu"), button("导入计划", "in")),
    )
    return Reply("\n".join(text), rows)


def _none(desk: Desk) -> Reply:
    under_way = plan_under_way(desk.session)
    if under_way is not None and under_way.status != GATHERING:
        text = f"{under_way.year}年的计划已读入，核对后启用，就可以在这里看进度。"
        return Reply(
            text, ((button("继续核对", "rv", under_way.id, 0), button("放弃这一份", "ab", under_way.id)),)
        )
    text = (
        f"<b>年度计划</b>\n{desk.today.year}年还没有导入计划。\n"
        "导入后，机器人会记着每一项要开展几次、已开展几次、下次什么时候，到时间提醒您起草。"
    )
    return Reply(text, ((button("导入计划", "in"), button("周期安排", "sl")),))


def _item_rows(found: PlanItem, line: PlanLine, page: int) -> Rows:
    begin = button("起草下一次", "nx", found.id)
    if by_campaign(found):
        begin = button("节日安排", "ho")
    elif found.kind.startswith(REGISTER):
        begin = Press("登记一笔", "bn", (found.kind.removeprefix(REGISTER), 0))
    rows: Rows = ((begin,),)
    if not found.kind.startswith(REGISTER):
        rows += ((button("计入已有的活动", "la", found.id, 0), button("设为周期", "si", found.id)),)
        rows += ((button("取消计入", "lu", found.id),),) if line.held or line.arranged else ()
    return (*rows, (button("修改这一条", "ri", found.id), button("返回", "pg", found.plan_id, page)))


def _times(heading: str, line: PlanLine) -> list[str]:
    times = line.held if heading == "已开展" else line.arranged
    if not times:
        return []
    more = f"\n……共{len(times)}项" if len(times) > SHOWN else ""
    listed = [
        f"　{say_date(one.day)}　{esc(one.title)}" + (f"　{one.times}次" if one.times > 1 else "")
        for one in times[-SHOWN:]
    ]
    return [f"\n{heading}：", "\n".join(listed) + more]


def _place(year: PlanYear, line: PlanLine) -> int:
    return ordered(year).index(line) // A_PAGE


def _picture(year: PlanYear) -> bytes:
    from reports.plan_picture import plan_png  # matplotlib is loaded when first needed

    return plan_png(year)


def _workbook(year: PlanYear) -> bytes:
    from reports.plan_sheets import year_workbook  # openpyxl is loaded when first needed

    return year_workbook(year)
