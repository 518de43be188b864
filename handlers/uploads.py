"""Files people send: what was asked for; a secretary's roster or questions, shown as a difference first."""

import asyncio
import logging

from telegram import Document
from telegram.error import TelegramError

from activities.attachment import MEGABYTES, UnfitFile, attachment_of, too_big
from content import questions_csv
from handlers import menus, plan, rules
from handlers.leftovers import turn_down
from handlers.reading import read_file
from handlers.turn import Turn, storable
from language.document import read_document
from language.tables import Unreadable
from services import authoring, documents
from services.importing import receiving
from services.importing.reading import MAX_MEGABYTES, read_upload
from services.plan import doors
from services.rules import keeping

TOO_BIG = (
    f"文件超过{MAX_MEGABYTES} MB，没有接收。请新建一个表格，只粘贴需要的内容（不要图片），保存后重新发送。"
)
NOT_FETCHED = "文件没有下载成功，请稍后重新发送一次。"

log = logging.getLogger(__name__)


async def received(turn: Turn) -> None:
    """A document: what was asked for, else a roster or a question bank, told apart by its headings."""
    message = turn.update.message
    if message is None or message.document is None:
        return
    if await turn.read(authoring.wants_file):
        await _attach(turn, message.document)
        return
    if await turn.read(authoring.wants_text_file):
        await _draft_text(turn, message.document)
        return
    if await turn.read(documents.wants_document):
        await _hand_in(turn, message.document)
        return
    if await turn.read(keeping.wants_rules):
        await _rules(turn, message.document)
        return
    wanted = await turn.read(doors.wants_file, storable(message.document.file_name))
    if wanted:
        await _plan(turn, message.document, wanted)
        return
    unasked = await turn.read(documents.say_where, storable(message.document.file_name))
    if unasked is not None:
        await turn.answer(unasked)
        return
    try:
        await turn.read(receiving.access_import)
    except receiving.FileNotTaken as refusal:
        await turn_down(turn, str(refusal))
        return
    content = await _content_of(turn, message.document)
    if content is None:
        return
    try:
        upload = await read_file(read_upload, content, storable(message.document.file_name))
    except Unreadable as error:
        await turn_down(turn, str(error))
        return
    await turn.answer(await turn.write(receiving.receive, upload))


async def starter_bank(turn: Turn) -> None:
    """导入自带题库: the questions we bring along, shown as a difference like a file that was sent."""
    upload = await asyncio.to_thread(read_upload, questions_csv(), "自带题库.csv")
    await turn.answer(await turn.write(receiving.receive, upload))


async def press(turn: Turn, preview_id: int, action: str) -> None:
    """A button below a preview."""
    await menus.answer(turn, await turn.write(receiving.press, preview_id, action))


async def who(turn: Turn, preview_id: int, row: int, person_id: int) -> None:
    """The secretary's word on who a row of the file is."""
    await turn.answer(await turn.write(receiving.settle_doubt, preview_id, row, person_id))


async def _attach(turn: Turn, document: Document) -> None:
    content = await _content_of(turn, document, MEGABYTES, too_big())
    if content is None:
        return
    try:
        file = await asyncio.to_thread(attachment_of, storable(document.file_name), content)
    except UnfitFile as unfit:
        await turn_down(turn, str(unfit))
        return
    await turn.answer(await turn.write(authoring.receive, file, content, document.file_id))


async def _hand_in(turn: Turn, document: Document) -> None:
    said = f"文件超过{MAX_MEGABYTES} MB，没有接收。请去掉图片，只留文字后再发。"
    content = await _content_of(turn, document, MAX_MEGABYTES, said)
    if content is None:
        return
    name = storable(document.file_name)
    try:
        text = await read_file(read_document, content, name)
    except Unreadable as error:
        await turn_down(turn, f"没有接收：{error}")
        return
    file = documents.document_of(name, content)
    turn.doing = None  # somebody's own paper
    await turn.answer(await turn.write(documents.hand_in, text, file, content, document.file_id))


async def _draft_text(turn: Turn, document: Document) -> None:
    content = await _content_of(turn, document)
    if content is None:
        return
    try:
        text = await read_file(read_document, content, storable(document.file_name))
    except Unreadable as error:
        await turn_down(turn, f"没有接收：{error}")
        return
    await turn.answer(await turn.write(authoring.receive_text, text))


async def _plan(turn: Turn, document: Document, what: str) -> None:
    content = await _content_of(turn, document)
    if content is None:
        return
    await plan.received(turn, content, storable(document.file_name), what)


async def _rules(turn: Turn, document: Document) -> None:
    content = await _content_of(turn, document)
    if content is None:
        return
    await rules.received(turn, content, storable(document.file_name))


async def _content_of(
    turn: Turn, document: Document, most: int = MAX_MEGABYTES, too_large: str = TOO_BIG
) -> bytes | None:
    """Return a file's bytes; where it is larger than `most` MB or not to be had, say so and return None."""
    if (document.file_size or 0) > most * 1024 * 1024:
        await turn_down(turn, too_large)
        return None
    content = await _fetch(document)
    if content is None:
        await turn_down(turn, NOT_FETCHED)
    return content


async def _fetch(document: Document) -> bytes | None:
    """Return a file's bytes, None where Telegram does not give them now."""
    try:
        return bytes(await (await document.get_file()).download_as_bytearray())
    except TelegramError as error:
        log.info("file not fetched: %s", type(error).__name__)
        return None
