"""/rules: searching the rules, and the documents a secretary keeps."""

import asyncio

from activities.kind import esc
from handlers.reading import read_file
from handlers.turn import Turn
from language.document import read_document
from language.segment import load
from language.tables import Unreadable
from services.reply import Reply
from services.rules import indexing, keeping, searching


async def search(turn: Turn) -> None:
    """/rules, with what is looked for; what changed in the question bank is indexed first.

    Here and not by the clock: the dictionary that cuts words takes 60 MB, and not every bureau searches.
    """
    store, office = turn.desk.store, turn.desk.office
    more = bool(turn.argument)
    if more:  # not in the transaction below, which everybody's presses wait for
        await asyncio.to_thread(load)
    while more:
        more = await store.write(indexing.index_bank, office, turn.now)
    await turn.answer(await turn.read(searching.search, turn.argument))


async def whole(turn: Turn, document_id: int, place: int) -> None:
    """看全文."""
    await turn.answer(await turn.read(searching.whole, document_id, place))


async def manage(turn: Turn, action: str, number: int) -> None:
    """A button among the documents."""
    await turn.answer(await turn.write(keeping.press, action, number))


async def received(turn: Turn, content: bytes, name: str) -> None:
    """A document that was asked for: read and cut up beside the loop, then stored."""
    try:
        text = await read_file(read_document, content, name)
    except Unreadable as error:
        await turn.answer(Reply(esc(f"没有接收：{error}")))
        return
    prepared = await asyncio.to_thread(indexing.prepare, text, name)
    await turn.answer(await turn.write(keeping.receive, prepared))
