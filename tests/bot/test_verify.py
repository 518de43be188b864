"""`qingfeng verify`: the chain in the database, an export of it, and a byte that was changed in either."""

import json
from io import BytesIO
from pathlib import Path

from docx import Document
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from reports.stamp import say_trace, stamped
from services import proof
from services.office import Office
from storage.assignments import Assignment
from storage.letters import Signature
from tests.bot.conftest import Operator
from tests.conftest import NOW
from tests.language.files import xlsx
from tests.services.bureau import LETTER, publish


def sign_two(operator: Operator, office: Office) -> None:
    """Hang two records on the chain of the operator's database."""
    engine = create_engine(f"sqlite:///{operator.home / 'qingfeng.db'}")
    with Session(engine) as session, session.begin():
        publish(session, office, NOW, "commitment", LETTER)
        asked = session.scalars(select(Assignment)).one()  # init has stored the secretary
        for name in ("周喆", "李强"):
            proof.append(session, NOW, asked.id, asked.person_id, {"name": name, "department": "法规处"})
    engine.dispose()


async def test_a_chain_is_checked_exported_and_checked_again(ready: Operator, office: Office) -> None:
    none = await ready("verify")
    assert (none.code, none.out.splitlines()[1]) == (0, "核验通过：共0条记录，逐条相接，没有改动。")
    sign_two(ready, office)
    outcome = await ready("verify", "--export", "out", "--json")
    assert (outcome.code, outcome.json["records"]) == (0, 2)
    exported, _, script = (Path(name) for name in outcome.json["written"])
    assert script.name == "核验.py"
    assert (await ready("verify", str(exported), "--link", outcome.json["link"])).code == 0
    assert (await ready("verify", str(exported), "--link", "0" * 64)).code == 1
    exported.write_bytes(exported.read_bytes().replace("李强".encode(), "李弛".encode()))
    broken = await ready("verify", str(exported))
    assert broken.code == 1
    assert "第2号记录（法规处　李弛）：内容与摘要不符" in broken.out


async def test_the_audit_is_checked_beside_it_and_knows_any_link_it_ever_had(ready: Operator) -> None:
    first = (await ready("verify", "--json")).json["audit"]
    assert (first["records"], first["problems"]) == (1, [])  # init has named the secretary
    outcome = await ready("verify", "--export", "out", "--json")
    audit = outcome.json["written"][1]
    assert "导出签署记录和留痕记录" in acts_in(audit)
    for place in ((), (audit,)):
        known = await ready("verify", *place, "--link", first["link"])
        assert (known.code, "第1号的" in known.out) == (0, True)
        assert (await ready("verify", *place, "--link", "0" * 64)).code == 1
    run_as_whoever_has_the_file(ready, "UPDATE audit SET body = replace(body, '指定', '撤销')")
    assert "第1号记录（命令行　撤销第一位纪检秘书）" in (await ready("verify")).out
    assert (await ready("check")).code == 1


async def test_backups_and_links_are_written_down(ready: Operator) -> None:
    assert (await ready("backup", "copy")).code == 0
    assert (await ready("invite", "--json")).code == 0
    assert (await ready("restore", "copy", "--yes")).code == 0
    written = (await ready("verify", "--export", "out", "--json")).json["written"]
    assert acts_in(written[1]) == ["指定第一位纪检秘书", "备份全部数据", "恢复备份", "导出签署记录和留痕记录"]


async def test_any_export_is_known_by_the_stamp_it_bears(ready: Operator) -> None:
    link = (await ready("verify", "--json")).json["audit"]["link"]
    names = ("办理情况.xlsx", "公文.docx", "别处.xlsx", "没有留痕.xlsx")
    sheet, paper, foreign, plain = (Path(name) for name in names)
    sheet.write_bytes(stamped("x.xlsx", xlsx([["姓名"], ["张*"]]), say_trace(1, link)))
    foreign.write_bytes(stamped("x.xlsx", xlsx([["姓名"], ["张*"]]), say_trace(1, "0" * 64)))
    made = BytesIO()
    Document().save(made)
    paper.write_bytes(stamped("x.docx", made.getvalue(), say_trace(1, link)))
    for file in (sheet, paper):
        known = await ready("verify", str(file))
        assert known.code == 0
        assert "这份文件的导出已留痕：第1号" in known.out
        assert "命令行，指定第一位纪检秘书" in known.out
        assert "核验通过：共1条记录" in known.out
    unknown = await ready("verify", str(foreign))
    assert (unknown.code, "不是本系统导出的原件" in unknown.out) == (1, True)
    plain.write_bytes(xlsx([["姓名"], ["张*"]]))
    assert (await ready("verify", str(plain))).code == 1


def acts_in(exported: str) -> list[str]:
    """Return what was done, according to an export of the audit."""
    said = [json.loads(line).get("body") for line in Path(exported).read_text(encoding="utf-8").splitlines()]
    return [body["what"] for body in said if body]


def run_as_whoever_has_the_file(operator: Operator, statement: str) -> None:
    """Change rows as somebody does who takes the database's guards away first."""
    engine = create_engine(f"sqlite:///{operator.home / 'qingfeng.db'}")
    with engine.begin() as connection:
        for guard in ("audit_insert", "audit_update", "audit_delete"):
            connection.exec_driver_sql(f"DROP TRIGGER {guard}")
        connection.exec_driver_sql(statement)
    engine.dispose()


async def test_a_byte_changed_in_the_database_is_found(ready: Operator, office: Office) -> None:
    sign_two(ready, office)
    engine = create_engine(f"sqlite:///{ready.home / 'qingfeng.db'}")
    with Session(engine) as session, session.begin():
        first = session.scalars(select(Signature)).first()
        assert first is not None
        first.digest = first.digest.replace("a", "b") if "a" in first.digest else "0" + first.digest[1:]
    engine.dispose()
    outcome = await ready("verify")
    assert outcome.code == 1
    assert "第1号记录（法规处　周喆）" in outcome.out


async def test_what_cannot_be_read_or_written_is_said_plainly(ready: Operator) -> None:
    outcome = await ready("verify", "没有这个文件.jsonl")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err == "打不开文件 没有这个文件.jsonl：没有这个文件或文件夹。\n"
    (Path.cwd() / "taken").write_text("")
    assert "不能写入" in (await ready("verify", "--export", "taken")).err
    assert (await ready("verify", "x.jsonl", "--export", "out")).code == 2
    (Path.cwd() / "README.md").write_text("说明\n" * 100)
    outcome = await ready("verify", "README.md")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("README.md 不是本系统导出的文件。")


async def test_a_link_that_is_nowhere_is_told_once_beside_chains_that_hold(ready: Operator) -> None:
    outcome = await ready("verify", "--link", "abc")
    assert outcome.code == 1
    assert outcome.out.count("核验通过") == 2
    assert outcome.out.splitlines()[-1].startswith("没有找到记下的值 abc。")
