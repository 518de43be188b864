"""Files that name people: the secretary has them with names, and once more without to pass on."""

from io import BytesIO

import docx
from openpyxl import load_workbook

from sandbox.chats import PersonClient
from sandbox.seen import Message
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import REMINDER, publish

WITHOUT = "隐去姓名，再发一份"


async def opened(person: PersonClient) -> Message:
    """Ask for the report and open its only activity."""
    sent = await person.send("/report")
    await person.tap("1．元旦廉洁提醒", await person.wait_for(behind(sent, "导出 Excel")))
    return await person.wait_for(behind(sent, "按处室"))


async def document(person: PersonClient, after: Message) -> Message:
    """Return the document that comes after a message."""
    return await person.wait_for(
        lambda one: one.id > after.id and one.file is not None and one.file.kind == "document"
    )


async def downloaded(bureau: Bureau, message: Message) -> BytesIO:
    assert message.file is not None
    return BytesIO(await bureau.messenger.download(message.file))


async def names_in(bureau: Bureau, message: Message) -> set[str]:
    rows = load_workbook(await downloaded(bureau, message))["名单"].iter_rows(values_only=True)
    return {str(row[1]) for row in rows} & {"李强", "李*"}


async def test_a_workbook_is_had_once_more_without_names(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish(bureau, "reminder", REMINDER)
    secretary = bureau.people["陈清"]
    report = await opened(secretary)
    await secretary.tap("导出 Excel", report)
    full = await document(secretary, report)
    assert full.labels == (WITHOUT,)
    assert await names_in(bureau, full) == {"李强"}
    assert toast(await secretary.tap(WITHOUT, full)) == "正在生成 Excel，稍后发出。"
    masked = await document(secretary, full)
    assert masked.file is not None
    assert masked.file.name == "元旦廉洁提醒_20261202_1000（隐去姓名）.xlsx"
    assert masked.labels == ()
    assert await names_in(bureau, masked) == {"李*"}
    asked = await secretary.send("/audit 2")
    assert masked.file.name in (await secretary.wait_for(behind(asked, "第2号留痕"))).text


async def test_a_paper_made_in_a_process_of_its_own_is_without_names(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await publish(bureau, "reminder", REMINDER)
    secretary = bureau.people["陈清"]
    sent = await secretary.send("/report 李强")
    shown = await secretary.wait_for(behind(sent, "年度记录 PDF"))
    await secretary.tap("年度记录 PDF", shown)
    full = await document(secretary, shown)
    await secretary.tap(WITHOUT, full)
    masked = await document(secretary, full)
    assert full.file is not None
    assert masked.file is not None
    assert full.file.name == "2026年个人办理记录_李强.pdf"
    assert masked.file.name == "2026年个人办理记录_李*（隐去姓名）.pdf"
    assert (await downloaded(bureau, masked)).getvalue().startswith(b"%PDF")


async def test_what_names_nobody_and_what_is_ones_own_comes_without_the_button(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await publish(bureau, "reminder", REMINDER)
    secretary, staff = bureau.people["陈清"], bureau.people["李强"]
    sent = await secretary.send("/report")
    overview = await secretary.wait_for(behind(sent, "换个角度看"))
    await secretary.tap("换个角度看", overview)
    await secretary.tap("导出 Word", await secretary.wait_for(behind(sent, "检查材料包")))
    assert (await document(secretary, sent)).labels == ()
    asked = await staff.send("/me")
    await staff.tap("我的2026年年度记录", await staff.wait_for(behind(asked, "年度记录")))
    own = await document(staff, asked)
    assert own.labels == ()
    assert own.file is not None
    assert own.file.name == "2026年个人办理记录_李强.pdf"


async def test_a_head_is_handed_no_full_name(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish(bureau, "reminder", REMINDER)
    head = bureau.people["孙丽"]
    sent = await head.send("/report 李强")
    await head.tap("换个角度看", await head.wait_for(behind(sent, "李强")))
    menu = await head.wait_for(behind(sent, "导出 Word"))
    assert "李强" in menu.text
    await head.tap("导出 Word", menu)
    paper = await document(head, menu)
    assert paper.file is not None
    assert paper.file.name.endswith("（隐去姓名）.docx")
    assert "李强" not in paper.file.name
    said = "".join(one.text for one in docx.Document(await downloaded(bureau, paper)).paragraphs)
    assert "李*" in said
    assert "李强" not in said
