"""Erasing one person's content: nothing they said is left anywhere, and every figure and chain holds."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from scheduler.clockwork import tick
from services import proof
from services.answering import act, show
from services.audit import chain
from services.belonging.leaving import depart
from services.office import Office
from services.refusals import NotYours, Outdated
from services.reply import Reply
from services.reporting.figures import activity_figures, figures_as_of, figures_with_people
from services.retention import erasing_screen
from services.retention.erasing import ALL, ERASED, ERASED_NAME, ITEM, KEPT, SCOPES, SETTLED, WORDS
from storage.activities import Activity
from storage.base import Base
from storage.erasures import Erasure
from storage.letters import Signature
from storage.messages import CANCELLED, WAITING, KeptText, Message
from storage.people import Person
from storage.store import Store
from storage.suggestions import Suggestion
from tests.conftest import add_roster
from tests.services.bureau import assignment_of, publish, tap
from tests.services.lived import MARK, NAME, end, live
from tests.services.test_letter_records import DUTIES

OF_A_PERSON = {"person", "assignment", "essay", "suggestion"}
"""What leads to a person: tables that refer to one of these do, too."""
BY_ACCOUNT = {"knock", "set_aside"}
"""What leads to a person by their account only."""


def personal_tables() -> set[str]:
    return {"person", *BY_ACCOUNT} | {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name in OF_A_PERSON for key in table.foreign_keys)
    }


def test_what_becomes_of_every_table_that_leads_to_a_person_is_said() -> None:
    assert personal_tables() - ERASED.keys() - KEPT.keys() == set()
    assert (ERASED.keys() | KEPT.keys()) - personal_tables() == set()
    assert not ERASED.keys() & KEPT.keys()


def everything(session: Session) -> dict[str, list[str]]:
    """Return every row of every table as text."""
    return {
        table.name: [json.dumps([str(value) for value in row]) for row in session.execute(select(table))]
        for table in Base.metadata.sorted_tables
    }


def holding(session: Session, word: str) -> set[str]:
    shown = json.dumps(word).strip('"')
    return {name for name, rows in everything(session).items() if any(shown in row for row in rows)}


def figures(session: Session, office: Office, now: datetime) -> list[dict[str, Any]]:
    """Return all that reports say in figures, now and as of a while ago."""
    found = []
    for activity in session.scalars(select(Activity).order_by(Activity.id)):
        for one in (
            activity_figures(session, office, now, activity),
            figures_with_people(session, office, now, activity),
            figures_as_of(session, office, now - timedelta(hours=1), activity),
        ):
            told = asdict(one)
            told.pop("people")
            found.append(told)
    return found


def go(session: Session, office: Office, now: datetime, person_id: int) -> None:
    person = session.get_one(Person, person_id)
    person.left = office.today(now)
    depart(session, office, now, person, by=None)
    session.flush()


def ask(
    session: Session, office: Office, now: datetime, clerk: int, scope: str, number: int, reason: str
) -> int:
    """Ask for an erasure as far as the first confirmation; return its id."""
    assert erasing_screen.ask_reason(session, office, now, clerk, scope, number).prompt
    item = scope == ITEM
    person = number if not item else assignment_person(session, number)
    ref = {"person": person, "scope": scope, "assignment": number if item else None}
    erasing_screen.reason_typed(session, office, now, clerk, ref, reason)
    return session.scalars(select(Erasure.id).order_by(Erasure.id.desc())).first() or 0


def assignment_person(session: Session, assignment_id: int) -> int:
    from storage.assignments import Assignment

    return session.get_one(Assignment, assignment_id).person_id


def erase(session: Session, office: Office, now: datetime, clerk: int, scope: str, number: int) -> Reply:
    id_ = ask(session, office, now, clerk, scope, number, "本人调离后提出")
    assert "再次确认" in erasing_screen.confirm(session, office, now, clerk, id_ * 10).text
    return erasing_screen.confirm(session, office, now, clerk, id_ * 10 + 1)


async def test_of_a_leaver_nothing_is_left_and_all_holds(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    later = now + timedelta(hours=2)
    await store.write(live, office, now, roster)
    await store.write(go, office, later, roster[NAME])
    before = await store.read(figures, office, later)
    said = await store.read(holding, MARK)
    assert {"fact", "assignment", "essay", "essay_part", "kept_text", "said", "leave"} <= said
    reply = await store.write(erase, office, later, 1000 + roster["陈清"], ALL, roster[NAME])
    assert reply.text.startswith("<b>已清除</b>")
    assert await store.read(holding, MARK) == set()
    assert await store.read(holding, NAME) == set()
    assert await store.read(figures, office, later) == before
    inspection = await store.read(proof.inspect)
    assert (inspection.finish(), inspection.records, inspection.erased) == ([], 2, 1)
    assert (await store.read(chain.inspect)).finish() == []
    while not await store.read(lambda session: session.scalars(select(Erasure.scrubbed)).one()):
        await tick(store, office, later, lambda: None)
    if store.is_sqlite:
        path = Path(store.url.removeprefix("sqlite:///"))
        held = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        for word in (MARK, NAME):
            assert word.encode() not in held
            assert json.dumps(word).strip('"').encode() not in held


@pytest.fixture
def ids(session: Session, office: Office, now: datetime) -> dict[str, int]:
    found = add_roster(session)
    session.flush()
    live(session, office, now, found)
    return found


def test_of_somebody_on_the_roster_their_words_go_and_their_answers_stay(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    clerk, me = 1000 + ids["陈清"], ids[NAME]
    offered = erasing_screen.person_chosen(
        session, office, now, session.get_one(Person, ids["陈清"]), session.get_one(Person, me)
    )
    assert ALL not in {press.args[0] for row in offered.rows for press in row}
    with pytest.raises(erasing_screen.NotErasable):
        erasing_screen.ask_reason(session, office, now, clerk, ALL, me)
    erase(session, office, now, clerk, WORDS, me)
    assert session.scalars(select(KeptText)).all() == []
    assert session.scalars(select(Suggestion)).all() == []
    assert "set_aside" not in holding(session, MARK)
    assert {"essay", "person"} <= holding(session, MARK)
    assert session.get_one(Person, me).name == NAME


def test_of_somebody_on_the_roster_all_that_is_settled_may_go_at_once(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    clerk, me = 1000 + ids["陈清"], ids[NAME]
    end(session, office, now)
    before = figures(session, office, now)
    reply = erase(session, office, now, clerk, SETTLED, me)
    assert "办理内容" in reply.text
    # Their own phone number stands on the roster; what they wrote is nowhere any more.
    assert holding(session, MARK) == {"person"}
    assert session.get_one(Person, me).name == NAME
    assert figures(session, office, now) == before
    assert proof.inspect(session).finish() == []
    assert chain.inspect(session).finish() == []


def test_who_signed_after_another_is_named_in_their_letter_no_more(
    session: Session, office: Office, now: datetime
) -> None:
    ids = add_roster(session)
    session.get_one(Person, ids["孙丽"]).supervisor = "赵刚"
    session.get_one(Person, ids["赵刚"]).post = "领导班子"
    session.flush()
    id_ = publish(session, office, now, "responsibility", DUTIES)
    letter = assignment_of(session, id_, ids["孙丽"])
    tap(session, office, now, id_, ids["孙丽"], Action("sign", text="孙丽"))
    act(session, office, now, 1000 + ids["赵刚"], letter.id, 1, Action("sign", text="赵刚"))
    assert letter.reply["second"]["name"] == "赵刚"
    go(session, office, now, ids["赵刚"])
    erase(session, office, now, 1000 + ids["陈清"], ALL, ids["赵刚"])
    session.expire_all()
    assert letter.reply["second"]["name"] == ERASED_NAME
    assert letter.outcome == "done"
    assert proof.inspect(session).finish() == []
    assert chain.inspect(session).finish() == []


def test_an_answer_to_a_suggestion_that_has_not_gone_goes_no_more(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    told = session.scalars(select(Message).where(Message.purpose == "suggestion")).all()
    assert told
    for one in told:
        one.state = WAITING
    session.flush()
    erase(session, office, now, 1000 + ids["陈清"], WORDS, ids[NAME])
    session.expire_all()
    assert {(one.state, one.reason) for one in told} == {(CANCELLED, "内容已清除")}


def test_one_item_sent_by_mistake_goes_alone(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    clerk, me = 1000 + ids["陈清"], ids[NAME]
    essays, letters = (
        next(one for one in session.scalars(select(Activity)) if one.kind == kind)
        for kind in ("essay", "commitment")
    )
    essay = assignment_of(session, essays.id, me)
    erase(session, office, now, clerk, ITEM, essay.id)
    assert not {"essay", "essay_part"} & holding(session, f"{MARK}-essay")
    assert "fact" in holding(session, f"{MARK}-away")
    screen = show(session, office, now, 1000 + me, essay.id)
    assert "具体内容已按规定清除" in screen.text
    assert screen.rows == ()
    letter = assignment_of(session, letters.id, me)
    erase(session, office, now, clerk, ITEM, letter.id)
    bodies = {row.person_id: row.body for row in session.scalars(select(Signature))}
    assert bodies[me] is None
    assert bodies[ids["李强"]] is not None
    assert proof.inspect(session).finish() == []


def test_what_is_open_keeps_its_content(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    task = next(one for one in session.scalars(select(Activity)) if one.kind == "task")
    mine = assignment_of(session, task.id, ids[NAME])
    clerk = 1000 + ids["陈清"]
    with pytest.raises(erasing_screen.NotErasable, match="还没有办结"):
        erasing_screen.ask_reason(session, office, now, clerk, ITEM, mine.id)
    end(session, office, now)
    erase(session, office, now, clerk, ITEM, mine.id)
    assert f"{MARK}-progress" not in str(mine.reply)


def test_it_takes_a_reason_and_two_confirmations_of_one_secretary(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    clerk, me = 1000 + ids["陈清"], ids[NAME]
    ref = {"person": me, "scope": WORDS, "assignment": None}
    refused = erasing_screen.reason_typed(session, office, now, clerk, ref, "。")
    assert "写明事由" in refused.text
    assert session.scalars(select(Erasure)).all() == []
    id_ = ask(session, office, now, clerk, WORDS, me, "本人要求")
    with pytest.raises(Outdated):  # the second before the first
        erasing_screen.confirm(session, office, now, clerk, id_ * 10 + 1)
    erasing_screen.confirm(session, office, now, clerk, id_ * 10)
    with pytest.raises(Outdated):  # the first twice
        erasing_screen.confirm(session, office, now, clerk, id_ * 10)
    with pytest.raises(Outdated):
        erasing_screen.confirm(session, office, now + timedelta(hours=25), clerk, id_ * 10 + 1)
    assert session.scalars(select(KeptText)).all() != []
    session.get_one(Erasure, id_).asked_by = ids["赵刚"]
    with pytest.raises(NotYours):
        erasing_screen.confirm(session, office, now, clerk, id_ * 10 + 1)


def test_every_scope_has_words_and_the_record_says_who_and_why(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    from services.retention.screen import record

    assert SCOPES.keys() == {WORDS, ITEM, SETTLED, ALL}
    go(session, office, now, ids[NAME])
    clerk = 1000 + ids["陈清"]
    erase(session, office, now, clerk, ALL, ids[NAME])
    text = record(session, office, now, clerk).text
    assert f"{ERASED_NAME}：全部内容" in text
    assert "事由：本人调离后提出（陈清办理）" in text
    assert "签署内容：1" in text
