"""After an answer, the command menus that it changed."""

import logging
from collections.abc import Sequence

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from handlers.turn import Turn
from services.menus import Menu, MenuReply
from services.reply import Reply

log = logging.getLogger(__name__)


async def answer(turn: Turn, reply: Reply) -> None:
    """Show a reply, and set the menus of the accounts for which it changed them."""
    await turn.answer(reply)
    if isinstance(reply, MenuReply) and reply.menus:
        turn.desk.spawn(set_menus(turn.desk.bot, reply.menus))


async def set_menus(bot: Bot, menus: Sequence[Menu]) -> None:
    """Set each account's commands, and take them from one that belongs to nobody any more."""
    for menu in menus:
        scope = BotCommandScopeChat(menu.chat_id)
        try:
            if menu.commands:
                await bot.set_my_commands([BotCommand(*command) for command in menu.commands], scope=scope)
            else:
                await bot.delete_my_commands(scope=scope)
        except TelegramError as error:
            # A menu only helps to find the way: every command checks for itself who may use it.
            log.info("menu not set: %s", type(error).__name__)
