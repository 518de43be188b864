"""What happens when a person acts on an assignment of theirs, by a button or by typed words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.clearing import SAID, is_cleared
from activities.kind import Action, Notice, Verdict, View, esc
from services.access import Own, access_decided, access_own, access_person, heads_of
from services.backing import backing_of
from services.belonging.secretaries import tell_each
from services.doubt import settle_by_tap
from services.focus import drop_focus, expected_on, set_focus
from services.office import Office
from services.open_items import note_reached
from services.outbox import ANSWER, enqueue, message_row
from services.refusals import Outdated
from services.reply import Reply, assignment_rows, from_screen
from services.seconds import tell_second
from services.verdicts import Judged, apply_verdict, apply_verdicts
from services.views import content_of, kind_of, screen_of, view_of
from storage.activities import OPEN, PUBLISHING, WITHDRAWN, Activity
from storage.assignments import Assignment
from storage.letters import second_id_of
from storage.messages import KeptText
from storage.people import Person
from workdays.quiet import after_quiet


@dataclass(frozen=True, slots=True)
class Acting:
    """What somebody does to an assignment of theirs; `version` is of the text that they saw."""

    own: Own
    now: datetime
    version: int
    action: Action


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
    return _act(session, office, now, telegram_id, assignment_id, version, action)[1]


def _act(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    assignment_id: int,
    version: int,
    action: Action,
) -> tuple[Verdict, Reply]:
    person, assignment, activity = access_own(
        session, telegram_id, assignment_id, office.today(now), to_change=True
    )
    own = Own(person, assignment, activity, expected_on(session, person.id))
    return act_all(session, office, [Acting(own, now, version, action)])[0]


def act_all(session: Session, office: Office, acting: Sequence[Acting]) -> list[tuple[Verdict, Reply]]:
    """Apply what people did, each to an assignment of their own, as if one after the other.

    Several at once only where no kind of theirs has a backing that looks at more than the assignment.
    """
    verdicts = [_consider(session, office, one) for one in acting]
    judged = [
        Judged(one.own.activity, one.own.assignment, verdict, one.now, one.own.person.id, "answer")
        for one, verdict in zip(acting, verdicts, strict=True)
    ]
    apply_verdicts(session, office, judged)
    return [
        (verdict, _reply(session, office, one, verdict))
        for one, verdict in zip(acting, verdicts, strict=True)
    ]


def _consider(session: Session, office: Office, acting: Acting) -> Verdict:
    """Judge what somebody did, and expect the words that the verdict asks for."""
    own, now, action = acting.own, acting.now, acting.action
    person, assignment, activity = own.person, own.assignment, own.activity
    settle_by_tap(session, assignment)
    if person.unreachable is not None:
        note_reached(session, now, person)
    view = view_of(session, office, now, person, assignment, activity)
    verdict = _judge(session, activity, view, acting.version, action)
    # The focus before the verdict: what is asked of the database after a change makes it write that first.
    if verdict.ask is not None:
        ref = {"assignment": assignment.id, "version": activity.version, "name": verdict.ask.name}
        set_focus(session, person.id, "answer", ref | {"file": verdict.ask.file}, now)
    elif (verdict.changes or action.text) and own.expected == assignment.id:
        drop_focus(session, person.id)
    return verdict


def _reply(session: Session, office: Office, acting: Acting, verdict: Verdict) -> Reply:
    """Return what somebody sees next, once the verdict is applied, and pass on what others are to know."""
    own, now, action = acting.own, acting.now, acting.action
    person, assignment, activity = own.person, own.assignment, own.activity
    kept = kind_of(activity).may_keep_words(content_of(session, activity))
    if action.text and not verdict.changes and verdict.ask is None and kept:
        session.add(KeptText(person_id=person.id, text=action.text, at=now))
    tell_secretaries(session, office, now, assignment, activity, verdict.tell)
    screen = screen_of(session, office, now, person, assignment, activity, verdict.show)
    papers = backing_of(activity.kind).papers
    given = (papers[verdict.give](session, office, now, activity, assignment),) if verdict.give else ()
    return from_screen(
        screen,
        assignment.id,
        activity.version,
        toast=verdict.say,
        alert=verdict.alert,
        prompt=verdict.ask.prompt if verdict.ask else "",
        files=given,
        follow=verdict.files,
    )


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Apply typed words to the assignment that had asked for them; the screen comes as a new message."""
    return submitted(session, office, now, telegram_id, ref, Action(ref["name"], text=text))


def submitted(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], action: Action
) -> Reply:
    """Apply words that an assignment had asked for, typed or in a document."""
    verdict, reply = _act(session, office, now, telegram_id, ref["assignment"], ref["version"], action)
    if verdict.ask is not None and not verdict.changes:  # not accepted: say why, and ask again
        return Reply(text=esc(reply.toast))
    return replace(reply, text=f"{esc(reply.toast)}\n\n{reply.text}", prompt="", fresh=True)


