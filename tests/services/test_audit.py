"""The audit chain: on each engine one chain whoever writes, guarded by the database, and checked."""

import asyncio
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import Executable, delete, insert, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.routes import BUTTONS, COMMANDS
from content.verify import inspect_content, inspect_lines, report
from reports.audit import audit_workbook
from reports.stamp import say_trace, stamped
from services.audit import chain, looking, monthly
from services.audit.acts import COMMANDS as COMMAND_ACTS
from services.audit.acts import PRESSES, TYPED
from services.audit.chain import Entry
from services.audit.desks import DESK, PLAN
from services.audit.doing import of_press, of_words
from services.audit.kinds import KINDS, Act, By, Declared
from services.audit.reasons import CHOICES, REASONS, reason_of
from services.audit.subjects import SUBJECTS
from services.backings import BACKINGS
from services.managing.desk import ACTIONS
from services.office import Office
from services.plan.doors import ACTS
from services.words import EXPECTING
from storage.audit import AuditRow
from storage.base import Base, table_of
from storage.messages import Message
from storage.store import Store
from tests.conftest import add_roster

# What is offered at an activity's desk and changes nothing but, at most, what is being asked.
ONLY_SHOWN = frozenset(
    {"ask", "cloud", "code", "errors", "item", "list", "log", "manage", "menu", "minutes", "names", "refresh"}
    | {"m-one", "m-people", "m-remind", "m-remove", "m-removing", "m-withdraw"}
    | {"results", "s", "stats", "sup", "sup-name", "sup-to", "waits", "year"}
)


DOUBLED = (
    "INSERT INTO audit SELECT 4, at, kind, actor_id, about_id, body, digest, link FROM audit WHERE number = 3"
)


def act(number: int, kind: str = "record", about_id: int | None = None) -> Entry:
    return Entry(
        kind,
        "陈清（办公室）",
        "纪检秘书",
        f"登记线下办理{number}",
        "李强（法规处）",
        "线下已办",
        about_id=about_id,
    )


def append_some(
    session: Session, office: Office, now: datetime, number: int, about_id: int | None = None
) -> None:
    for place in range(number):
        chain.append(session, office, now + timedelta(minutes=place), act(place + 1, about_id=about_id))


def test_every_way_in_says_what_act_it_is() -> None:
    assert set(PRESSES) == set(BUTTONS)
    assert set(COMMAND_ACTS) == set(COMMANDS)
    assert set(TYPED) == set(EXPECTING)
    at_desk = set(ACTIONS) | {action for backing in BACKINGS.values() for action in backing.actions}
    assert at_desk - set(DESK) == ONLY_SHOWN
    assert set(DESK) <= at_desk
    assert set(PLAN) <= set(ACTS)


def acts_of(declared: Declared) -> list[Act]:
    named = [*declared.acts.values(), declared.rest] if isinstance(declared, By) else [declared]
    return [one for one in named if one is not None]


def test_acts_are_of_kinds_and_about_things_that_there_are() -> None:
    for declared in (*PRESSES.values(), *COMMAND_ACTS.values(), *TYPED.values()):
        for one in acts_of(declared):
            assert one.kind in KINDS, one
            assert {name for name, _ in one.about} <= set(SUBJECTS), one


def test_every_act_that_changes_something_has_a_reason() -> None:
    for declared in (*PRESSES.values(), *COMMAND_ACTS.values(), *TYPED.values()):
        for one in acts_of(declared):
            # Looks and exports change nothing; what is only shown is OTHER where it does.
            assert reason_of(one) or one.typed or one.kind in ("look", "export"), one


def test_each_usual_reason_is_offered_by_an_act_there_is_and_has_a_place() -> None:
    declared = (*PRESSES.values(), *COMMAND_ACTS.values(), *TYPED.values())
    called = {one.words: one for each in declared for one in acts_of(each)}
    for words, choices in CHOICES.items():
        assert not called[words].why, "a reason of its own would stand in the place of the first choice"
        assert set(choices) <= set(REASONS), words
        assert choices[0] in reason_of(called[words])
    assert len(set(REASONS)) == len(REASONS)


