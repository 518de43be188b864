"""Putting an update aside that cannot be handled: what is kept of it shrinks until the database takes it."""

import json
from typing import Any

from handlers.turn import Turn
from services.updates import set_aside

TRIES = 3
SAY = "这次操作没有成功，已记录下来，由管理员查看。请用 /todo 再试一次，或联系纪检秘书。"


class NotKept(Exception):
    """An update could neither be handled nor put aside: it must not be confirmed."""

    def __init__(self, update_id: int) -> None:
        super().__init__(f"update {update_id}")
        self.update_id = update_id


async def put_aside(turn: Turn, fault: Exception, attempt: int) -> None:
    """Put an update aside with its error, and tell its sender; `attempt` counts from 0 to before TRIES.

    First as it came, then as text of plain letters, which every database takes, then as no more than a note.
    """
    said = f"{type(fault).__name__}: {fault}"
    forms: tuple[tuple[dict[str, Any], str], ...] = (
        (turn.incoming.raw, said),
        ({"text": json.dumps(turn.incoming.raw)}, ascii(said)),
        ({}, type(fault).__name__),
    )
    payload, error = forms[attempt]
    desk = turn.desk
    await desk.store.write(set_aside, turn.incoming.update_id, payload, error, desk.clock())
    await turn.complain(SAY)
