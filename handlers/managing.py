"""What waits to be published, and what waits for the approver's word."""

from handlers.turn import Turn
from services import approval
from services.managing import scheduled


async def waiting(turn: Turn) -> None:
    """The list of what is going to be published."""
    await turn.answer(await turn.read(scheduled.listed))


async def answer(turn: Turn, approval_id: int, choice: str) -> None:
    """同意, 退回, or a look, below what was handed to the approver."""
    await turn.answer(await turn.write(approval.press, approval_id, choice))


async def kinds(turn: Turn, kind: str) -> None:
    """哪些事项要审批: the list, or one kind switched."""
    if kind:
        await turn.answer(await turn.write(approval.switch, kind))
    else:
        await turn.answer(await turn.read(approval.kinds))
