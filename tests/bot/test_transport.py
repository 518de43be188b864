"""The transport against real servers on loopback: what arrives, how often, what each failure is called."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.sending.transport import AiohttpRequest
from bot.sending.verdict import Means, NotSent, RetryLater, Unknown, seconds_of, verdict
from tests.ports import refused_port

TOKEN = "123456:AAaaBBbbCCccDDddEEeeFFffGGggHHhhII"
SENT = {
    "ok": True,
    "result": {"message_id": 7, "date": 1_700_000_000, "chat": {"id": 5, "type": "private"}, "text": "好"},
}
YES = b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}'
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Stream = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def api(handler: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def stream(handler: Stream) -> AsyncIterator[int]:
    """Serve raw connections; each is closed when its handler returns."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def client(base: str, **settings: Any) -> AsyncIterator[Bot]:
    request = AiohttpRequest(**settings)
    await request.initialize()
    bot = Bot(TOKEN, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot", request=request)
    try:
        yield bot
    finally:
        await request.shutdown()


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), b":0")
    return head + await reader.readexactly(int(length.split(b":")[1]))


def answering(status: int, body: object) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        return (
            web.json_response(body, status=status)
            if isinstance(body, dict)
            else web.Response(status=status, text=str(body))
        )

    return handler


def refusal(status: int, description: str, **parameters: int) -> dict[str, object]:
    body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
    return body | ({"parameters": parameters} if parameters else {})


