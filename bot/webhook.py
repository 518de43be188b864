"""Receiving by webhook: 200 is answered only once the update's effect is stored."""

import asyncio
import hmac
from collections import defaultdict

from aiohttp import web
from telegram import Update
from telegram.ext import ExtBot

from bot.intake import ALLOWED, Stop, handle
from bot.pacer import Lane
from bot.settings import Settings
from handlers.turn import Desk

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the header's name
PATH = "/telegram"
LARGEST = 1024 * 1024  # bytes of an update


async def serve(settings: Settings, bot: ExtBot[Lane], desk: Desk) -> None:
    """Take updates until cancelled. Raises Stop where the port is taken or a setting is missing."""
    secret = settings.webhook_secret.get_secret_value()
    if not secret or not settings.webhook_url:
        raise Stop("接收方式为 webhook 时，必须设置 QINGFENG_WEBHOOK_URL 和 QINGFENG_WEBHOOK_SECRET。")
    runner = web.AppRunner(application(bot, desk, secret), access_log=None)
    await runner.setup()
    host, _, port = settings.listen.rpartition(":")
    try:
        try:
            await web.TCPSite(runner, host or "127.0.0.1", int(port)).start()
        except (OSError, ValueError):
            raise Stop(f"端口 {settings.listen} 已被占用或不能使用，请换一个 QINGFENG_LISTEN。") from None
        url = settings.webhook_url.rstrip("/") + PATH
        await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED, max_connections=100)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def application(bot: ExtBot[Lane], desk: Desk, secret: str) -> web.Application:
    """Return the web application Telegram posts to. Updates of one person are handled in order."""
    turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return web.Response(status=403)
        update = Update.de_json(await request.json(), bot)
        user = update.effective_user
        sender = user.id if user else 0
        lock = turns[sender]
        async with lock:
            response = await handle(desk, update, in_response=True)
        if not lock.locked():
            turns.pop(sender, None)
        return web.json_response(response) if response else web.Response()

    app = web.Application(client_max_size=LARGEST)
    app.router.add_post(PATH, receive)
    return app
