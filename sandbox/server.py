"""The HTTP side of the Bot API, and the box that holds a whole running sandbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from sandbox import page
from sandbox.calls import Upload, Violation
from sandbox.client import Messenger
from sandbox.clock import Clock
from sandbox.control import HOSTS, LOOPBACK_HOSTS, Control
from sandbox.desk import Desk
from sandbox.errors import ApiError
from sandbox.exchange import Exchange
from sandbox.faults import Faults, Mishap
from sandbox.files import UPLOAD_LIMIT
from sandbox.limits import UNLIMITED, Rates, flood
from sandbox.methods import METHODS
from sandbox.recording import Recording

TOKEN = "123456:SANDBOX-abcdefghijklmnopqrstuvwxyz0123456789"  # noqa: S105 - of a bot that exists only here
IN_FLIGHT = 1000
_LOOPBACK = "127.0.0.1"
# Room for the form around the largest upload; what exceeds UPLOAD_LIMIT itself is refused by the shelf.
_BODY_LIMIT = UPLOAD_LIMIT + 1024 * 1024


class BotApi:
    """Answer `/bot<token>/METHOD` and `/file/bot<token>/PATH`."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._in_flight = 0

    def routes(self) -> list[web.RouteDef]:
        """Return what this side serves."""
        return [
            web.route("*", "/bot{token}/{method}", self._method),
            web.get("/file/bot{token}/{path:.+}", self._file),
        ]

    async def _method(self, request: web.Request) -> web.StreamResponse:
        if self._exchange.fate.faults.down != "no":
            return _hang_up(request)
        method = request.match_info["method"]
        self._in_flight += 1
        try:
            return await self._answer(request, method)
        except ApiError as refusal:
            self._exchange.outcomes[method, str(refusal.code)] += 1
            return _json(refusal.body(), refusal.code)
        finally:
            self._in_flight -= 1

    async def _answer(self, request: web.Request, method: str) -> web.StreamResponse:
        exchange = self._exchange
        if request.match_info["token"] != exchange.token:
            raise ApiError(401, "Unauthorized")
        if self._in_flight > IN_FLIGHT:
            raise flood(60)
        try:
            raw = await _parameters(request)
        except web.HTTPRequestEntityTooLarge:
            exchange.violate(method, "Request Entity Too Large", {})
            raise ApiError(413, "Request Entity Too Large") from None
        except ValueError:
            exchange.violate(method, "the request's body cannot be read", {})
            raise ApiError(400, "Bad Request: can't parse the request") from None
        if delay := exchange.fate.delay(method):
            await asyncio.sleep(delay)
        mishap = exchange.fate.mishap(method)
        if mishap != "none":
            return await self._go_wrong(request, method, raw, mishap)
        result = await exchange.call(method, raw)
        exchange.outcomes[method, "ok"] += 1
        return _json({"ok": True, "result": result})

    async def _go_wrong(
        self, request: web.Request, method: str, raw: dict[str, Any], mishap: Mishap
    ) -> web.StreamResponse:
        exchange = self._exchange
        if mishap == "flood":
            raise flood(exchange.fate.faults.flood_retry_after)
        if mishap != "error":
            try:
                await exchange.call(method, raw)
            except ApiError as refusal:
                # Nobody will hear of it, but it did not happen either.
                exchange.outcomes[method, f"{mishap} {refusal.code}"] += 1
                return _hang_up(request) if mishap == "lost" else _json(_bad_gateway().body(), 502)
        exchange.outcomes[method, mishap] += 1
        return _hang_up(request) if mishap == "lost" else _json(_bad_gateway().body(), 502)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if self._exchange.fate.faults.down != "no":
            return _hang_up(request)
        file = self._exchange.world.shelf.at(request.match_info["path"])
        if request.match_info["token"] != self._exchange.token or file is None:
            return _json(ApiError(404, "Not Found").body(), 404)
        return web.Response(body=file.content, content_type="application/octet-stream")


def _bad_gateway() -> ApiError:
    return ApiError(502, "Bad Gateway")


