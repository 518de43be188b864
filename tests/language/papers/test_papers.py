"""Papers of every layout are read rightly; what is in doubt is refused, never guessed."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from language.grid import Unreadable
from language.papers import Paper, read_paper, read_paper_file
from tests.language.papers.papers import CLASSIC, FROM_A_PDF, GIFT, PAPERS


def said(paper: Paper) -> list[str]:
    return [f"{q.type.label}|{q.answer_text}|{q.stem}|{len(q.options)}" for q in paper.questions]


def same(found: str, expected: str) -> bool:
    head, _, count = expected.rpartition("|")
    return found.startswith(head) and found.endswith(f"|{count}")


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_read(name: str) -> None:
    text, expected = PAPERS[name]
    found = said(read_paper(text))
    assert len(found) == len(expected), found
    assert [pair for pair in zip(found, expected, strict=True) if not same(*pair)] == []


def test_what_belongs_to_a_question_comes_with_it() -> None:
    questions = read_paper(CLASSIC).questions
    assert questions[0].stem == "党员受到警告处分的影响期为（　）。"
    assert questions[0].options == ("六个月", "一年", "一年半", "两年")
    assert questions[0].points == 2.0
    assert questions[2].explanation == "诫勉、批评教育不是处分，\n记过属于政务处分。"
    pdf = read_paper(FROM_A_PDF).questions
    assert pdf[0].options == ("不予理会", "认真考虑", "直接否决", "另行召开会议")
    gift = read_paper(GIFT)
    assert gift.questions[0].category == "廉洁纪律"
    assert [each.line for each in gift.refused] == [16, 18]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1. 几年？\nA. 一年\nB. 二年\n2. 几月？\nA. 一月\nB. 二月\n答案：A", "缺少正确答案"),
        ("1. 几年？（A）\nA. 一年\nB. 二年\n答案：B\n2. 对吗？（√）", "不一致"),
        ("1. 几年？\nA. 一年\nC. 二年\n答案：A\n2. 对吗？（√）", "字母不连续"),
        ("1. 几年？\nA. 一年\nB. 二年\n几月？\nA. 一月\nB. 二月\n答案：A\n2. 对吗？（√）", "两组选项"),
        ("1. 对吗？\n忘了编号的一道题。\n3. 错吗？（×）\n4. 好吗？（√）", "后面缺第2题"),
        ("一、单选题\n1. 几年？\nA. 一年\nB. 二年\n答案：E\n2. 几？ A.一 B.二\n答案：A", "超出了选项"),
        ("一、多选题\n1. 几年？\nA. 一年\nB. 二年\n答案：A\n2. 几？ A.一 B.二\n答案：AB", "只写了一个"),
        ("一、论述题\n1. 谈谈看法。\n答案：略\n2. 再谈谈。\n答案：略", "暂不支持论述题"),
        ("1. 甲（A）还是乙（B）？\nA. 一\nB. 二\n2. 对吗？（√）", "两组选项"),
        ("1. 几年？ A.一 B.二\n2. 几月？ A.一 B.二\n答案\n1-2 ABC", "对不上"),
    ],
)
def test_what_is_in_doubt_is_refused(text: str, reason: str) -> None:
    paper = read_paper(text)
    assert any(reason in each.reason for each in paper.refused), paper
    assert len(paper.questions) <= 2


def test_prose_holds_no_questions() -> None:
    prose = "关于做好节日期间工作的通知\n各处室：\n一、提高认识。要严格执行规定。\n二、加强检查。"
    assert read_paper(prose).questions == ()
    assert read_paper("").questions == ()


def test_the_same_question_twice_is_refused_once() -> None:
    paper = read_paper("1. 对吗？（√）\n2. 对吗？（√）\n3. 错吗？（×）")
    assert len(paper.questions) == 2
    assert paper.refused[0].reason == "与第 1 行的题重复：题干和选项相同"


def _number(paragraph: Paragraph, list_id: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    numbering = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", level), ("w:numId", list_id)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), str(value))
        numbering.append(element)
    properties.append(numbering)


def _list(document: Document, *formats: tuple[str, str]) -> int:  # type: ignore[valid-type]  # a factory, typed as a function
    """Add a list with a format and a text for each level; return its number."""
    numbering = document.part.numbering_part.element  # type: ignore[attr-defined]  # of the same factory
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    for depth, (form, text) in enumerate(formats):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            element = OxmlElement(tag)
            element.set(qn("w:val"), value)
            level.append(element)
        abstract.append(level)
    numbering.insert(0, abstract)
    return int(numbering.add_num(90).numId)


def _saved(document: Document) -> bytes:  # type: ignore[valid-type]  # a factory, typed as a function
    content = BytesIO()
    document.save(content)  # type: ignore[attr-defined]  # of the same factory
    return content.getvalue()


def test_words_own_numbers_count_and_underlined_room_is_a_blank() -> None:
    document = Document()
    list_id = _list(document, ("decimal", "%1、"), ("upperLetter", "%2."))
    document.add_paragraph("一、单选题")
    for stem, right in (("记过的期间是多久？", "B"), ("警告的期间是多久？", "A")):
        _number(document.add_paragraph(stem), list_id, 0)
        for option in ("六个月", "十二个月", "十八个月"):
            _number(document.add_paragraph(option), list_id, 1)
        document.add_paragraph(f"答案：{right}")
    document.add_paragraph("二、填空题")
    blank = document.add_paragraph("1. 礼品应当在")
    blank.add_run("      ").underline = True
    blank.add_run("内登记。")
    document.add_paragraph("答案：一个月")
    paper = read_paper_file(_saved(document), "题.docx")
    assert said(paper) == [
        "单选题|B|记过的期间是多久？|3",
        "单选题|A|警告的期间是多久？|3",
        "填空题|一个月|礼品应当在____内登记。|0",
    ]


def test_a_paper_in_word_reads_like_its_text() -> None:
    for text, expected in PAPERS.values():
        document = Document()
        for line in text.splitlines():
            document.add_paragraph(line)
        found = said(read_paper_file(_saved(document), "卷.docx"))
        assert len(found) == len(expected)


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(Unreadable, match="PDF"):
        read_paper_file(b"%PDF-1.7", "卷.pdf")
