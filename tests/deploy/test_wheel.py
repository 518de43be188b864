"""The wheel of this checkout is installed where no source of ours is, and holds what the program needs.

`make package` does the same with dependencies from the index and plays the demo; here they are this
environment's.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.docs.documents import ROOT

ROOMS = sorted(path.parent for path in ROOT.glob("*/__init__.py"))
BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
COME_WITH_IT = """
import json
from pathlib import Path
import bot, content
from importlib.metadata import version
from storage.migrate import revisions
print(json.dumps({
    "at": str(Path(bot.__file__).parents[1]), "version": version("qingfeng"),
    "templates": len(content.templates()), "revisions": revisions(),
}))
"""
MAKE = """
import sys
from sqlalchemy import create_engine
from storage.migrate import migrate
migrate(create_engine(f"sqlite:///{sys.argv[1]}"))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources and install it alone; return the folder it lies in."""
    folder = tmp_path_factory.mktemp("wheel")
    sources, built, place = folder / "sources", folder / "built", folder / "place"
    built.mkdir()
    for room in ROOMS:
        shutil.copytree(room, sources / room.name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, sources)
    wheel = built / python("-c", BUILD, str(built), cwd=sources).split()[-1]
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-index", "--no-deps")
    python(*pip, "--no-compile", "--target", str(place), str(wheel), cwd=folder)
    return place


def python(*words: str, cwd: Path, **settings: str) -> str:
    """Run this Python without our sources on its path; return what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QINGFENG_", "PYTHON"))}
    done = subprocess.run(
        (sys.executable, *words), cwd=cwd, env=kept | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def from_wheel(place: Path, *words: str, cwd: Path, **settings: str) -> str:
    """Run Python with the wheel and the libraries, and nothing that leads to the checkout.

    `-S` leaves out the .pth files, and with them the editable install of the checkout.
    """
    path = os.pathsep.join((str(place), sysconfig.get_path("purelib")))
    return python("-S", *words, cwd=cwd, PYTHONPATH=path, **settings)


def test_the_wheel_holds_all_that_is_no_module(installed: Path, tmp_path: Path) -> None:
    found: dict[str, Any] = json.loads(from_wheel(installed, "-c", COME_WITH_IT, cwd=tmp_path))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {path.name for path in installed.iterdir()} & {"tests", "benchmarks", "deploy"} == set()
    assert (found["at"], found["version"]) == (str(installed), project["version"])
    assert found["templates"] == len(list((ROOT / "content/templates").glob("*.yaml")))
    assert len(found["revisions"]) == len(list((ROOT / "storage/migrations/versions").glob("0*.py")))


def test_a_database_is_made_from_the_wheel_and_is_sound(installed: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    from_wheel(installed, "-c", MAKE, str(home / "qingfeng.db"), cwd=tmp_path)
    settings = {"QINGFENG_HOME": str(home), "QINGFENG_BUREAU": "江州市应急管理局"}
    checked = from_wheel(installed, "-m", "bot", "check", "--json", cwd=tmp_path, **settings)
    assert json.loads(checked) == {"ok": True, "people": 0, "asked": 0, "problems": []}
