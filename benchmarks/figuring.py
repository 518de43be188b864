"""The rows about what is counted and published, and about starting."""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import bureau
from benchmarks.processes import ROOT, STOPPING, result_of, sandbox
from benchmarks.row import Row, Scale
from benchmarks.year import ACTIVITIES, year
from sandbox.client import Messenger

IDLE = 3.0
LONGEST_START = 20.0


async def publishing(scale: Scale) -> list[Row]:
    """Publish to everybody, then count it while nothing of it is kept yet, and once it is."""
    people = scale.pick(100_000, 20_000)
    runs = []
    for _ in range(scale.pick(3, 1)):
        with tempfile.TemporaryDirectory() as folder:
            url = bureau.found(Path(folder) / "bureau.db", people)
            published = await result_of("workers.publish", {"database": url})
            counted = await result_of("workers.figures", {"database": url})
            runs.append((published, counted))
            assert published["assignments"] == published["messages"] == people
    seconds = median(published["seconds"] for published, _ in runs)
    longest = max(published["longest"] for published, _ in runs)
    kept = median(median(counted["one"]) for _, counted in runs)
    stale = median(median(counted["stale"]) for _, counted in runs)
    return [
        Row(
            f"publishing to {people:,} people",
            "≤ 5 s to assignments and outbox, event loop never blocked > 50 ms",
            f"{seconds:.1f} s, longest block {longest * 1000:.0f} ms",
            "–",
            seconds <= 5 and longest <= 0.05,
        ),
        Row(
            f"figures of one activity of {people:,}",
            "≤ 50 ms",
            f"{kept * 1000:.1f} ms; {stale * 1000:.0f} ms where every department moved since the last tick",
            "–",
            max(kept, stale) <= 0.05,
        ),
    ]


async def a_year(scale: Scale) -> list[Row]:
    """Count a year of the largest bureau, and of one a hundredth its size (a tenth with --quick)."""
    people = scale.pick(100_000, 10_000)
    urls, built = [], 0.0
    for number in (people, 1000):
        url, seconds = await asyncio.to_thread(year, scale.cache, number)
        urls.append(url)
        built += seconds
    large, small = map(median, await result_of("workers.overviews", {"databases": urls}))
    note = f"built in {built:.0f} s" if built else "kept from an earlier run"
    return [
        Row(
            f"figures of a year, {people * ACTIVITIES:,} assignments",
            f"≤ 300 ms, ≤ 1.5 × the same with {1000 * ACTIVITIES:,}",
            f"{large * 1000:.0f} ms, {large / small:.2f} × ({small * 1000:.0f} ms); the database {note}",
            "–",
            large <= 0.3 and large <= 1.5 * small,
        )
    ]


async def start(scale: Scale) -> list[Row]:
    """Start `qingfeng run` on a bureau that is set up; the clock starts with the process."""
    took, memory, heavy = [], 0.0, set()
    with tempfile.TemporaryDirectory() as compiled:
        # The first start compiles what an installation finds compiled; it is not counted.
        for counts in (False, *[True] * scale.pick(5, 2)):
            with tempfile.TemporaryDirectory() as folder:
                async with sandbox() as messenger:
                    seconds, resident, imported = await _start_once(messenger, Path(folder), Path(compiled))
            if counts:
                took.append(seconds)
                memory = max(memory, resident)
                heavy |= set(imported)
    said = "none of jieba, matplotlib, openpyxl imported" if not heavy else f"imported: {', '.join(heavy)}"
    return [
        Row(
            "start of qingfeng run",
            "first getUpdates ≤ 1.5 s, idle ≤ 100 MB, jieba, matplotlib, openpyxl not imported",
            f"{median(took):.2f} s, {memory:.0f} MB, {said}",
            "–",
            median(took) <= 1.5 and memory <= 100 and not heavy,
        )
    ]


async def _start_once(messenger: Messenger, home: Path, compiled: Path) -> tuple[float, float, list[str]]:
    hello = await messenger.hello()
    settings = {
        "QINGFENG_HOME": str(home),
        "QINGFENG_TOKEN": hello["token"],
        "QINGFENG_API_URL": hello["api_url"],
        "QINGFENG_BUREAU": "江州市应急管理局",
    }
    environment = {**os.environ, **settings, "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    chosen = ["--secretary", "陈清", "--department", "办公室", "--yes"]
    setting_up = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "init", *chosen),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await setting_up.wait() == 0
    # Something waits, so that the first getUpdates comes back at once and is seen.
    await (await messenger.person(1, "路人")).start()
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.workers.start"),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    while "getUpdates" not in (await messenger.stats())["calls"]:
        assert time.perf_counter() - began < LONGEST_START, "never asked for updates"
        await asyncio.sleep(0.005)
    seconds = time.perf_counter() - began
    await asyncio.sleep(IDLE)
    memory = _resident(process.pid)
    process.terminate()
    said, _ = await asyncio.wait_for(process.communicate(), STOPPING)
    return seconds, memory, json.loads(said.splitlines()[-1])


def _resident(pid: int) -> float:
    """Return a process's resident memory in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise AssertionError("Linux says how much is resident")
