"""登记: what the secretary enters counts fully, is marked, and can be taken back to what was before."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from services import entering
from services.facts import OPENED, fold, opened_as
from services.office import Office
from services.refusals import NotAllowed, NotYours
from services.reply import Reply
from storage.activities import WITHDRAWN, Activity
from storage.assignments import Assignment, facts_of
from storage.people import Department, Person
from storage.store import Store
from tests.services.bureau import LETTER, assignment_of, publish, session_at, tap


@pytest.fixture
async def study(store: Store, office: Office, now: datetime, roster: dict[str, int]) -> int:
    """Return a session 赵刚 has put his name down for."""
    starts = now + timedelta(days=1)

    def prepare(session: Session) -> int:
        activity = publish(session, office, now, "study", session_at(starts), deadline=starts)
        tap(session, office, now, activity, roster["赵刚"], Action("come"))
        return activity

    return await store.write(prepare)


@pytest.fixture
async def secretary(roster: dict[str, int]) -> int:
    """Return the secretary's Telegram id."""
    return 1000 + roster["陈清"]


async def department(store: Store, name: str) -> int:
    return await store.read(lambda s: s.scalars(select(Department.id).where(Department.name == name)).one())


def labels(reply: Reply) -> list[str]:
    return [press.label for row in reply.rows for press in row]


async def test_departments_are_offered_first_then_people(
    store: Store, office: Office, now: datetime, secretary: int, study: int
) -> None:
    chosen = await store.read(entering.entry_list, office, now, secretary, study, 0, 0)
    assert labels(chosen) == [
        "已报名的1人全部登记",
        "办公室（3）",
        "法规处（3）",
        "按姓名登记（可整段粘贴）",
        "返回",
    ]
    office_id = await department(store, "办公室")
    people = await store.read(entering.entry_list, office, now, secretary, study, office_id, 0)
    assert labels(people) == ["陈清", "赵刚", "钱敏", "本处室全部登记", "其他处室", "返回"]
    assert "<b>到会登记：专题学习会</b>" in people.text


async def test_attendance_entered_afterwards_is_not_late(
    store: Store, office: Office, now: datetime, secretary: int, study: int, roster: dict[str, int]
) -> None:
    after = now + timedelta(days=2)
    id_ = await store.read(lambda s: assignment_of(s, study, roster["赵刚"]).id)
    reply = await store.write(entering.mark, office, after, secretary, id_, 1, 0)
    assert reply.toast == "已登记：赵刚。"
    assert "✓ 赵刚" in labels(reply)
    row = await store.read(lambda s: s.get_one(Assignment, id_))
    assert (row.outcome, row.way, row.stage, row.late, row.done_at) == ("done", "到会登记", "", False, after)


async def test_an_entry_is_taken_back_to_what_was_before(
    store: Store, office: Office, now: datetime, secretary: int, study: int, roster: dict[str, int]
) -> None:
    id_ = await store.read(lambda s: assignment_of(s, study, roster["赵刚"]).id)

    def columns(session: Session) -> dict[str, object]:
        row = session.get_one(Assignment, id_)
        return {key: getattr(row, key) for key in (*OPENED, "deadline")}

    before = await store.read(columns)
    await store.write(entering.mark, office, now, secretary, id_, 1, 0)
    reply = await store.write(entering.mark, office, now + timedelta(minutes=1), secretary, id_, 0, 0)
    assert reply.toast == "已撤销登记：赵刚。"
    assert await store.read(columns) == before
    assert before["stage"] == "已报名"

    def folded(session: Session) -> dict[str, object]:
        facts = facts_of(session, id_)
        row = fold(opened_as(session.get_one(Assignment, id_), facts), facts)
        return {key: row[key] for key in before}

    assert await store.read(folded) == before
    kinds = await store.read(lambda s: [(f.kind, f.recorded_by) for f in facts_of(s, id_)])
    assert kinds[1:] == [("entry", roster["陈清"]), ("entry", roster["陈清"])]


async def test_the_same_button_twice_changes_nothing(
    store: Store, office: Office, now: datetime, secretary: int, study: int, roster: dict[str, int]
) -> None:
    id_ = await store.read(lambda s: assignment_of(s, study, roster["钱敏"]).id)
    await store.write(entering.mark, office, now, secretary, id_, 1, 0)
    again = await store.write(entering.mark, office, now, secretary, id_, 1, 0)
    assert again.toast == "钱敏已办理，不用再登记。"
    await store.write(entering.mark, office, now, secretary, id_, 0, 0)
    again = await store.write(entering.mark, office, now, secretary, id_, 0, 0)
    assert again.toast == "钱敏没有可以撤销的登记。"
    assert len(await store.read(lambda s: facts_of(s, id_))) == 2


