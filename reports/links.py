"""The one-time links as a workbook of slips to cut out: a QR code and a few words for each person.

Importing this loads openpyxl: import it where links are exported, not at start-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.qr import qr_png
from reports.sheet import Column, Table, new_workbook, saved
from workdays.words import say_moment

_QR_SIDE = 124  # pixels on the sheet: about 3 cm on paper
_COLUMNS = (
    Column("二维码", 18),
    Column("姓名", 11, "distributed"),
    Column("处室", 18, "left"),
    Column("怎么用", 30, "left"),
    Column("有效期至", 17),
    Column("链接", 26, "left"),
)
_HOW = "用本人手机扫码，或打开链接，再点“开始”。只供本人用一次，不要转给别人。"


@dataclass(frozen=True)
class Link:
    """One person's way in; `expires_at` is aware, in the office's zone."""

    name: str
    department: str
    url: str
    expires_at: datetime


def links_workbook(rows: Sequence[Link], bureau: str) -> bytes:
    """Write one slip a person, with its QR code, to print, cut and hand out; return an .xlsx."""
    workbook = new_workbook()
    table = Table(workbook, "链接", _COLUMNS, landscape=False)
    table.title(f"{bureau} 个人链接")
    table.line("每人一条，沿横线裁开，当面发给本人。链接等同于本人凭证：不要发在群里，发完请删除本文件。")
    table.header()
    for link in rows:
        values = [link.name, link.department, _HOW, say_moment(link.expires_at), link.url]
        table.slip(qr_png(link.url, scale=4), _QR_SIDE, values)
    table.close()
    return saved(workbook)
