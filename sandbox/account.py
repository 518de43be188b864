"""The methods about the bot itself: who it is, how it gets updates, its menus; and files and chats."""

from __future__ import annotations

import re

from sandbox.calls import Params
from sandbox.deeds import member_update
from sandbox.errors import ApiError, IllFormedError
from sandbox.exchange import Call, Exchange
from sandbox.files import DOWNLOAD_LIMIT
from sandbox.sending import reach
from sandbox.updates import BATCH
from sandbox.webhook import Target
from sandbox.world import Json

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def get_me(exchange: Exchange, _call: Call) -> Json:
    """Tell who the bot is. Privacy mode is on: it hears only what is meant for it in groups."""
    return exchange.world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def agree(_exchange: Exchange, _call: Call) -> bool:
    """Say yes to close and logOut, which mean nothing here."""
    return True


async def get_updates(exchange: Exchange, call: Call) -> list[Json]:
    """Hand out updates by long polling."""
    if exchange.webhook.target is not None:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    params = call.params
    exchange.queue.configure(params.get("allowed_updates"))
    limit = min(max(params.get("limit", BATCH), 1), BATCH)
    return await exchange.queue.poll(params.get("offset", 0), limit, min(params.get("timeout", 0), 50))


async def set_webhook(exchange: Exchange, call: Call) -> bool:
    """Set where updates go. Plain HTTP and any port are fine here, unlike at Telegram."""
    params = call.params
    url, secret = params["url"], params.get("secret_token", "")
    connections = params.get("max_connections", 40)
    if not url:
        return await delete_webhook(exchange, call)
    if not url.startswith(("http://", "https://")):
        raise IllFormedError("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise IllFormedError("Bad Request: secret token contains unallowed characters")
    if not 1 <= connections <= 100:
        raise IllFormedError("Bad Request: max_connections must be between 1 and 100")
    _drop_pending(exchange, params)
    exchange.queue.configure(params.get("allowed_updates"))
    exchange.queue.end_poll("setWebhook")
    await exchange.webhook.set(Target(url, secret, connections))
    return True


async def delete_webhook(exchange: Exchange, call: Call) -> bool:
    """Go back to long polling; what is pending stays."""
    await exchange.webhook.set(None)
    _drop_pending(exchange, call.params)
    return True


def _drop_pending(exchange: Exchange, params: Params) -> None:
    if params.get("drop_pending_updates"):
        exchange.queue.pending.clear()


def get_webhook_info(exchange: Exchange, _call: Call) -> Json:
    """Tell about the webhook and how many updates wait."""
    exchange.queue.drop_expired()
    target = exchange.webhook.target
    info: Json = {
        "url": target.url if target else "",
        "has_custom_certificate": False,
        "pending_update_count": len(exchange.queue.pending),
    }
    if target:
        info["max_connections"] = target.max_connections
    if exchange.queue.allowed:
        info["allowed_updates"] = sorted(exchange.queue.allowed)
    if exchange.webhook.last_error:
        info["last_error_date"], info["last_error_message"] = exchange.webhook.last_error
    return info


def get_file(exchange: Exchange, call: Call) -> Json:
    """Tell where a file can be downloaded."""
    file = exchange.world.shelf.get(call.params["file_id"])
    if len(file.content) > DOWNLOAD_LIMIT:
        raise ApiError(400, "Bad Request: file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def send_chat_action(exchange: Exchange, call: Call) -> bool:
    """Show that the bot is busy."""
    action = call.params["action"]
    if action not in _ACTIONS:
        raise IllFormedError("Bad Request: wrong parameter action in request")
    chat_id = reach(exchange, call.params["chat_id"])
    exchange.feed.publish("action", chat_id, lambda: {"action": action})
    return True


def _scope(exchange: Exchange, params: Params) -> tuple[str, int, int, str]:
    scope = params.get("scope", {"type": "default"})
    chat_id = scope.get("chat_id", 0)
    if "chat_id" in scope and chat_id not in exchange.world.people | exchange.world.groups:
        raise ApiError(400, "Bad Request: chat not found")
    return scope["type"], chat_id, scope.get("user_id", 0), params.get("language_code", "")


def set_my_commands(exchange: Exchange, call: Call) -> bool:
    """Set the menu of commands of a scope."""
    commands = call.params["commands"]
    if len(commands) > 100:
        raise IllFormedError("Bad Request: BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise IllFormedError("Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise IllFormedError("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    exchange.commands[_scope(exchange, call.params)] = commands
    return True


def get_my_commands(exchange: Exchange, call: Call) -> list[Json]:
    """Tell the menu of commands of a scope."""
    return exchange.commands.get(_scope(exchange, call.params), [])


def delete_my_commands(exchange: Exchange, call: Call) -> bool:
    """Take the menu of a scope away."""
    exchange.commands.pop(_scope(exchange, call.params), None)
    return True


def set_chat_menu_button(exchange: Exchange, call: Call) -> bool:
    """Set the button beside the input field, of one chat or of all (0)."""
    exchange.menu_buttons[call.params.get("chat_id", 0)] = call.params.get("menu_button", {"type": "default"})
    return True


def get_chat_menu_button(exchange: Exchange, call: Call) -> Json:
    """Tell the button beside the input field."""
    buttons = exchange.menu_buttons
    default = buttons.get(0, {"type": "commands"})
    return buttons.get(call.params.get("chat_id", 0), default)


def get_chat(exchange: Exchange, call: Call) -> Json:
    """Tell about a chat that the bot has met."""
    chat_id = call.params["chat_id"]
    if isinstance(chat_id, int) and chat_id > 0:
        person = exchange.world.people.get(chat_id)
        if person is None or person.standing == "new":
            raise ApiError(400, "Bad Request: chat not found")
    else:
        chat_id = reach(exchange, chat_id)
    return exchange.world.chat_object(chat_id) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


def leave_chat(exchange: Exchange, call: Call) -> bool:
    """Leave a group."""
    chat_id = reach(exchange, call.params["chat_id"])
    if chat_id > 0:
        raise IllFormedError("Bad Request: chat member status can't be changed in private chats")
    exchange.world.groups[chat_id].bot_standing = "left"
    member_update(exchange, chat_id, exchange.world.bot_id, "member", "left")
    return True


def set_my_description(exchange: Exchange, call: Call) -> bool:
    """Set what an empty chat shows."""
    return _describe(exchange, call.params, "description", 512)


def set_my_short_description(exchange: Exchange, call: Call) -> bool:
    """Set what the bot's profile shows."""
    return _describe(exchange, call.params, "short_description", 120)


def _describe(exchange: Exchange, params: Params, field: str, limit: int) -> bool:
    text = params.get(field, "")
    if len(text) > limit:
        raise IllFormedError("Bad Request: BOT_DESCRIPTION_TOO_LONG")
    exchange.descriptions[field] = text
    return True
