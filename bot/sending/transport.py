"""Carries Bot API calls over aiohttp.

python-telegram-bot's own transport tops out at a few hundred messages a second and calls every failure a
NetworkError. Here a failure is surely not sent (`NotSent`), in doubt (`Unknown`), or refused by Telegram
(python-telegram-bot's own errors); `bot.sending.verdict` says what each means for a message.
"""

import json
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

import pydantic_core
from aiohttp import ClientTimeout, FormData, hdrs
from telegram.error import BadRequest, RetryAfter
from telegram.request import BaseRequest, RequestData

from bot.sending.connections import Connections
from bot.sending.verdict import NotSent, Unknown

_KNOWN_REFUSALS: Final = frozenset({400, 401, 403, 404, 409, 429})
"""What BaseRequest turns into errors of its own; every other 4xx it would call a NetworkError."""


class AiohttpRequest(BaseRequest):
    """Sends the calls of a `telegram.Bot` over a pool of kept connections.

    `proxy` is a URL: http://, https://, socks5://, socks5h:// or socks4://, with user and password where it
    asks for them. Time-outs are in seconds; `media_write_timeout` is for calls that upload.
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
        self._limit, self._proxy = connections, proxy
        self._pool, self._connect, self._read = pool_timeout, connect_timeout, read_timeout
        self._write, self._media_write = write_timeout, media_write_timeout
        self._connections: Connections | None = None

    @property
    def read_timeout(self) -> float | None:
        """Return the default read time-out in seconds."""
        return self._read

    async def initialize(self) -> None:
        if self._connections is None:
            self._connections = Connections(self._proxy, self._limit)

    async def shutdown(self) -> None:
        connections, self._connections = self._connections, None
        if connections is not None:
            await connections.close()

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
        connections = self._connections
        if connections is None:
            raise NotSent("The transport is not started.")
        body = _body(request_data)
        timeout = _timeout(
            _given(pool_timeout, self._pool),
            _given(connect_timeout, self._connect),
            _given(write_timeout, self._media_write if isinstance(body, FormData) else self._write),
            _given(read_timeout, self._read),
        )
        if isinstance(body, bytes) and connections.carries(url):
            status, payload = await connections.post(url, body, timeout, timeout.sock_read)
        else:
            status, payload = await connections.exchange(method, url, body, timeout)
        if status >= 400:
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


def _check_status(method: str, status: int, payload: bytes) -> None:
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


def _body(request: RequestData | None) -> bytes | FormData | None:
    if request is None:
        return None
    if request.contains_files:
        form = FormData(request.json_parameters, quote_fields=False)
        for name, (filename, content, mimetype) in request.multipart_data.items():
            form.add_field(name, content, filename=filename, content_type=mimetype)
        return form
    parameters = request.parameters
    try:
        return pydantic_core.to_json(parameters)
    except pydantic_core.PydanticSerializationError:
        # Half a surrogate pair: the standard library escapes it, and Telegram says what it thinks of it.
        return json.dumps(parameters).encode()
