"""/leave: who is away, asking for it, entering and ending it."""

from handlers.turn import Turn
from services.leave import asking, entering


async def show(turn: Turn) -> None:
    """/leave."""
    await turn.answer(await turn.read(asking.show))


async def asked(turn: Turn, action: str, number: int) -> None:
    """A button of a request: asking, deciding, taking back."""
    await turn.answer(await turn.write(asking.press, action, number))


async def turn_page(turn: Turn, page: int) -> None:
    """上一页, 下一页."""
    await turn.answer(await turn.read(entering.list_page, page))


async def begin(turn: Turn) -> None:
    """登记请假、借出、病假."""
    await turn.answer(await turn.write(entering.ask_person))


async def kind(turn: Turn, person_id: int, number: int) -> None:
    """One of the kinds of leave."""
    await turn.answer(await turn.write(entering.kind_chosen, person_id, number))


async def end(turn: Turn, leave_id: int, struck: int) -> None:
    """结束, or 撤销这次登记."""
    await turn.answer(await turn.write(entering.end, leave_id, struck))
