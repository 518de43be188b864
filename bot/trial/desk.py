"""The orders of the page's bar, as HTTP on a loopback port that only the sandbox knows."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from bot.demo.processes import Failed
from bot.trial.bureau import Bureau
from bot.trial.crowd import Crowd

_LOOPBACK = "127.0.0.1"


class Desk:
    """Carry out the bar's orders; the bureau is set once it is there."""

    def __init__(self) -> None:
        self.bureau: Bureau | None = None
        self.crowd: Crowd | None = None
        self._playing: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        """Serve for as long as the context lasts; yield the address."""
        key = secrets.token_urlsafe(16)
        app = web.Application(middlewares=[_plainly])
        app.add_routes(
            [
                web.get(f"/{key}/state", self._state),
                web.post(f"/{key}/clock", self._clock),
                web.post(f"/{key}/bot", self._bot),
                web.post(f"/{key}/crowd", self._crowd),
            ]
        )
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, _LOOPBACK, 0).start()
        try:
            yield f"http://{_LOOPBACK}:{runner.addresses[0][1]}/{key}"
        finally:
            if self._playing is not None:
                self._playing.cancel()
                await asyncio.wait([self._playing])
            await runner.cleanup()

    def _open(self) -> Bureau:
        if self.bureau is None:
            raise Failed("演示还在进行，走完以后再操作。")
        return self.bureau

    async def _state(self, _request: web.Request) -> web.Response:
        state = await self._open().state()
        crowd = self.crowd.state() if self.crowd else {}
        return web.json_response(state | {"crowd": crowd})

    async def _clock(self, request: web.Request) -> web.Response:
        bureau, given = self._open(), await request.json()
        if given["to"] == "date":
            to = datetime.fromisoformat(given["date"]).replace(tzinfo=bureau.zone)
        else:
            to = await bureau.moment(given["to"])
        await bureau.move_clock(to)
        return web.json_response({})

    async def _bot(self, request: web.Request) -> web.Response:
        bureau, given = self._open(), await request.json()
        if given["to"] == "kill":
            await bureau.kill()
        else:
            await bureau.stop()
            await bureau.start()
        return web.json_response({})

    async def _crowd(self, _request: web.Request) -> web.Response:
        self._open()
        if self.crowd is None or self._playing is not None:
            raise Failed("已经演过一次。重新运行试用，可以再演。")
        self._playing = asyncio.create_task(self.crowd.play())
        return web.json_response({})


@web.middleware
async def _plainly(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except Failed as failed:
        return web.json_response({"refused": str(failed)}, status=409)
    except (KeyError, ValueError):
        return web.json_response({"refused": "这个操作没有看懂，请重新打开页面再试。"}, status=400)
