"""The page's bar: its requests are handed on to the program that runs the bot under trial."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from sandbox.control import only_own_pages
from sandbox.recording import Recording

PATIENCE = 60.0  # seconds: the bot may be on its way down


class Desk:
    """Hand requests on to an address that only this process knows."""

    def __init__(self, address: str, recording: Recording) -> None:
        self._address, self._recording = address.rstrip("/"), recording
        self._session: aiohttp.ClientSession

    def app(self) -> web.Application:
        """Return it as an application of its own."""
        app = web.Application(middlewares=[only_own_pages])
        app.router.add_route("*", "/{order}", self._hand_on)
        app.cleanup_ctx.append(self._connected)
        return app

    async def _connected(self, _app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as self._session:
            yield

    async def _hand_on(self, request: web.Request) -> web.Response:
        order, given = request.match_info["order"], await request.read()
        if request.method == "POST":
            self._recording.note_order(order, json.loads(given))
        try:
            url = f"{self._address}/{order}"
            async with self._session.request(request.method, url, data=given) as answer:
                body = await answer.read()
                return web.Response(body=body, status=answer.status, content_type="application/json")
        except (aiohttp.ClientError, TimeoutError):
            return web.json_response({"refused": "试用程序已停止。"}, status=502)
