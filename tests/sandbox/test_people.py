import asyncio

import pytest
import telegram
from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, InlineKeyboardButton

import sandbox
from sandbox.client import Messenger, NothingCameError, PersonClient, SandboxError
from tests.sandbox.conftest import Api


def said(update: telegram.Update) -> telegram.Message:
    """Return the message of an update that brings one."""
    assert update.message is not None
    return update.message


def pressed(update: telegram.Update) -> telegram.CallbackQuery:
    """Return the press of an update that brings one."""
    assert update.callback_query is not None
    return update.callback_query


async def test_a_new_person_follows_a_deep_link(bot: telegram.Bot, messenger: Messenger) -> None:
    person = await messenger.person(9, "李四", last_name="同志", username="lisi")
    await person.follow(f"https://t.me/{(await bot.get_me()).username}?start=code_1-A")
    (update,) = await bot.get_updates()
    assert said(update).text == "/start code_1-A"
    assert update.effective_user
    assert update.effective_user.full_name == "李四 同志"
    with pytest.raises(SandboxError, match="start payload"):
        await person.start("含汉字")
    assert (await bot.get_chat(9)).username == "lisi"


async def test_contacts_uploads_and_long_texts(bot: telegram.Bot, person: PersonClient) -> None:
    await person.share_contact("13800000000")
    await person.share_contact("13900000000", user_id=0)
    await person.upload("名册.xlsx", b"PK", caption="花名册")
    await person.send("😀" * 4096)
    own, other, file, *pieces = map(said, await bot.get_updates())
    assert own.contact
    assert other.contact
    assert file.document
    assert own.contact.user_id == 7
    assert other.contact.user_id is None
    assert file.document.file_name == "名册.xlsx"
    assert file.caption == "花名册"
    fetched = await bot.get_file(file.document.file_id)
    assert bytes(await fetched.download_as_bytearray()) == b"PK"
    assert [len(piece.text or "") for piece in pieces] == [2048, 2048]


async def test_waiting_sees_each_message_and_each_edit_once(bot: telegram.Bot, person: PersonClient) -> None:
    waiting = asyncio.create_task(person.wait_for("二"))
    one = await bot.send_message(7, "一")
    await bot.send_message(7, "二")
    assert (await waiting).text == "二"
    assert (await person.wait_for("一")).id == one.message_id
    with pytest.raises(NothingCameError, match="did not come within"):
        await person.wait_for("一", timeout=0.01)
    await one.edit_text("一 改")
    assert (await person.wait_for("一")).edits == 1
    await one.delete()
    assert (await person.wait_for(lambda message: message.deleted)).id == one.message_id
    assert await person.look() == []
    last = await person.last()
    assert last
    assert last.text == "二"


async def test_taps_find_their_button_or_say_so(bot: telegram.Bot, person: PersonClient) -> None:
    rows = [
        [
            InlineKeyboardButton("开", callback_data="on"),
            InlineKeyboardButton("看", url="https://a.cn"),
        ]
    ]
    sent = await bot.send_message(7, "x", reply_markup=telegram.InlineKeyboardMarkup(rows))
    opened = await person.tap("看")
    assert opened
    assert opened.url == "https://a.cn"
    message = await person.wait_for("x")
    await person.forge("forged:1", message, within=0.001)
    await person.tap("on", message, within=0.001)
    assert [pressed(update).data for update in await bot.get_updates()] == ["forged:1", "on"]
    await sent.edit_text("y")
    with pytest.raises(SandboxError, match="has no button '开'"):
        await person.tap("开", message)
    with pytest.raises(SandboxError, match="no message in this chat has a button '开'"):
        await person.tap("开")


