"""What the two scripts beside this share: a copy of the sources, and a bot run from where it is installed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
PATIENCE = 60.0  # seconds until a bot is healthy


def run(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command to its end and return what it printed; its failure ends the script."""
    print("+", *words, flush=True)
    done = subprocess.run(words, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}\nfailed: {' '.join(map(str, words))}")
    return done.stdout


def copy_sources(to: Path) -> None:
    """Copy what is under version control or may yet come under it, as it stands in the working tree."""
    listing = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(listing, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (CHECKOUT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, to / name)


def bare_environment(**settings: str) -> dict[str, str]:
    """Return this environment without settings of ours or paths of Python's, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QINGFENG_", "PYTHON"))}
    return kept | settings


@contextmanager
def sandboxed(python: Path, cwd: Path) -> Iterator[dict[str, str]]:
    """Run the installed sandbox; yield its addresses and token."""
    process = subprocess.Popen(
        (python, "-m", "sandbox"), cwd=cwd, env=bare_environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def run_until_healthy(program: Sequence[str], check: Sequence[str], cwd: Path, env: dict[str, str]) -> None:
    """Run a bot until its health check passes, then stop it as a supervisor does; failure ends the script."""
    print("+", *program, "(until healthy)", flush=True)
    process = subprocess.Popen(program, cwd=cwd, env=env)
    try:
        ends = time.monotonic() + PATIENCE
        while subprocess.run(check, cwd=cwd, env=env, stdout=subprocess.DEVNULL, check=False).returncode:
            if process.poll() is not None or time.monotonic() > ends:
                sys.exit("the bot did not become healthy")
            time.sleep(0.5)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        if process.wait(15):
            sys.exit(f"the bot ended with {process.returncode}")
        print(f"healthy; stopped in {time.monotonic() - began:.1f} s", flush=True)
    finally:
        process.kill()
