"""What should have been published while the bot was down: a little late it goes, later it is asked about."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_secretary
from services.belonging.secretaries import tell_each
from services.chasing.planning import planned_for
from services.office import Office
from services.refusals import Outdated
from services.reply import Reply
from storage.activities import HELD, SCHEDULED, WITHDRAWN, Activity
from workdays.words import say_moment

LATE = timedelta(hours=2)  # what was missed goes so much later, on the same day; after that it is asked about
ANYHOW = timedelta(minutes=10)  # midnight passes between a word and the next look at the clock


def is_missed(office: Office, due: datetime, now: datetime) -> bool:
    """Tell whether it is too late to do of one's own accord what was due."""
    late = now - due
    return late > LATE or (late > ANYHOW and office.today(due) != office.today(now))


def hold_missed(session: Session, office: Office, now: datetime) -> int:
    """Hold what should have opened too long ago, and ask every secretary about it; return how many."""
    due = select(Activity).where(Activity.status == SCHEDULED, Activity.opens_at <= now - ANYHOW)
    held = [activity for activity in session.scalars(due) if is_missed(office, activity.opens_at, now)]
    for activity in held:
        activity.status = HELD
        _ask(session, office, now, activity)
    return len(held)


def answer_held(
    session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int, choice: str
) -> Reply:
    """Publish what was held, or let it be."""
    access_secretary(session, telegram_id, office, now)
    activity = session.get(Activity, activity_id, with_for_update=True)
    if activity is None or choice not in ("now", "no"):
        raise Outdated
    title = f"《{esc(activity.title)}》"
    if activity.status != HELD:
        return Reply(f"{title}\n此前已经答复过。", toast="此前已经答复过。")
    if choice != "now":
        activity.status = WITHDRAWN
        return Reply(f"{title}\n不再发布。如仍需要，请用 /new 重新起草。", toast="好的，不发布。")
    if activity.deadline is not None and activity.deadline <= now:
        activity.status = WITHDRAWN
        return Reply(f"{title}\n截止时间已过，没有发布。请用 /new 重新起草。", toast="截止时间已过。")
    activity.status = SCHEDULED
    activity.opens_at = now
    moments = planned_for(session, office, activity, now)
    activity.reminders = [at.isoformat() for at in moments]
    return Reply(f"{title}\n正在发布。", toast="正在发布。")


def _ask(session: Session, office: Office, now: datetime, activity: Activity) -> None:
    due = say_moment(office.local(activity.opens_at))
    text = f"机器人停机，错过了发布时间，没有自动发布。\n事项：《{esc(activity.title)}》\n原定：{due}"
    rows = [[("现在发布", "ms", [activity.id, "now"]), ("不发布", "ms", [activity.id, "no"])]]
    key = f"held/{activity.id}/{int(activity.opens_at.timestamp())}"
    tell_each(session, office, now, key, {"text": f"{text}\n\n现在发布吗？", "rows": rows})
