"""Everything about one person: every table is in it or left out for a reason, and it is theirs alone."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from activities.attachment import Attachment
from reports.dossier_zip import dossier_zip
from services.files import keep_file
from services.office import Office
from services.refusals import NotAllowed, Stranger
from services.retention import person_export
from services.retention.dossier.tables import BY_SENDER, EXPORTED, HIDDEN, LEFT_OUT
from services.retention.person_export import dossier_of
from storage.base import table_of
from storage.essays import EssayPart
from storage.people import Person
from tests.conftest import add_roster
from tests.services.lived import MARK, NAME, live
from tests.services.test_erasure import personal_tables


@pytest.fixture
def ids(session: Session, office: Office, now: datetime) -> dict[str, int]:
    found = add_roster(session)
    session.flush()
    live(session, office, now, found)
    return found


def unpacked(
    session: Session, office: Office, now: datetime, person_id: int, *, own: bool
) -> dict[str, bytes]:
    dossier = dossier_of(session, office, now, session.get_one(Person, person_id), own=own)
    with ZipFile(BytesIO(dossier_zip(dossier))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_table_that_leads_to_a_person_is_in_it_or_left_out_for_a_reason() -> None:
    assert personal_tables() == EXPORTED.keys() | LEFT_OUT.keys() | BY_SENDER
    assert not EXPORTED.keys() & LEFT_OUT.keys()


def test_every_column_is_in_it_under_a_chinese_heading_or_hidden_for_a_reason() -> None:
    for name, part in EXPORTED.items():
        hidden = {column for table, column in HIDDEN if table == name}
        assert part.columns.keys() | hidden == set(table_of(part.table).c.keys()), name
        assert len(set(part.columns.values())) == len(part.columns), name
        assert all(not heading.isascii() for heading in part.columns.values())
    assert len({part.title for part in EXPORTED.values()}) == len(EXPORTED)


def test_ones_own_holds_every_word_one_said_and_nobody_elses(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    files = unpacked(session, office, now, ids[NAME], own=True)
    told = files["资料.json"].decode()
    for word in (
        "objection",
        "away",
        "blank",
        "opinion",
        "progress",
        "essay",
        "suggestion",
        "kept",
        "reason",
        "update",
    ):
        assert f"{MARK}-{word}" in told, word
    assert "李强" not in told
    parsed: dict[str, Any] = json.loads(told)
    assert parsed["姓名"] == NAME
    assert {one["事项"] for one in parsed["办理情况"]} >= {"作风建设承诺书", "学习体会", "小测"}
    book = load_workbook(BytesIO(files["资料.xlsx"]))
    assert book.sheetnames[:2] == ["办理情况", "名册资料"]
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(f"{MARK}-suggestion" in cell for cell in cells)


def test_the_list_names_each_file_with_its_hash(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    content = b"essay as a file"
    digest = hashlib.sha256(content).hexdigest()
    keep_file(session, now, Attachment(digest=digest, name="体会.docx"), content, "copy")
    part = session.get_one(EssayPart, 1)
    part.file = {"digest": digest, "name": "体会.docx"}
    session.flush()
    files = unpacked(session, office, now, ids[NAME], own=True)
    listed = files["说明.txt"].decode("utf-8-sig")
    assert files[f"文件/{digest[:8]}_体会.docx"] == content
    for name, stored in files.items():
        assert name == "说明.txt" or f"{hashlib.sha256(stored).hexdigest()}  {name}" in listed
    assert "匿名问卷的答案" in listed
    assert "链接口令的摘要" in listed


def test_what_is_for_ones_own_eyes_is_not_handed_to_the_secretary(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    files = unpacked(session, office, now, ids[NAME], own=False)
    told: dict[str, Any] = json.loads(files["资料.json"])
    assert not {"错题练习", "问卷草稿", "未对应事项的文字", "正在等待的输入"} & told.keys()
    assert "错题练习：仅本人可用 /mydata 导出" in files["说明.txt"].decode("utf-8-sig")
    assert f"{MARK}-kept" not in files["资料.json"].decode()


def test_a_long_text_is_whole_in_the_json_and_cut_in_the_sheet(
    session: Session, office: Office, now: datetime, ids: dict[str, int]
) -> None:
    session.get_one(EssayPart, 1).text = "长" * 40_000
    session.flush()
    files = unpacked(session, office, now, ids[NAME], own=True)
    assert "长" * 40_000 in files["资料.json"].decode()
    book = load_workbook(BytesIO(files["资料.xlsx"]))
    cells = [str(cell.value) for row in book["文章各次来稿"].iter_rows() for cell in row]
    assert any(cell.endswith("（全文见“资料.json”）") for cell in cells)


@pytest.mark.parametrize(
    ("call", "who", "refused"),
    [
        (person_export.ask_whose, 1005, NotAllowed),
        (person_export.ask_whose, 999, Stranger),
        (person_export.mine, 999, Stranger),
    ],
)
def test_who_may_ask(
    session: Session,
    office: Office,
    now: datetime,
    ids: dict[str, int],
    call: Callable[..., Any],
    who: int,
    refused: type[Exception],
) -> None:
    with pytest.raises(refused):
        call(session, office, now, who)
