"""Documents as people send them: Word and text files of every make, and files that mean harm."""

from io import BytesIO

import docx
import pytest

from language import archive
from language.document import read_document
from language.grid import Unreadable
from tests.language.files import part, with_parts, xlsx, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def written() -> bytes:
    document = docx.Document()
    document.add_heading("学习体会", 0)
    document.add_paragraph("一、认识。")
    paragraph = document.add_paragraph("守住底线")
    paragraph.add_run("，不碰红线。").bold = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "左", "右"
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def body(xml: str) -> bytes:
    """Return a document with this in its body."""
    return with_parts(
        written(), {"word/document.xml": f"<w:document {W} {MC}><w:body>{xml}</w:body></w:document>".encode()}
    )


def refused(content: bytes, name: str = "体会.docx") -> str:
    with pytest.raises(Unreadable) as refusal:
        read_document(content, name)
    return str(refusal.value)


def test_a_word_document_gives_a_line_each_paragraph() -> None:
    assert read_document(written(), "x.docx") == "学习体会\n一、认识。\n守住底线，不碰红线。\n左 右"


def test_what_was_deleted_or_stands_there_twice_is_not_read() -> None:
    xml = (
        "<w:p><w:r><w:t>留下</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
        "<w:p><mc:AlternateContent><mc:Choice><w:t>框</w:t></mc:Choice>"
        "<mc:Fallback><w:t>框</w:t></mc:Fallback></mc:AlternateContent></w:p>"
        "<w:p><w:moveFrom><w:t>移走</w:t></w:moveFrom><w:t>第一行</w:t><w:br/><w:t>第二行</w:t></w:p>"
    )
    assert read_document(body(xml), "x.docx") == "留下\n框\n第一行\n第二行"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_is_read_in_any_usual_encoding(encoding: str) -> None:
    assert read_document("学习体会\r\n\r\n　　守住底线。".encode(encoding), "x.txt") == "学习体会\n守住底线。"


def test_the_name_does_not_matter() -> None:
    assert read_document("守住底线。".encode(), "体会.docx") == "守住底线。"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空文件"),
        (b"%PDF-1.7 x", "是PDF 文档"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "旧版格式"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"\x89PNG\r\n\x1a\n", "是图片"),
        (b"<html><p>x", "网页格式"),
        (bytes(range(32)) * 9, "不是文章"),
        (b"PK\x03\x04 broken", "已损坏"),
        (zipped({"a.txt": b"x"}), "是压缩包"),
        (xlsx([["姓名"]]), "是 Excel 表格"),
        ("　。\n！".encode(), "里没有文字"),
        (body("<w:p/>"), "里没有文字"),
        (body("<w:p>"), "已损坏"),
        (b"x" * (11 * 1024 * 1024), "超过 10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_named_with_what_to_do(content: bytes, said: str) -> None:
    sentence = refused(content)
    assert sentence.startswith("《体会.docx》")
    assert said in sentence
    assert "请" in sentence


def test_entities_and_document_types_are_refused() -> None:
    evil = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    assert "不安全" in refused(with_parts(written(), {"word/document.xml": evil}))


def test_a_bomb_is_not_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "大得不正常" in refused(body("<w:p><w:t>" + "啊" * 3_000_000 + "</w:t></w:p>"))
    monkeypatch.setattr(archive, "MAX_TAGS", 100)
    assert "大得不正常" in refused(body("<w:p/>" * 200))


def test_a_part_that_nobody_reads_may_hold_anything() -> None:
    hostile = with_parts(written(), {"word/vbaProject.bin": b"\0" * 100, "word/media/x.png": b"no png"})
    assert read_document(hostile, "x.docx").startswith("学习体会")
    assert b"w:body" in part(hostile, "word/document.xml")
