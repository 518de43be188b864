"""Telegram's HTML: text with entities, measured in UTF-16 units, and back."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from sandbox.errors import IllFormedError

Entity = dict[str, Any]

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
}
_SPECIAL = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|lt|gt|amp|quot);?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"\s*([^\s=>\"']+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9.\-]+))?")
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, the measure of all of Telegram's limits on text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Parse Telegram's HTML into text and entities.

    Raises `IllFormedError` with Telegram's own wording; offsets in it are bytes of UTF-8.
    """
    if "<" not in source and "&" not in source:
        return trimmed(source, [])
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.units = 0
        # Of each open tag: its name, what its attributes said, and where it began in UTF-16 units.
        self.open: list[tuple[str, dict[str, str], int]] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        at = 0
        while special := _SPECIAL.search(self.source, at):
            here = special.start()
            self._text(self.source[at:here])
            if special[0] == "&":
                at = self._reference(here)
            elif self.source.startswith("</", here):
                at = self._end_tag(here)
            else:
                at = self._start_tag(here)
        self._text(self.source[at:])
        if self.open:
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return trimmed("".join(self.parts), self.entities)

    def _text(self, text: str) -> None:
        self.parts.append(text)
        self.units += utf16_length(text)

    def _bytes(self, index: int) -> int:
        return len(self.source[:index].encode())

    def _reference(self, here: int) -> int:
        found = _REFERENCE.match(self.source, here)
        if found is None:
            self._text("&")
            return here + 1
        self._text(unescape(found[0] if found[0].endswith(";") else found[0] + ";"))
        return found.end()

    def _start_tag(self, here: int) -> int:
        found = _TAG_NAME.match(self.source, here + 1)
        if found is None or found.end() == len(self.source):
            raise _cannot_parse(f"Unclosed start tag at byte offset {self._bytes(here)}")
        name = found[0].lower()
        if name not in _KINDS:
            raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {self._bytes(here)}')
        attributes, end = self._attributes(name, here, found.end())
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(here)}')
        self.open.append((name, attributes, self.units))
        return end

    def _attributes(self, name: str, here: int, at: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while True:
            while self.source[at : at + 1].isspace():
                at += 1
            if self.source.startswith(">", at):
                return attributes, at + 1
            found = _ATTRIBUTE.match(self.source, at)
            if found is None or (found[2] is None and self.source.startswith("=", found.end())):
                raise _cannot_parse(f'Unclosed start tag "{name}" at byte offset {self._bytes(here)}')
            value = found[2]
            if value is None and not (name == "blockquote" and found[1] == "expandable"):
                raise _cannot_parse(
                    "Expected equal sign in declaration of an attribute of the tag "
                    f'"{name}" at byte offset {self._bytes(at)}'
                )
            attributes[found[1].lower()] = unescape(value.strip("\"'")) if value else ""
            at = found.end()

    def _end_tag(self, here: int) -> int:
        end = self.source.find(">", here)
        if not self.open:
            raise _cannot_parse(f"Unexpected end tag at byte offset {self._bytes(here)}")
        if end < 0:
            raise _cannot_parse(f"Unclosed end tag at byte offset {self._bytes(here)}")
        found = self.source[here + 2 : end].strip().lower()
        name, attributes, start = self.open.pop()
        if found and found != name:
            raise _cannot_parse(
                f"Unmatched end tag at byte offset {self._bytes(here)}, "
                f'expected "</{name}>", found "</{found}>"'
            )
        if self.units > start:
            self._add(name, attributes, start)
        return end + 1

    def _add(self, name: str, attributes: dict[str, str], start: int) -> None:
        entity: Entity = {"type": _KINDS[name], "offset": start, "length": self.units - start}
        if name == "a":
            href = attributes.get("href", "")
            if not href:
                return
            entity["url"] = href
        elif name == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        elif name == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif name == "code" and attributes.get("class", "").startswith("language-"):
            if self.open and self.open[-1][0] == "pre":
                self.open[-1][1]["language"] = attributes["class"].removeprefix("language-")
                return
        elif name == "pre" and "language" in attributes:
            entity["language"] = attributes["language"]
        self.entities.append(entity)


def _cannot_parse(problem: str) -> IllFormedError:
    return IllFormedError(f"Bad Request: can't parse entities: {problem}")


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Strip the blanks around a text as Telegram does, moving its entities along."""
    stripped = text.strip()
    if stripped == text:
        return text, entities
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    limit = utf16_length(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, limit)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return stripped, kept


def commands_in(text: str) -> list[Entity]:
    """Find the /commands that Telegram marks in what a person types."""
    return [
        {
            "type": "bot_command",
            "offset": utf16_length(text[: found.start()]),
            "length": len(found[0]),
        }
        for found in _COMMAND.finditer(text)
    ]


def to_html(text: str, entities: list[Entity]) -> str:
    """Write text and nested entities as HTML again, every character of the text escaped."""
    if not entities:
        return escape(text, quote=False)
    units = text.encode("utf-16-le")
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for entity in sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])):
        start, end = _tags(entity)
        opens.setdefault(entity["offset"], []).append(start)
        closes.setdefault(entity["offset"] + entity["length"], []).insert(0, end)
    parts: list[str] = []
    last = 0
    for position in sorted(opens.keys() | closes.keys()):
        parts.append(escape(units[2 * last : 2 * position].decode("utf-16-le"), quote=False))
        parts += closes.get(position, [])
        parts += opens.get(position, [])
        last = position
    parts.append(escape(units[2 * last :].decode("utf-16-le"), quote=False))
    return "".join(parts)


def _tags(entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if kind == "blockquote":
        return "<blockquote>", "</blockquote>"
    tag = _TAGS.get(kind)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
