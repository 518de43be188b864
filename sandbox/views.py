"""How the control side shows messages."""

from __future__ import annotations

from sandbox.entities import to_html
from sandbox.world import Content, Json, Message, World


def message_view(world: World, message: Message) -> Json:
    """Return a message as a person sees it: text, buttons, file, and what became of it."""
    return {
        "id": message.id,
        "chat_id": message.chat_id,
        "sender": 0 if message.sender == world.bot_id else message.sender,
        "date": message.date,
        "edit_date": message.edit_date,
        "edits": len(message.history),
        "deleted": message.deleted,
        "changed": message.changed,
        "reply_to": message.reply_to,
        **content_view(message.content),
    }


def content_view(content: Content) -> Json:
    """Return what a message says."""
    markup = content.markup or {}
    file = content.file
    return {
        "text": content.text,
        "html": to_html(content.text, content.entities),
        "buttons": [[_button(button) for button in row] for row in markup.get("inline_keyboard", [])],
        "keyboard": [[key["text"] for key in row] for row in markup.get("keyboard", [])],
        "contact": content.contact,
        "file": file
        and {
            "kind": file.kind,
            "file_id": file.file_id,
            "name": file.name,
            "mime": file.mime,
            "size": len(file.content),
            "width": file.width,
            "height": file.height,
        },
    }


def _button(button: Json) -> Json:
    web_app = button.get("web_app") or {}
    return {
        "label": button["text"],
        "data": button.get("callback_data", ""),
        "url": button.get("url") or web_app.get("url", ""),
    }
