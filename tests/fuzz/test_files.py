"""Whatever a file holds: it is read or refused with one sentence, in seconds; nothing else is ever raised."""

import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from random import Random

from docx import Document

from activities.attachment import UnfitFile, attachment_of
from language.document import read_document
from language.grid import Unreadable
from language.plan import paragraphs
from services.importing.reading import read_upload
from services.plan.sheet import SheetRefused, read_sheet
from tests.fuzz.conftest import LONG
from tests.language.files import BANK_HEADINGS, ROSTER_HEADINGS, csv, part, with_parts, xlsx

FILES = 2_000 if LONG else 40
SLOWEST = 5.0  # seconds for one reader, on a busy machine
NAMES = ("名册.xlsx", "题库.csv", "体会.docx", "../../etc/passwd", "a\0b.txt", "=1+1.xlsx", "", "甲" * 500)
CELLS = (
    *("张三", "办公室", "中共党员", "", " ", '=HYPERLINK("http://x")', "@SUM(1)", "\u202e", "𠮷", "1e309"),
    *("A" * 5000, "单选", "A", "下列正确的是（　）", "-1", "<x>&amp;"),
)
SNIPPETS = (
    *(
        b"\0",
        b"\xff\xfe",
        b"<",
        b"&#0;",
        b"]]>",
        b'<!DOCTYPE x [<!ENTITY a "b">]>',
        b"PK\x03\x04",
        b'"',
        b"\r",
    ),
    *(b"<v>1e999</v>", b'<c r="XFD1048576"><v>1</v></c>', b'ref="A1:XFD1048576"', "，".encode("gb18030")),
)


def attached(content: bytes, name: str) -> object:
    """Judge a file as an attachment."""
    return attachment_of(name, content)


READERS: tuple[Callable[[bytes, str], object], ...] = (
    read_upload,
    read_document,
    paragraphs,
    read_sheet,
    attached,
)


def document() -> bytes:
    """Return a Word document of words and a table."""
    made, content = Document(), BytesIO()
    for _ in range(5):
        made.add_paragraph("守纪律，讲规矩。" * 10)
    made.add_table(2, 2).cell(0, 0).text = "处室"
    made.save(content)
    return content.getvalue()


WORD = document()


def table(rng: Random) -> list[list[str]]:
    """Return headings and rows of what people and hostile people write."""
    headings = rng.choice((ROSTER_HEADINGS, BANK_HEADINGS, CELLS))
    writable = [cell.replace("\u202e", "") for cell in CELLS]
    return [list(headings), *([rng.choice(writable) for _ in headings] for _ in range(rng.randint(0, 12)))]


def sound(rng: Random) -> bytes:
    """Return a file that is whole."""
    sort = rng.randrange(4)
    if sort == 0:
        return xlsx(table(rng), 第二页=table(rng)) if rng.random() < 0.3 else xlsx(table(rng))
    if sort == 1:
        return csv(table(rng), encoding=rng.choice(("utf-8", "utf-8-sig", "utf-16", "gb18030")))
    if sort == 2:
        return WORD
    return rng.choice(("守纪律。\n" * 50, "一、工作要点\n1. 每季度开展1次警示教育\n")).encode()


def changed(rng: Random, content: bytes) -> bytes:
    """Return bytes some of which are overturned, cut out, repeated or put in."""
    found = bytearray(content)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(found) + 1)
        deed = rng.randrange(4)
        if deed == 0:
            found[at:at] = rng.choice(SNIPPETS)
        elif deed == 1:
            del found[at : at + rng.randint(1, 200)]
        elif deed == 2:
            found[at:at] = found[at : at + 500] * rng.randint(1, 4)
        else:
            found[at : at + 1] = rng.randbytes(1)
    return bytes(found)


def any_file(rng: Random) -> bytes:
    """Return a file: whole, damaged from outside, or sound outside with a changed part."""
    content = sound(rng)
    how = rng.random()
    if how < 0.2:
        return content
    if how < 0.6 or not content.startswith(b"PK"):
        return changed(rng, content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        name = rng.choice([name for name in archive.namelist() if name.endswith((".xml", ".rels"))])
    return with_parts(content, {name: changed(rng, part(content, name))})


def test_whatever_a_file_holds_it_is_read_or_refused(rng: Random, tell: Callable[[str], None]) -> None:
    read, slowest, sentences = 0, 0.0, set[str]()
    for _ in range(FILES):
        content, name = any_file(rng), rng.choice(NAMES)
        for reader in READERS:
            began = time.monotonic()
            try:
                reader(content, name)
                read += 1
            except (Unreadable, UnfitFile, SheetRefused) as refusal:
                sentences.add(str(refusal))
            slowest = max(slowest, time.monotonic() - began)
    tell(f"{FILES} files by {len(READERS)} readers: {read} times read, the slowest in {slowest:.1f} s")
    assert slowest < SLOWEST or not LONG  # a machine may stand still for seconds
    assert [sentence for sentence in sentences if not sentence.endswith(("。", "》"))] == []