async def test_a_message_arrives_as_json_with_its_buttons() -> None:
    seen: list[tuple[str, Any]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append((request.path, await request.json()))
        return web.json_response(SENT)

    markup = InlineKeyboardMarkup([[InlineKeyboardButton("我已知悉", callback_data="a:1")]])
    async with api(handler) as base, client(base) as bot:
        message = await bot.send_message(5, "<b>清风</b> 𠮷", parse_mode="HTML", reply_markup=markup)
    path, body = seen[0]
    assert path == f"/bot{TOKEN}/sendMessage"
    assert body["text"] == "<b>清风</b> 𠮷"
    assert body["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "a:1"
    assert message.text == "好"


async def test_half_a_surrogate_pair_passes_both_ways() -> None:
    seen: list[Any] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(await request.json())
        chat = b'{"id": 5, "type": "private"}'
        return web.Response(
            body=b'{"ok": true, "result": {"message_id": 1, "date": 0, "text": "\\ud83d", "chat": %b}}' % chat
        )

    async with api(handler) as base, client(base) as bot:
        message = await bot.send_message(5, "\ud83d")
    assert seen[0]["text"] == message.text == "\ud83d"


async def test_connections_are_reused() -> None:
    peers: set[object] = set()

    async def handler(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return web.json_response(SENT)

    async with api(handler) as base, client(base) as bot:
        for _ in range(5):
            await bot.send_message(5, "好")
    assert len(peers) == 1


async def test_files_go_up_with_their_chinese_name_and_come_down() -> None:
    seen: dict[str, Any] = {}

    async def handler(request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.Response(body=b"bytes")
        form = await request.post()
        part = form["document"]
        assert isinstance(part, web.FileField)
        seen.update(name=part.filename, bytes=part.file.read(), caption=form["caption"], chat=form["chat_id"])
        return web.json_response(SENT)

    file = InputFile(BytesIO(b"table"), filename="完成情况.xlsx")
    async with api(handler) as base, client(base) as bot:
        await bot.send_document(5, file, caption="一季度")
        assert await bot.request.retrieve(f"{base}/file/bot{TOKEN}/a.xlsx") == b"bytes"
    assert seen == {"name": "完成情况.xlsx", "bytes": b"table", "caption": "一季度", "chat": "5"}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, refusal(400, "Bad Request: chat not found"), BadRequest),
        (403, refusal(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (401, refusal(401, "Unauthorized"), InvalidToken),
        (404, refusal(404, "Not Found"), InvalidToken),
        (409, refusal(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (429, refusal(429, "Too Many Requests: retry after 3", retry_after=3), RetryAfter),
        (429, "slow down", RetryAfter),
        (413, "<html>", BadRequest),
        (403, "<html>firewall</html>", NotSent),
        (404, "<html>portal</html>", NotSent),
        (407, "<html>", NotSent),
        (500, refusal(500, "Internal Server Error"), Unknown),
        (502, "<html>", Unknown),
        (200, "<html>portal</html>", Unknown),
        (200, "[]", Unknown),
    ],
)
async def test_each_refusal_has_its_name(status: int, body: object, kind: type[TelegramError]) -> None:
    async with api(answering(status, body)) as base, client(base) as bot:
        with pytest.raises(TelegramError) as caught:
            await bot.send_message(5, "好")
    assert type(caught.value) is kind


async def test_a_redirect_is_not_followed() -> None:
    calls = 0

    async def handler(request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    async with api(handler) as base, client(base) as bot:
        with pytest.raises(TelegramError) as caught:
            await bot.send_message(5, "好")
    assert (calls, verdict(caught.value)) == (1, Means.UNKNOWN)


async def test_an_expired_file_is_not_a_bad_token() -> None:
    async with api(answering(404, refusal(404, "Not Found"))) as base, client(base) as bot:
        with pytest.raises(BadRequest):
            await bot.request.retrieve(f"{base}/file/bot{TOKEN}/gone.xlsx")


async def test_flood_control_tells_the_seconds() -> None:
    body = refusal(429, "Too Many Requests: retry after 17", retry_after=17)
    async with api(answering(429, body)) as base, client(base) as bot:
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(5, "好")
    assert seconds_of(caught.value) == 17
    assert verdict(caught.value) == RetryLater(17)


async def test_a_refused_port_is_surely_not_sent() -> None:
    with refused_port() as port:
        async with client(f"http://127.0.0.1:{port}") as bot:
            with pytest.raises(NotSent, match="ClientConnectorError"):
                await bot.send_message(5, "好")


async def test_a_full_pool_is_surely_not_sent() -> None:
    arrived, release = asyncio.Event(), asyncio.Event()

    async def handler(request: web.Request) -> web.Response:
        arrived.set()
        await release.wait()
        return web.json_response(SENT)

    async with api(handler) as base, client(base, connections=1, read_timeout=60.0) as bot:
        first = asyncio.create_task(bot.send_message(5, "一"))
        await arrived.wait()
        with pytest.raises(NotSent):
            await bot.send_message(5, "二", pool_timeout=0.02, connect_timeout=0.02)
        release.set()
        assert (await first).message_id == 7


async def test_a_slow_answer_is_in_doubt() -> None:
    never = asyncio.Event()

    async def handler(request: web.Request) -> web.Response:
        await never.wait()
        return web.json_response(SENT)

    async with api(handler) as base, client(base, read_timeout=0.02) as bot:
        with pytest.raises(Unknown):
            await bot.send_message(5, "好")
        with pytest.raises(Unknown):
            await bot.send_message(5, "好", read_timeout=0.01)
        never.set()


@pytest.mark.parametrize("reused", [False, True])
async def test_a_connection_lost_after_writing_is_in_doubt_and_never_written_twice(reused: bool) -> None:
    received = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal received
        if reused:
            await read_request(reader)
            writer.write(YES)
        await read_request(reader)
        received += 1

    async with stream(serve) as port, client(f"http://127.0.0.1:{port}") as bot:
        if reused:
            await bot.delete_message(5, 7)
        with pytest.raises(Unknown):
            await bot.delete_message(5, 7)
    assert received == 1


async def hung_up(bot: Bot) -> None:
    """Return once the client has heard that the connection it kept is closed."""
    assert isinstance(bot.request, AiohttpRequest)
    assert bot.request._connections is not None
    connector = bot.request._connections._session.connector
    assert connector is not None
    while any(  # noqa: ASYNC110 - the system tells it to the loop
        protocol.is_connected() for kept in connector._conns.values() for protocol, _ in kept
    ):
        await asyncio.sleep(0)


async def test_a_kept_connection_that_the_server_closed_is_replaced() -> None:
    closed = asyncio.Event()
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await read_request(reader)
        writer.write(YES)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        closed.set()

    async with stream(serve) as port, client(f"http://127.0.0.1:{port}") as bot:
        for _ in range(3):
            await bot.delete_message(5, 7)
            await closed.wait()
            closed.clear()
            await hung_up(bot)
    assert connections == 3


async def test_a_plain_call_goes_through_an_http_proxy() -> None:
    lines: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(await read_request(reader))
        writer.write(YES)
        await writer.drain()

    async with stream(proxy) as port, client("http://api.invalid", proxy=f"http://127.0.0.1:{port}") as bot:
        await bot.delete_message(5, 7)
    assert lines[0].startswith(b"POST http://api.invalid/bot")


@pytest.mark.parametrize("reply", [b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", b""])
async def test_a_proxy_that_refuses_the_tunnel_or_hangs_up_means_not_sent(reply: bytes) -> None:
    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"CONNECT api.invalid:443")
        writer.write(reply)
        await writer.drain()

    async with stream(proxy) as port, client("https://api.invalid", proxy=f"http://127.0.0.1:{port}") as bot:
        with pytest.raises(NotSent):
            await bot.delete_message(5, 7)


def socks(reply_code: int, target: int) -> Stream:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        assert (await reader.readexactly(4)) == b"\x05\x01\x00\x03"
        name = await reader.readexactly((await reader.readexactly(1))[0])
        assert name == b"api.invalid"
        await reader.readexactly(2)
        writer.write(bytes([5, reply_code, 0, 1, 0, 0, 0, 0, 0, 0]))
        if reply_code:
            await writer.drain()
            return
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", target)
        upstream_writer.write(await read_request(reader))
        writer.write(await upstream_reader.readuntil(b"\r\n\r\n") + await upstream_reader.readexactly(25))
        await writer.drain()
        upstream_writer.close()

    return serve


async def test_socks5_carries_the_call_and_resolves_the_name_itself() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(YES)
        await writer.drain()

    async with (
        stream(serve) as target,
        stream(socks(0, target)) as port,
        client("http://api.invalid", proxy=f"socks5h://127.0.0.1:{port}") as bot,
    ):
        assert await bot.delete_message(5, 7)


async def test_a_socks5_proxy_that_refuses_or_is_away_means_not_sent() -> None:
    async with (
        stream(socks(5, 0)) as port,
        client("http://api.invalid", proxy=f"socks5://127.0.0.1:{port}") as bot,
    ):
        with pytest.raises(NotSent):
            await bot.delete_message(5, 7)
    with refused_port() as port:
        async with client("http://api.invalid", proxy=f"socks5://127.0.0.1:{port}") as bot:
            with pytest.raises(NotSent):
                await bot.delete_message(5, 7)


async def test_no_error_shows_the_token() -> None:
    hang_up = stream(lambda reader, writer: read_request(reader))  # type: ignore[arg-type,return-value]  # result unused
    with refused_port() as refused:
        async with hang_up as port, api(answering(500, "")) as failing:
            for base in (f"http://127.0.0.1:{refused}", f"http://127.0.0.1:{port}", failing):
                async with client(base) as bot:
                    with pytest.raises(TelegramError) as caught:
                        await bot.send_message(5, "好")
                    assert TOKEN not in "".join(traceback.format_exception(caught.value))


async def test_a_transport_that_is_not_running_sends_nothing() -> None:
    request = AiohttpRequest()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(NotSent):
        await request.post("http://127.0.0.1:9/")
    assert request.read_timeout == 10.0
