"""What happens when a person acts on an assignment of theirs, by a button or by typed words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import Action, Notice, Verdict, View, esc
from services.access import access_assignment, access_person, access_secretary
from services.doubt import settle_by_tap
from services.facts import record
from services.focus import drop_focus_on, set_focus
from services.office import Office
from services.open_items import note_reached
from services.outbox import ANSWER, enqueue, message_row
from services.refusals import NotYours, Outdated
from services.reply import Reply, assignment_rows, from_screen
from services.secretaries import tell_each
from services.views import content_of, kind_of, screen_of, view_of
from storage.activities import OPEN, PUBLISHING, Activity
from storage.assignments import Assignment
from storage.messages import KeptText
from storage.people import Person
from workdays.quiet import after_quiet


def act(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    assignment_id: int,
    version: int,
    action: Action,
) -> Reply:
    """Apply what somebody did to an assignment of theirs, and return what they see next.

    A second press changes nothing and says so. Raises Stranger or NotYours.
    """
    person = access_person(session, telegram_id, office.today(now))
    assignment, activity = access_assignment(session, person, assignment_id, to_change=True)
    settle_by_tap(session, assignment)
    if person.unreachable is not None:
        note_reached(session, now, person)
    view = view_of(session, office, now, person, assignment, activity)
    verdict = _judge(session, activity, view, version, action)
    # The focus before the verdict: what is asked of the database after a change makes it write that first.
    if verdict.ask is not None:
        ref = {"assignment": assignment.id, "version": activity.version, "name": verdict.ask.name}
        set_focus(session, person.id, "answer", ref, now)
    elif verdict.changes or action.text:
        drop_focus_on(session, person.id, assignment.id)
    apply_verdict(session, activity, assignment, verdict, now, by=person.id, fact="answer")
    if action.text and not verdict.changes and verdict.ask is None:
        session.add(KeptText(person_id=person.id, text=action.text, at=now))
    tell_secretaries(session, office, now, assignment, activity, verdict.tell)
    screen = screen_of(session, office, now, person, assignment, activity, verdict.show)
    return from_screen(
        screen,
        assignment.id,
        activity.version,
        toast=verdict.say,
        alert=verdict.alert,
        prompt=verdict.ask.prompt if verdict.ask else "",
    )


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Apply typed words to the assignment that had asked for them; the screen comes as a new message."""
    action = Action(ref["name"], text=text)
    reply = act(session, office, now, telegram_id, ref["assignment"], ref["version"], action)
    if reply.prompt:  # the words were not accepted: say why, and ask again
        return Reply(text=esc(reply.toast))
    return replace(reply, text=f"{esc(reply.toast)}\n\n{reply.text}", fresh=True)


def show(session: Session, office: Office, now: datetime, telegram_id: int, assignment_id: int) -> Reply:
    """Return an assignment's screen as a new message. Raises Stranger or NotYours."""
    person = access_person(session, telegram_id, office.today(now))
    assignment, activity = access_assignment(session, person, assignment_id, to_change=False)
    screen = screen_of(session, office, now, person, assignment, activity)
    return from_screen(screen, assignment.id, activity.version, fresh=True)


def decide(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    assignment_id: int,
    version: int,
    action: Action,
) -> Reply:
    """Apply a secretary's answer to something a person asked for, and tell that person."""
    secretary = access_secretary(session, telegram_id, office, now)
    assignment = session.get(Assignment, assignment_id, with_for_update=True)
    if assignment is None:
        raise NotYours
    activity = session.get_one(Activity, assignment.activity_id)
    person = session.get_one(Person, assignment.person_id)
    view = view_of(session, office, now, person, assignment, activity)
    verdict = kind_of(activity).decide(content_of(session, activity), view, action)
    if verdict == Verdict():
        raise Outdated
    if verdict.changes:
        apply_verdict(session, activity, assignment, verdict, now, by=secretary.id, fact="decision")
        # The person sees their screen anew, with the decision on it.
        key = f"decision/{assignment.id}/{int(now.timestamp() * 1000)}"
        row = message_row(key, "open", person.id, now, assignment_id=assignment.id, activity_id=activity.id)
        enqueue(session, [row | {"payload": {"decided": True}}])
    text = f"{esc(verdict.say)}\n{esc(activity.title)}　{esc(person.name)}"
    return Reply(toast=verdict.say, text=text)


def enter(session: Session, now: datetime, office: Office, assignment: Assignment, by: int) -> bool:
    """Enter for a person that they did it elsewhere; return False where nothing was left to enter."""
    if assignment.outcome == "done":
        return False
    activity = session.get_one(Activity, assignment.activity_id)
    person = session.get_one(Person, assignment.person_id)
    view = view_of(session, office, now, person, assignment, activity)
    verdict = kind_of(activity).entered(content_of(session, activity), view)
    apply_verdict(session, activity, assignment, verdict, now, by=by, fact="entry")
    return True


def apply_verdict(
    session: Session,
    activity: Activity,
    assignment: Assignment,
    verdict: Verdict,
    now: datetime,
    *,
    by: int | None,
    fact: str,
) -> None:
    """Record what a verdict changes; nothing where it changes nothing."""
    if not verdict.changes:
        return
    change: dict[str, Any] = {}
    for name in ("outcome", "stage", "waits_for", "way", "exempt"):
        value = getattr(verdict, name)
        if value is not None and value != getattr(assignment, name):
            change[name] = value
    if verdict.reply is not None and _differs(assignment.reply, verdict.reply):
        change["reply"] = dict(verdict.reply)
    if verdict.outcome in ("done", "declined") and "outcome" in change:
        change["done_at"] = now if verdict.outcome == "done" else None
        by_clock = assignment.deadline is not None and now > assignment.deadline
        change["late"] = verdict.outcome == "done" and (by_clock if verdict.late is None else verdict.late)
    if by == assignment.person_id and assignment.unreachable is not None:
        change["unreachable"] = None  # whoever presses a button has been reached
    if change:
        assignment.version = activity.version
        record(session, assignment, fact, change, now, by=by)


def tell_secretaries(
    session: Session,
    office: Office,
    now: datetime,
    assignment: Assignment,
    activity: Activity,
    notices: tuple[Notice, ...],
) -> None:
    """Send notices to every secretary, with buttons that come back to decide().

    They go before what is broadcast, but at night they too wait for the morning.
    """
    for number, notice in enumerate(notices):
        rows = assignment_rows(notice.rows, assignment.id, activity.version, to="d")
        payload = {
            "text": notice.text,
            "rows": [[(b.label, b.to, list(b.args)) for b in row] for row in rows],
        }
        key = f"tell/{assignment.id}/{int(now.timestamp() * 1000)}.{number}"
        tell_each(session, office, after_quiet(now, office.zone), key, payload, lane=ANSWER)


def _judge(session: Session, activity: Activity, view: View, version: int, action: Action) -> Verdict:
    kind = kind_of(activity)
    content = content_of(session, activity)
    if view.outcome == "done":
        return kind.looked_again(content, view, action)
    if activity.status not in (OPEN, PUBLISHING):
        return Verdict(say="此项已结束，不再受理。如需补办，请联系纪检秘书。", alert=True)
    if view.exempt is not None:
        return Verdict(say="此项您已免，无需办理。")
    if version != activity.version:
        return Verdict(say="内容已更新，请看新的内容后再办理。", alert=True)
    return kind.judge(content, view, action)


def _differs(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return dict(old) != dict(new)
