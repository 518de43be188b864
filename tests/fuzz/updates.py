"""Updates as Telegram sends them, written by hand or by dice."""

from random import Random
from typing import Any, TypeAlias

from bot.routes import BUTTONS, COMMANDS
from sandbox.chats import PersonClient
from sandbox.seen import Message

Json: TypeAlias = dict[str, Any]

WORDS = (
    *(
        "",
        " ",
        "好",
        "1",
        "2026-12-31",
        "张三 李四",
        "不同意",
        "<b>粗</b>",
        "&lt;",
        "𠮷",
        "‮",
        "\u200b",
        "\0",
        "=1+1",
    ),
    *("三十", "12月5日9点", "13800138000", "9" * 300, "清风" * 2000, "'; DROP TABLE person; --", "{0}", "%s"),
)
NUMBERS = ("0", "1", "2", "7", "12", "-1", "2027", "999999999", "2147483648", "x", "")
CHOICES = (
    "",
    "ok",
    "go",
    "home",
    "look",
    "none",
    "start",
    "why",
    "pick",
    "day",
    "0",
    "0.1",
    "元旦",
    "talk",
    "auto",
)


def person_of(person: PersonClient) -> Json:
    """Return somebody as Telegram names them."""
    return {"id": person.id, "is_bot": False, "first_name": person.name}


def message_update(update_id: int, person: PersonClient, **what: Any) -> Json:
    """Return a message to the bot; `what` is its text or whatever else it holds."""
    user = person_of(person)
    said = {"message_id": update_id, "date": 1_790_000_000, "chat": user | {"type": "private"}, "from": user}
    return {"update_id": update_id, "message": said | what}


def press_update(update_id: int, person: PersonClient, data: str, below: int) -> Json:
    """Return a press below one of the bot's messages."""
    user = person_of(person)
    shown = {"message_id": below, "date": 1_790_000_000, "chat": user | {"type": "private"}, "text": "x"}
    query = {"id": str(update_id), "from": user, "chat_instance": "1", "data": data, "message": shown}
    return {"update_id": update_id, "callback_query": query}


def any_update(rng: Random, update_id: int, person: PersonClient, shown: Message) -> Json:
    """Return what a client can send: presses of every route, commands, words, files and the rest."""
    sort = rng.random()
    if sort < 0.5:
        return press_update(update_id, person, any_press(rng), shown.id)
    if sort < 0.7:
        command = rng.choice([*COMMANDS, "nonesuch", ""])
        return message_update(update_id, person, text=f"/{command} {rng.choice(WORDS)}".strip())
    if sort < 0.9:
        return message_update(update_id, person, text=rng.choice(WORDS) or "好")
    return message_update(update_id, person, **rng.choice(_OTHERS))


def any_press(rng: Random) -> str:
    """Return callback data: mostly of the right form, sometimes not."""
    route = rng.choice(list(BUTTONS))
    args = [rng.choice(NUMBERS[:8] if type_ is int else CHOICES) for type_ in BUTTONS[route][1]]
    if rng.random() < 0.1:
        args = [rng.choice([*NUMBERS, *WORDS[:14]]) for _ in range(rng.randint(0, 5))]
    packed = ":".join((f"1{route}", *args))
    while len(packed.encode()) > 64:
        packed = packed[:-1]
    return packed


_FILE = {"file_id": "gone", "file_unique_id": "gone", "file_size": 5}
_OTHERS: tuple[Json, ...] = (
    {"document": _FILE | {"file_name": "名册.xlsx"}},
    {"document": _FILE | {"file_name": "../../etc/passwd\0.docx", "file_size": 10**12}},
    {"document": {"file_id": "gone", "file_unique_id": "gone"}},
    {"contact": {"phone_number": "+8613800138000", "first_name": "谁", "user_id": 5}},
    {"contact": {"phone_number": "?", "first_name": ""}},
    {"location": {"latitude": 30.0, "longitude": 120.0}},
    {
        "sticker": _FILE
        | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    },
    {"voice": _FILE | {"duration": 1}},
    {"photo": [_FILE | {"width": 1, "height": 1}], "caption": "/todo"},
    {"dice": {"emoji": "🎲", "value": 3}},
)
