"""A plan beside the one before it: what is new, gone and changed, and what is handed over."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from activities.kind import esc
from services.paging import fitting
from services.plan.likeness import pair_off
from services.plan.wording import promise_of, say_promise
from storage.plans import IN_FORCE, AnnualPlan, PlanItem, PlanLink, items_of, plan_in_force
from storage.series import hand_series_over


def earlier_plan(session: Session, plan: AnnualPlan) -> AnnualPlan | None:
    """Return the plan to compare with: the one in force of the same year, else of the last year before."""
    query = select(AnnualPlan).where(
        AnnualPlan.status == IN_FORCE, AnnualPlan.year <= plan.year, AnnualPlan.id != plan.id
    )
    return session.scalars(query.order_by(AnnualPlan.year.desc(), AnnualPlan.id.desc())).first()


def compared(session: Session, plan: AnnualPlan) -> str:
    """Say what changed since the plan before, as HTML."""
    before = earlier_plan(session, plan)
    if before is None:
        return "没有可以对照的上一份计划。"
    old, new = items_of(session, before.id), items_of(session, plan.id)
    pairs = pair_off([(item, item.title) for item in old], [(item, item.title) for item in new])
    was, now = {one.id for one, _ in pairs}, {one.id for _, one in pairs}
    added = [item for item in new if item.id not in now]
    gone = [item for item in old if item.id not in was]
    changed = [(a, b) for a, b in pairs if promise_of(a) != promise_of(b)]
    changed.sort(key=lambda pair: pair[1].place)
    counts = f"新增{len(added)}条，不再列{len(gone)}条，频次或次数有变化{len(changed)}条"
    head = [
        f"<b>{plan.year}年计划与{before.year}年计划对照</b>",
        f"{counts}，其余{len(pairs) - len(changed)}条不变。",
    ]
    lines = [f"变化：{esc(b.title)}　{_said(a)} → {_said(b)}" for a, b in changed]
    lines += [f"新增：{esc(item.title)}　{_said(item)}" for item in added]
    lines += [f"不再列：{esc(item.title)}　{_said(item)}" for item in gone]
    shown = list(fitting(lines, "\n".join(head) + "\n其余略。"))
    return "\n".join([*head, "", *shown, *(["其余略。"] if len(shown) < len(lines) else [])])


def carry_over(session: Session, plan: AnnualPlan) -> int:
    """Hand what was held for the same year's plan over to the like items of this one; return how many."""
    before = plan_in_force(session, plan.year)
    if before is None:
        return 0
    old, new = items_of(session, before.id, all_of_them=True), items_of(session, plan.id)
    carried = 0
    for was, now in pair_off([(item, item.title) for item in old], [(item, item.title) for item in new]):
        links = session.scalars(select(PlanLink.id).where(PlanLink.item_id == was.id)).all()
        session.execute(update(PlanLink).where(PlanLink.id.in_(links)).values(item_id=now.id))
        carried += len(links)
        hand_series_over(session, was.id, now.id)
    return carried


def _said(item: PlanItem) -> str:
    return esc(say_promise(promise_of(item)))
