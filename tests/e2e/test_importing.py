"""A secretary sends files: what a roster and a bank would change, what is asked, and what is taken over."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content import questions_csv
from storage.people import Person
from storage.questions import BankQuestion
from tests.e2e.conftest import Bureau, behind, toast

HEADINGS = ("姓名", "处室/单位", "政治面貌", "岗位类别", "工号")
ROSTER = (
    ("陈清", "办公室", "中共党员", "关键岗位", ""),
    ("赵刚", "办公室", "中共党员", "处室负责人", ""),
    ("钱敏", "办公室", "群众", "一般", ""),
    ("孙丽", "法规处", "中共党员", "处室负责人", ""),
    ("李强", "法规处", "中共党员", "科级", ""),
    ("周喆", "法规处", "民主党派", "一般", ""),
)


def workbook(*rows: tuple[str, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, *rows):
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


async def member(bureau: Bureau, name: str) -> Person | None:
    return await bureau.store.read(
        lambda session: session.scalars(select(Person).where(Person.name == name)).one_or_none()
    )


async def test_a_roster_is_shown_asked_about_and_taken_over(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    moved = ("李强", "规划处", "中共党员", "处室负责人", "0007")
    rows = (
        *ROSTER[:4],
        moved,
        ROSTER[5],
        ("吴<镕>&囧", "规划处", "群众", "", ""),
        ("郑无党", "规划处", "", "", ""),
    )
    await clerk.upload("名册.xlsx", workbook(*rows))
    seen = await clerk.wait_for("名册导入预览")
    assert "新增1人：吴<镕>&囧" in seen.text
    assert "处室变动1人：李强（法规处→规划处）" in seen.text
    assert "有错误、不导入的1行：\n第9行：缺少政治面貌" in seen.text
    await clerk.tap("全员名册")
    assert "调离0人" in (await clerk.wait_for("自何日起计算")).text
    await clerk.tap("输入日期")
    await clerk.wait_for("请发送生效日期")
    await clerk.send("什么时候都行")
    await clerk.wait_for("没看懂")
    await clerk.send("11月30日")
    seen = await clerk.wait_for("确认前不会改动名册")
    assert "自2026年11月30日起计算" in seen.text
    assert await member(bureau, "吴<镕>&囧") is None
    assert toast(await clerk.tap("确认导入")) == "已导入。"
    assert "新增1人，调离0人，处室变动1人，信息变动0人" in (await clerk.wait_for("名册已更新")).text
    lee = await member(bureau, "李强")
    assert lee is not None
    assert (lee.department.name, lee.staff_no) == ("规划处", "0007")
    again = toast(await clerk.forge(seen.buttons[0].data, seen))
    assert again == "这份文件已经办理过。需要再次导入，请重新发送文件。"


async def test_many_leavers_are_confirmed_twice_and_part_makes_none(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.upload("名册.xlsx", workbook(*ROSTER[:5]))
    assert "名册上另有1人不在文件中" in (await clerk.wait_for("这是全员名册吗")).text
    await clerk.tap("部分人员")
    await clerk.wait_for("自何日起计算")
    await clerk.tap("今天（12月2日）")
    seen = await clerk.wait_for("重新选择")
    assert "调离" not in seen.text.splitlines()[2]
    await clerk.tap("重新选择")
    await clerk.wait_for("这是全员名册吗")
    await clerk.tap("全员名册")
    await clerk.wait_for("自何日起计算")
    await clerk.tap("今天（12月2日）")
    seen = await clerk.wait_for("重新选择")
    assert "调离1人：周喆" in seen.text
    confirm = seen.buttons[0]
    assert confirm.label == "确认导入"
    await clerk.tap("确认导入")
    asked = await clerk.wait_for("仍要导入吗")
    assert "占现有6人的17%，超过10%" in asked.text
    await clerk.forge(confirm.data, asked)  # a double press of the first button confirms nothing
    staying = await member(bureau, "周喆")
    assert staying is not None
    assert staying.left is None
    await clerk.tap("仍然导入")
    await clerk.wait_for("名册已更新")
    assert "您已从江州市应急管理局花名册中调离" in (await bureau.people["周喆"].wait_for("调离")).text
    sent = await bureau.people["周喆"].send("/todo")
    await bureau.people["周喆"].wait_for(behind(sent, "请联系纪检秘书。"))


async def test_a_roster_that_moved_since_is_shown_anew(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.upload("名册.xlsx", workbook(*ROSTER, ("吴镕", "规划处", "群众", "", "")))
    await clerk.wait_for("这是全员名册吗")
    await clerk.tap("部分人员")
    await clerk.wait_for("自何日起计算")
    await clerk.tap("今天（12月2日）")
    await clerk.wait_for("重新选择")

    def change(session: Session) -> None:
        session.scalars(select(Person).where(Person.name == "钱敏")).one().political = "共青团员"

    await bureau.store.write(change)
    await clerk.tap("确认导入")
    assert "信息变动1人：钱敏（政治面貌）" in (await clerk.wait_for("已重新比对")).text
    await clerk.tap("取消")
    await clerk.wait_for("已取消导入《名册.xlsx》，没有改动任何内容。")
    assert await member(bureau, "吴镕") is None


async def test_a_namesake_is_asked_about(bureau: Bureau, roster: dict[str, int]) -> None:
    clerk = bureau.people["陈清"]
    rows = (("李强", "规划处", "群众", "", "1"), ("李强", "人事处", "中共党员", "", "2"))
    await clerk.upload("名册.xlsx", workbook(*rows))
    seen = await clerk.wait_for("第2行“李强（规划处，工号1）”是名册上的哪一位？（还有2行要确认）")
    assert seen.labels == ("李强　法规处", "都不是，是新人员", "取消")
    await clerk.tap("都不是，是新人员")
    await clerk.wait_for("第3行“李强（人事处，工号2）”是名册上的哪一位？")
    await clerk.tap("李强　法规处")
    await clerk.wait_for("这是全员名册吗")
    await clerk.tap("部分人员")
    await clerk.wait_for("自何日起计算")
    await clerk.tap("今天（12月2日）")
    await clerk.wait_for("重新选择")
    await clerk.tap("确认导入")
    await clerk.wait_for("新增1人，调离0人，处室变动1人")
    moved = await bureau.store.read(lambda session: session.get_one(Person, roster["李强"]))
    assert (moved.department.name, moved.staff_no, moved.telegram_id) == (
        "人事处",
        "2",
        clerk.id - roster["陈清"] + moved.id,
    )


async def test_a_question_bank_is_taken_over(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.upload("题库.csv", questions_csv())
    seen = await clerk.wait_for("题库导入预览")
    assert "新增156道" in seen.text
    await clerk.tap("确认导入")
    await clerk.wait_for("题库已更新")
    count = await bureau.store.read(
        lambda session: session.scalar(select(func.count()).select_from(BankQuestion))
    )
    assert count is not None
    assert count >= 100


async def test_many_faulty_rows_come_back_as_a_workbook(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    rows = [(f"人员{n}", "办公室", "不详", "", "") for n in range(12)]
    await clerk.upload("名册.xlsx", workbook(*rows, ("吴镕", "办公室", "群众", "", "")))
    assert "其余见随附的表格" in (await clerk.wait_for("有错误、不导入的12行")).text
    file = (await clerk.wait_for(lambda message: message.file is not None)).file
    assert file is not None
    sheet = load_workbook(BytesIO(await bureau.messenger.download(file))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:4] == ["原行号", "问题", "姓名", "处室/单位"]
    assert sheet.max_row == 13


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xlsx", b" \n", "里没有任何内容"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "看不出《a.csv》是名册还是题库"),
        ("<b>.pdf", b"%PDF-1.7 abc", "《<b>.pdf》是PDF 文档"),
        ("a.csv", "姓名,处室,政治面貌\n,办公室,群众\n".encode("gb18030"), "没有可以导入的行"),
    ],
)
async def test_a_useless_file_is_explained(bureau: Bureau, name: str, content: bytes, says: str) -> None:
    await bureau.people["陈清"].upload(name, content)
    await bureau.people["陈清"].wait_for(says)


async def test_files_of_others_are_not_read(bureau: Bureau) -> None:
    await bureau.people["李强"].upload("名册.xlsx", workbook(*ROSTER))
    await bureau.people["李强"].wait_for("名册和题库由纪检秘书导入")
    stranger = await bureau.person("路人", 999)
    await stranger.upload("名册.xlsx", workbook(*ROSTER))
    await stranger.wait_for("请联系纪检秘书。")


@pytest.mark.filterwarnings("ignore:Sending a large body")  # by the sender's phone, not by us
async def test_a_large_file_is_refused_before_it_is_fetched(bureau: Bureau) -> None:
    await bureau.people["陈清"].upload("大.xlsx", bytes(10 * 1024 * 1024 + 1))
    await bureau.people["陈清"].wait_for("文件超过10 MB")


async def test_the_starter_bank_is_offered_where_there_is_none(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/new")
    await clerk.wait_for("请选择类型")
    await clerk.tap("答题")
    await clerk.wait_for("请选择模板")
    await clerk.tap("日常小测")
    await clerk.wait_for("请选择截止时间")
    await clerk.tap("1周内")
    await clerk.wait_for("请选择发给谁")
    await clerk.tap("确定（6人）")
    await clerk.wait_for("还不能发布")
    await clerk.tap("导入自带题库")
    await clerk.wait_for("题库导入预览")
    await clerk.tap("确认导入")
    await clerk.wait_for("题库已更新")
    await clerk.send("/new")
    await clerk.wait_for("您有1份未完成的草稿")
    await clerk.tap("继续第1份")
    assert "立即发布" in (await clerk.wait_for("大家将看到")).labels
