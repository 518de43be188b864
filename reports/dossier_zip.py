"""A person's dossier as one archive: a workbook to read, JSON for programs, files, and a list with hashes.

Importing this loads openpyxl.
"""

import hashlib
import json
from io import BytesIO
from unicodedata import east_asian_width
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

from reports.dossier import Cell, Dossier, Sheet
from reports.sheet import Column, Table, new_workbook, saved
from workdays.words import say_moment

SHOWN = 2000  # characters of a cell; all of it stands in the JSON
NARROWEST = 60  # characters of a table, that its title stands on one line
_CUT = "……（全文见“资料.json”）"


def dossier_zip(dossier: Dossier, stamp: str = "") -> bytes:
    """Return the archive; 说明.txt lists files with their SHA-256, what is left out, and the stamp."""
    files = [
        ("资料.xlsx", _workbook(dossier)),
        ("资料.json", _json(dossier)),
        *((f"文件/{_safe(name)}", content) for name, content in dossier.files),
    ]
    files.append(("说明.txt", _manifest(dossier, files) + f"{stamp}\n".encode() * bool(stamp)))
    result = BytesIO()
    with ZipFile(result, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            info = ZipInfo(name, dossier.as_of.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return result.getvalue()


def _workbook(dossier: Dossier) -> bytes:
    workbook = new_workbook()
    columns = [
        Column("类型", 14),
        Column("事项", 40, "left"),
        Column("办理情况", 44, "left"),
        Column("说明", 34, "left"),
    ]
    table = Table(workbook, "办理情况", columns, landscape=True)
    table.title(f"{dossier.department} {dossier.name}个人资料")
    table.line(f"{dossier.bureau}，截至 {say_moment(dossier.as_of)}", align="center")
    table.header()
    for row in dossier.standings:
        table.row(row)
    table.close()
    for sheet in dossier.sheets:
        _add(workbook, sheet)
    return saved(workbook)


def _add(workbook: Workbook, sheet: Sheet) -> None:
    widths = [
        _width(heading, [row[place] for row in sheet.rows]) for place, heading in enumerate(sheet.headings)
    ]
    widths[-1] += max(0, NARROWEST - sum(widths))
    columns = [Column(*one, "left") for one in zip(sheet.headings, widths, strict=True)]
    table = Table(workbook, sheet.title, columns, landscape=True)
    table.title(sheet.title)
    table.header()
    for row in sheet.rows:
        table.row([_cut(value) for value in row])
    table.close()


def _width(heading: str, values: list[Cell]) -> int:
    longest = max(_length(str(value or "")) for value in (heading, *values))
    return min(max(longest + 3, 8), 44)


def _length(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text[:60])


def _cut(value: Cell) -> Cell:
    if isinstance(value, str) and len(value) > SHOWN:
        return value[:SHOWN] + _CUT
    return value


def _json(dossier: Dossier) -> bytes:
    told = {
        "单位": dossier.bureau,
        "姓名": dossier.name,
        "处室": dossier.department,
        "截至": dossier.as_of.isoformat(),
        "办理情况": [
            dict(zip(("类型", "事项", "情况", "说明"), row, strict=True)) for row in dossier.standings
        ],
        **{
            sheet.title: [dict(zip(sheet.headings, row, strict=True)) for row in sheet.rows]
            for sheet in dossier.sheets
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _manifest(dossier: Dossier, files: list[tuple[str, bytes]]) -> bytes:
    lines = [
        f"{dossier.bureau}　{dossier.department}　{dossier.name}　个人资料",
        f"截至 {say_moment(dossier.as_of)}",
        "",
        "一、文件和校验值（SHA-256）",
        *(f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files),
        "",
        "二、怎么看",
        "“资料.xlsx”第一页是各事项的办理情况，其后每页是一类记录；“资料.json”内容相同，供程序读取。",
        "编号只在本系统内使用。时间为办公所在地时间。",
        "",
        "三、不在其中的",
        *(f"{number}．{said}。" for number, said in enumerate(dossier.left_out, 1)),
        "",
        "信息有误的，请联系纪检秘书更正。",
        "",
    ]
    return "\r\n".join(lines).encode("utf-8-sig")


def _safe(name: str) -> str:
    return "".join("_" if letter in '\\/:*?"<>|' or not letter.isprintable() else letter for letter in name)
