"""What many are sent is made once: each still gets what would have been made for them alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from activities.kind import Action
from activities.registry import KINDS
from activities.reminder import ReminderContent
from services.alike import find_alike
from services.backing import backing_of
from services.office import Office
from services.outbox import claim
from services.rendering import Outgoing, render
from storage.messages import Message
from storage.people import Person
from tests.conftest import add_roster
from tests.services.bureau import REMINDER, assignment_of, publish, tap

CONTENT = ReminderContent(
    **{**REMINDER.model_dump(), "basis_party": "依据：党纪。", "basis_other": "依据：政务处分法。"}
)


def leave(person: Person) -> None:
    person.left = date(2020, 1, 1)


def part(person: Person) -> None:
    person.telegram_id = None


def block(person: Person) -> None:
    person.unreachable = "本人已停用机器人"


def said(outgoing: Outgoing) -> tuple[object, ...]:
    """Return all that an outgoing message says; two Skips are never equal."""
    skip = outgoing.skip and (outgoing.skip.state, outgoing.skip.reason)
    return replace(outgoing, skip=None), skip


@pytest.mark.parametrize("meanwhile", [leave, part, block])
def test_a_batch_says_what_each_message_alone_would_say(
    session: Session, office: Office, now: datetime, meanwhile: Callable[[Person], None]
) -> None:
    ids = add_roster(session)
    activity = publish(session, office, now, content=CONTENT)
    messages = claim(session, now, 64, quiet=False)
    people = {session.get_one(Message, id_).person_id: id_ for id_ in messages}
    meanwhile(session.get_one(Person, ids["赵刚"]))
    tap(session, office, now, activity, ids["李强"], Action("ok"))
    session.flush()
    alone = [said(one) for id_ in messages for one in render(session, office, now, [id_])]
    together = [said(one) for one in render(session, office, now, messages)]
    assert together == alone
    assert len(messages) > len(find_alike(session, office.today(now), messages)) > 1
    named = {one.message_id: one.reply.rows for one in render(session, office, now, messages) if not one.skip}
    for person, id_ in people.items():
        if id_ in named:
            assert named[id_][0][0].args[0] == assignment_of(session, activity, person).id


def test_only_openings_as_they_were_published_are_alike(
    session: Session, office: Office, now: datetime
) -> None:
    add_roster(session)
    publish(session, office, now)
    first, *others = claim(session, now + timedelta(seconds=1), 64, quiet=False)
    session.get_one(Message, first).payload = {"again": True}
    session.flush()
    found = {
        one.message_id for group in find_alike(session, office.today(now), [first, *others]) for one in group
    }
    assert found == set(others)
    assert [one.reply.text[:4] for one in render(session, office, now, [first])] == ["（重发）"]


def test_an_alike_kind_asks_nothing_more_of_the_database() -> None:
    assert [kind.name for kind in KINDS.values() if kind.alike and backing_of(kind.name).more] == []
