"""台账: what is done elsewhere, entered with a few presses, corrected, added up."""

from datetime import date, timedelta
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sandbox.chats import PersonClient
from sandbox.seen import Message
from services.registers import count
from storage.base import Base
from storage.messages import KeptText
from storage.people import Person
from storage.registers import RegisterEntry
from tests.e2e.conftest import Bureau, behind, toast

YEAR = date(2026, 1, 1), date(2026, 12, 31)


async def book(secretary: PersonClient, title: str) -> Message:
    sent = await secretary.send("/ledger")
    listed = await secretary.wait_for(behind(sent, "请选择台账"))
    await secretary.tap(title, listed)
    return await secretary.wait_for(behind(sent, "登记一笔"))


async def enter(secretary: PersonClient, title: str, *choices: str) -> Message:
    """Enter by buttons alone; return the message that is looked over before 保存."""
    shown = await book(secretary, title)
    await secretary.tap("登记一笔", shown)
    for choice in choices:
        shown = await secretary.wait_for(choice)
        await secretary.tap(choice, shown)
    return await secretary.wait_for("核对无误后请点“保存”")


async def counted(bureau: Bureau, register: str, category: str | None = None) -> int:
    return await bureau.store.read(lambda session: count(session, register, *YEAR, category))


def is_document(message: Message) -> bool:
    return message.file is not None and message.file.kind == "document"


