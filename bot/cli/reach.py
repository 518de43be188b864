"""Asking Telegram single questions from the command line, while the bot itself may be running or not."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from aiohttp import ClientHttpProxyError, ClientProxyConnectionError, ClientTimeout, hdrs
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from bot.cli.console import Refused
from bot.sending.connections import FAILURES, open_session
from bot.settings import Settings

_TOKEN: Final = re.compile(r"\d+:[\w-]{30,}", re.ASCII)
_PROXY_FAILURES: Final = (
    ClientHttpProxyError,
    ClientProxyConnectionError,
    ProxyConnectionError,
    ProxyError,
    ProxyTimeoutError,
)
_PATIENCE: Final = 15.0  # seconds for connecting and answering


class WrongToken(Refused):
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__("令牌不对，Telegram 不认。请向 @BotFather 核对令牌，再运行 qingfeng init。")


class NotReached(Refused):
    """No answer of Telegram's came back."""

    def __init__(self, settings: Settings, cause: str) -> None:
        way = (
            "请检查 QINGFENG_PROXY 中的代理是否可用" if settings.proxy else "如需代理，请设置 QINGFENG_PROXY"
        )
        super().__init__(f"连不上 {settings.api_url}（{cause}）。请检查网络；{way}。")


@dataclass(frozen=True)
class Answer:
    """What Telegram answered: a result, or a refusal with its HTTP status and words."""

    status: int
    result: Any
    description: str
    date: datetime | None  # Telegram's clock, UTC, to the second


def looks_like_token(text: str) -> bool:
    """Tell whether a text has the shape of a bot's token."""
    return _TOKEN.fullmatch(text) is not None


async def username(settings: Settings) -> str:
    """Return the bot's name. Raises WrongToken or NotReached."""
    return str((await ask_telegram(settings, "getMe")).result["username"])


async def ask_telegram(settings: Settings, method: str, **parameters: Any) -> Answer:
    """Call a method of the Bot API once. Raises WrongToken or NotReached; other refusals are answers."""
    url = f"{settings.api_url}/bot{settings.token.get_secret_value()}/{method}"
    timeout = ClientTimeout(total=_PATIENCE + float(parameters.get("timeout", 0)))
    try:
        async with (
            open_session(settings.proxy or None, 1) as session,
            session.post(url, json=parameters, timeout=timeout, allow_redirects=False) as response,
        ):
            body = await response.json(content_type=None)
            date = _date(response.headers.get(hdrs.DATE, ""))
            status = response.status
    # The text of such an error holds the URL, and with it the token.
    except FAILURES as error:
        raise NotReached(settings, _cause(error)) from None
    except ValueError:
        raise NotReached(settings, "回答的不是 Telegram") from None
    if not isinstance(body, dict) or "ok" not in body:
        raise NotReached(settings, "回答的不是 Telegram")
    if status in (401, 404):
        raise WrongToken
    if status >= 500:
        raise NotReached(settings, f"对方故障 {status}")
    return Answer(status, body.get("result"), str(body.get("description", "")), date)


def _cause(error: BaseException) -> str:
    if isinstance(error, _PROXY_FAILURES):
        return "代理没有接通"
    return "超时" if isinstance(error, TimeoutError) else "没有接通"


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except ValueError:
        return None
