"""One HTTP exchange over kept connections, and what is known of it where it fails.

aiohttp opens the connections, through proxies too, keeps them and parses what comes back. A JSON call goes
without its request and response objects: they cost more than all the rest of sending a message.
"""

import asyncio
import os
import select
from functools import lru_cache
from typing import Final

from aiohttp import (
    BaseConnector,
    ClientError,
    ClientOSError,
    ClientRequest,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    EofStream,
    FormData,
    ServerDisconnectedError,
    TCPConnector,
    UploadTracker,
    hdrs,
)
from aiohttp.connector import Connection
from aiohttp.http import HttpProcessingError
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError
from telegram.request import BaseRequest
from yarl import URL

from bot.sending.verdict import NotSent, Unknown

FAILURES: Final = (
    ClientError,
    OSError,
    EOFError,
    EofStream,
    HttpProcessingError,
    ProxyError,
    ProxyConnectionError,
    ProxyTimeoutError,
)
"""Whatever can go wrong on the way."""
_HANGING_UP: Final = (ClientOSError, ServerDisconnectedError)
_TRIES: Final = 3
"""Kept connections that may turn out closed before one call gives up."""
_HEADERS: Final[dict[str, str]] = {hdrs.USER_AGENT: BaseRequest.USER_AGENT}


class Connections:
    """At most `limit` connections, opened when they are needed, through `proxy` where there is one.

    A POST is written at most once: aiohttp repeats only GETs on a connection that turned out dead, and no
    redirect is followed. All raise NotSent or Unknown.
    """

    def __init__(self, proxy: str | None, limit: int) -> None:
        self._session = open_session(proxy, limit)
        self._ways: dict[str, tuple[ClientRequest, bytes]] = {}
        self._proxy = None if proxy is None or proxy.startswith("socks") else URL(proxy)

    async def close(self) -> None:
        await self._session.close()

    def carries(self, url: str) -> bool:
        """Tell whether `post` reaches an address: a plain one behind an HTTP proxy is the proxy's to ask."""
        return self._proxy is None or url.startswith("https:")

    async def post(
        self, url: str, body: bytes, reaching: ClientTimeout, patience: float | None
    ) -> tuple[int, bytes]:
        """Send JSON and return status and body of the answer, which may take `patience` seconds to come."""
        way, head = self._ways.get(url) or self._way(url)
        connection = await self._connected(way, reaching)
        try:
            answer = await _converse(connection, b"%b%d\r\n\r\n%b" % (head, len(body), body), patience)
        except BaseException:
            connection.close()
            raise
        connection.release()
        return answer

    async def _connected(self, way: ClientRequest, reaching: ClientTimeout) -> Connection:
        """Return a connection that nobody is known to have closed."""
        connector = self._session.connector
        assert connector is not None
        for _ in range(_TRIES):
            try:
                connection = await connector.connect(way, traces=[], timeout=reaching)
            except FAILURES as error:
                raise NotSent(f"No connection: {_name(error)}") from None
            if not _has_news(connection):
                return connection
            try:
                await asyncio.sleep(0)  # in which the loop hears the news
            except BaseException:
                connection.close()
                raise
            if not connection.closed:
                return connection
            connection.close()
        raise NotSent("No connection: each was closed at once")

    def _way(self, url: str) -> tuple[ClientRequest, bytes]:
        """Return by what the connections to an address are chosen, and how each of its requests begins."""
        where = URL(url)
        way = ClientRequest(
            hdrs.METH_POST,
            where,
            loop=asyncio.get_running_loop(),
            session=self._session,
            proxy=self._proxy,
        )
        lines = (
            f"POST {where.raw_path_qs} HTTP/1.1",
            f"{hdrs.HOST}: {way.headers[hdrs.HOST]}",
            f"{hdrs.USER_AGENT}: {BaseRequest.USER_AGENT}",
            f"{hdrs.CONTENT_TYPE}: application/json",
            f"{hdrs.CONTENT_LENGTH}: ",
        )
        found = self._ways[url] = way, "\r\n".join(lines).encode()
        return found

    async def exchange(
        self,
        method: str,
        url: str,
        body: bytes | FormData | None,
        timeout: ClientTimeout,  # noqa: ASYNC109 - aiohttp's own settings, handed through
    ) -> tuple[int, bytes]:
        """Make any request: an upload, a download, or what an HTTP proxy is asked to pass on."""
        # A call that met a kept connection just being closed, and was not written, looks for another.
        other_tries = 0 if isinstance(body, FormData) else _TRIES - 1
        headers = {hdrs.CONTENT_TYPE: "application/json"} if isinstance(body, bytes) else None
        while True:
            upload = UploadTracker()
            try:
                async with self._session.request(
                    method,
                    _parsed(url),
                    data=body,
                    headers=headers,
                    timeout=timeout,
                    allow_redirects=False,
                    upload_tracker=upload,
                ) as response:
                    return response.status, await response.read()
            # The texts of these errors hold the URL, and with it the token: only their names are kept.
            except FAILURES as error:
                if not _surely_unsent(upload, body):
                    raise Unknown(f"No answer: {_name(error)}") from None
                if not other_tries or type(error) not in _HANGING_UP:
                    raise NotSent(f"No connection: {_name(error)}") from None
                other_tries -= 1