async def test_an_entry_takes_five_presses_and_counts_once(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = bureau.people["陈清"]
    look = await enter(secretary, "谈心谈话", "昨天", "廉政谈话", "法规处", "3次")
    assert "日期：2026年12月1日\n类别：廉政谈话\n处室：法规处\n数量：3次\n编号：（不填）" in look.text
    save = look.button("保存").data
    assert toast(await secretary.tap("保存", look)) == "已登记。"
    saved = await secretary.wait_for("已登记：谈心谈话")
    assert toast(await secretary.forge(save, saved)) == "这一笔已经登记，不用重复操作。"
    assert await counted(bureau, "talk") == 3
    assert await counted(bureau, "talk", "廉政谈话") == 3
    assert await counted(bureau, "talk", "提醒谈话") == 0

    await secretary.tap("全年汇总", saved)
    year = await secretary.wait_for("合计：3次")
    assert "按月份：12月3" in year.text
    assert "法规处：廉政谈话3" in year.text
    again = await enter(secretary, "谈心谈话", "昨天", "廉政谈话", "法规处", "1次")
    assert "已登记过1笔，请确认不是重复登记" in again.text
    await secretary.tap("放弃", again)
    await secretary.wait_for("已放弃，没有登记")
    assert await counted(bureau, "talk") == 3


async def test_typed_days_and_numbers_are_read_and_content_is_questioned(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    secretary = bureau.people["陈清"]
    await secretary.tap("登记一笔", await book(secretary, "明察暗访"))
    await secretary.wait_for("请选择日期")
    for wrong, said in (
        ("吃了饭再说", "没看懂这个日期"),
        ("明天", "还没有到"),
        ("李强", "写有名册上的姓名“李强”"),
        ("昨天下午到窗口检查，发现两名同志不在岗，已当场提醒", "像是具体内容"),
    ):
        await secretary.send(wrong)
        await secretary.wait_for(said)
    await secretary.send("12月20日")  # the last there was, a year ago
    await secretary.tap("窗口服务", await secretary.wait_for("请选择类别"))
    await secretary.tap("全局（不分处室）", await secretary.wait_for("请选择处室"))
    await secretary.wait_for("请选择数量")
    for wrong, said in (("很多", "没看懂这个数量"), ("0", "1至9999"), ("10000", "1至9999")):
        await secretary.send(wrong)
        await secretary.wait_for(said)
    await secretary.send("两次")
    look = await secretary.wait_for("核对无误")
    assert "日期：2025年12月20日" in look.text
    assert "处室：全局" in look.text
    assert "数量：2次" in look.text

    await secretary.tap("改日期", look)
    await secretary.tap("今天", await secretary.wait_for("请选择日期"))
    await secretary.tap("填编号", await secretary.wait_for("核对无误"))
    await secretary.wait_for("请发送材料的编号")
    await secretary.send("发现两名同志不在岗")
    await secretary.wait_for("没看懂这个编号")
    await secretary.send("李强〔2026〕3号")
    await secretary.wait_for("请原样再发一次")
    assert "李强〔2026〕3号" not in await bureau.store.read(everything)
    await secretary.send("李强〔2026〕4号")  # not the same
    await secretary.wait_for("请原样再发一次")
    await secretary.send("李强〔2026〕4号")
    look = await secretary.wait_for("编号：李强〔2026〕4号")
    await secretary.tap("改编号", look)
    await secretary.wait_for("请发送材料的编号")
    await secretary.send("明查〔2026〕 3号")
    await secretary.tap("保存", await secretary.wait_for("编号：明查〔2026〕3号"))
    await secretary.wait_for("已登记：明察暗访")
    kept = await bureau.store.read(lambda session: session.scalar(select(func.count(KeptText.id))))
    assert kept == 0
    assert "不在岗" not in await bureau.store.read(everything)


def everything(session: Session) -> str:
    """Return all rows of all tables as one text."""
    return "\n".join(str(row) for t in Base.metadata.sorted_tables for row in session.execute(select(t)))


async def test_a_correction_replaces_and_nothing_is_lost(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = bureau.people["陈清"]
    look = await enter(secretary, "四种形态", "今天", "第一种形态", "法规处", "5人次")
    await secretary.tap("保存", look)
    await secretary.tap("逐笔清单", await secretary.wait_for("已登记：四种形态"))
    listed = await secretary.wait_for("逐笔清单")
    assert "1．2026年12月2日　第一种形态　法规处　5人次" in listed.text
    await secretary.tap("1．12月2日 第一种形态 5人次", listed)
    one = await secretary.wait_for("更正")
    assert "登记：陈清，2026年12月2日（星期三）10:00" in one.text
    correct = one.button("更正").data
    await secretary.tap("更正", one)
    await secretary.tap("改数量", await secretary.wait_for("更正：四种形态"))
    await secretary.tap("2人次", await secretary.wait_for("请选择数量"))
    await secretary.tap("保存", await secretary.wait_for("数量：2人次"))
    saved = await secretary.wait_for("已更正：四种形态")
    assert await counted(bureau, "forms") == 2
    assert "已经更正过" in toast(await secretary.forge(correct, saved))

    await secretary.tap("逐笔清单", saved)
    listed = await secretary.wait_for("逐笔清单")
    await secretary.tap("1．12月2日 第一种形态 2人次", listed)
    await secretary.tap("作废", await secretary.wait_for("作废"))
    sure = await secretary.wait_for("要作废这一笔吗")
    again = sure.button("确定作废").data
    assert toast(await secretary.tap("确定作废", sure)) == "已作废。"
    gone = await secretary.wait_for("已作废：四种形态")
    assert "已经更正过" in toast(await secretary.forge(again, gone))
    assert await counted(bureau, "forms") == 0
    rows = await bureau.store.read(
        lambda session: session.scalars(select(RegisterEntry).order_by(RegisterEntry.id)).all()
    )
    assert [(row.number, row.replaces) for row in rows] == [(5, None), (2, 1), (0, 2)]

    await secretary.tap("导出 Excel", await book(secretary, "四种形态"))
    document = await secretary.wait_for(is_document)
    assert document.file is not None
    assert document.file.name == "四种形态台账_2026年.xlsx"
    workbook = load_workbook(BytesIO(await bureau.messenger.download(document.file)))
    assert workbook.sheetnames[:3] == ["按月", "按处室", "逐笔"]
    notes = [row[8] for row in workbook["逐笔"].iter_rows(min_row=4, values_only=True)]
    assert notes == ["已更正，见第2笔", "已作废", "作废第2笔"]


async def test_files_are_held_to_the_staff_of_each_department(bureau: Bureau, roster: dict[str, int]) -> None:
    def employ(session: Session) -> None:
        for person in session.scalars(select(Person)):
            person.category = "在编" if person.name != "周喆" else "聘用"

    await bureau.store.write(employ)
    secretary = bureau.people["陈清"]
    shown = await book(secretary, "廉政档案")
    assert "在编5人，已建档0份，覆盖率0.0%" in shown.text
    look = await enter(secretary, "廉政档案", "今天", "新建", "办公室", "4份")
    await secretary.tap("保存", look)
    await secretary.wait_for("已登记：廉政档案")
    shown = await book(secretary, "廉政档案")
    # One file too many in an office does not stand for those that another lacks.
    assert "在编5人，已建档4份，覆盖率60.0%" in shown.text
    assert "还没有全部建档：法规处差2份" in shown.text
    assert "请核对（调出、退休的按“移出”登记）：办公室多1份" in shown.text
    look = await enter(secretary, "廉政档案", "今天", "移出", "办公室", "1份")
    await secretary.tap("保存", look)
    await secretary.wait_for("已登记：廉政档案")
    assert "办公室" not in (await book(secretary, "廉政档案")).text.partition("按处室")[0]
    await secretary.tap("登记一笔", await book(secretary, "廉政档案"))
    await secretary.tap("今天", await secretary.wait_for("请选择日期"))
    await secretary.tap("更新", await secretary.wait_for("请选择类别"))
    assert "全局（不分处室）" not in (await secretary.wait_for("请选择处室")).labels


async def test_years_turn_and_old_buttons_are_kind(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = bureau.people["陈清"]
    year = await book(secretary, "风险防控措施")
    await secretary.tap("2025年", year)
    last = await secretary.wait_for("风险防控措施　2025年")
    assert "2026年" in last.labels
    for data in (
        "1b:none:year:2026:0",
        "1b:talk:year:99999:0",
        "1be:77",
        "1bv:77:1",
        "1bn:talk:77",
        "1bd:7:day:0",
    ):
        answer = await secretary.forge(data, last)
        assert answer is not None
        assert answer.alert, data
    stale = await enter(secretary, "风险防控措施", "今天", "高风险", "法规处", "5条")
    await secretary.tap("改数量", stale)
    await secretary.wait_for("请选择数量")
    assert toast(await secretary.forge(stale.button("保存").data, stale)) == ""
    assert await counted(bureau, "measures") == 0
    bureau.now += timedelta(days=2)  # the words are not expected any more, the buttons still are
    await secretary.send("4")
    await secretary.wait_for("没有待办事项")
    await secretary.tap("10条", stale)
    await secretary.tap("保存", await secretary.wait_for("数量：10条"))
    await secretary.wait_for("已登记：风险防控措施")
