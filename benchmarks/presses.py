"""Presses of buttons, sent to a webhook as fast as it takes them: so many connections, each waiting its turn.

Leaner than the sandbox's own, so that on two cores the program is what is measured.
"""

import asyncio
import json
import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

from bot.receiving.webhook import PATH, SECRET_HEADER

CONNECTIONS = 64
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


async def press_all(listen: str, secret: str, updates: Iterable[dict[str, Any]]) -> list[float]:
    """Post every update once and return how long each waited for its answer."""
    host, _, port = listen.rpartition(":")
    head = f"POST {PATH} HTTP/1.1\r\nHost: {listen}\r\n{SECRET_HEADER}: {secret}\r\n"
    requests = iter([_request(head, update) for update in updates])
    took: list[float] = []
    await asyncio.gather(*(_connection(host, int(port), requests, took) for _ in range(CONNECTIONS)))
    return took


async def _connection(host: str, port: int, requests: Iterator[bytes], took: list[float]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for request in requests:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = _LENGTH.search(head)
        assert length is not None
        await reader.readexactly(int(length[1]))
        took.append(time.perf_counter() - began)
    writer.close()


def _request(head: str, update: dict[str, Any]) -> bytes:
    body = json.dumps(update).encode()
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def update_of(number: int, person: int, message_id: int, data: str, text: str) -> dict[str, Any]:
    """Return the update of a press, as Telegram would post it."""
    user = {"id": person, "is_bot": False, "first_name": f"职工{person}", "language_code": "zh-hans"}
    message = {
        "message_id": message_id,
        "date": 1796176800,
        "chat": {"id": person, "type": "private", "first_name": user["first_name"]},
        "from": {"id": 123456, "is_bot": True, "first_name": "清风", "username": "qingfeng_bot"},
        "text": text,
        "reply_markup": {"inline_keyboard": [[{"text": "我已知悉", "callback_data": data}]]},
    }
    press = {"id": str(10**17 + number), "from": user, "chat_instance": str(person), "data": data}
    return {"update_id": 10**8 + number, "callback_query": {**press, "message": message}}
