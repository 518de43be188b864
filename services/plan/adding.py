"""An item that the reader did not find, written by the secretary in a sentence of the plan's own kind."""

from services.plan.changing import LONGEST_TITLE, card
from services.plan.desk import Desk
from services.reply import Reply
from storage.plans import IN_FORCE, REVIEW, PlanItem, items_of

OWN = "补"  # before the number of what the text does not hold
FEWEST = 4  # characters


def ask(desk: Desk) -> Reply:
    """Ask for the sentence of an item to be added."""
    plan = desk.plan()
    if plan.status not in (REVIEW, IN_FORCE):
        return Reply(toast="这份计划已被替换，请用 /plan 查看现在的计划。", alert=True)
    desk.ask("item", plan.id)
    return Reply(prompt="请发送要增加的一条，写明多久几次，如：每季度召开1次廉情通报会。")


def typed(desk: Desk) -> Reply:
    """Add an item as its sentence says it, and show it."""
    plan, sentence = desk.plan(), " ".join(desk.text.split())
    if len(sentence) < FEWEST:
        return Reply("太短了，请写成一句话，如：每季度召开1次廉情通报会。")
    if len(sentence) > 400:
        return Reply("太长了，一次只写一条，不超过400字。")
    there = items_of(desk.session, plan.id, all_of_them=True)
    added = sum(item.number.startswith(OWN) for item in there) + 1
    item = _read(sentence)
    item.plan_id, item.number = plan.id, f"{OWN}{added}"
    item.place = max((one.place for one in there), default=0) + 1
    desk.session.add(item)
    desk.session.flush()
    shown = card(Desk(desk.session, desk.office, desk.now, desk.telegram_id, desk.person, item.id))
    return Reply(f"已增加，请核对。\n\n{shown.text}", shown.rows)


def _read(sentence: str) -> PlanItem:
    """Return an item as the reader reads its sentence; what it takes for none becomes one all the same."""
    from language.plan import read_plan  # its rules are compiled when first needed
    from language.plan.kinds import kind_of, tags_of
    from language.plan.rhythm import rhythm_of

    found = next(iter(read_plan(f"一、{sentence}").items), None)
    rhythm = rhythm_of(sentence).settled()
    title = found.title if found is not None else sentence.rstrip("。；")
    return PlanItem(
        sentence=sentence,
        title=title[:LONGEST_TITLE],
        responsible="、".join(found.responsible) if found is not None else "",
        participants=found.participants if found is not None else "",
        every=rhythm.frequency.every if rhythm.frequency else "",
        months=list(rhythm.frequency.months) if rhythm.frequency else [],
        quota=rhythm.quota,
        unset=rhythm.unset,
        kind=kind_of(title),
        tags=list(tags_of(title, per_person=rhythm.per_person)),
    )
