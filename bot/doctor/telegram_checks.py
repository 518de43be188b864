"""The checks of `qingfeng doctor` that ask Telegram: token, reachability, clock, who else receives."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from bot.cli.console import Refused
from bot.cli.reach import Answer, NotReached, WrongToken, ask_telegram, looks_like_token
from bot.doctor.finding import Finding, failed, ok, warning
from bot.settings import Settings

CLOCK_OFF = timedelta(seconds=60)
LISTENING = 3  # seconds to wait for another poller to show itself


def examine_telegram(
    settings: Settings, clock: Callable[[], datetime], running: bool, listening: int
) -> Iterator[Finding]:
    """Yield what each check finds. `running`: a bot of this very folder receives, and is not disturbed."""
    token = settings.token.get_secret_value()
    if not token:
        return
    if not looks_like_token(token):
        yield failed("token", "令牌的格式不对。", "请向 @BotFather 核对令牌，再运行 qingfeng init。")
        return
    try:
        answer = asyncio.run(ask_telegram(settings, "getMe"))
    except NotReached as refused:
        what, _, do = str(refused).partition("。")
        yield failed("reach", f"{what}。", do)
        return
    except WrongToken:
        yield ok("reach", f"{settings.api_url} 可以连上。")
        yield failed("token", "令牌不对，Telegram 不认。", "请向 @BotFather 核对令牌，再运行 qingfeng init。")
        return
    yield ok("reach", f"{settings.api_url} 可以连上。")
    yield ok("token", f"令牌有效，机器人是 @{answer.result['username']}。")
    yield _clock(answer, clock())
    yield _other_receiver(settings, running, listening)


def _clock(answer: Answer, now: datetime) -> Finding:
    if answer.date is None:
        return warning("clock", "对方没有告知时间，本机时钟无从核对。", "请自行核对本机时间。")
    off = now.astimezone(UTC) - answer.date
    if abs(off) > CLOCK_OFF:
        word = "快" if off > timedelta() else "慢"
        return failed(
            "clock",
            f"本机时钟{word}了约 {abs(off) // timedelta(minutes=1)} 分钟，提醒会按错误的时间发出。",
            "请校准本机时间，并打开自动对时（NTP）。",
        )
    return ok("clock", "本机时钟准确。")


def _other_receiver(settings: Settings, running: bool, listening: int) -> Finding:
    """Look for somebody else who receives with this token. Confirms no update: it asks without an offset."""
    if running:
        return ok("receiver", "机器人正在运行，接收情况由它自己查看。")
    try:
        webhook = asyncio.run(ask_telegram(settings, "getWebhookInfo")).result
        if settings.mode == "webhook" or webhook["url"]:
            return _webhook_at_telegram(settings, webhook["url"])
        polled = asyncio.run(ask_telegram(settings, "getUpdates", limit=1, timeout=listening))
    except Refused as refused:
        return warning("receiver", "没能查看是否另有程序在接收。", str(refused))
    if polled.status == 409:
        return failed(
            "receiver",
            "另有一个程序正在用同一令牌接收消息，两边会互相抢。",
            "请停掉另一个程序；如不知道是谁，请向 @BotFather 更换令牌，再运行 qingfeng init。",
        )
    return ok("receiver", "没有发现别的程序在用同一令牌接收。")


def _webhook_at_telegram(settings: Settings, url: str) -> Finding:
    if settings.mode == "polling":
        return warning(
            "receiver",
            "Telegram 处还登记着 webhook 地址，可能另有程序在接收。",
            "如不是有意如此，不必处理：qingfeng run 启动时会取消这个登记。",
        )
    if url and not url.startswith(settings.webhook_url.rstrip("/")):
        return warning(
            "receiver", "Telegram 处登记的 webhook 是别的地址。", "qingfeng run 启动时会改为本机设置的地址。"
        )
    return ok("receiver", "没有发现别的程序在用同一令牌接收。")
