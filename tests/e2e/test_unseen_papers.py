"""A secretary brings papers as found: an article pasted in parts, a table in Word; mends what is refused."""

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from language.question import Question
from storage.questions import BankQuestion
from tests.e2e.conftest import Bureau
from tests.language.unseen import documents
from tests.language.unseen.documents import DOCUMENTS, docx, p
from tests.language.unseen.keys import judged

UNSEEN = Path(documents.__file__).parent
MESSAGE = 4_096


async def bank(bureau: Bureau) -> list[Question]:
    rows = select(BankQuestion.question)
    return await bureau.store.read(
        lambda session: [Question.model_validate(row) for row in session.scalars(rows)]
    )


async def rejected(bureau: Bureau) -> Worksheet:
    """Return the sheet of what was refused."""
    clerk = bureau.people["陈清"]
    name = "未导入的行.xlsx"
    message = await clerk.wait_for(lambda seen: seen.file is not None and seen.file.name == name)
    assert message.file is not None
    sheet = load_workbook(BytesIO(await bureau.messenger.download(message.file))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(sheet: Worksheet) -> bytes:
    content = BytesIO()
    assert sheet.parent is not None
    sheet.parent.save(content)
    return content.getvalue()


def parts(text: str) -> list[str]:
    """Cut a text as messengers do: at the last line's end that fits, without the empty lines there."""
    found = []
    while len(text) > MESSAGE:
        cut = text.rindex("\n", 0, MESSAGE)
        found.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*found, text]


async def test_an_article_of_a_hundred_questions_is_pasted(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/template")
    await clerk.wait_for("导入与模板")
    await clerk.tap("粘贴题目")
    await clerk.wait_for("请把题目粘贴到这里")
    for number, part in enumerate(parts((UNSEEN / "wechat.txt").read_text()), 1):
        await clerk.send(part)
        await clerk.wait_for(f"已收到{number}条")
    await clerk.tap("开始识别")
    preview = await clerk.wait_for("题库导入预览")
    assert "新增98道：单选题40道、多选题28道、判断题30道" in preview.text
    sheet = await rejected(bureau)
    await clerk.tap("确认导入")
    await clerk.wait_for("题库已更新")
    result = judged((UNSEEN / "wechat.key").read_text(), await bank(bureau), [])
    assert (result.right, result.wrong) == (98, ())
    headings = [cell.value for cell in sheet[1]]
    for row in range(2, sheet.max_row + 1):  # two with one right answer only
        sheet.cell(row, headings.index("题型") + 1, "单选题")
    await clerk.upload("未导入的行.xlsx", saved(sheet))
    await clerk.wait_for("新增2道：单选题2道")
    await clerk.tap("确认导入")
    await clerk.wait_for(lambda seen: "题库已更新" in seen.text and "2道" in seen.text)
    assert len(await bank(bureau)) == 100


async def test_what_is_refused_of_a_document_is_mended_and_sent_back(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    make, _ = DOCUMENTS["tabled"]
    await clerk.upload("题库.docx", make())
    await clerk.wait_for("新增3道：单选题1道、多选题1道、判断题1道")
    await clerk.tap("确认导入")
    await clerk.wait_for("题库已更新")
    lines = [
        "1. 甲类岗位由谁排查风险？",
        "A. 处室",
        "B. 食堂",
        "答案：A",
        "我自己再核对一下答案：B",
        "2. 岗位变动要排查。（√）",
    ]
    await clerk.upload("卷.docx", docx([p("一、单选题"), *map(p, lines[:5]), p("二、判断题"), p(lines[5])]))
    preview = await clerk.wait_for("《卷.docx》")
    assert "新增1道：判断题1道" in preview.text
    sheet = await rejected(bureau)
    headings = [cell.value for cell in sheet[1]]
    stem, answer = headings.index("题干") + 1, headings.index("正确答案") + 1
    whole = str(sheet.cell(2, stem).value)
    assert "答案：A" in whole
    sheet.cell(2, answer, "A")  # the words below the question are still there
    await clerk.upload("未导入的行.xlsx", saved(sheet))
    await clerk.wait_for("请移到各自的列里")
    sheet.cell(2, answer, "")
    sheet.cell(2, stem, whole.partition(" ↵ 我自己")[0])  # nothing else needs a column of its own
    await clerk.upload("改好的.xlsx", saved(sheet))
    await clerk.wait_for("《改好的.xlsx》")
    await clerk.tap("确认导入")
    await clerk.wait_for("题库已更新")
    mended = next(one for one in await bank(bureau) if "甲类岗位" in one.stem)
    assert (mended.stem, mended.options, mended.answer_text) == (
        "甲类岗位由谁排查风险？",
        ("处室", "食堂"),
        "A",
    )
