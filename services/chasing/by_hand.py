"""催办: reminding by hand those who have not done it, within the caps per person, day and week."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_reported, access_secretary
from services.chasing.by_clock import remind, reminder_key
from services.chasing.limits import ROUTE, at_cap, weekly_cap
from services.office import Office
from services.open_items import CHUNK
from services.refusals import Refusal
from services.reply import Press, Reply
from services.reporting.standings import standings
from services.seconds import turns_of_seconds
from services.views import kind_of, view_of
from storage import people
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Person
from workdays.quiet import after_quiet, is_quiet

REACH, REMINDED, CAPPED, AWAY, BEYOND, SETTLED = range(6)  # what becomes of a person, the best first


class NotOpen(Refusal):
    """Nobody is chased for what is not open."""

    def __init__(self) -> None:
        super().__init__("这项不在办理中，不能催办。")


@dataclass(frozen=True)
class Chase:
    """Whom a reminder by hand would reach, and how many it spares for which reason."""

    reach: tuple[int, ...]  # person ids
    reminded: int  # had one today
    capped: int  # had as many this week as anybody may get
    away: int  # on leave today
    beyond: int  # no message can reach them; never split, since nobody counts who has linked an account
    settled: int  # nothing left for them to do: leave asked for, waiting for somebody else

    @property
    def unfinished(self) -> int:
        """Return how many have not done it."""
        return len(self.reach) + self.spared + self.settled

    @property
    def spared(self) -> int:
        """Return how many have not done it and are not reminded all the same."""
        return self.reminded + self.capped + self.away + self.beyond


def ask_chase(session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int) -> Reply:
    """Say how many a reminder would reach and spare, and ask whether to send it."""
    activity = _access_open(session, office, now, telegram_id, activity_id)
    chase = plan_chase(session, office, now, activity)
    rows = [
        (Press("联络名单", "rk"), Press("催办设置", ROUTE, ("", 0))),
        (Press("返回", "rb", (activity.id,)),),
    ]
    lines = [f"<b>催办：{esc(activity.title)}</b>", *_tally(chase)]
    if chase.reach:
        lines += [
            "",
            f"每人只收到一条，合并本人所有未办事项；每人每天最多1次，每周最多{weekly_cap(session)}次。",
        ]
        if is_quiet(now, office.zone):
            lines.append("现在是免打扰时段（22:00至次日8:00），提醒将在8:00发出。")
        rows.insert(0, (Press(f"确认催办{len(chase.reach)}人", "rc", (activity.id, 1)),))
    else:
        lines += ["", "目前没有可以催办的人员。"]
    return Reply("\n".join(lines), tuple(rows))


def chase(session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int) -> Reply:
    """Remind whom the plan reaches at this moment, and say what was done."""
    activity = _access_open(session, office, now, telegram_id, activity_id)
    plan = plan_chase(session, office, now, activity)
    remind(session, office, now, plan.reach)
    if not plan.reach:
        said = "没有可以催办的人员。"
    elif is_quiet(now, office.zone):
        said = f"已安排催办{len(plan.reach)}人，8:00发出。"
    else:
        said = f"已催办{len(plan.reach)}人。"
    text = "\n".join([f"<b>{said}</b>", esc(activity.title), *_spared(plan)])
    return Reply(text, ((Press("返回", "rb", (activity.id,)),),), toast=said)


def plan_chase(session: Session, office: Office, now: datetime, activity: Activity) -> Chase:
    """Sort those who have not done it: whom to remind now, and whom to spare."""
    kind = kind_of(activity)
    open_ = [
        row
        for row in standings(session, now, activity)
        if row.assignment.outcome == "none" and row.assignment.exempt is None
    ]
    seconds = {assignment.id: second for assignment, second in turns_of_seconds(session, activity)}
    acting = [(row.assignment, seconds.get(row.assignment.id, row.person)) for row in open_]
    day = office.today(after_quiet(now, office.zone))  # on which remind() would reach them
    keys = [reminder_key(person.id, day) for _, person in acting]
    taken: set[str] = set()
    for start in range(0, len(keys), CHUNK):
        taken |= set(session.scalars(select(Message.key).where(Message.key.in_(keys[start : start + CHUNK]))))
    away_today, capped = people.away_on(session, day), at_cap(session, office, day)
    fates: dict[int, int] = {}  # of each person the best: somebody may be asked several times
    for assignment, person in acting:
        if not kind.wants_reminder(view_of(session, office, now, person, assignment, activity)):
            fate = SETTLED
        elif person.telegram_id is None or person.unreachable or _unreached(assignment, person):
            fate = BEYOND
        elif person.id in away_today:
            fate = AWAY
        elif reminder_key(person.id, day) in taken:
            fate = REMINDED
        else:
            fate = CAPPED if person.id in capped else REACH
        fates[person.id] = min(fate, fates.get(person.id, fate))
    count = Counter(fates.values())
    reach = tuple(person_id for person_id, fate in fates.items() if fate == REACH)
    return Chase(reach, *(count[fate] for fate in (REMINDED, CAPPED, AWAY, BEYOND, SETTLED)))


def _unreached(assignment: Assignment, person: Person) -> bool:
    """Tell whether the last message of what somebody was asked did not reach them."""
    return assignment.unreachable is not None and person.id == assignment.person_id


def _access_open(
    session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int
) -> Activity:
    access_secretary(session, telegram_id, office, now)
    activity = access_reported(session, activity_id, None)
    if activity.status != OPEN:
        raise NotOpen
    return activity


def _tally(chase: Chase) -> list[str]:
    if not chase.unfinished:
        return ["没有未办理的人员。"]
    return [f"还有{chase.unfinished}人未办结，本次提醒{len(chase.reach)}人。", *_spared(chase)]


def _spared(chase: Chase) -> list[str]:
    reasons = [
        (chase.reminded, "今天已提醒过{}人"),
        (chase.capped, "本周提醒次数已满{}人"),
        (chase.away, "今天请假（借出、病假）{}人"),
        (chase.beyond, "机器人联系不上{}人，请当面或电话通知"),
        (chase.settled, "已答复等、无需本人再办{}人"),
    ]
    said = [words.format(number) for number, words in reasons if number]
    return [f"不提醒{chase.spared + chase.settled}人：", *said] if said else []
