"""Read what a message is to say from the parameters of a call, and check its sizes."""

from __future__ import annotations

import json

from sandbox.calls import Params, Upload
from sandbox.entities import Entity, parse_html, trimmed, utf16_length
from sandbox.errors import IllFormedError
from sandbox.exchange import Call, Exchange
from sandbox.files import StoredFile
from sandbox.world import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
BUTTON_LIMIT = 100
ROW_LIMIT = 8
MARKUP_BYTES = 10_240
CALLBACK_BYTES = 64
# What a button of an inline keyboard may do; exactly one of these.
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def _formatted(params: Params, text: str, given: str) -> tuple[str, list[Entity]]:
    mode = params.get("parse_mode", "")
    if mode and mode.upper() != "HTML":
        raise IllFormedError("Bad Request: unsupported parse_mode")
    return parse_html(text) if mode else trimmed(text, params.get(given, []))


def read_text(params: Params) -> tuple[str, list[Entity]]:
    """Return the text of a message with its entities."""
    text, entities = _formatted(params, params.get("text", ""), "entities")
    if not text:
        raise IllFormedError("Bad Request: message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise IllFormedError("Bad Request: message is too long")
    return text, entities


def read_caption(params: Params) -> tuple[str, list[Entity]]:
    """Return a caption, which may be empty, with its entities."""
    text, entities = _formatted(params, params.get("caption", ""), "caption_entities")
    if utf16_length(text) > CAPTION_LIMIT:
        raise IllFormedError("Bad Request: message caption is too long")
    return text, entities


def read_markup(params: Params) -> Json | None:
    """Return the checked buttons, None for none."""
    markup: Json | None = params.get("reply_markup")
    if markup is None or "inline_keyboard" not in markup:
        return markup
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > BUTTON_LIMIT or any(len(row) > ROW_LIMIT for row in rows):
        raise IllFormedError("Bad Request: reply markup is too long")
    if len(json.dumps(markup, ensure_ascii=False).encode()) > MARKUP_BYTES:
        raise IllFormedError("Bad Request: reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Json) -> None:
    if not button["text"]:
        raise IllFormedError("Bad Request: can't parse inline keyboard button: Text is empty")
    actions = sum(action in button for action in _ACTIONS)
    if actions != 1:
        raise IllFormedError(
            "Bad Request: can't parse inline keyboard button: "
            "Text buttons are unallowed in the inline keyboard"
            if not actions
            else "Bad Request: can't parse inline keyboard button: exactly one action is allowed"
        )
    callback = button.get("callback_data")
    if callback is not None and not 1 <= len(callback.encode()) <= CALLBACK_BYTES:
        raise IllFormedError("Bad Request: BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not url.startswith(("http://", "https://", "tg://")):
        raise IllFormedError(f"Bad Request: inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def read_file(exchange: Exchange, call: Call, given: Upload | str, kind: str) -> StoredFile:
    """Return the photo or document: uploaded with this call, or uploaded before and named by its file_id."""
    if isinstance(given, str) and given.startswith("attach://"):
        name = given.removeprefix("attach://")
        if name not in call.uploads:
            raise IllFormedError(f"Bad Request: can't find the attached file {name}")
        given = call.uploads[name]
    if isinstance(given, Upload):
        return exchange.world.shelf.put(kind, given.name, given.content)
    if given.startswith(("http://", "https://")):
        raise IllFormedError("Bad Request: failed to get HTTP URL content")
    file = exchange.world.shelf.get(given)
    if file.kind != kind:
        raise IllFormedError(
            f"Bad Request: can't use file of type {file.kind.capitalize()} as {kind.capitalize()}"
        )
    return file
