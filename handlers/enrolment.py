"""How accounts come and go: /start, a shared contact, blocking and coming back, and strangers."""

import re

from telegram import ChatMember, KeyboardButton, ReplyKeyboardMarkup

from handlers import groups, menus
from handlers.turn import Turn
from services.belonging import enrolment
from services.belonging.strangers import stranger_word
from services.reply import Reply
from services.study import signing

SHARE = "发送本人手机号"
# What the QR on a session's screen holds; the code of a one-time link is longer.
_FROM_GROUP = re.compile(r"g([0-9]{1,9})")
_SIGN_IN = re.compile(r"s([0-9]{1,9})-([0-9]{6})")


async def start(turn: Turn) -> None:
    """/start, alone, with the code of a one-time link, or with a session and the digits on its screen."""
    scanned = _SIGN_IN.fullmatch(turn.argument)
    if scanned:
        await turn.answer(await turn.write(signing.by_link, int(scanned[1]), scanned[2]))
        return
    followed = _FROM_GROUP.fullmatch(turn.argument)
    if followed:
        await groups.follow_link(turn, int(followed[1]))
        return
    reply = await turn.write(enrolment.start, turn.argument)
    if isinstance(reply, enrolment.AskContact):
        turn.desk.spawn(_ask_contact(turn, reply.text))
    else:
        await menus.answer(turn, reply)


async def contact(turn: Turn) -> None:
    """Somebody's contact, sent with the button of /start or from the address book."""
    message = turn.update.message
    shared = message.contact if message else None
    if shared is not None:
        reply = await turn.write(enrolment.contact, shared.user_id, shared.phone_number)
        await menus.answer(turn, reply)


async def membership(turn: Turn) -> None:
    """The bot was blocked or unblocked in a private chat, or it was added to a group or taken out."""
    changed = turn.update.my_chat_member
    if changed is not None and changed.chat.type != "private":
        await groups.membership(turn)
    elif changed is not None:
        blocked = changed.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        await turn.write(enrolment.membership, blocked)


async def stranger(turn: Turn) -> None:
    """An account that is on no roster: one sentence, a few times an hour, then silence."""
    word = await turn.desk.store.write(stranger_word, turn.now, turn.telegram_id)
    await turn.answer(Reply(toast=word or "", alert=bool(word)))


async def _ask_contact(turn: Turn, text: str) -> None:
    share = KeyboardButton(SHARE, request_contact=True)
    keyboard = ReplyKeyboardMarkup([[share]], one_time_keyboard=True, resize_keyboard=True)
    await turn.desk.bot.send_message(turn.telegram_id, text, reply_markup=keyboard)
