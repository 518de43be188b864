"""One update being handled: who sent it, what they may call, and how they are answered."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session
from telegram import Bot, Update
from telegram.error import BadRequest, TelegramError

from activities.kind import Action, esc
from handlers.callbacks import hides
from handlers.handing import send_file
from handlers.incoming import Incoming
from handlers.post import Post
from services.audit import recording
from services.audit.doing import Doing
from services.audit.reasons import offering
from services.flooding import Flood
from services.masking import passed_on
from services.office import Office
from services.reply import File, Reply
from services.tapping import Tap, tap_together
from services.updates import check_new, remember
from services.worker import NotMade
from storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")
NOT_DRAWN = "文件没有生成成功，请过一会儿再点一次；仍不成功的，请联系纪检秘书。"
NEVER_MIND = "点错了的，发送“取消”。"
NOT_SHOWN = "内容没有显示出来，已做的操作有效。请用 /todo 查看待办，或联系纪检秘书。"

log = logging.getLogger(__name__)

# Control characters but for line breaks and tabs, and halves of surrogate pairs: no database takes them all.
# Orders to write backwards, too: they would turn around what stands behind them in a list.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def storable(text: str | None) -> str:
    """Return what somebody wrote without the characters that nobody can see and not every database takes."""
    return _UNSTORABLE.sub("", text or "")


@dataclass
class Desk:
    """What every turn works with. `wake` tells the sender that there is something in the outbox."""

    store: Store
    office: Office
    bot: Bot = field(repr=False)  # the library spells its token out
    clock: Callable[[], datetime]
    wake: Callable[[], None] = lambda: None
    told: set[int] = field(default_factory=set)  # updates that wait for the database, whose senders know
    flood: Flood | None = None  # nobody is turned away without
    steady: Callable[[], float] = time.monotonic  # seconds, for how fast somebody sends
    post: Post = field(init=False)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.post = Post(self.store, self.bot)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run paced work that an update's confirmation need not wait for."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        # Looked at here, since asyncio's own remark would quote what the error quotes: what people wrote.
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an answer failed", exc_info=error)

    async def settle(self) -> None:
        """Wait for what was spawned."""
        while self._tasks:
            await asyncio.gather(*self._tasks)


@dataclass
class Turn:
    """One update being handled."""

    desk: Desk
    incoming: Incoming
    now: datetime
    # Where the update came by webhook, the answer to a press travels in the response: one request less.
    in_response: bool = False
    response: dict[str, Any] | None = None
    doing: Doing | None = None  # what is written down, if it is done by office
    answers: bool = False  # typed words: what they do is what they were asked for
    trace: recording.Trace | None = None

    @property
    def update(self) -> Update:
        """Return all of what came, where it is not a press."""
        assert self.incoming.update is not None
        return self.incoming.update

    @property
    def telegram_id(self) -> int:
        """Return whose update it is."""
        assert self.incoming.sender is not None  # routes let nothing else through
        return self.incoming.sender

    @property
    def text(self) -> str:
        """Return the typed text, empty where there is none."""
        message = self.incoming.update.effective_message if self.incoming.update else None
        return storable(message.text) if message else ""

    @property
    def argument(self) -> str:
        """Return what follows the command."""
        return self.text.partition(" ")[2].strip()

    async def write(
        self,
        function: Callable[Concatenate[Session, Office, datetime, int, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call a service that changes state, for the sender of this update; at most once an update.

        Raises Redelivered where this update's effect is already stored.
        """

        def run(session: Session) -> tuple[T, recording.Trace | None]:
            check_new(session, self.incoming.update_id, self.telegram_id)
            who = (session, self.desk.office, self.now, self.telegram_id)

            def done() -> T:
                return self._handed(session, function(*who, *args, **kwargs))

            doing = recording.awaited(session, self.telegram_id, self.text) if self.answers else self.doing
            if doing is None:
                result, trace = done(), None
            else:
                result, trace = recording.act(*who, doing, done)
            said = result.toast if isinstance(result, Reply) else ""
            remember(session, self.incoming.update_id, self.now, said)
            return result, trace

        result, self.trace = await self.desk.store.write(run)
        self.desk.wake()
        if self.trace is not None and isinstance(result, Reply):
            return offering(result, self.trace.asks, self.trace.number)  # type: ignore[return-value]  # T is a Reply here
        return result

    async def tap(self, assignment_id: int, version: int, action: Action) -> Reply:
        """Let the sender act on an assignment of theirs, together with whoever presses at the same time.

        As `write` does, at most once an update; it is nobody's act of office.
        """
        tap = Tap(self.incoming.update_id, self.telegram_id, self.now, assignment_id, version, action)
        reply = await self.desk.store.write_together(tap_together, self.desk.office, tap)
        self.desk.wake()
        return reply

    async def read(
        self,
        function: Callable[Concatenate[Session, Office, datetime, int, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call a service that only looks, for the sender of this update; that may be an act, too."""

        def run(session: Session) -> tuple[T, list[recording.Note]]:
            result = self._handed(session, function(session, *who, *args, **kwargs))
            return result, recording.take_notes(session)

        who = (self.desk.office, self.now, self.telegram_id)
        result, notes = await self.desk.store.read(run)
        if self.doing is not None and recording.showing(self.doing, result, notes):
            self.trace = await self.desk.store.write(recording.shown, *who, self.doing, result, notes)
        return result

    def _handed(self, session: Session, result: T) -> T:
        press = self.incoming.press
        if press is not None and hides(press.data) and isinstance(result, Reply):
            return passed_on(session, result)  # type: ignore[return-value]  # T is a Reply here
        return result

    async def answer(self, reply: Reply) -> None:
        """Show a reply: the toast at once, the rest as soon as the pacer lets it."""
        if self.incoming.press is not None:
            await self._toast(reply.toast, reply.alert)
        self.desk.spawn(self._show(reply))

    async def acknowledge(self, say: str) -> None:
        """Answer what was handled before once more: it comes again where the answer may not have gone."""
        if self.incoming.press is not None:
            await self._toast(say)
        elif say:
            self.desk.spawn(self._show(Reply(toast=say)))

    async def complain(self, text: str) -> None:
        """Say at once that something could not be done: as an alert to a press, else as a message."""
        if self.incoming.press is not None:
            await self._toast(text, alert=True)
        elif self.incoming.private:
            await self._show(Reply(text))

    async def say_in_group(self, text: str) -> None:
        """Say one line where the update came from."""
        assert self.incoming.chat_id is not None  # routes let nothing else through
        self.desk.spawn(self._say_to(self.incoming.chat_id, text))

    async def _say_to(self, chat_id: int, text: str) -> None:
        try:
            await self.desk.bot.send_message(chat_id, text)
        except TelegramError as error:
            log.info("not said: %s", type(error).__name__)

    async def _toast(self, text: str, alert: bool = False) -> None:
        press = self.incoming.press
        assert press is not None
        if self.in_response:
            self.response = {"method": "answerCallbackQuery", "callback_query_id": press.query_id}
            if text:
                self.response |= {"text": text[:200], "show_alert": alert}
            return
        try:
            await self.desk.bot.answer_callback_query(press.query_id, text[:200] or None, show_alert=alert)
        except TelegramError as error:
            # Too late to be shown: the press is stored all the same, and the message is redrawn.
            log.info("callback not answered: %s", type(error).__name__)

    async def _show(self, reply: Reply) -> None:
        try:
            await self._draw(reply)
            if reply.prompt:
                await self.desk.bot.send_message(self.telegram_id, f"{reply.prompt}\n{NEVER_MIND}")
            for file in reply.files:
                await self._send_file(file)
            for attached in reply.follow:
                await self.desk.post.send_file(self.telegram_id, attached)
            for copy in reply.copies:
                await self.desk.post.send_again(self.telegram_id, copy)
        except TelegramError as error:
            # What was done is stored; /todo and /me show it. Nobody is left without a way to see it.
            log.warning("answer not shown: %s", type(error).__name__)
            if isinstance(error, BadRequest):
                await self._say_to(self.telegram_id, NOT_SHOWN)

    async def _draw(self, reply: Reply) -> None:
        press = self.incoming.press
        if press is not None and press.shown is not None and not reply.fresh:
            if reply.text:
                await self.desk.post.redraw(press.shown, reply.text, reply.rows)
            return
        words = reply.text or (esc(reply.toast) if press is None else "")
        if words:
            await self.desk.post.send(self.telegram_id, words, reply.rows, reply.attached)

    async def _send_file(self, file: File) -> None:
        press = self.incoming.press
        pressed = press.data if press is not None else ""
        try:
            await send_file(self.desk.bot, self.telegram_id, file, self.trace, pressed)
        except NotMade as error:
            log.warning("a file was not made: %s", error)
            await self._say_to(self.telegram_id, NOT_DRAWN)
