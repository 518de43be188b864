from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from PIL import Image

from reports.links import Link, links_workbook
from tests.reports.samples import NOW

LINKS = [
    Link(name, "办公室", f"https://t.me/qingfeng_bot?start=code{number}", NOW + timedelta(hours=72))
    for number, name in enumerate(["张三", "=李四", "王小五"])
]


def codes(xlsx: bytes) -> list[tuple[int, bytes]]:
    """Return of each picture its row, counted from 0, and its bytes."""
    sheet = load_workbook(BytesIO(xlsx))["链接"]
    images = sheet._images  # type: ignore[attr-defined]  # the stubs leave out the pictures of a read sheet
    return [(image.anchor._from.row, image._data()) for image in images]


def test_each_person_gets_one_slip_with_a_square_code() -> None:
    xlsx = links_workbook(LINKS, "某市应急管理局")
    sheet = load_workbook(BytesIO(xlsx))["链接"]
    slips = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [slip[1] for slip in slips] == ["张三", "'=李四", "王小五"]
    assert [slip[5] for slip in slips] == [link.url for link in LINKS]
    assert all(slip[4] == "2026年12月27日（星期日）14:30" for slip in slips)
    assert all("只供本人用一次" in str(slip[3]) for slip in slips)
    assert [row for row, _ in codes(xlsx)] == [3, 4, 5]
    for _, png in codes(xlsx):
        code = Image.open(BytesIO(png))
        assert code.width == code.height > 100


def test_codes_differ_from_person_to_person() -> None:
    assert len({png for _, png in codes(links_workbook(LINKS, "某市应急管理局"))}) == 3


def test_the_sheet_warns_that_a_link_is_a_credential() -> None:
    sheet = load_workbook(BytesIO(links_workbook([], "某市应急管理局")))["链接"]
    assert "不要发在群里" in str(sheet["A2"].value)
