"""Run a sandbox as a process of its own: `python -m sandbox --port 0`."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from sandbox import TOKEN, serve


async def _run(port: int, token: str, limits: bool, seed: int) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stopped.set)
    async with serve(token=token, limits=limits, port=port, seed=seed) as box:
        print(json.dumps(box.addresses()), flush=True)
        await stopped.wait()


def main() -> None:
    """Read the command line and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="本机的模拟 Telegram 服务")
    parser.add_argument("--port", type=int, default=0, help="监听端口，0 表示任选（默认）")
    parser.add_argument("--token", default=TOKEN, help="机器人令牌")
    parser.add_argument("--unlimited", action="store_true", help="不限制发送速度")
    parser.add_argument("--seed", type=int, default=0, help="随机数种子")
    given = parser.parse_args()
    asyncio.run(_run(given.port, given.token, not given.unlimited, given.seed))


if __name__ == "__main__":
    main()