def show(session: Session, office: Office, now: datetime, telegram_id: int, assignment_id: int) -> Reply:
    """Return an assignment's screen as a new message. Raises Stranger or NotYours."""
    person, assignment, activity = access_own(
        session, telegram_id, assignment_id, office.today(now), to_change=False
    )
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
    """Apply the answer of a secretary, or of a head where heads decide, and tell the person who asked.

    A verdict that asks waits for words first, and changes nothing yet.
    """
    decider, assignment = access_decided(session, telegram_id, office, now, assignment_id)
    activity = session.get_one(Activity, assignment.activity_id)
    person = session.get_one(Person, assignment.person_id)
    if is_cleared(assignment.reply):
        raise Outdated
    view = view_of(session, office, now, person, assignment, activity)
    verdict = kind_of(activity).decide(content_of(session, activity), view, action)
    if verdict == Verdict():
        raise Outdated
    if verdict.ask is not None:
        ref = {"assignment": assignment.id, "version": version, "name": verdict.ask.name}
        set_focus(session, decider.id, "decision", ref, now)
        return Reply(toast=verdict.say, prompt=verdict.ask.prompt)
    if verdict.changes:
        apply_verdict(session, office, activity, assignment, verdict, now, by=decider.id, fact="decision")
        # The person sees their screen anew, with the decision on it; a second, whose turn it is, theirs.
        if assignment.waits_for == "other" and second_id_of(session, assignment) is not None:
            tell_second(session, office, now, assignment)
        else:
            key = f"decision/{assignment.id}/{int(now.timestamp() * 1000)}"
            row = message_row(
                key, "open", person.id, now, assignment_id=assignment.id, activity_id=activity.id
            )
            enqueue(session, [row | {"payload": {"decided": True}}])
    text = f"{esc(verdict.say)}\n{esc(activity.title)}　{esc(person.name)}"
    return Reply(toast=verdict.say, text=text)


def decided(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Apply the words a decision had asked for, such as a reason; asked again, they are expected again."""
    drop_focus(session, access_person(session, telegram_id, office.today(now)).id)
    action = Action(ref["name"], text=text)
    return decide(session, office, now, telegram_id, ref["assignment"], ref["version"], action)


def enter(session: Session, now: datetime, office: Office, assignment: Assignment, by: int) -> bool:
    """Enter for a person that they did it elsewhere; return False where nothing was left to enter."""
    if assignment.outcome == "done":
        return False
    activity = session.get_one(Activity, assignment.activity_id)
    person = session.get_one(Person, assignment.person_id)
    view = view_of(session, office, now, person, assignment, activity)
    verdict = kind_of(activity).entered(content_of(session, activity), view)
    apply_verdict(session, office, activity, assignment, verdict, now, by=by, fact="entry")
    return True


def tell_secretaries(
    session: Session,
    office: Office,
    now: datetime,
    assignment: Assignment,
    activity: Activity,
    notices: tuple[Notice, ...],
) -> None:
    """Send notices to every secretary, and the head where heads decide, with buttons that reach decide().

    They go before what is broadcast, but at night they too wait for the morning.
    """
    for number, notice in enumerate(notices):
        rows = assignment_rows(notice.rows, assignment.id, activity.version, to="d")
        payload = {
            "text": notice.text,
            "rows": [[(b.label, b.to, list(b.args)) for b in row] for row in rows],
        }
        key = f"tell/{assignment.id}/{int(now.timestamp() * 1000)}.{number}"
        heads = heads_of(session, assignment, office.today(now)) if kind_of(activity).head_decides else ()
        tell_each(session, office, after_quiet(now, office.zone), key, payload, lane=ANSWER, also=heads)


def _judge(session: Session, activity: Activity, view: View, version: int, action: Action) -> Verdict:
    kind = kind_of(activity)
    content = content_of(session, activity)
    if activity.status == WITHDRAWN:
        return Verdict(say="此项已撤回，不用办理。", alert=True)
    if is_cleared(view.reply):
        return Verdict(say=SAID, alert=True)
    if view.outcome == "done":
        return kind.looked_again(content, view, action)
    if activity.status not in (OPEN, PUBLISHING):
        return Verdict(say="此项已结束，不再受理。如需补办，请联系纪检秘书。", alert=True)
    if view.exempt is not None and not kind.open_to_exempt(view):
        return Verdict(say="此项您已免，无需办理。")
    if version != activity.version:
        return Verdict(say="内容已更新，请看新的内容后再办理。", alert=True)
    return kind.judge(content, view, action)
