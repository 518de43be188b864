"""/plan: the annual plan, its buttons, and the files it asks for."""

from activities.kind import esc
from handlers.reading import read_file
from handlers.turn import Turn
from language.grid import Unreadable
from services.plan import doors
from services.plan.sheet import SheetRefused, read_sheet
from services.reply import Reply


async def overview(turn: Turn) -> None:
    """/plan."""
    await turn.answer(await turn.read(doors.overview))


async def press(turn: Turn, what: str, id_: int, choice: str) -> None:
    """A button of the plan."""
    await turn.answer(await turn.write(doors.press, what, id_, choice))


async def received(turn: Turn, content: bytes, name: str, what: str) -> None:
    """A file that the plan asked for: its text, or the workbook that was gone through."""
    try:
        if what == "sheet":
            rows = await read_file(read_sheet, content, name)
            await turn.answer(await turn.write(doors.take_sheet, rows))
        else:
            from language.plan import paragraphs  # its rules are compiled when first needed

            lines = await read_file(paragraphs, content, name)
            await turn.answer(await turn.write(doors.take_text, "\n".join(lines)))
    except Unreadable as error:
        await turn.answer(Reply(esc(f"没有接收：{error}")))
    except SheetRefused as refused:
        await turn.answer(Reply(str(refused)))
