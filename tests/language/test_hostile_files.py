"""Files that must be refused with one clear sentence, quickly, and never read as something else."""

import random
import struct
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest

from language import archive
from language.grid import MAX_BYTES, MAX_ROWS
from language.tables import Unreadable, read_tables
from tests.language.files import part, with_parts, xlsx, zipped

SHEET = "xl/worksheets/sheet1.xml"
PLAIN = xlsx([["姓名", "处室"], ["张三", "办公室"]])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def refusal(content: bytes, name: str = "名册.xlsx") -> str:
    with pytest.raises(Unreadable) as caught:
        read_tables(content, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空文件"),
        (b"\n\n , ,\n", "没有任何内容"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0JFIF", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"{\\rtf1 x}", "Word"),
        (b"<html><table>", "网页"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "网页"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (OLE + "Workbook".encode("utf-16-le"), "旧版 Excel"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word"),
        (zipped({"word/document.xml": b"<w/>"}), "Word"),
        (zipped({"xl/workbook.bin": b"x"}), "xlsb"),
        (zipped({"a.txt": b"x"}), "压缩包"),
        (bytes(range(256)) * 20, "不是表格"),
        ("姓名,处室\n".encode() + b"\x00\x00", "不是表格"),
        ('姓名,处室\n张三,"办公室\n李四,法规处\n'.encode(), "引号"),
        (b"x" * (MAX_BYTES + 1), "10 MB"),
        ("姓名\n".encode() + b"a\n" * MAX_ROWS, "20000 行"),
        (b",".join([b"a"] * 65), "64 列"),
        (PLAIN[: len(PLAIN) // 2], "损坏"),
        (PLAIN[:2000] + b"\0" * 500 + PLAIN[2500:], "损坏"),
        (xlsx([]), "没有任何内容"),
        (xlsx([["a"] * 65]), "64 列"),
        (with_parts(PLAIN, {SHEET: None}), "损坏"),
        (with_parts(PLAIN, {SHEET: b"<worksheet><sheetData><row>"}), "损坏"),
        (with_parts(PLAIN, {"xl/_rels/workbook.xml.rels": None}), "损坏"),
    ],
)
def test_refused_with_a_sentence_that_names_the_file(content: bytes, said: str) -> None:
    sentence = refusal(content)
    assert sentence.startswith("《名册.xlsx》")
    assert said in sentence
    assert sentence.endswith("。")


def test_name_of_the_file_is_shown_short_and_clean() -> None:
    assert (
        refusal(b"", "甲" * 200 + "\x07.xlsx")
        == f"《{'甲' * 60}…》是空文件，里面什么也没有。请检查后重新发送。"
    )
    assert refusal(b"", "").startswith("文件是空文件")


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", SHEET])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(name: str, declaration: str, encoding: str) -> None:
    text = part(PLAIN, name).decode().partition("?>")
    bomb = (declaration + (text[2] if text[1] else text[0])).encode(encoding)
    assert "不安全" in refusal(with_parts(PLAIN, {name: bomb}))


def test_zip_bomb_is_refused_by_what_it_declares() -> None:
    assert "大得不正常" in refusal(with_parts(PLAIN, {SHEET: b" " * (archive.MAX_INFLATED + 1)}))
    assert "大得不正常" in refusal(with_parts(PLAIN, {"xl/media/image1.png": bytes(30_000_000)}))
    assert "大得不正常" in refusal(with_parts(PLAIN, {f"x{n}": b"" for n in range(archive.MAX_MEMBERS)}))


def test_one_part_read_again_and_again_uses_up_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    book = part(PLAIN, "xl/workbook.xml")
    sheets = book[book.index(b"<sheets>") + 8 : book.index(b"</sheets>")]
    noise = random.Random(1).randbytes(50_000).hex().encode()
    content = with_parts(
        PLAIN,
        {
            "xl/workbook.xml": book.replace(sheets, sheets * 20),
            SHEET: b"<worksheet><!--" + noise + b"--></worksheet>",
        },
    )
    monkeypatch.setattr(archive, "MAX_INFLATED", 500_000)
    assert "大得不正常" in refusal(content)


def test_false_declared_size_is_refused() -> None:
    content = bytearray(with_parts(PLAIN, {SHEET: b"<worksheet>" + b" " * 900_000 + b"</worksheet>"}))
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    struct.pack_into("<I", content, entry + 24, 100)
    assert "损坏" in refusal(bytes(content))


def test_endless_tags_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TAGS", 50_000)
    tags = b"<worksheet><row>" + b"<c/>" * 60_000 + b"</row></worksheet>"
    noise = {"noise": random.Random(1).randbytes(50_000)}
    assert "大得不正常" in refusal(with_parts(PLAIN, {SHEET: tags, **noise}))


def test_locked_member_is_named_as_such() -> None:
    content = bytearray(PLAIN)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    assert "密码" in refusal(bytes(content))


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="A0"><v>1</v></c>',
        b'<c r="ZZZ1"><v>1</v></c>',
        b'<c r="A9999999"><v>1</v></c>',
        b'<c r="?"><v>1</v></c>',
        b'<c r="A1" t="s"><v>99</v></c>',
        b'<c r="A1" t="s"><v>-1</v></c>',
        b'<c r="A1" s="x"><v>1</v></c>',
    ],
)
def test_impossible_cells_are_refused(cell: bytes) -> None:
    sheet = b"<worksheet><sheetData><row>" + cell + b"</row></sheetData></worksheet>"
    assert "损坏" in refusal(with_parts(PLAIN, {SHEET: sheet}))


def test_merged_areas_cannot_multiply() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 2001))
    areas = b'<mergeCell ref="A1:BL2000"/>' * 20
    sheet = (
        b"<worksheet><sheetData>" + rows + b"</sheetData><mergeCells>" + areas + b"</mergeCells></worksheet>"
    )
    assert "损坏" in refusal(with_parts(PLAIN, {SHEET: sheet}))


def test_more_rows_than_allowed_in_a_workbook() -> None:
    rows = b"".join(b"<row><c><v>1</v></c></row>" for _ in range(MAX_ROWS + 1))
    content = with_parts(PLAIN, {SHEET: b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"})
    assert "20000 行" in refusal(content)


def test_unknown_compression_is_refused() -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as book:
        book.writestr("xl/workbook.xml", b"<workbook/>")
    assert "损坏" in refusal(content.getvalue())


def test_any_damage_ends_in_a_sentence() -> None:
    """Whatever bytes are overturned, the file is read or refused; nothing else is ever raised."""
    rng = random.Random(7)
    for _ in range(300):
        content = bytearray(PLAIN)
        for _ in range(rng.randint(1, 6)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        with suppress(Unreadable):
            read_tables(bytes(content), "名册.xlsx")
