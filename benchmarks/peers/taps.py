"""A plain python-telegram-bot program: a webhook, a handler, one ORM commit a press.

Its own webhook needs tornado; this one does what that does: parse, queue, answer 200 before anything is kept.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes
from telegram.request import HTTPXRequest


class Base(DeclarativeBase):
    """The base of the peer's one table."""


class Answer(Base):
    """Who pressed, once."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[int] = mapped_column(unique=True)
    state: Mapped[str]
    at: Mapped[datetime]


async def run(given: dict[str, Any]) -> None:
    """Handle `given["presses"]` presses, then say how long it took from the first to the last."""
    engine = create_engine(given["database"])

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    Base.metadata.create_all(engine)
    began = 0.0
    done = 0
    finished = asyncio.Event()

    async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal began, done
        began = began or time.perf_counter()
        query = update.callback_query
        with Session(engine) as session:
            person = query.from_user.id
            if session.scalars(select(Answer).where(Answer.person == person)).one_or_none() is None:
                session.add(Answer(person=person, state="done", at=datetime.now(UTC)))
                session.commit()
        await query.answer("已登记：您已知悉。谢谢！")
        await query.edit_message_text(query.message.text + "\n\n✅ 已办理")
        done += 1
        if done == given["presses"]:
            finished.set()

    builder = Application.builder().token(given["token"]).base_url(f"{given['api_url']}/bot").updater(None)
    builder = builder.request(HTTPXRequest(connection_pool_size=256, pool_timeout=60))
    application = builder.concurrent_updates(given["at_a_time"]).build()
    application.add_handler(CallbackQueryHandler(pressed))

    async def receive(request: web.Request) -> web.Response:
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return web.Response()

    app = web.Application()
    app.router.add_post("/telegram", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    host, _, port = given["listen"].rpartition(":")
    await web.TCPSite(runner, host, int(port)).start()
    async with application:
        await application.start()
        await application.bot.set_webhook(f"http://{given['listen']}/telegram", max_connections=100)
        print(json.dumps({"ready": True}), flush=True)
        await finished.wait()
        print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)
        await application.stop()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))