def open_session(proxy: str | None, connections: int) -> ClientSession:
    """Return a session whose requests go through the proxy, where there is one."""
    # Idle connections are dropped well before nginx's 75 s, so that few calls meet one just being closed.
    connector: BaseConnector
    http_proxy: str | None = None
    if proxy is not None and proxy.startswith("socks"):
        connector = ProxyConnector.from_url(
            proxy.replace("socks5h:", "socks5:", 1), limit=connections, keepalive_timeout=20
        )
    else:
        connector = TCPConnector(limit=connections, keepalive_timeout=20, ttl_dns_cache=300)
        http_proxy = proxy
    return ClientSession(
        connector=connector,
        proxy=http_proxy,
        headers=_HEADERS,
        skip_auto_headers=(hdrs.ACCEPT_ENCODING, hdrs.ACCEPT),
        cookie_jar=DummyCookieJar(),
    )


def _has_news(connection: Connection) -> bool:
    """Tell whether something came over a kept connection since its last answer: its end, most likely."""
    transport = connection.transport
    if transport is None or transport.is_closing():
        return True
    watch = select.poll()
    watch.register(transport.get_extra_info("socket"), select.POLLIN)
    return bool(watch.poll(0))


async def _converse(connection: Connection, request: bytes, patience: float | None) -> tuple[int, bytes]:
    """Write a request and return status and body of its answer. Raises Unknown once it was written."""
    protocol, transport = connection.protocol, connection.transport
    assert protocol is not None
    assert transport is not None
    protocol.set_response_params(read_until_eof=True)
    loop = asyncio.get_running_loop()
    # One timer, and nothing cancelled: whoever waits hears that the connection is gone.
    end = None if patience is None else loop.call_later(patience, transport.abort)
    transport.write(request)
    try:
        status, payload = await protocol.read()
        while status.code < 200:  # word that the answer is still to come
            status, payload = await protocol.read()
        return status.code, await payload.read()
    except FAILURES as error:
        too_late = end is not None and end.when() <= loop.time()
        raise Unknown("No answer in time" if too_late else f"No answer: {_name(error)}") from None
    finally:
        if end is not None:
            end.cancel()


@lru_cache(maxsize=256)
def _parsed(url: str) -> URL:
    return URL(url)


def _surely_unsent(upload: UploadTracker, body: bytes | FormData | None) -> bool:
    """Tell whether the request cannot have been carried out, because its body never went out whole.

    By what was written, not by the type of the error: a proxy that hangs up in its handshake raises the very
    error of a server that hangs up on a request. A file cut off on its way counts as doubt: what lies in the
    socket's buffer still goes out while the connection is being closed.
    """
    done = upload.upload_complete
    if not done.done() or done.exception() is None:
        return False
    return not (isinstance(body, FormData) and upload.bytes_written)


def _name(error: BaseException) -> str:
    cause = getattr(error, "os_error", error)
    number = cause.errno if isinstance(cause, OSError) else None
    return type(error).__name__ + (f" ({os.strerror(number)})" if number and number > 0 else "")