def test_an_act_is_told_by_the_arguments() -> None:
    entered, taken_back = of_press("rt", (7, 1, 0)), of_press("rt", (7, 0, 0))
    assert entered
    assert taken_back
    assert (entered.act.words, taken_back.act.words) == ("登记线下办理", "撤销线下办理登记")
    assert of_press("a", (7, 1, "ok", "")) is None
    typed = of_words("desk", {"activity": 3, "action": "m-one-until", "arg": "9"}, "12月9日")
    assert typed
    assert (typed.act.words, typed.arguments[2]) == ("为一人延期", "9")


async def test_who_write_at_the_same_time_hang_one_on_another(
    store: Store, office: Office, now: datetime
) -> None:
    await asyncio.gather(*(store.write(chain.append, office, now, act(number)) for number in range(24)))
    inspection = await store.read(chain.inspect)
    assert (inspection.finish(), inspection.records) == ([], 24)


def run(session: Session, statement: Executable) -> None:
    session.execute(statement)


async def test_the_database_refuses_to_change_what_was_written(
    store: Store, office: Office, now: datetime
) -> None:
    await store.write(append_some, office, now, 2)
    row = table_of(AuditRow)
    first = row.c.number == 1
    attempts: list[Executable] = [
        delete(row).where(first),
        update(row).where(first).values(body="{}"),
        update(row).where(first).values(body=None, link="0" * 64),
        update(row).where(first).values(actor_id=None, at=now + timedelta(days=1)),
        insert(row).values(number=1, at=now, kind="record", digest="", link=""),
    ]
    attempts += [] if store.is_sqlite else [text("TRUNCATE audit")]
    attempts += [text("INSERT OR REPLACE INTO audit SELECT * FROM audit")] if store.is_sqlite else []
    for attempt in attempts:
        with pytest.raises(DBAPIError):
            await store.write(run, attempt)
    assert (await store.read(chain.inspect)).finish() == []


async def test_erasing_leaves_the_chain_whole_and_nothing_to_read(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    await store.write(append_some, office, now, 2, about_id=roster["李强"])
    await store.write(append_some, office, now + timedelta(days=1), 2)
    assert await store.write(chain.erase_about, roster["李强"]) == 2
    inspection = await store.read(chain.inspect)
    assert (inspection.finish(), inspection.records, inspection.erased) == ([], 4, 2)
    assert await store.write(chain.erase_before, now + timedelta(days=1, seconds=1)) == 1
    exported = b"".join(await store.read(lambda session: list(chain.export(session))))
    assert (inspect_lines(exported).finish(), exported.count("李强".encode())) == ([], 1)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE audit SET body = replace(body, '李强', '王强') WHERE number = 2",
            "第2号记录（陈清（办公室）",
        ),
        ("DELETE FROM audit WHERE number = 2", "第3号记录"),
        ("DELETE FROM audit WHERE number = 3", "结束行与前面2条记录对不上"),
        ("UPDATE audit SET kind = 'look' WHERE number = 1", "第1号留痕：时间或类别"),
        ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE number = 1", "第1号留痕：时间或类别"),
        (DOUBLED, "第4号记录"),
    ],
)
def test_who_takes_the_guards_away_is_found_out(
    session: Session, office: Office, now: datetime, statement: str, said: str
) -> None:
    append_some(session, office, now, 3)
    for guard in ("audit_insert", "audit_update", "audit_delete"):
        session.execute(text(f"DROP TRIGGER {guard}"))
    session.execute(text(statement))
    session.expire_all()
    assert any(said in problem for problem in chain.inspect(session).finish())


def exported(session: Session, office: Office, now: datetime, kind: str = "") -> bytes:
    """Return the workbook that the secretary is handed, with its stamp."""
    secretary = 1000 + 1
    reply = looking.press(session, office, now, secretary, "xlsx", 0, kind, "", 0)
    assert [file.name.rpartition(".")[2] for file in reply.files] == ["xlsx", "py"]
    return stamped("x.xlsx", reply.files[0].make(), say_trace(9, "f" * 64))


def changed(content: bytes, old: str, new: str) -> bytes:
    """Return a workbook with a text changed, as with Excel."""
    book = load_workbook(BytesIO(content))
    cells = [cell for row in book["留痕记录"].iter_rows() for cell in row if cell.value == old]
    assert cells, old
    cells[0].value = new
    result = BytesIO()
    book.save(result)
    return result.getvalue()


