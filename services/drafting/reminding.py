"""When those who have not done it are reminded by themselves: before the last day, on it, after it."""

from datetime import datetime

from services.chasing.limits import weekly_cap
from services.chasing.planning import AFTER, BEFORE, ON_DAY, plan_reminders
from services.drafting.choosing import tick
from services.drafting.writing import PREVIEW, Note, Page, Writing
from services.reply import Reply
from workdays.words import say_moment

LABELS = {BEFORE: "截止前", ON_DAY: "截止当天", AFTER: "逾期后第1个工作日"}


def draw_remind(w: Writing, note: Note) -> Reply:
    """Ask when, and say at which moments that is."""
    planned = "、".join(say_moment(w.office.local(at)) for at in planned_reminders(w))
    lines = [
        w.heading(note),
        "",
        "请选择<b>什么时候自动提醒</b>，可选多个。只提醒那时还没有办理的人；办了就不再提醒。",
        f"几项同一天提醒的，合成一条；每人每周最多{weekly_cap(w.session)}条。",
        "",
        f"现在选的：{planned or '不提醒'}",
    ]
    offered = tuple(
        tick(w, label, choice, ticked=choice in w.draft.remind_on) for choice, label in _offered(w).items()
    )
    return Reply("\n".join(lines), (offered, (w.press("都不提醒", "none"), w.press("选好了", "ok"))))


def press_remind(w: Writing, choice: str) -> Note:
    """Toggle one of them, or go back to the preview."""
    chosen = set(w.draft.remind_on)
    if choice in _offered(w):
        chosen ^= {choice}
    elif choice == "none":
        chosen = set()
    else:
        w.go(PREVIEW)
    w.draft.remind_on = [one for one in LABELS if one in chosen]
    return Note()


def planned_reminders(w: Writing) -> list[datetime]:
    """Return when the draft would remind, published as it stands."""
    chosen = tuple(w.draft.remind_on)
    return plan_reminders(w.session, w.office, w.draft.kind, w.opens_at, w.deadline(), chosen)


def _offered(w: Writing) -> dict[str, str]:
    # What happens at a time of its own, as a session does, cannot be done after it.
    return {one: label for one, label in LABELS.items() if one != AFTER or w.own_deadline() is None}


REMIND = Page(draw_remind, press_remind)
