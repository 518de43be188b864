"""What is passed on to everybody: of the sorts that are named, and nothing in it runs or fetches."""

from io import BytesIO

import pytest
from docx import Document

from activities.attachment import UnfitFile, attachment_of
from tests.language.files import part, with_parts, xlsx

BOOK = xlsx([["姓名", "处室"], ["张三", "办公室"]])
OUTSIDE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def word() -> bytes:
    made, content = Document(), BytesIO()
    made.add_paragraph("守纪律，讲规矩。")
    made.save(content)
    return content.getvalue()


WORD = word()


def related(content: bytes, name: str, sort: str) -> bytes:
    """Return a file that refers to something outside."""
    relation = (
        f'<Relationship Id="r99" Type="{OUTSIDE}{sort}" Target="http://x.invalid/" TargetMode="External"/>'
    )
    text = part(content, name).replace(b"</Relationships>", relation.encode() + b"</Relationships>")
    return with_parts(content, {name: text})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("通知.docx", with_parts(WORD, {"word/vbaProject.bin": b"x"}), "里面有宏"),
        ("名单.xlsx", with_parts(BOOK, {"xl/VbaProject.bin": b"x"}), "里面有宏"),
        ("名单.xlsx", with_parts(BOOK, {"xl/macrosheets/sheet1.xml": b"x"}), "里面有宏"),
        ("名单.xlsx", with_parts(BOOK, {"xl/activeX/activeX1.bin": b"x"}), "里面有宏"),
        ("通知.docx", related(WORD, "word/_rels/document.xml.rels", "attachedTemplate"), "引用了外部"),
        ("通知.docx", related(WORD, "word/_rels/document.xml.rels", "image"), "引用了外部"),
        ("名单.xlsx", related(BOOK, "xl/_rels/workbook.xml.rels", "externalLinkPath"), "引用了外部"),
        ("名单.xlsx", with_parts(BOOK, {"x.rels": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "不安全"),
        ("名单.xlsx", with_parts(BOOK, {"xl/media/a.png": bytes(30_000_000)}), "大得不正常"),
        ("名单.xlsx", WORD, "不是.xlsx文件"),
        ("通知.docx", BOOK, "不是.docx文件"),
        ("通知.docx", b"PK\x03\x04" + bytes(200), "已损坏或不完整"),
        ("通知.docx", b"%PDF-1.7\n" + WORD, "与扩展名“.docx”不符"),
        ("通知.docm", WORD, "附件只能是"),
        ("通知", WORD, "附件只能是"),
        ("通知.pdf", b"", "空的"),
        ("通知.pdf", b"%PDF-" + bytes(20 * 1024 * 1024), "超过20 MB"),
    ],
)
def test_refused_with_a_reason(name: str, content: bytes, said: str) -> None:
    with pytest.raises(UnfitFile, match=said) as refused:
        attachment_of(name, content)
    assert str(refused.value).endswith("。")


def test_what_is_plain_is_taken_and_links_may_be_in_it() -> None:
    linked = related(WORD, "word/_rels/document.xml.rels", "hyperlink")
    assert attachment_of("a/../通知\u202e.DOCX", linked).name == "a/../通知.docx"
    assert attachment_of("名单.xlsx", BOOK).name == "名单.xlsx"
    assert attachment_of("通知.PDF", b"%PDF-1.7 x").name == "通知.pdf"
