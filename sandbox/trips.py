"""Play a recorded trip again: the same people do the same things, and each answer is waited for.

A step's `saw` is how the first line of the answer begins.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sandbox.client import Messenger, PersonClient
from sandbox.seen import Answer, Json, Message, SandboxError

PATIENCE = 20.0  # seconds for one answer
# Dates, counts, codes and the next holiday differ from day to day.
_CHANGES = re.compile(r"[0-9０-９A-F]+|元旦|春节|清明节?|劳动节|端午节?|中秋国庆|中秋节?|国庆节?")


@dataclass(frozen=True)
class Played:
    """A step as it went: who, what, and the message or pop-up it came to."""

    step: Json
    message: Message | None
    answer: Answer | None


async def play(
    messenger: Messenger, trip: Json, on_step: Callable[[Played], object] = lambda played: None
) -> list[Played]:
    """Play a trip against a running bot; return what each step came to.

    Raises `SandboxError` where a button is not there, `NothingCameError` where an answer does not come.
    """
    people = {
        one["name"]: await messenger.person(one["id"], one["name"], note=one["note"])
        for one in trip["people"]
    }
    played = []
    for step in trip["steps"]:
        if step["do"] == "order":
            await messenger.order(step["order"], step["given"])
            continue
        person = people[step["who"]]
        await person.look()  # what came before is no answer to this
        answer = await _do(person, step)
        message = await _answered(person, step)
        played.append(Played(step, message, answer))
        on_step(played[-1])
    return played


def chapters(steps: Sequence[Json]) -> Iterator[tuple[list[Json], Json | None]]:
    """Yield the steps up to each {"do": "picture", "name", "who"}, and it; None after the last steps."""
    part: list[Json] = []
    for step in steps:
        if step["do"] == "picture":
            yield part, step
            part = []
        else:
            part.append(step)
    yield part, None


async def _do(person: PersonClient, step: Json) -> Answer | None:
    match step["do"]:
        case "start":
            await person.start()
        case "send":
            await person.send(step["text"])
        case "tap":
            return await _tap(person, step["button"])
        case "contact":
            await person.share_contact(step["phone"])
        case "upload":
            file = step["file"]
            content = base64.b64decode(file["base64"])
            await person.upload(file["name"], content, caption=file["caption"], kind=file["kind"])
        case "block":
            await person.block()
        case "unblock":
            await person.unblock()
        case other:
            raise ValueError(f"a trip cannot {other}")
    return None


async def _tap(person: PersonClient, button: str) -> Answer | None:
    try:
        return await person.tap(button, within=PATIENCE)
    except SandboxError:  # not there yet: the clock has only just been moved
        message = await person.wait_for(lambda message: button in message.labels, timeout=PATIENCE)
        return await person.tap(button, message, within=PATIENCE)


async def _answered(person: PersonClient, step: Json) -> Message | None:
    if not step.get("saw"):
        return None
    wanted = likeness(step["saw"])
    return await person.wait_for(
        lambda message: likeness(message.text.split("\n", 1)[0]).startswith(wanted), timeout=PATIENCE
    )


def likeness(line: str) -> str:
    """Return a line without what differs from one day to the next."""
    return _CHANGES.sub("#", line)
