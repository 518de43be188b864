"""Run a sandbox as a process of its own: `python -m sandbox --port 0`."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from sandbox import TOKEN, serve


async def _run(given: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stopped.set)
    async with serve(
        token=given.token,
        limits=not given.unlimited,
        port=given.port,
        seed=given.seed,
        host=given.host,
        page_port=given.page_port,
        desk=given.desk,
    ) as box:
        print(json.dumps(box.addresses()), flush=True)
        await stopped.wait()


def main() -> None:
    """Read the command line and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="本机的模拟 Telegram 服务")
    parser.add_argument("--port", type=int, default=0, help="监听端口，0 表示任选（默认）")
    parser.add_argument("--page-port", type=int, default=0, help="网页的端口，0 表示任选（默认）")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="网页监听的地址；写别的，网络上的人就都能操作它（默认只限本机）",
    )
    parser.add_argument("--desk", default="", help="管着机器人的程序的地址，网页上方的操作栏用它")
    parser.add_argument("--token", default=TOKEN, help="机器人令牌")
    parser.add_argument("--unlimited", action="store_true", help="不限制发送速度")
    parser.add_argument("--seed", type=int, default=0, help="随机数种子")
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
