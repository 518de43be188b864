"""/ledger: what is done elsewhere and only counted here."""

from handlers.turn import Turn
from services.registers import filling, looking
from services.tasks import ledger


async def overview(turn: Turn) -> None:
    """/ledger."""
    await turn.answer(await turn.read(looking.overview))


async def look(turn: Turn, register: str, what: str, year: int, page: int) -> None:
    """A register opened: its year, its entries, its workbook."""
    await turn.answer(await turn.read(looking.look, register, what, year, page))


async def begin(turn: Turn, register: str, replaces: int) -> None:
    """登记一笔, or 更正."""
    await turn.answer(await turn.write(filling.begin, register, replaces))


async def press(turn: Turn, slip_id: int, step: str, choice: str) -> None:
    """A button of an entry being written."""
    await turn.answer(await turn.write(filling.press, slip_id, step, choice))


async def entry(turn: Turn, entry_id: int) -> None:
    """One entry."""
    await turn.answer(await turn.read(looking.show_entry, entry_id))


async def void(turn: Turn, entry_id: int, sure: int) -> None:
    """作废."""
    await turn.answer(await turn.write(looking.void, entry_id, sure))


async def tasks(turn: Turn) -> None:
    """督办整改台账: every task of the year."""
    await turn.answer(await turn.read(ledger.all_tasks))
