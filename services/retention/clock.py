"""Clearing by age: announced to the secretaries, put off where one says so, then done and recorded.

One round at a time, and the next is announced four weeks after the last: what trickles over its day is not
worth a message a day.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.belonging.secretaries import tell_each
from services.calendars import office_calendar
from services.office import Office
from services.retention.clearing import Due, clear_due, count_due
from services.retention.rules import BY_NAME, RULES, cutoff
from storage.activities import option, set_option
from storage.erasures import Clearance, Erasure, clearance_ahead, latest_clearances, set_rows
from storage.people import SECRETARY, with_role
from workdays.quiet import is_quiet
from workdays.words import say_date

AT = time(9, 30)
AHEAD = 5  # working days between the word and the deed
APART = timedelta(days=28)
PUT_OFF = 30  # days
ROUTE = "pv"
MARK = "retention_looked"  # the day on which we looked last


def watch(session: Session, office: Office, now: datetime) -> bool:
    """On a working day: announce what has become too old, or clear what was announced.

    Returns whether there is more to clear. While nobody is secretary, nothing is announced or cleared.
    """
    today = office.today(now)
    if office.local(now).time() < AT or is_quiet(now, office.zone):
        return False
    if not office_calendar(session).is_working(today) or not with_role(session, SECRETARY, today):
        return False
    ahead = clearance_ahead(session)
    if option(session, MARK, "") != today.isoformat():
        set_option(session, MARK, today.isoformat())
        _clear_untold(session, office, now, today)
        if ahead is None:
            _announce(session, office, now, today)
    if ahead is None:
        return False
    return ahead.due_on <= today and _clear(session, office, now, ahead)


def say_counts(counts: Mapping[str, int]) -> list[str]:
    """Return how much of what, a line each."""
    return [
        f"· {BY_NAME[name].title}：{number}{BY_NAME[name].unit}" for name, number in counts.items() if number
    ]


def announcement(ahead: Clearance) -> str:
    """Return what the secretaries are told of a round that is to come."""
    how = (
        "各项办理结果和统计数字不受影响。需要留底的，请在此之前导出；暂时不能清除的，请点“暂缓”。"
        "保存期限用 /retention 查看和更改。"
    )
    lines = [
        f"<b>到期资料将于{say_date(ahead.due_on)}清除</b>",
        "以下内容已超过本单位设定的保存期限：",
        *say_counts(ahead.counts),
        how,
    ]
    return "\n".join(lines)


def buttons() -> list[list[tuple[str, str, list[str | int]]]]:
    """Return the buttons below it, as an outbox row keeps them."""
    return [[(f"暂缓{PUT_OFF}天", ROUTE, ["hold", 0]), ("查看保存期限", ROUTE, ["home", 0])]]


def to_scrub(session: Session) -> tuple[list[int], list[int]] | None:
    """Return the rounds and erasures whose bytes may still stand in the files, None for none."""
    rounds = select(Clearance.id).where(Clearance.finished_at.is_not(None), ~Clearance.scrubbed)
    erasures = select(Erasure.id).where(Erasure.done_at.is_not(None), ~Erasure.scrubbed)
    found = list(session.scalars(rounds)), list(session.scalars(erasures))
    return found if any(found) else None


def note_scrubbed(
    which: tuple[list[int], list[int]], session: Session, office: Office, now: datetime
) -> None:
    """Note that the files hold no bytes of these any more."""
    rounds, erasures = which
    set_rows(session, Clearance, Clearance.id.in_(rounds), scrubbed=True)
    set_rows(session, Erasure, Erasure.id.in_(erasures), scrubbed=True)


def _announce(session: Session, office: Office, now: datetime, today: date) -> None:
    last = latest_clearances(session, 1)
    if last and now - last[0].told_at < APART:
        return
    told = [rule for rule in RULES if not rule.untold]
    cutoffs = {rule.name: day for rule in told if (day := cutoff(session, rule, today)) is not None}
    counts = {
        name: number
        for name, day in cutoffs.items()
        if (number := count_due(Due(session, office, now, day), BY_NAME[name]))
    }
    if not counts:
        return
    due_on = office_calendar(session).add_working_days(today, AHEAD)
    ahead = Clearance(
        told_at=now,
        due_on=due_on,
        cutoffs={name: cutoffs[name].isoformat() for name in counts},
        counts=counts,
        cleared={},
    )
    session.add(ahead)
    session.flush()
    payload = {"text": announcement(ahead), "rows": buttons()}
    tell_each(session, office, now, f"clearance/{ahead.id}", payload)


def _clear_untold(session: Session, office: Office, now: datetime, today: date) -> None:
    for rule in RULES:
        day = cutoff(session, rule, today)
        if rule.untold and day is not None:
            clear_due(Due(session, office, now, day), rule)


def _clear(session: Session, office: Office, now: datetime, ahead: Clearance) -> bool:
    """Clear the next batch of what was announced; return whether there is more.

    Nothing goes that was not announced, nor what the bureau has meanwhile decided to keep longer.
    """
    today = office.today(now)
    for name, announced in ahead.cutoffs.items():
        rule = BY_NAME.get(name)
        kept_from = cutoff(session, rule, today) if rule is not None else None
        if rule is None or kept_from is None:
            continue
        day = min(date.fromisoformat(announced), kept_from)
        number, more = clear_due(Due(session, office, now, day), rule)
        if number:
            ahead.cleared = {**ahead.cleared, name: ahead.cleared.get(name, 0) + number}
        if more:
            session.flush()
            return True
    ahead.finished_at = now
    session.flush()
    _tell_done(session, office, now, ahead)
    return False


def _tell_done(session: Session, office: Office, now: datetime, ahead: Clearance) -> None:
    if not ahead.cleared:
        ahead.scrubbed = True
        return
    lines = [f"<b>到期资料已清除</b>（{say_date(office.today(now))}）", *say_counts(ahead.cleared)]
    lines.append("清除记录用 /retention 查看。此前做的备份、导出的文件里仍有这些内容，请按规定一并处理。")
    tell_each(session, office, now, f"cleared/{ahead.id}", {"text": "\n".join(lines)})
