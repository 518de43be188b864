"""Running commands as an operator does, against a sandbox in place of Telegram."""

import asyncio
import io
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import sandbox
from bot.cli.main import main

BUREAU = "江州市应急管理局"


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Operator:
    """Types commands in an empty folder; `home` is the data folder."""

    def __init__(
        self, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], box: sandbox.Box, home: Path
    ) -> None:
        self._patch, self._capsys, self.box, self.home = patch, capsys, box, home
        self.env(HOME=str(home), API_URL=box.api_url)

    def env(self, **settings: str) -> None:
        for name, value in settings.items():
            self._patch.setenv(f"QINGFENG_{name}", value)

    async def __call__(self, *words: str, typed: str = "") -> Outcome:
        self._patch.setattr(sys, "stdin", io.StringIO(typed))
        self._capsys.readouterr()
        code = await asyncio.to_thread(_exit_code, words)
        return self._seen(code, *self._capsys.readouterr())

    async def process(self, *words: str) -> Outcome:
        """Run a command as a process of its own, as what changes the whole process must be."""
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await running.communicate()
        assert running.returncode is not None
        return self._seen(running.returncode, out.decode(), err.decode())

    def _seen(self, code: int, out: str, err: str) -> Outcome:
        assert "Traceback" not in out + err
        assert self.box.token not in out + err
        return Outcome(code, out, err)

    async def set_up(self) -> Outcome:
        """Run init with everything given."""
        who = ("--secretary", "陈清", "--department", "办公室")
        return await self("init", "--yes", "--json", "--token", self.box.token, "--bureau", BUREAU, *who)


@pytest.fixture
async def box() -> AsyncIterator[sandbox.Box]:
    """Run a sandbox."""
    async with sandbox.serve() as running:
        yield running
        assert not running.violations


@pytest.fixture
def operator(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], box: sandbox.Box, tmp_path: Path
) -> Iterator[Operator]:
    """Return an operator on a machine where nothing is set up."""
    for name in [name for name in os.environ if name.startswith("QINGFENG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.cli.reach._PATIENCE", 120.0)  # of a machine that may stand still for seconds
    before = os.umask(0o022)
    yield Operator(monkeypatch, capsys, box, tmp_path / "home")
    os.umask(before)


@pytest.fixture
async def ready(operator: Operator, sqlite_template: Path) -> Operator:
    """Return an operator after init."""
    # A migrated file saves each test the migration.
    operator.home.mkdir(mode=0o700)
    shutil.copy(sqlite_template, operator.home / "qingfeng.db")
    assert (await operator.set_up()).code == 0
    return operator


def _exit_code(words: tuple[str, ...]) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    code = ended.value.code
    assert isinstance(code, int)
    return code