def test_the_workbook_is_checked_without_the_bot(session: Session, office: Office, now: datetime) -> None:
    add_roster(session)
    append_some(session, office, now, 3)
    chain.append(session, office, now, act(4, kind="role"))
    whole = exported(session, office, now)
    assert report(inspect_content(whole))[0] == "核验通过：共4条记录，逐条相接，没有改动。"
    book = load_workbook(BytesIO(whole))
    assert book.sheetnames == ["留痕记录", "留痕"]
    assert "第9号" in str(book["留痕"]["A2"].value)
    found = inspect_content(changed(whole, "登记线下办理2", "登记线下办理9")).finish()
    assert len(found) == 1
    assert "第2号记录：F列与记录原文不同" in found[0]
    without = load_workbook(BytesIO(whole))
    without["留痕记录"].delete_rows(6)
    saved = BytesIO()
    without.save(saved)
    assert any("有记录缺失" in one for one in inspect_content(saved.getvalue()).finish())


def test_a_part_of_it_says_that_it_is_a_part(session: Session, office: Office, now: datetime) -> None:
    add_roster(session)
    append_some(session, office, now, 2)
    chain.append(session, office, now, act(3, kind="role"))
    append_some(session, office, now, 1)
    part = exported(session, office, now, kind="record")
    said = report(inspect_content(part))
    assert said == ["核验通过：文件含3条记录，各条都没有改动。这是一部分记录，不是全部。"]
    assert inspect_content(changed(part, "登记线下办理2", "登记")).finish()


def test_erased_rows_stand_in_the_workbook_as_such(session: Session, office: Office, now: datetime) -> None:
    people = add_roster(session)
    append_some(session, office, now, 2, about_id=people["李强"])
    chain.erase_about(session, people["李强"])
    session.expire_all()
    content = exported(session, office, now)
    assert "其中2条的内容已按规定删除" in report(inspect_content(content))[0]


@pytest.mark.parametrize("junk", [b"PK", b"PK\x03\x04 no zip"])
def test_what_is_no_workbook_is_told(junk: bytes) -> None:
    assert inspect_content(junk).finish()


def test_a_workbook_of_nothing_can_be_made(now: datetime, office: Office) -> None:
    from reports.audit import AuditSheet

    empty = audit_workbook(AuditSheet(office.bureau, office.local(now), "", [], "0" * 64))
    assert report(inspect_content(empty))[0] == "核验通过：共0条记录，逐条相接，没有改动。"


def test_a_stamp_leaves_everything_else_as_it_was() -> None:
    from docx import Document

    paper, result = Document(), BytesIO()
    paper.add_paragraph("正文")
    paper.save(result)
    marked = Document(BytesIO(stamped("x.docx", result.getvalue(), "已留痕：第3号<&>")))
    assert [paragraph.text for paragraph in marked.paragraphs] == ["正文", "已留痕：第3号<&>"]
    with ZipFile(BytesIO(stamped("x.docx", result.getvalue(), "x"))) as archive:
        assert archive.testzip() is None
    assert stamped("x.png", b"png", "x") == b"png"


def test_the_head_is_told_once_a_month_on_its_first_working_day(
    session: Session, office: Office, now: datetime
) -> None:
    add_roster(session)
    append_some(session, office, now, 2)

    def told(day: int, hour: int) -> list[str]:
        at = datetime(2027, 1, day, hour, tzinfo=office.zone)
        monthly.tell_head(session, office, at)
        return [str(one.payload["text"]) for one in session.query(Message) if one.key.startswith("audit/")]

    assert told(1, 10) == []  # 元旦
    assert told(4, 8) == []  # before the office opens
    (text_,) = told(4, 9)
    assert "截至第2号" in text_
    assert (chain.inspect(session).link in text_) is True
    assert told(4, 10) == told(5, 9) == [text_]


def test_the_audit_says_nothing_of_tables_it_does_not_know() -> None:
    from services.audit.recording import WORKING

    assert set(Base.metadata.tables) >= WORKING
