"""A secretary pastes a paper, looks at what is like the bank, mends what was refused, and takes templates."""

from io import BytesIO

from docx import Document
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select

from language.question import Question
from services.importing.reading import read_upload
from storage.questions import BankQuestion
from tests.e2e.conftest import Bureau, toast
from tests.language.papers.papers import CLASSIC


async def stored(bureau: Bureau) -> int:
    count = select(func.count()).select_from(BankQuestion)
    return await bureau.store.read(lambda session: session.scalar(count) or 0)


async def attached(bureau: Bureau, name: str) -> bytes:
    clerk = bureau.people["陈清"]
    message = await clerk.wait_for(lambda seen: seen.file is not None and seen.file.name == name)
    assert message.file is not None
    return await bureau.messenger.download(message.file)


async def test_a_paper_is_pasted_in_parts_and_taken_over(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/template")
    await clerk.wait_for("导入与模板")
    await clerk.tap("粘贴题目")
    await clerk.wait_for("请把题目粘贴到这里")
    half = CLASSIC.index("二、多项")
    await clerk.send(CLASSIC[:half])
    await clerk.wait_for("已收到1条")
    await clerk.send(CLASSIC[half:] + "4. 没有答案的一道题。\n")
    seen = await clerk.wait_for("已收到2条")
    await clerk.tap("开始识别")
    preview = await clerk.wait_for("题库导入预览")
    assert "新增8道：单选题3道、多选题2道、判断题3道" in preview.text
    assert "缺少正确答案" in preview.text
    assert "直接把表格发回来" in preview.text
    book = load_workbook(BytesIO(await attached(bureau, "未导入的行.xlsx")))
    assert isinstance(book.active, Worksheet)
    assert book.active["B2"].value == "缺少正确答案"
    await clerk.tap("确认导入")
    await clerk.wait_for("题库已更新")
    assert await stored(bureau) == 8
    again = toast(await clerk.forge(seen.buttons[0].data, seen))
    assert "已经识别过" in again
    headings = [cell.value for cell in book.active[1]]
    book.active.cell(2, headings.index("正确答案") + 1, "错误")
    content = BytesIO()
    book.save(content)
    await clerk.upload("未导入的行.xlsx", content.getvalue())
    await clerk.wait_for("新增1道：判断题1道")


async def test_words_without_questions_may_be_followed_by_others(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/template")
    await clerk.wait_for("导入与模板")
    await clerk.tap("粘贴题目")
    await clerk.wait_for("请把题目粘贴到这里")
    await clerk.send("通知")
    await clerk.wait_for("已收到1条")
    await clerk.tap("开始识别")
    await clerk.wait_for("没有认出题目")
    await clerk.send("1. 公车可以私用。（×）")
    await clerk.wait_for("已收到2条")
    await clerk.tap("取消")
    await clerk.wait_for("已取消，粘贴的题目没有导入。")
    assert await stored(bureau) == 0


async def test_questions_like_others_are_shown_and_may_be_left_out(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    for name, end in (("一.docx", "。（×）"), ("二.docx", "吗。（×）")):
        document = Document()
        document.add_paragraph(f"1. 公务用车可以在节假日借给亲友使用{end}")
        document.add_paragraph(f"2. {name[0]}类不同的另一道判断题的题干{len(end) * 37}。（√）")
        content = BytesIO()
        document.save(content)
        await clerk.upload(name, content.getvalue())
        seen = await clerk.wait_for(f"《{name}》")
        if name == "一.docx":
            await clerk.tap("确认导入")
            await clerk.wait_for("题库已更新")
    assert "可能重复" in seen.text
    assert "“公务用车可以在节假日借给亲友使用吗。”和“公务用车可以在节假日借给亲友使用。”" in seen.text
    await attached(bureau, "很像的题对照表.xlsx")
    await clerk.tap("很像的不导入")
    await clerk.wait_for("题库已更新")
    assert await stored(bureau) == 3
    await clerk.send("/template")
    await clerk.wait_for("导入与模板")
    await clerk.tap("导出题库")
    upload = read_upload(await attached(bureau, "题库.xlsx"), "题库.xlsx")
    bank = await bureau.store.read(
        lambda session: [
            Question.model_validate(row) for row in session.scalars(select(BankQuestion.question))
        ]
    )
    assert sorted(upload.questions, key=repr) == sorted(bank, key=repr)


async def test_templates_come_with_lists_and_hold_nothing_yet(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/template")
    await clerk.wait_for("导入与模板")
    for label, name in (("花名册模板", "花名册模板.xlsx"), ("题库模板", "题库模板.xlsx")):
        await clerk.tap(label)
        content = await attached(bureau, name)
        book = load_workbook(BytesIO(content))
        rules = book.worksheets[0].data_validations.dataValidation
        assert len(rules) >= 3
        await clerk.upload(name, content)
        await clerk.wait_for("没有可以导入的行")


async def test_staff_have_no_templates(bureau: Bureau) -> None:
    await bureau.people["李强"].send("/template")
    await bureau.people["李强"].wait_for("这项功能仅限纪检秘书使用")