async def test_an_unanswered_press_may_come_again(bot: telegram.Bot, person: PersonClient) -> None:
    button = InlineKeyboardButton("开", callback_data="on")
    sent = await bot.send_message(7, "x", reply_markup=telegram.InlineKeyboardMarkup([[button]]))
    await person.tap("开", within=0.001)
    again = asyncio.create_task(person.press_again())
    first = second = await bot.get_updates()
    while len(second) < 2:
        second = await bot.get_updates(timeout=1)
    assert first[0].update_id != second[1].update_id
    assert pressed(first[0]) == pressed(second[1])
    await pressed(second[1]).answer("好")
    answer = await again
    assert answer
    assert answer.text == "好"
    with pytest.raises(SandboxError, match="no unanswered press"):
        await person.press_again()
    storm = asyncio.create_task(person.messenger.storm([(7, sent.message_id, "on")] * 3, rate=1000))
    done = second[1].update_id
    for _ in range(3):
        (update, *_rest) = await bot.get_updates(offset=done + 1, timeout=30)
        await pressed(update).answer()
        done = update.update_id
    assert all(seconds is not None for seconds in await storm)


async def test_who_blocked_the_bot_comes_back_by_starting(bot: telegram.Bot, person: PersonClient) -> None:
    await person.block()
    with pytest.raises(SandboxError, match="must unblock"):
        await person.send("喂")
    await person.start()
    blocked, unblocked, started = await bot.get_updates()
    assert blocked.my_chat_member
    assert isinstance(blocked.my_chat_member.new_chat_member, telegram.ChatMemberBanned)
    assert unblocked.my_chat_member
    assert isinstance(unblocked.my_chat_member.new_chat_member, telegram.ChatMemberMember)
    assert started.message


async def test_menus_follow_their_scopes(bot: telegram.Bot, person: PersonClient) -> None:
    await bot.set_my_commands([BotCommand("start", "开始")])
    assert await person.menu() == {"start": "开始"}
    await bot.set_my_commands([BotCommand("todo", "待办")], scope=BotCommandScopeAllPrivateChats())
    assert await person.menu() == {"todo": "待办"}
    await bot.set_my_commands([BotCommand("report", "报表")], scope=BotCommandScopeChat(7))
    assert await person.menu() == {"report": "报表"}
    assert (await bot.get_my_commands(scope=BotCommandScopeChat(7)))[0].command == "report"
    await bot.delete_my_commands(scope=BotCommandScopeChat(7))
    assert await person.menu() == {"todo": "待办"}
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand("报表", "x")])
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)chat not found"):
        await bot.set_my_commands([BotCommand("a", "x")], scope=BotCommandScopeChat(99))


async def test_groups_with_privacy_mode(bot: telegram.Bot, person: PersonClient, api: Api) -> None:
    group = await person.messenger.group(-20, "支部群", person)
    await group.say(person, "大家好")
    await group.say(person, "/todo")
    await group.say(person, "/todo@other_bot")
    added, command = await bot.get_updates()
    assert added.my_chat_member
    assert command.message
    assert (command.message.text, command.message.chat.type) == ("/todo", "group")
    sent = await bot.send_message(-20, "请私聊")
    assert (await group.wait_for("请私聊")).id == sent.message_id
    moved = await group.upgrade(-1000000000020, person)
    refused = await api("sendMessage", chat_id=-20, text="x")
    assert refused["parameters"] == {"migrate_to_chat_id": -1000000000020}
    await moved.kick(person)
    assert (
        await api.error("sendMessage", chat_id=-1000000000020, text="x")
        == "403 Forbidden: bot was kicked from the supergroup chat"
    )


async def test_the_bot_leaves_a_group(bot: telegram.Bot, person: PersonClient, api: Api) -> None:
    await person.messenger.group(-20, "支部群", person)
    assert await bot.leave_chat(-20)
    assert (
        await api.error("sendMessage", chat_id=-20, text="x")
        == "403 Forbidden: bot is not a member of the group chat"
    )


async def test_the_rest_of_the_account(bot: telegram.Bot, person: PersonClient, box: sandbox.Box) -> None:
    assert await bot.set_my_description("清风")
    assert await bot.set_my_short_description("清风")
    assert await bot.set_chat_menu_button(7, telegram.MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(7), telegram.MenuButtonCommands)
    assert await bot.send_chat_action(7, "typing")
    assert await bot.log_out()
    assert box.violations == []
