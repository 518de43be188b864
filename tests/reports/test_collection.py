"""Essays as a Word document, and their words as a picture."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import docx
from PIL import Image

from language.keywords import Keyword
from reports.cloud import WIDTH, cloud_picture
from reports.collection import collection, single
from reports.essay import Article
from reports.essay_sheet import Written, years_workbook

AT = datetime(2026, 12, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ARTICLES = (
    Article("守住窗口", "李强", "法规处", "守住窗口\n第一段。\n\n　　第二段，冯𠮷\x07。"),
    Article("孙丽的文章", "孙丽", "法规处", "只有一段。"),
)


def test_a_collection_has_a_title_page_a_table_and_every_essay() -> None:
    document = docx.Document(BytesIO(collection("“清风”征文", "江州市应急管理局", ARTICLES, AT)))
    said = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert said[:5] == ["江州市应急管理局", "“清风”征文", "文　集", "共2篇", "2026年12月2日"]
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["序号", "题目", "处室", "作者", "字数"]
    assert rows[1] == ["1", "守住窗口", "法规处", "李强", str(ARTICLES[0].chars)]
    headings = [p for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert [heading.text for heading in headings] == ["守住窗口", "孙丽的文章"]
    assert all(heading.paragraph_format.page_break_before for heading in headings)
    assert said[-7:-3] == ["守住窗口", "法规处　李强", "第一段。", "第二段，冯𠮷。"]
    assert said[-3:] == ["孙丽的文章", "法规处　孙丽", "只有一段。"]


def test_fonts_are_named_for_chinese_characters_too() -> None:
    document = docx.Document(BytesIO(single(ARTICLES[0], AT)))
    xml = document.styles["Normal"].element.xml
    assert 'w:eastAsia="仿宋_GB2312"' in xml
    assert 'w:instr="PAGE"' in document.sections[0].footer._element.xml


def test_a_cloud_is_the_same_for_the_same_words_and_holds_any_title() -> None:
    words = [Keyword("廉洁自律", 1.0, 3), Keyword("窗口", 0.5, 2), Keyword("清单", 0.4, 1)]
    drawn = cloud_picture("很长的题目" * 20, 3, words)
    assert drawn == cloud_picture("很长的题目" * 20, 3, words)
    assert Image.open(BytesIO(drawn)).width == WIDTH
    assert Image.open(BytesIO(cloud_picture("征文", 1, []))).width == WIDTH


def test_the_years_sheet_has_a_line_a_person() -> None:
    assert years_workbook([Written("张三", "办公室", "主任", 0)], 2026, "局").startswith(b"PK")
