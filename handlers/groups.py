"""Groups: the bot comes, is paired, is spoken to and goes; and what a secretary sees of it in private."""

from telegram import ChatMember

from handlers.turn import Turn
from services.audit.doing import of_command
from services.groups import entry, pairing
from services.reply import Reply

ONLY_PRIVATE = "请与我私聊使用，群里不办理事项，也不显示名单。"
ANONYMOUS = "看不出是谁发的：请先关闭“匿名管理员”，再由纪检秘书发送 /pair。"
_GONE = (ChatMember.BANNED, ChatMember.LEFT)


async def in_group(turn: Turn) -> None:
    """Whatever comes from a group: /pair of a secretary, a new chat id; else one line, never a name."""
    if turn.incoming.press is not None:
        await turn.answer(Reply(toast=ONLY_PRIVATE, alert=True))
        return
    message, chat_id = turn.update.message, turn.incoming.chat_id
    if message is None or chat_id is None:
        return
    if message.migrate_to_chat_id is not None:
        await turn.write(pairing.moved, chat_id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await turn.write(pairing.moved, message.migrate_from_chat_id, chat_id)
    elif (message.text or "").startswith("/"):
        await _command(turn, chat_id, anonymous=message.sender_chat is not None)


async def membership(turn: Turn) -> None:
    """The bot was added to a group, or is in it no more."""
    changed, chat_id = turn.update.my_chat_member, turn.incoming.chat_id
    if changed is None or chat_id is None or changed.chat.type not in ("group", "supergroup"):
        return
    if changed.new_chat_member.status in _GONE:
        await turn.write(pairing.removed, chat_id)
    else:
        await turn.write(pairing.added, chat_id, changed.chat.title or "")


async def overview(turn: Turn) -> None:
    """/pair in the private chat: the paired groups."""
    await turn.answer(await turn.read(pairing.overview))


async def press(turn: Turn, group_id: int, choice: str) -> None:
    """A button below the list of groups."""
    await turn.answer(await turn.write(pairing.press, group_id, choice))


async def follow_link(turn: Turn, activity_id: int) -> None:
    """/start from the button below a notice in a group."""
    await turn.answer(await turn.write(entry.by_link, activity_id))


async def _command(turn: Turn, chat_id: int, *, anonymous: bool) -> None:
    command, _, called = turn.text.split()[0][1:].lower().partition("@")
    if called and called != turn.desk.office.bot.lower():
        return  # another bot is meant
    # The link that leads to the choice of a group sends "/start pair" there.
    if command != "pair" and (command, turn.argument) != ("start", "pair"):
        await turn.say_in_group(ONLY_PRIVATE)
    elif anonymous:
        await turn.say_in_group(ANONYMOUS)
    else:
        turn.doing = of_command("pair")  # written down, where it is a secretary's word
        chat = turn.update.effective_chat
        if not await turn.write(pairing.pair, chat_id, (chat.title if chat else "") or ""):
            await turn.say_in_group(ONLY_PRIVATE)
