"""Links, phones, roles and leave, as people and the secretary meet them in the chat."""

import re
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from sandbox.client import Message
from services.belonging.invites import invite_url, new_invite
from storage.people import Person
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import REMINDER, publish


async def unlink(bureau: Bureau, person_id: int) -> None:
    def change(session: Session) -> None:
        session.get_one(Person, person_id).telegram_id = None

    await bureau.store.write(change)


async def test_who_links_late_receives_what_is_open_and_a_menu(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await unlink(bureau, roster["孙丽"])
    await publish(bureau, "reminder", REMINDER)
    code = await bureau.store.write(new_invite, bureau.now, roster["孙丽"])
    phone = await bureau.person("新手机", 70)
    await phone.follow(invite_url(bureau.office, code))
    assert "孙丽同志，您好！" in (await phone.wait_for("您目前有1项待办")).text
    await phone.wait_for("元旦廉洁提醒")
    assert toast(await phone.tap("我已知悉")) == "已登记：您已知悉。谢谢！"
    await bureau.desk.settle()
    assert list(await phone.menu()) == [
        "todo",
        "me",
        "practice",
        "rules",
        "suggest",
        "mydata",
        "leave",
        "report",
        "help",
    ]
    stranger = await bureau.person("路人", 999)
    await stranger.follow(invite_url(bureau.office, code))
    await stranger.wait_for("这个链接已经用过，请联系纪检秘书重新发一个。")


async def test_the_secretary_gives_out_links_and_moves_a_phone(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await unlink(bureau, roster["周喆"])
    clerk = bureau.people["陈清"]
    await clerk.send("/invite")
    menu = await clerk.wait_for("邀请与绑定")
    # No figure of who has linked: the only one is how long a link lasts.
    assert re.findall(r"\d+", menu.text) == ["72"]
    await clerk.tap("导出全部未绑定人员的邀请链接")
    file = (await clerk.wait_for(lambda message: message.file is not None)).file
    assert file is not None
    sheet = load_workbook(BytesIO(await bureau.messenger.download(file))).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    [link] = [cell for cell in cells if cell.startswith("https://t.me/qingfeng_bot?start=")]
    phone = await bureau.person("周喆的手机", 71)
    await phone.follow(link)
    await phone.wait_for("您已绑定为：法规处　周喆")

    await clerk.tap("为一人新建链接")
    await clerk.wait_for("请发送要新建链接的同志的姓名")
    await clerk.send("没有<此>人")
    await clerk.wait_for("花名册上没有“没有<此>人”")
    await clerk.send("周")
    seen = await clerk.wait_for("周喆（法规处）的专用链接")
    assert "打开此链接后改绑新账号" in seen.text
    new_phone = await bureau.person("周喆的新手机", 72)
    await new_phone.follow(seen.text.split("\n")[1])
    await new_phone.wait_for("您已绑定为：法规处　周喆")
    await phone.wait_for("已改用新的账号")
    sent = await phone.send("/todo")
    await phone.wait_for(behind(sent, "请联系纪检秘书。"))

    await clerk.tap("解除一人绑定", menu)
    await clerk.wait_for("请发送要解除绑定的同志的姓名")
    await clerk.send("周喆")
    await clerk.wait_for("解除周喆（法规处）的账号绑定？")
    await clerk.tap("确认解除")
    await clerk.wait_for("已解除周喆（法规处）的账号绑定。")
    await new_phone.wait_for("本账号的绑定已由纪检秘书解除")


async def test_sharing_ones_contact_where_the_bureau_has_chosen_so(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    def prepare(session: Session) -> None:
        person = session.get_one(Person, roster["钱敏"])
        person.telegram_id, person.phone = None, "13900000003"

    await bureau.store.write(prepare)
    clerk = bureau.people["陈清"]
    await clerk.send("/invite")
    await clerk.wait_for("未开启")
    await clerk.tap("开启手机号绑定")
    await clerk.wait_for("已开启")
    phone = await bureau.person("某人", 70)
    await phone.start()
    assert (await phone.wait_for("发送本人手机号")).keyboard == (("发送本人手机号",),)
    await phone.share_contact("13900000003", user_id=71)
    await phone.wait_for("这不是您本人的联系人信息")
    await phone.share_contact("+86 139 0000 0003")
    await phone.wait_for("您已绑定为：办公室　钱敏")


async def test_blocking_and_coming_back(bureau: Bureau) -> None:
    lee = bureau.people["李强"]
    await lee.block()
    await publish(bureau, "reminder", REMINDER)
    await bureau.people["周喆"].wait_for("元旦廉洁提醒")
    await lee.unblock()
    await lee.wait_for("元旦廉洁提醒")


async def test_strangers_are_told_three_times(bureau: Bureau) -> None:
    stranger = await bureau.person("路人", 999)
    for text in ("/start", "你好", "/report", "/invite", "在吗"):
        await stranger.send(text)
    await stranger.wait_for("请联系纪检秘书。")
    sent = await bureau.people["李强"].send("/todo")
    await bureau.people["李强"].wait_for(behind(sent, "您没有待办事项。"))
    await bureau.desk.settle()
    said = [message.text for message in await stranger.chat() if message.from_bot]
    assert said == ["请联系纪检秘书。"] * 3


async def test_roles_are_granted_and_withdrawn_but_never_the_last(bureau: Bureau) -> None:
    clerk, lee = bureau.people["陈清"], bureau.people["李强"]
    await lee.send("/role")
    await lee.wait_for("仅限纪检秘书使用")
    await clerk.send("/role")
    await clerk.wait_for("纪检秘书：陈清（办公室）")
    await clerk.tap("撤销纪检秘书：陈清　办公室")
    await clerk.wait_for("撤销陈清（办公室）的纪检秘书？")
    assert "没有改动" in toast(await clerk.tap("确认撤销"))
    await clerk.tap("返回")
    await clerk.wait_for("角色")
    await clerk.tap("授予纪检秘书")
    await clerk.wait_for("请发送要授予纪检秘书的同志的姓名")
    await clerk.send("李 强")
    await clerk.wait_for("授予李强（法规处）纪检秘书？")
    await clerk.tap("确认授予")
    await clerk.wait_for("已授予李强（法规处）纪检秘书。")
    await lee.wait_for("您已被授予“纪检秘书”")
    await bureau.desk.settle()
    assert "role" in await lee.menu()
    await lee.send("/role")
    await lee.wait_for("陈清（办公室）、李强（法规处）")
    await lee.tap("撤销纪检秘书：陈清　办公室")
    await lee.wait_for("撤销陈清（办公室）的纪检秘书？")
    await lee.tap("确认撤销")
    await clerk.wait_for("您的“纪检秘书”已撤销")
    await bureau.desk.settle()
    assert list(await clerk.menu()) == [
        *("todo", "me", "practice", "rules", "suggest", "mydata", "leave", "help")
    ]
    await clerk.send("/role")
    await clerk.wait_for("仅限纪检秘书使用")


async def test_leave_is_entered_and_ended(bureau: Bureau) -> None:
    await publish(bureau, "reminder", REMINDER)
    clerk, lee = bureau.people["陈清"], bureau.people["李强"]
    await lee.wait_for("元旦廉洁提醒")
    await clerk.send("/leave")
    await clerk.wait_for("目前没有登记中的")
    await clerk.tap("登记请假、借出、病假")
    await clerk.wait_for("请发送请假、借出或病假人员的姓名")
    await clerk.send("李强")
    await clerk.wait_for("为李强（法规处）登记：")
    await clerk.tap("借出")
    await clerk.wait_for("请发送起止日期")
    await clerk.send("下个月吧")
    await clerk.wait_for("没看懂")
    await clerk.send("12月1日起，借到市委")
    await clerk.wait_for("1项未办事项因此记为免。")
    await clerk.send("/leave")
    await clerk.wait_for("李强（法规处）　借出　2026年12月1日起，借到市委")
    await clerk.tap("结束：李强　借出")
    await clerk.wait_for("恢复待办1项，已重新发给本人。")
    await lee.wait_for("元旦廉洁提醒")


async def test_a_second_tap_on_the_export_spoils_no_link_that_was_handed_out(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await unlink(bureau, roster["钱敏"])
    await unlink(bureau, roster["周喆"])
    clerk = bureau.people["陈清"]
    await clerk.send("/invite")
    menu = await clerk.wait_for("邀请与绑定")
    await clerk.tap("导出全部未绑定人员的邀请链接", menu)
    slips = await links(bureau, await clerk.wait_for(lambda message: message.file is not None))
    assert set(slips) == {"钱敏", "周喆"}
    await clerk.tap("导出全部未绑定人员的邀请链接", menu)
    asked = await clerk.wait_for("还在有效期内")
    assert toast(await clerk.tap("只导出没有链接的人员", asked)) == "没有需要发链接的人员。"
    phone = await bureau.person("钱敏的手机", 73)
    await phone.follow(slips["钱敏"])
    await phone.wait_for("您已绑定为：办公室　钱敏")
    await clerk.tap("全部重新导出", asked)
    assert set(await links(bureau, await clerk.wait_for(lambda message: message.file is not None))) == {
        "周喆"
    }
    other = await bureau.person("周喆的手机", 74)
    await other.follow(slips["周喆"])
    await other.wait_for("这个链接已经作废")


async def test_each_role_is_told_what_it_can_do(bureau: Bureau) -> None:
    for name, told in (("陈清", "您是纪检秘书"), ("孙丽", "您是处室负责人")):
        await bureau.people[name].send("/help")
        await bureau.people[name].wait_for(told)
    await bureau.people["周喆"].send("/help")
    seen = await bureau.people["周喆"].wait_for("随时可用 /todo")
    assert "/report" not in seen.text
    await bureau.people["周喆"].send("请问怎么办")
    await bureau.people["周喆"].wait_for("有问题请联系纪检秘书。\n\n您没有待办事项。")


async def links(bureau: Bureau, message: Message) -> dict[str, str]:
    """Return name -> link of a workbook of slips."""
    assert message.file is not None
    sheet = load_workbook(BytesIO(await bureau.messenger.download(message.file))).active
    assert sheet is not None
    return {str(row[1]): str(row[5]) for row in sheet.iter_rows(min_row=4, values_only=True)}