async def test_an_objection_comes_back_when_the_entry_is_taken_back(
    store: Store, office: Office, now: datetime, secretary: int, roster: dict[str, int]
) -> None:
    def prepare(session: Session) -> int:
        activity = publish(session, office, now, "commitment", LETTER)
        tap(session, office, now, activity, roster["李强"], Action("object", text="有疑问"))
        return assignment_of(session, activity, roster["李强"]).id

    id_ = await store.write(prepare)
    await store.write(entering.mark, office, now, secretary, id_, 1, 0)
    assert (await store.read(lambda s: s.get_one(Assignment, id_))).way == "纸质签署"
    await store.write(entering.mark, office, now, secretary, id_, 0, 0)
    row = await store.read(lambda s: s.get_one(Assignment, id_))
    assert (row.outcome, row.way, row.reply["reason"]) == ("declined", "", "有疑问")


async def test_a_whole_department_is_entered_after_asking(
    store: Store, office: Office, now: datetime, secretary: int, study: int, roster: dict[str, int]
) -> None:
    law = await department(store, "法规处")

    def exempt(session: Session) -> None:
        assignment_of(session, study, roster["周喆"]).exempt = "借出"

    await store.write(exempt)
    asked = await store.write(entering.mark_many, office, now, secretary, study, law, 0)
    assert "将为法规处以下2人登记“到会登记”：\n孙丽、李强\n已免的1人不登记" in asked.text
    assert labels(asked) == ["确认登记2人", "返回"]
    done = await store.write(entering.mark_many, office, now, secretary, study, law, 1)
    assert done.toast == "已登记2人。"
    assert labels(done)[:3] == ["✓ 孙丽", "✓ 李强", "周喆（免）"]
    nothing = await store.write(entering.mark_many, office, now, secretary, study, law, 0)
    assert nothing.toast == "没有需要登记的人员。"


async def test_all_who_said_they_come_are_entered_at_once(
    store: Store, office: Office, now: datetime, secretary: int, study: int, roster: dict[str, int]
) -> None:
    asked = await store.write(entering.mark_many, office, now, secretary, study, 0, 0)
    assert "将为各处室已报名的1人登记“到会登记”" in asked.text
    done = await store.write(entering.mark_many, office, now, secretary, study, 0, 1)
    assert done.toast == "已登记1人。"
    assert labels(done) == ["办公室（2）", "法规处（3）", "按姓名登记（可整段粘贴）", "返回"]
    row = await store.read(lambda s: assignment_of(s, study, roster["赵刚"]))
    assert (row.outcome, row.way) == ("done", "到会登记")


async def test_twelve_a_page(store: Store, office: Office, now: datetime, secretary: int) -> None:
    def prepare(session: Session) -> int:
        law = session.scalars(select(Department).where(Department.name == "法规处")).one()
        for number in range(22):
            person = Person(
                name=f"甲{number}", department_id=law.id, joined=date(2020, 1, 1), roster_order=100 + number
            )
            session.add(person)
        session.flush()
        return publish(session, office, now)

    activity = await store.write(prepare)
    law = await department(store, "法规处")
    last = await store.read(entering.entry_list, office, now, secretary, activity, law, 99)
    assert "第3页，共3页" in last.text
    assert labels(last) == ["甲21", "上一页", "本处室全部登记", "其他处室", "返回"]
    assert all(len(row) <= 8 for row in last.rows)


async def test_two_of_a_name_are_told_apart(
    store: Store, office: Office, now: datetime, secretary: int, roster: dict[str, int]
) -> None:
    def prepare(session: Session) -> int:
        for name, position in (("孙丽", "处长"), ("李强", "科员")):
            person = session.get_one(Person, roster[name])
            person.name, person.position = "王伟", position
        return publish(session, office, now)

    activity = await store.write(prepare)
    law = await department(store, "法规处")
    reply = await store.read(entering.entry_list, office, now, secretary, activity, law, 0)
    assert labels(reply)[:3] == ["王伟 处长", "王伟 科员", "周喆"]


async def test_who_has_left_keeps_what_was_entered(
    store: Store, office: Office, now: datetime, secretary: int, study: int, roster: dict[str, int]
) -> None:
    id_ = await store.read(lambda s: assignment_of(s, study, roster["钱敏"]).id)
    await store.write(entering.mark, office, now, secretary, id_, 1, 0)
    await store.write(lambda s: setattr(s.get_one(Person, roster["钱敏"]), "left", date(2026, 12, 2)))
    with pytest.raises(entering.LeftSince, match="钱敏已调离"):
        await store.write(entering.mark, office, now, secretary, id_, 0, 0)


async def test_refusals(
    store: Store, office: Office, now: datetime, secretary: int, study: int, roster: dict[str, int]
) -> None:
    id_ = await store.read(lambda s: assignment_of(s, study, roster["钱敏"]).id)
    with pytest.raises(NotAllowed):
        await store.write(entering.mark, office, now, 1000 + roster["赵刚"], id_, 1, 0)
    with pytest.raises(NotYours):
        await store.write(entering.mark, office, now, secretary, 999, 1, 0)
    with pytest.raises(NotYours):
        await store.read(entering.entry_list, office, now, secretary, study, 999, 0)
    await store.write(lambda s: setattr(s.get_one(Activity, study), "status", WITHDRAWN))
    with pytest.raises(entering.Withdrawn, match="不能再登记"):
        await store.write(entering.mark, office, now, secretary, id_, 1, 0)
