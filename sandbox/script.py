"""The deeds of people as the control side names them: from a JSON object to a JSON object."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sandbox import deeds
from sandbox.errors import RefusedError
from sandbox.exchange import Exchange, Press
from sandbox.updates import CALLBACK_KEPT
from sandbox.views import message_view
from sandbox.world import Json, Message, Person

Deed = Callable[[Exchange, Person, Json], Awaitable[Json]]


def _shown(exchange: Exchange, message: Message) -> Json:
    return {"message": message_view(exchange.world, message)}


async def _start(exchange: Exchange, person: Person, given: Json) -> Json:
    return _shown(exchange, deeds.start(exchange, person, given.get("payload", "")))


async def _send(exchange: Exchange, person: Person, given: Json) -> Json:
    chat_id = given.get("chat_id", person.id)
    message = deeds.send(exchange, person, chat_id, given["text"], given.get("reply_to", 0))
    return _shown(exchange, message)


async def _tap(exchange: Exchange, person: Person, given: Json) -> Json:
    chat_id, wanted = given.get("chat_id", person.id), given["button"]
    if given.get("message_id"):
        message = deeds.message_at(exchange, chat_id, given["message_id"])
    else:
        message = deeds.message_with(exchange, chat_id, wanted)
    button = deeds.find_button(message, wanted)
    if button is None:
        raise RefusedError(f"message {message.id} has no button {wanted!r}")
    if "callback_data" not in button:
        return {"answer": {"text": "", "alert": False, "url": button.get("url", "")}}
    press = deeds.press(exchange, person, message, button["callback_data"])
    return await _answer(press, given.get("within", 5.0))


async def _forge(exchange: Exchange, person: Person, given: Json) -> Json:
    message = deeds.message_at(exchange, given.get("chat_id", person.id), given["message_id"])
    press = deeds.press(exchange, person, message, given["data"])
    return await _answer(press, given.get("within", 5.0))


async def _answer(press: Press, within: float) -> Json:
    await asyncio.wait([press.answer], timeout=within)
    return {"answer": press.answer.result() if press.answer.done() else None}


async def _again(exchange: Exchange, person: Person, given: Json) -> Json:
    return await _answer(deeds.press_again(exchange, person), given.get("within", 5.0))


async def storm(exchange: Exchange, presses: list[tuple[int, int, str]], rate: float) -> list[float | None]:
    """Press many buttons, each (person, message, callback data), so many a second (0: all at once).

    Returns for each after how many seconds it was answered, None where it never was.
    """
    loop = asyncio.get_running_loop()

    async def one(person_id: int, message_id: int, callback: str) -> float | None:
        person = exchange.world.people[person_id]
        began = loop.time()
        press = deeds.press(exchange, person, deeds.message_at(exchange, person_id, message_id), callback)
        await asyncio.wait([press.answer], timeout=CALLBACK_KEPT)
        return loop.time() - began if press.answer.done() else None

    began = loop.time()
    running = []
    for number, (person_id, message_id, callback) in enumerate(presses):
        if rate:
            await asyncio.sleep(max(began + number / rate - loop.time(), 0.0))
        running.append(asyncio.create_task(one(person_id, message_id, callback)))
    return list(await asyncio.gather(*running))


async def _contact(exchange: Exchange, person: Person, given: Json) -> Json:
    return _shown(exchange, deeds.share_contact(exchange, person, given["phone"], given.get("user_id")))


async def _block(exchange: Exchange, person: Person, _given: Json) -> Json:
    deeds.block(exchange, person)
    return {}


async def _unblock(exchange: Exchange, person: Person, _given: Json) -> Json:
    deeds.unblock(exchange, person)
    return {}


async def _deactivate(exchange: Exchange, person: Person, _given: Json) -> Json:
    deeds.deactivate(exchange, person)
    return {}


async def _menu(exchange: Exchange, person: Person, _given: Json) -> Json:
    return {"commands": deeds.menu(exchange, person)}


async def _kick(exchange: Exchange, person: Person, given: Json) -> Json:
    deeds.remove_from_group(exchange, person, exchange.world.groups[given["chat_id"]])
    return {}


async def _upgrade(exchange: Exchange, person: Person, given: Json) -> Json:
    group = exchange.world.groups[given["chat_id"]]
    return deeds.upgrade_group(exchange, person, group, given["new_id"]).chat()


DEEDS: dict[str, Deed] = {
    "start": _start,
    "send": _send,
    "tap": _tap,
    "forge": _forge,
    "again": _again,
    "contact": _contact,
    "block": _block,
    "unblock": _unblock,
    "deactivate": _deactivate,
    "menu": _menu,
    "kick": _kick,
    "upgrade": _upgrade,
}
