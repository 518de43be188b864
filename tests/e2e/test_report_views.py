"""A secretary looks at the same figures from several sides; somebody of the staff gets their own year."""

from sandbox.seen import Message
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import REMINDER, publish
from tests.e2e.test_reports import is_document, is_picture


async def test_the_secretary_turns_the_report_about(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish(bureau, "reminder", REMINDER)
    secretary = bureau.people["陈清"]
    sent = await secretary.send("/report 法规处 清风行动")
    shown = await secretary.wait_for(behind(sent, "法规处，清风行动，近一年及未结束的事项"))
    assert "应办 3 人次" in shown.text
    await secretary.tap("换个角度看", shown)
    menu = await secretary.wait_for("现在看的是")
    assert menu.labels == (
        *("按处室", "按支部", "按类型", "按人员", "按计划", "按月份", "处室与事项", "选时间"),
        *("导出 Excel", "导出 Word", "检查材料包", "事项列表", "返回全部"),
    )
    await secretary.tap("按人员", menu)
    people = await secretary.wait_for("李强：应办 1 人次")
    await secretary.tap("李强 0/1", people)
    one = await secretary.wait_for("应办 1 项。待完成 1 项")
    assert toast(await secretary.tap("年度记录 PDF", one)) == "正在生成年度记录，约需几秒，完成后发出。"
    paper = await secretary.wait_for(is_document)
    assert paper.file is not None
    assert paper.file.name == "2026年个人办理记录_李强.pdf"


async def test_somebody_gets_their_own_year(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish(bureau, "reminder", REMINDER)
    lee = bureau.people["李强"]
    sent = await lee.send("/me")
    record: Message = await lee.wait_for(behind(sent, "清风行动："))
    await lee.tap("我的2026年年度记录", record)
    assert (await lee.wait_for(is_picture)).from_bot
    document = await lee.wait_for(is_document)
    assert document.file is not None
    assert document.file.name == "2026年个人办理记录_李强.pdf"
    sent = await lee.send("/me 2031")
    await lee.wait_for(behind(sent, "没有2031年的记录"))
