"""Names that are hidden: in every cell of a workbook, and nowhere once the block is left."""

from io import BytesIO

from openpyxl import load_workbook

from reports.masking import hiding, masked, shown
from reports.sheet import Column, Table, new_workbook, saved


def sheet() -> list[str]:
    workbook = new_workbook()
    table = Table(workbook, "名单", [Column("姓名", 12), Column("说明", 30)], landscape=False)
    table.title("张三牵头的事项")
    table.header()
    table.row(["张三", "已由欧阳娜娜接办"])
    table.close()
    book = load_workbook(BytesIO(saved(workbook)))
    return [str(cell.value) for row in book["名单"].iter_rows() for cell in row if cell.value]


def test_a_name_is_hidden_wherever_it_stands() -> None:
    with hiding({"张三", "欧阳娜", "欧阳娜娜", "高"}):
        assert sheet() == ["张*牵头的事项", "姓名", "说明", "张*", "已由欧*接办"]
        assert shown("高处") == "高处"  # one character is no name to look for
    assert "已由欧阳娜娜接办" in sheet()
    assert [masked(name) for name in ("张三", "欧阳娜娜", "")] == ["张*", "欧*", ""]
