"""Builds the sdist and the wheel, and plays the demo from it in a clean environment: `make package`."""

import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from cleanroom import CHECKOUT, bare_environment, copy_sources, run

DIST = CHECKOUT / "dist"
NEEDED = (
    "content/questions.csv",
    "content/roster.csv",
    "content/templates/study-1-zhongxinzu.yaml",
    "sandbox/browser/page.js",
    "storage/migrations/env.py",
    "storage/migrations/versions/0001_the_first_schema.py",
)
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")
BUILD_SDIST = "import sys; from setuptools import build_meta; print(build_meta.build_sdist(sys.argv[1]))"


def main() -> None:
    """Build and try; any step that fails ends the script."""
    with tempfile.TemporaryDirectory() as folder:
        sources, home = Path(folder, "sources"), Path(folder, "home")
        copy_sources(sources)
        home.mkdir()
        python = environment_at(Path(folder, "venv"), sources)
        DIST.mkdir(exist_ok=True)
        clean = bare_environment()
        sdist = DIST / run(python, "-c", BUILD_SDIST, DIST, cwd=sources, env=clean).split()[-1]
        options = ("--no-deps", "--no-build-isolation", "--wheel-dir", Path(folder, "wheel"))
        run(python, *PIP, "wheel", *options, sdist, cwd=home, env=clean)
        wheel = next(Path(folder, "wheel").glob("qingfeng-*.whl"))
        check_contents(wheel)
        run(python, *PIP, "install", "--no-deps", wheel, cwd=home, env=clean)
        run(python.parent / "qingfeng", "--help", cwd=home, env=clean)
        print(run(python.parent / "qingfeng", "demo", cwd=home, env=clean)[-600:])
        (DIST / wheel.name).write_bytes(wheel.read_bytes())
    print(f"{sdist.name} and {wheel.name} are in {DIST.name}/; the demo was played from the wheel.")


def environment_at(place: Path, sources: Path) -> Path:
    """Make an environment with what the lock says a bot needs, and return its Python."""
    venv.create(place, with_pip=True)
    python = place / "bin/python"
    locked = ("install", "--require-hashes", "--no-build-isolation", "-r")
    for group in ("build", "run"):
        run(python, *PIP, *locked, sources / f"requirements/{group}.txt", cwd=sources, env=bare_environment())
    return python


def check_contents(wheel: Path) -> None:
    """End the script where something that is no Python module was left out, or a test let in."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    if missing := [name for name in NEEDED if name not in names]:
        sys.exit(f"not in the wheel: {missing}")
    if extra := sorted(name for name in names if name.startswith(("tests/", "benchmarks/", "deploy/"))):
        sys.exit(f"in the wheel: {extra[:3]}")


if __name__ == "__main__":
    main()