async def _parameters(request: web.Request) -> dict[str, Any]:
    raw: dict[str, Any] = dict(request.query) if request.query_string else {}
    if not request.body_exists:
        return raw
    if request.content_type == "application/json":
        body = json.loads(await request.read() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("not an object")
        return raw | body
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            raw[name] = Upload(value.filename, value.file.read())
        else:
            raw[name] = value if isinstance(value, str) else value.decode()
    return raw


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)


class Box:
    """A running sandbox: its addresses, and what tests may look at directly.

    `host` is listened on; anything but loopback lets others on the network drive it. `desk` is the address of
    a program behind the page's bar, which starts and stops the bot.
    """

    def __init__(self, exchange: Exchange, host: str = _LOOPBACK, desk: str = "") -> None:
        self.exchange = exchange
        self._host, self._desk = host, desk
        self.token = exchange.token
        self.api_url = ""
        self.control_url = ""
        self.messenger: Messenger
        self._runner: web.AppRunner
        self._api_site: web.TCPSite | None = None
        self._api_port = 0

    @property
    def violations(self) -> list[Violation]:
        """The requests so far that a correct program does not make."""
        return self.exchange.violations

    async def start(self, port: int, page_port: int = 0) -> None:
        """Open both ports: the Bot API's, which can go down, and one that stays for the control side.

        Either serves both sides, so that one address is enough to know.
        """
        app = web.Application(client_max_size=_BODY_LIMIT)
        app[HOSTS] = LOOPBACK_HOSTS | {self._host}
        app.add_routes(BotApi(self.exchange).routes())
        app.add_routes(page.routes())
        recording = Recording(self.exchange)
        control = Control(self.exchange, self.set_faults, self.addresses, recording, trial=bool(self._desk))
        app.add_subapp("/control", control.app())
        if self._desk:
            app.add_subapp("/trial", Desk(self._desk, recording).app())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handle_signals=False)
        await self._runner.setup()
        await self._open_api(port)
        self._api_port = self._runner.addresses[0][1]
        await web.TCPSite(self._runner, self._host, page_port).start()
        self.api_url = f"http://{_LOOPBACK}:{self._api_port}"
        self.control_url = f"http://{self._host}:{self._runner.addresses[1][1]}"
        self.messenger = Messenger(self.control_url)

    def addresses(self) -> dict[str, str]:
        """Return where the sandbox listens and its bot's token."""
        return {"api_url": self.api_url, "control_url": self.control_url, "token": self.token}

    async def _open_api(self, port: int) -> None:
        self._api_site = web.TCPSite(self._runner, _LOOPBACK, port, reuse_address=True)
        await self._api_site.start()

    async def set_faults(self, faults: Faults) -> None:
        """Let these faults hold from now on; opens and closes the Bot API's port where they ask for it."""
        self.exchange.fate.set(faults)
        self.exchange.feed.publish("faults", 0, lambda: {"down": faults.down})
        if faults.down == "refused" and self._api_site is not None:
            await self._api_site.stop()
            self._api_site = None
        if faults.down != "refused" and self._api_site is None:
            await self._open_api(self._api_port)
        if faults.down != "no":
            self._drop_connections()

    def _drop_connections(self) -> None:
        server = self._runner.server
        for connection in server.connections if server else ():
            transport = connection.transport
            if transport is not None and transport.get_extra_info("sockname")[1] == self._api_port:
                transport.abort()

    async def close(self) -> None:
        """Stop serving."""
        await self.messenger.close()
        await self.exchange.close()
        await self._runner.cleanup()


@asynccontextmanager
async def serve(
    *,
    token: str = TOKEN,
    limits: bool | Rates = True,
    port: int = 0,
    clock: Callable[[], float] | None = None,
    seed: int = 0,
    host: str = _LOOPBACK,
    page_port: int = 0,
    desk: str = "",
) -> AsyncIterator[Box]:
    """Run a sandbox on a loopback port (0: any free one) for as long as the context lasts.

    `limits`: Telegram's rates, none, or others. `clock` returns seconds since 1970; default is the machine's.
    The page and the control side are on `host` and `page_port`; see Box for `desk`.
    """
    rates = limits if isinstance(limits, Rates) else Rates() if limits else UNLIMITED
    exchange = Exchange(token, Clock(clock) if clock else Clock(), rates, METHODS, seed)
    box = Box(exchange, host, desk)
    await box.start(port, page_port)
    try:
        yield box
    finally:
        await box.close()
