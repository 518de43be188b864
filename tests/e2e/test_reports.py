"""/report in the chat: every button of it, for the secretary, a head of department and those who get none."""

from io import BytesIO

from openpyxl import load_workbook

from sandbox.chats import PersonClient
from sandbox.seen import Message
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import REMINDER, publish


async def opened(person: PersonClient) -> Message:
    """Ask for the report and open its only activity; return the message with the activity."""
    sent = await person.send("/report")
    overview = await person.wait_for(behind(sent, "导出 Excel"))
    await person.tap("1．元旦廉洁提醒", overview)
    return await person.wait_for(behind(sent, "应办 "))


def is_picture(message: Message) -> bool:
    return message.file is not None and message.file.kind == "photo"


def is_document(message: Message) -> bool:
    return message.file is not None and message.file.kind == "document"


async def test_the_secretary_walks_through_the_report(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish(bureau, "reminder", REMINDER)
    lee, secretary = bureau.people["李强"], bureau.people["陈清"]
    await lee.wait_for("元旦廉洁提醒")
    await lee.tap("我已知悉")
    await secretary.wait_for("元旦廉洁提醒")

    sent = await secretary.send("/report")
    overview = await secretary.wait_for(behind(sent, "导出 Excel"))
    assert "应办 6 人次\n已完成 1，" in overview.text
    assert overview.labels == ("1．元旦廉洁提醒", "换个角度看", "导出 Excel")
    picture = await secretary.wait_for(is_picture)
    assert picture.file is not None
    assert (picture.file.width, picture.id > overview.id) == (1080, True)

    await secretary.tap("1．元旦廉洁提醒", overview)
    activity = await secretary.wait_for("各处室")
    assert activity.id == overview.id
    await secretary.wait_for(is_picture)
    assert activity.labels == (
        *("按处室", "未办理名单", "催办未完成", "更正", "登记线下办理", "管理此项", "办理进程", "换个角度看"),
        *("导出 Excel", "导出（隐去姓名）", "返回"),
    )

    await secretary.tap("按处室", activity)
    await secretary.wait_for("请选择处室")
    await secretary.tap("法规处 1/3", activity)
    department = await secretary.wait_for("其他处室")
    assert "应办 3 人\n已完成 1，" in department.text
    await secretary.tap("未办理名单", activity)
    listed = await secretary.wait_for("待完成 2 人")
    assert "李　强" not in listed.text
    await secretary.tap("返回", activity)
    await secretary.wait_for("其他处室")
    await secretary.tap("返回", activity)
    await secretary.wait_for("按处室")
    await secretary.tap("返回", activity)
    assert (await secretary.wait_for("共 1 项")).labels == overview.labels


async def test_the_secretary_gets_a_workbook(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish(bureau, "reminder", REMINDER)
    secretary = bureau.people["陈清"]
    activity = await opened(secretary)
    assert toast(await secretary.tap("导出 Excel", activity)) == "正在生成 Excel，稍后发出。"
    document = await secretary.wait_for(is_document)
    assert document.file is not None
    assert document.file.name == "元旦廉洁提醒_20261202_1000.xlsx"
    workbook = load_workbook(BytesIO(await bureau.messenger.download(document.file)))
    assert workbook.sheetnames[:3] == ["汇总", "名单", "口径说明"]


async def test_the_secretary_chases_and_enters(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish(bureau, "reminder", REMINDER)
    secretary, jo = bureau.people["陈清"], bureau.people["周喆"]
    await jo.wait_for("元旦廉洁提醒")
    activity = await opened(secretary)

    await secretary.tap("登记线下办理", activity)
    await secretary.tap("办公室（3）", await secretary.wait_for("请选择处室"))
    await secretary.tap("钱敏", await secretary.wait_for("点姓名即登记"))
    shown = await secretary.wait_for("✓ 钱敏")
    await secretary.tap("✓ 钱敏", shown)
    await secretary.wait_for("由秘书登记0人")
    await secretary.tap("本处室全部登记", shown)
    await secretary.tap("确认登记3人", await secretary.wait_for("将为办公室以下3人"))
    await secretary.wait_for("由秘书登记3人")
    await secretary.tap("返回", shown)

    await secretary.tap("催办未完成", await secretary.wait_for("按处室"))
    await secretary.tap("确认催办3人", await secretary.wait_for("还有3人未办结"))
    await secretary.wait_for("已催办3人")
    await jo.wait_for("提醒：以下事项请及时办理")


async def test_a_head_forges_in_vain_and_staff_are_told_what_they_can_do(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await publish(bureau, "reminder", REMINDER)
    head, staff = bureau.people["孙丽"], bureau.people["李强"]
    activity = await opened(head)
    assert activity.labels == ("未办理名单", "办理进程", "换个角度看", "导出 Excel", "返回")
    for data in (
        "1rd:1:1",
        "1rp:1:1:0",
        "1re:1:1:0",
        "1rc:1:1",
        "1rt:1:1:0",
        "1rw:1:1:1",
        "1rx:7",
        "1r:-1",
        "1r:" + "9" * 30,
    ):
        answer = await head.forge(data, activity)
        assert answer is not None
        assert answer.alert, data
    notice = await staff.wait_for("元旦廉洁提醒")
    for data in ("1r:1", "1rb:1", "1rl:0", "1rs:1:0", "1rx:0", "1rp:1:0:0"):
        assert "仅限" in toast(await staff.forge(data, notice)), data
    sent = await staff.send("/report")
    await staff.wait_for(behind(sent, "/me 查看本人记录"))


async def test_a_moment_that_cannot_be_read_is_answered(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = bureau.people["陈清"]
    sent = await secretary.send("/report <b>乱写&")
    await secretary.wait_for(behind(sent, "没看懂“<b>乱写&”"))
