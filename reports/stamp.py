"""Adds to a finished workbook or Word file where handing it out was written down."""

import re
from collections.abc import Callable
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

SHEET = "留痕"
_PART = "xl/worksheets/sheet{}.xml"
_SHEET_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<cols><col min="1" max="1" width="190" customWidth="1"/></cols><sheetData>{}</sheetData>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
)
_ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SHEET_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_STAMP = re.compile(r"本文件的导出已留痕：第(\d+)号，校验码 ([0-9a-f]{64})。")
_SAYING = re.compile(r".*\.(xml|txt)").fullmatch
_LONGEST = 32 * 1024 * 1024
_PARAGRAPH = (
    '<w:p><w:pPr><w:spacing w:line="280" w:lineRule="exact"/></w:pPr>'
    '<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>{}</w:t></w:r></w:p>'
)


def say_trace(number: int, link: str) -> str:
    """Return the sentence that stands in an export."""
    return f"本文件的导出已留痕：第{number}号，校验码 {link}。用 qingfeng verify --link 校验码 可核对。"


def stamp_of(content: bytes) -> tuple[int, str] | None:
    """Return the number and the link that an exported file bears, None where it bears none."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = [one for one in archive.infolist() if one.file_size < _LONGEST and _SAYING(one.filename)]
            texts = [archive.read(part).decode(errors="ignore") for part in parts]
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):  # no zip, or a locked one
        return None
    found = next((match for text in texts if (match := _STAMP.search(text))), None)
    return (int(found[1]), found[2]) if found else None


def stamped(name: str, content: bytes, sentence: str) -> bytes:
    """Return an .xlsx with one more sheet, a .docx with one more paragraph, others as they are."""
    if name.endswith(".xlsx"):
        return _rewritten(content, _workbook(content, sentence))
    if name.endswith(".docx"):
        return _rewritten(content, {"word/document.xml": lambda xml: _paragraph(xml, sentence)})
    return content


def _workbook(content: bytes, sentence: str) -> dict[str, Callable[[str], str]]:
    with ZipFile(BytesIO(content)) as archive:
        number = len([name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]) + 1
        book = archive.read("xl/workbook.xml").decode()
    part, relation = _PART.format(number), f"rIdStamp{number}"
    ids = [int(found) for found in re.findall(r'\bsheetId="(\d+)"', book)]
    sheet = (
        f'<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'name="{SHEET}" sheetId="{max(ids) + 1}" state="visible" r:id="{relation}"/></sheets>'
    )
    related = f'<Relationship Id="{relation}" Type="{_SHEET_RELATION}" Target="/{part}"/></Relationships>'
    typed = f'<Override PartName="/{part}" ContentType="{_SHEET_TYPE}"/></Types>'
    rows = "".join(_ROW.format(place, escape(line)) for place, line in enumerate([SHEET, sentence], 1))
    return {
        "xl/workbook.xml": lambda xml: xml.replace("</sheets>", sheet, 1),
        "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", related, 1),
        "[Content_Types].xml": lambda xml: xml.replace("</Types>", typed, 1),
        part: lambda _none: _SHEET_XML.format(rows),
    }


def _paragraph(xml: str, sentence: str) -> str:
    # The last section's properties close the body: a paragraph goes before them.
    before, sign, after = xml.rpartition("<w:sectPr")
    return f"{before}{_PARAGRAPH.format(escape(sentence))}{sign}{after}" if sign else xml


def _rewritten(content: bytes, parts: dict[str, Callable[[str], str]]) -> bytes:
    """Return a zip with some parts changed, and those added that were not there."""
    result = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            old = source.read(entry)
            change = parts.get(entry.filename)
            target.writestr(entry, change(old.decode()).encode() if change else old, ZIP_DEFLATED)
        for name in parts.keys() - set(source.namelist()):
            target.writestr(name, parts[name]("").encode())
    return result.getvalue()
