"""What follows a verdict on a letter: the signature hung on the chain, words kept, 甲方 told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import Verdict, esc
from activities.letters.responsibility import WAITING, Responsibility
from activities.letters.signing import PAPER
from services import proof
from services.letters.papers import letter_of
from services.office import Office
from services.outbox import ANSWER, enqueue, message_row
from services.seconds import tell_second
from services.threads import keep_words, thread_for_view
from services.views import kind_of, version_of
from storage.activities import Activity
from storage.assignments import Assignment, facts_of
from storage.letters import second_id_of
from storage.people import Department, Person
from workdays.quiet import after_quiet


def after(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    assignment: Assignment,
    verdict: Verdict,
) -> None:
    """Keep what a verdict brought beside its fact."""
    kept = verdict.kept or {}
    if "words" in kept:
        keep_words(session, now, assignment, kept["by"], kept["words"])
    signed = kept.get("signed")
    if signed == PAPER:
        _append(
            session,
            office,
            now,
            activity,
            assignment,
            assignment.person_id,
            _on_paper(session, assignment, kept),
        )
    elif signed == "second":
        second_id = second_id_of(session, assignment) or assignment.person_id
        _append(
            session,
            office,
            now,
            activity,
            assignment,
            second_id,
            _by_hand("甲方", assignment.reply["second"]),
        )
        _tell_first(session, office, now, activity, assignment)
    elif signed == "first":
        called = letter_of(activity).signer
        _append(
            session,
            office,
            now,
            activity,
            assignment,
            assignment.person_id,
            _by_hand(called, assignment.reply),
        )
        if assignment.stage == WAITING:
            tell_second(session, office, now, assignment)


def taken_back(
    session: Session, office: Office, now: datetime, activity: Activity, assignment: Assignment, by: int
) -> None:
    """Record that a paper signature was entered by mistake: the chain forgets nothing."""
    person = session.get_one(Person, assignment.person_id)
    department = session.get_one(Department, assignment.department_id)
    body = {
        "way": "撤销纸质登记",
        "name": person.name,
        "department": department.name,
        "keyed_by": session.get_one(Person, by).name,
    }
    _append(session, office, now, activity, assignment, assignment.person_id, body)


def more(
    session: Session, office: Office, now: datetime, activity: Activity, assignment: Assignment
) -> Mapping[str, Any]:
    """Return what View.more holds: the thread where there is one, and 甲方 where there is one."""
    found: dict[str, Any] = {}
    if assignment.reply.get("reason"):
        found["thread"] = thread_for_view(session, office, assignment)
    if activity.kind == Responsibility.name:
        second_id = second_id_of(session, assignment)
        second = session.get(Person, second_id) if second_id else None
        name, department = (second.name, second.department.name) if second else (assignment.subject, "")
        found["superior"] = {"name": name, "department": department}
    return found


def _tell_first(
    session: Session, office: Office, now: datetime, activity: Activity, assignment: Assignment
) -> None:
    """Tell 乙方 that 甲方 has signed, which nobody else does."""
    superior = assignment.reply["second"]["name"]
    text = (
        f"<b>双方已签署</b>\n《{esc(activity.title)}》甲方{esc(superior)}已签署，您不用再操作。\n"
        "点下面的按钮可查看双方的校验码，下载回执。"
    )
    payload = {"text": text, "rows": [[("查看签署情况", "o", [assignment.id])]]}
    key = f"tell/{assignment.id}/{int(now.timestamp() * 1000)}.signed"  # cleared with what came of it
    due = after_quiet(now, office.zone)
    enqueue(session, [message_row(key, "tell", assignment.person_id, due, payload=payload, lane=ANSWER)])


def _append(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    assignment: Assignment,
    person_id: int,
    body: Mapping[str, Any],
) -> None:
    version = version_of(session, activity)
    about = {
        "activity": activity.id,
        "kind": kind_of(activity).title,
        "title": activity.title,
        "version": activity.version,
        "hash": version.content_hash,
        "assignment": assignment.id,
        "recorded": office.local(now).isoformat(),
    }
    proof.append(session, now, assignment.id, person_id, {**about, **body})


def _by_hand(called: str, bound: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a person's own signature binds."""
    names = ("name", "department", "code", "signed", "version", "hash")
    return {"way": "本人签署", "as": called} | {name: bound[name] for name in names}


def _on_paper(session: Session, assignment: Assignment, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a paper that the secretary entered says; without a date, the paper itself bears it."""
    person = session.get_one(Person, assignment.person_id)
    department = session.get_one(Department, assignment.department_id)
    keyed_by = facts_of(session, assignment.id)[-1].recorded_by
    body = {
        "way": PAPER,
        "name": person.name,
        "department": department.name,
        "paper": kept.get("on", "以纸质件为准"),
        "keyed_by": session.get_one(Person, keyed_by).name if keyed_by else "",
    }
    return body | ({"superior": assignment.subject} if assignment.subject else {})
