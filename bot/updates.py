"""Updates as they arrive: one that the library cannot read must neither end the program nor hold up the rest.

A Bot API server of another age than the library is enough: it takes a native poll without `members_only`
for an error, and anybody may send one.
"""

from typing import Any

from telegram import Update

from bot.transport import AiohttpRequest

UNREADABLE = "unreadable"
_REFUSED = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What the library raises over JSON of another shape than it knows."""


class Unreadable(Exception):
    """The library cannot read an update: it is put aside, as it came."""


class UpdatesRequest(AiohttpRequest):
    """Fetches updates; one that the library cannot read comes as `readable` has it."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = AiohttpRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            # Presses are most of what comes, and hold nothing but messages of ours.
            answer["result"] = [raw if "callback_query" in raw else readable(raw) for raw in answer["result"]]
        return answer


def readable(raw: dict[str, Any]) -> dict[str, Any]:
    """Return an update that the library reads: this one, else its id with all of it under UNREADABLE."""
    try:
        Update.de_json(raw, None)
    except _REFUSED:
        return {"update_id": raw["update_id"], UNREADABLE: raw}
    return raw


def check_readable(update: Update) -> None:
    """Raise Unreadable for an update that `readable` had to wrap."""
    if UNREADABLE in update.api_kwargs:
        raise Unreadable
