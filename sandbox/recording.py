"""What people did in the page, as a trip that can be played again (see `sandbox.trips`)."""

from __future__ import annotations

import base64
from typing import Any

from sandbox.exchange import Exchange
from sandbox.world import Json, Message, Person

KEPT = 500  # deeds
_SILENT = frozenset({"menu"})  # nothing the bot hears of


class Recording:
    """Note deeds as they are done, with what each came to: what the bot then said or changed in that chat."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._steps: list[tuple[int, int, Json]] = []  # (chat, changes before it, the step)

    def note(self, person: Person, deed: str, given: Json) -> None:
        """Note a deed as the control side was asked for it."""
        if deed in _SILENT or given.get("payload"):  # a key in a link opens once, for nobody later
            return
        chat_id = int(given.get("chat_id", person.id))
        step: Json = {"who": self._name(person), "do": deed}
        if deed == "tap":
            step["button"] = self._label(chat_id, given)
        step |= {name: given[name] for name in ("text", "phone") if given.get(name)}
        self._add(chat_id, step)

    def note_file(
        self, person: Person, chat_id: int, kind: str, name: str, content: bytes, caption: str
    ) -> None:
        """Note a file that is sent."""
        file = {"kind": kind, "name": name, "caption": caption, "base64": base64.b64encode(content).decode()}
        self._add(chat_id, {"who": self._name(person), "do": "upload", "file": file})

    def note_order(self, order: str, given: Json) -> None:
        """Note an order of the page's bar: the clock, the bot."""
        self._add(0, {"do": "order", "order": order, "given": given})

    def trip(self) -> Json:
        """Return the people and the steps so far; each says what the bot's answer began with."""
        steps = []
        for number, (chat_id, before, step) in enumerate(self._steps):
            later = [changes for chat, changes, _ in self._steps[number + 1 :] if chat == chat_id]
            saw = self._said(chat_id, before, later[0] if later else self._exchange.world.changes)
            steps.append(step | ({"chat": chat_id} if chat_id < 0 else {}) | ({"saw": saw} if saw else {}))
        people = self._exchange.world.people.values()
        named = {step.get("who") for step in steps}
        cast = [{"id": p.id, "name": self._name(p), "note": p.note} for p in people if self._name(p) in named]
        return {"people": cast, "steps": steps}

    def _add(self, chat_id: int, step: Json) -> None:
        self._steps.append((chat_id, self._exchange.world.changes, step))
        del self._steps[:-KEPT]

    def _said(self, chat_id: int, after: int, until: int) -> str:
        """Return the first line of what the bot said or changed first between two counts of changes."""
        messages = self._exchange.world.chat(chat_id).messages.values()
        said = [m for m in messages if after < m.changed <= until and m.sender == self._exchange.world.bot_id]
        first = min((m for m in said if m.content.text), key=lambda message: message.changed, default=None)
        return first.content.text.split("\n", 1)[0] if first else ""

    def _label(self, chat_id: int, given: Json) -> str:
        wanted: Any = given["button"]
        message: Message | None = self._exchange.world.chat(chat_id).messages.get(
            given.get("message_id") or 0
        )
        rows = ((message.content.markup or {}) if message else {}).get("inline_keyboard", [])
        labels = [b["text"] for row in rows for b in row if wanted in (b.get("callback_data"), b["text"])]
        return str(labels[0] if labels else wanted)

    def _name(self, person: Person) -> str:
        return person.first_name + person.last_name
