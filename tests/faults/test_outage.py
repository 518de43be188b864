"""Down for minutes or for a week: what goes late, what is asked about, and nobody is flooded."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from activities.kind import Content
from services import outage
from services.audiences import Audience
from services.office import Office
from services.publishing import create_activity
from storage.messages import Message
from storage.people import Leave, Person
from tests.e2e.conftest import Bureau, bureau
from tests.faults.bureau import REMINDER, asking

__all__ = ["bureau"]

STAFF = ("陈清", "赵刚", "钱敏", "孙丽", "李强", "周喆")


async def beat(bureau: Bureau, silent: timedelta | None = None) -> int:
    return await bureau.store.write(outage.beat, bureau.office, bureau.now, silent)


async def back_after(bureau: Bureau, **span: float) -> int:
    """Come back after so long; return how many get their list once more."""
    bureau.now += timedelta(**span)
    told = await beat(bureau)
    await bureau.ring()
    await bureau.sent()
    return told


async def lists(bureau: Bureau) -> Counter[str]:
    """Return how many merged lists each person got since they last looked."""
    found: Counter[str] = Counter()
    for name in STAFF:
        found[name] = sum("停机了一段时间" in message.text for message in await bureau.people[name].look())
    return found


async def ask(bureau: Bureau, content: Content = REMINDER) -> int:
    id_ = await bureau.store.write(asking, bureau.office, bureau.now, "reminder", content)
    await bureau.ring()
    await bureau.sent()
    return id_


async def test_after_presses_were_lost_everybody_with_something_open_gets_one_list(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await beat(bureau)
    await ask(bureau)
    await ask(bureau, REMINDER.model_copy(update={"title": "另一项"}))
    for message in (await bureau.people["李强"].look())[:2]:
        await bureau.people["李强"].tap("我已知悉", message)

    def change(session: Session) -> None:
        day = bureau.office.today(bureau.now)
        session.add(Leave(person_id=roster["孙丽"], kind="病假", first=day, last=day, recorded_at=bureau.now))
        session.execute(
            update(Person).where(Person.id == roster["周喆"]).values(unreachable="本人已停用机器人")
        )

    await bureau.store.write(change)
    await lists(bureau)
    assert await back_after(bureau, seconds=100) == 0  # Telegram has kept what was pressed
    assert await back_after(bureau, minutes=10) == 3
    assert await lists(bureau) == {"陈清": 1, "赵刚": 1, "钱敏": 1, "孙丽": 0, "李强": 0, "周喆": 0}
    shown = await bureau.people["钱敏"].last()
    assert shown is not None
    assert "自2026年12月2日" in shown.text
    assert [label[:2] for label in shown.labels] == ["1．", "2．"]
    await back_after(bureau, minutes=30)
    assert sum((await lists(bureau)).values()) == 0  # one a day is enough


async def test_the_list_waits_for_working_hours_and_goes_to_those_still_concerned(bureau: Bureau) -> None:
    await beat(bureau)
    await ask(bureau)
    await lists(bureau)
    bureau.now = bureau.now.replace(hour=12)  # 20:00 in the office
    assert await back_after(bureau, hours=1) == 6
    assert sum((await lists(bureau)).values()) == 0
    await bureau.people["李强"].tap("我已知悉")
    await bureau.at(bureau.now.replace(day=3, hour=1, minute=1))  # 09:01 the next morning
    await bureau.sent()
    assert await lists(bureau) == {name: int(name != "李强") for name in STAFF}


async def test_a_silence_within_one_run_is_measured_by_a_clock_nobody_sets(bureau: Bureau) -> None:
    await beat(bureau)
    await ask(bureau)
    bureau.now += timedelta(hours=1)  # somebody set the clock: the bot was there all the time
    assert await beat(bureau, timedelta(seconds=30)) == 0
    bureau.now -= timedelta(hours=1)
    assert await beat(bureau, timedelta(seconds=30)) == 0
    assert await beat(bureau, timedelta(seconds=151)) == 6


async def test_after_a_week_nobody_is_flooded(bureau: Bureau) -> None:
    await beat(bureau)
    for number in range(3):
        await ask(bureau, REMINDER.model_copy(update={"title": f"第{number}项"}))
    for hours in (20, 44, 68):  # due while nobody was there
        await scheduled(bureau, bureau.office, bureau.now + timedelta(hours=hours), f"定时{hours}")
    for name in STAFF:
        await bureau.people[name].look()
    await back_after(bureau, days=7)
    for _ in range(5):
        await bureau.later(minutes=5)
    await bureau.sent()
    got = {name: len(await bureau.people[name].look()) for name in STAFF}
    # The secretary is asked about each of the three as well, and told what passed its deadline.
    # Heads are given the list of who is late in their department; the secretary too, where nobody heads it.
    heads = {"赵刚", "孙丽"}
    assert {got[name] for name in STAFF if name not in ("陈清", *heads)} == {1}
    assert {got[name] for name in heads} == {2}
    assert got["陈清"] <= 1 + 3 + 3 + 1


async def scheduled(bureau: Bureau, office: Office, at: datetime, title: str) -> int:
    def create(session: Session) -> int:
        return create_activity(
            session,
            office,
            bureau.now,
            kind="reminder",
            content=REMINDER.model_copy(update={"title": title}),
            audience=Audience(),
            deadline=at + timedelta(days=10),
            opens_at=at,
            by=None,
        ).id

    return await bureau.store.write(create)


async def test_a_little_late_it_goes_later_the_secretary_is_asked(bureau: Bureau) -> None:
    secretary, lee = bureau.people["陈清"], bureau.people["李强"]
    await scheduled(bureau, bureau.office, bureau.now + timedelta(hours=1), "迟了一点")
    await bureau.later(hours=2, minutes=50)
    await lee.wait_for("迟了一点")
    await scheduled(bureau, bureau.office, bureau.now + timedelta(hours=1), "迟了太多")
    await scheduled(bureau, bureau.office, bureau.now + timedelta(hours=1), "不用再发")
    await bureau.later(hours=4)
    await bureau.sent()
    assert not any("迟了太多" in message.text for message in await lee.look())
    held = await secretary.wait_for("《迟了太多》")
    assert "机器人停机，错过了发布时间，没有自动发布。" in held.text
    assert (await secretary.tap("现在发布", held)) is not None
    await bureau.ring()
    await lee.wait_for("迟了太多")
    dropped = await secretary.wait_for("《不用再发》")
    answer = await secretary.tap("不发布", dropped)
    assert answer is not None
    assert answer.text == "好的，不发布。"
    await bureau.later(hours=1)
    await bureau.sent()

    def keys(session: Session) -> list[str]:
        return list(session.scalars(select(Message.key)))

    assert len([key for key in await bureau.store.read(keys) if key.startswith("open/")]) == 2 * len(STAFF)
