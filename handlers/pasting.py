"""Questions pasted into the chat, and /template: the workbooks that imports are made of."""

from handlers.reading import read_file
from handlers.turn import Turn
from language.grid import Unreadable
from services.importing import paste
from services.importing import templates as import_templates
from services.importing.reading import read_pasted
from services.refusals import Outdated
from services.reply import Reply


async def templates(turn: Turn) -> None:
    """/template."""
    await turn.answer(await turn.read(import_templates.overview))


async def template(turn: Turn, what: str) -> None:
    """One of the workbooks."""
    await turn.answer(await turn.read(import_templates.send, what))


async def begin(turn: Turn) -> None:
    """粘贴题目: ask for the text."""
    await turn.answer(await turn.write(paste.begin))


async def press(turn: Turn, paste_id: int, action: str) -> None:
    """开始识别 or 取消."""
    if action == "no":
        await turn.answer(await turn.write(paste.cancel, paste_id))
        return
    if action != "read":
        raise Outdated
    text = await turn.read(paste.gathered, paste_id)
    if not text:
        await turn.answer(Reply(toast=paste.OVER, alert=True))
        return
    try:
        upload = await read_file(read_pasted, text.encode(), "粘贴的题目")
    except Unreadable as error:
        await turn.answer(Reply(str(error), fresh=True))
        return
    if not upload.questions and not upload.faulty:  # what was pasted is kept: more may follow
        await turn.answer(Reply(paste.NOT_FOUND, fresh=True))
        return
    await turn.answer(await turn.write(paste.taken, paste_id, upload))
