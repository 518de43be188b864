"""Measure and print the table: `make bench`, `make bench BENCH=--quick`, `make bench BENCH="--only taps"`."""

import argparse
import asyncio
import os
import platform
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from benchmarks import figuring, likeness, pressing, questions, sending, soak, views
from benchmarks.processes import ROOT
from benchmarks.row import Row, Scale

Measure = Callable[[Scale], Awaitable[list[Row]]]

MEASURES: dict[str, Measure] = {
    "strict-30": sending.strict_30,
    "strict-1000": sending.strict_1000,
    "no-limit": sending.no_limit,
    "taps": pressing.taps,
    "answers": pressing.answers,
    "publishing": figuring.publishing,
    "year": figuring.a_year,
    "start": figuring.start,
    "likeness": likeness.likeness,
    "views": views.views,
    "questions": questions.questions,
    "soak": soak.soak,
}
VERDICTS = {True: "yes", False: "NO", None: "not measured"}


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller sizes, under two minutes")
    parser.add_argument("--only", action="append", choices=MEASURES, help="measure this; may be given again")
    parser.add_argument("--peers", default=str(ROOT / ".venv-bench/bin/python"), help="the peers' Python")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(tempfile.gettempdir()) / "qingfeng-bench",
        help="keeps the databases of a year (about 6 GB)",
    )
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    scale = Scale(given.quick, given.peers, given.cache)
    console = Console(width=None if Console().is_terminal else 200)
    began = time.monotonic()
    rows = asyncio.run(_measure(scale, given.only or list(MEASURES), console))
    console.print(_table(rows))
    console.print(f"{_machine()}; measured in {time.monotonic() - began:.0f} s")


async def _measure(scale: Scale, names: list[str], console: Console) -> list[Row]:
    rows: list[Row] = []
    for name in names:
        console.print(f"measuring {name} ...")
        rows += await MEASURES[name](scale)
    return rows


def _table(rows: list[Row]) -> Table:
    table = Table(show_lines=True)
    for heading in ("what", "must reach", "ours", "peers", "reached"):
        table.add_column(heading)
    for row in rows:
        table.add_row(row.what, row.must, row.ours, row.peers, VERDICTS[row.reached])
    return table


def _machine() -> str:
    """Return where and when this was measured."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = next(
        (int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0
    )
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    return (
        f"{os.cpu_count()} cores of {cpu}, {memory / 1e6:.0f} GB, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, {now:%Y-%m-%d %H:%M}"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


if __name__ == "__main__":
    main()
