"""Carries Bot API calls over aiohttp.

python-telegram-bot's own transport tops out at a few hundred messages a second and calls every failure a
NetworkError. Here a failure is surely not sent (`NotSent`), in doubt (`Unknown`), or refused by Telegram
(python-telegram-bot's own errors); `bot.verdict` says what each means for a message.
"""

import json
import os
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

import pydantic_core
from aiohttp import (
    BaseConnector,
    ClientError,
    ClientOSError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    FormData,
    ServerDisconnectedError,
    TCPConnector,
    UploadTracker,
    hdrs,
)
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError
from telegram.error import BadRequest, RetryAfter
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.verdict import NotSent, Unknown

_HEADERS: Final[dict[str, str]] = {hdrs.USER_AGENT: BaseRequest.USER_AGENT}
_JSON: Final[dict[str, str]] = {hdrs.CONTENT_TYPE: "application/json"}
_KNOWN_REFUSALS: Final = frozenset({400, 401, 403, 404, 409, 429})
"""What BaseRequest turns into errors of its own; every other 4xx it would call a NetworkError."""

FAILURES: Final = (ClientError, OSError, EOFError, ProxyError, ProxyConnectionError, ProxyTimeoutError)
"""Whatever can go wrong on the way."""
_HANGING_UP: Final = (ClientOSError, ServerDisconnectedError)


class AiohttpRequest(BaseRequest):
    """Sends the calls of a `telegram.Bot` over a pool of kept connections.

    `proxy` is a URL: http://, https://, socks5://, socks5h:// or socks4://, with user and password where it
    asks for them. Time-outs are in seconds; `media_write_timeout` is for calls that upload. A POST is written
    at most once: aiohttp repeats only GETs on a connection that turned out dead, and no redirect is followed.
    """

    def __init__(
        self,
        *,
        connections: int = 128,
        proxy: str | None = None,
        pool_timeout: float = 5.0,
        connect_timeout: float = 5.0,
        write_timeout: float = 10.0,
        media_write_timeout: float = 60.0,
        read_timeout: float = 10.0,
    ) -> None:
        self._connections = connections
        self._proxy = proxy
        self._pool, self._connect, self._read = pool_timeout, connect_timeout, read_timeout
        self._write, self._media_write = write_timeout, media_write_timeout
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Return the default read time-out in seconds."""
        return self._read

    async def initialize(self) -> None:
        if self._session is None:
            self._session = open_session(self._proxy, self._connections)

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one HTTP request and return status and body.

        Raises NotSent, Unknown, or BadRequest for the 4xx that BaseRequest has no error for.
        """
        if self._session is None:
            raise NotSent("The transport is not started.")
        uploads = request_data is not None and request_data.contains_files
        timeout = _timeout(
            _given(pool_timeout, self._pool),
            _given(connect_timeout, self._connect),
            _given(write_timeout, self._media_write if uploads else self._write),
            _given(read_timeout, self._read),
        )
        body, headers = _body(request_data)
        status, payload = await _exchange(self._session, method, _url(url), body, headers, timeout)
        _check_status(method, status, payload)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer; what is not a JSON object did not come from Telegram, and settles nothing."""
        try:
            answer = pydantic_core.from_json(payload)
        except ValueError:
            # Half a surrogate pair, where Telegram cut a text, is too much for the faster parser.
            try:
                answer = json.loads(payload.decode("utf-8", "replace"))
            except ValueError:
                answer = None
        if not isinstance(answer, dict):
            raise Unknown("The answer is not Telegram's.")
        return answer


async def _exchange(
    session: ClientSession,
    method: str,
    url: URL,
    body: bytes | FormData | None,
    headers: dict[str, str] | None,
    timeout: ClientTimeout,  # noqa: ASYNC109 - aiohttp's own settings, handed through
) -> tuple[int, bytes]:
    # A call that met a kept connection just being closed, and was not written, looks for another.
    other_tries = 0 if isinstance(body, FormData) else 2
    while True:
        upload = UploadTracker()
        try:
            async with session.request(
                method,
                url,
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


def _check_status(method: str, status: int, payload: bytes) -> None:
    if status < 400:
        return
    if status >= 500:
        raise Unknown(f"The server failed ({status}).")
    if status == 407:
        raise NotSent("The proxy refuses its user or password (407).")
    if status == 429 and b"retry_after" not in payload:
        raise RetryAfter(timedelta(seconds=30))
    # A GET is a file: a 404 there is a link that expired, not a bad token.
    if status not in _KNOWN_REFUSALS or (status == 404 and method == hdrs.METH_GET):
        raise BadRequest(f"Refused ({status}).")
    # A firewall's 403 page must not pass for a person who blocked the bot, nor its 404 for a bad token.
    if not payload.lstrip().startswith(b"{"):
        raise NotSent(f"Something on the way to Telegram refuses ({status}).")


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


def _given(value: object, default: float) -> float | None:
    if value is BaseRequest.DEFAULT_NONE:
        return default
    return float(value) if isinstance(value, int | float) else None


@lru_cache(maxsize=64)
def _timeout(
    pool: float | None, connect: float | None, write: float | None, read: float | None
) -> ClientTimeout:
    """Translate python-telegram-bot's four time-outs; None, no limit, makes every sum it is in unlimited."""
    reaching = None if pool is None or connect is None else pool + connect
    total = None if reaching is None or write is None or read is None else reaching + write + read
    return ClientTimeout(total=total, connect=reaching, sock_connect=connect, sock_read=read)


@lru_cache(maxsize=256)
def _url(url: str) -> URL:
    return URL(url)


def _body(request: RequestData | None) -> tuple[bytes | FormData | None, dict[str, str] | None]:
    if request is None:
        return None, None
    if request.contains_files:
        form = FormData(request.json_parameters, quote_fields=False)
        for name, (filename, content, mimetype) in request.multipart_data.items():
            form.add_field(name, content, filename=filename, content_type=mimetype)
        return form, None
    parameters = request.parameters
    try:
        return pydantic_core.to_json(parameters), _JSON
    except pydantic_core.PydanticSerializationError:
        # Half a surrogate pair: the standard library escapes it, and Telegram says what it thinks of it.
        return json.dumps(parameters).encode(), _JSON


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
