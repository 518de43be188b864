"""Receive updates and send what is in the outbox, until told to stop; say what it took."""

import asyncio
import json
import sys
from typing import Any

from benchmarks.program import assembled, cpu, under_way


async def serve(given: dict[str, Any]) -> None:
    """Run the program; says a first line when it runs, and answers each line with the CPU seconds so far."""
    async with assembled(given) as program:
        receiving = program.receive(given["listen"], given["secret"])
        async with under_way(program.sender.run(), receiving):
            while True:
                print(json.dumps({"cpu": cpu()}), flush=True)
                if not await asyncio.to_thread(sys.stdin.readline):
                    return


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
