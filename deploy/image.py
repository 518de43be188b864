"""Goes through the Dockerfile's steps in a clean folder, where no Docker engine is: `make image`.

The paths of the image become paths below that folder, and Python is the one that runs this script. What only
an engine can do (the base image, the user, the mounts) is left out. At the end a bot runs from what there is,
on a sandbox, with its token in a file, and nothing but /data and /tmp may have been written.
"""

import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from cleanroom import CHECKOUT, bare_environment, copy_sources, run, run_until_healthy, sandboxed

PLACES = ("/opt/qingfeng", "/src", "/data", "/tmp")  # noqa: S108 the image's


def main() -> None:
    """Go through the steps; any that fails ends the script."""
    stages = instructions((CHECKOUT / "Dockerfile").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        root, context = Path(folder, "image"), Path(folder, "context")
        copy_sources(context)
        for place in PLACES:
            (root / place[1:]).mkdir(parents=True, mode=0o700)
        (root / "opt/qingfeng").rmdir()
        environment = build(stages, root, context)
        shutil.rmtree(root / "src")
        try_out(stages[-1], root, environment)
    print("The Dockerfile's steps lead to a bot that runs, and stops when told to.")


def instructions(text: str) -> list[list[tuple[str, str]]]:
    """Return the stages, each its instructions with their arguments."""
    lines = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    stages: list[list[tuple[str, str]]] = []
    for line in filter(None, lines):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stages.append([])
        else:
            stages[-1].append((word, " ".join(rest.split())))
    return stages


def build(stages: list[list[tuple[str, str]]], root: Path, context: Path) -> dict[str, str]:
    """Carry out both stages; return the environment that the last one sets."""
    environment = bare_environment()
    for word, rest in stages[0]:
        if word == "COPY":
            copy(rest, root / "src", context)
        elif word == "RUN":
            command = placed(rest, root).replace("python -m venv", f"{shlex.quote(sys.executable)} -m venv")
            run("sh", "-ec", command, cwd=root / "src", env=environment)
    for word, rest in stages[-1]:
        if word == "COPY":
            _, source, target = rest.split()
            if source != target:
                sys.exit(f"an environment cannot be moved: {rest}")
        elif word == "ENV":
            for name, value in (pair.split("=", 1) for pair in shlex.split(rest)):
                environment[name] = placed(value, root).replace("$PATH", environment["PATH"])
    return environment


def copy(rest: str, to: Path, context: Path) -> None:
    """Copy from the context as COPY does."""
    *sources, target = rest.split()
    for source in sources:
        if source == ".":
            shutil.copytree(context, to, dirs_exist_ok=True)
        else:
            (to / target).mkdir(parents=True, exist_ok=True)
            shutil.copy2(context / source, to / target)


def try_out(stage: list[tuple[str, str]], root: Path, environment: dict[str, str]) -> None:
    """Set up and run a bot from the image, on a sandbox, with its token in a file."""
    said = dict(stage)
    entry = [str(root / "opt/qingfeng/bin" / word) for word in eval_list(said["ENTRYPOINT"])]
    python = root / "opt/qingfeng/bin/python"
    check = [str(python), *eval_list(said["HEALTHCHECK"].partition("CMD ")[2])[1:]]
    before = written(root)
    data = root / "data"
    with sandboxed(python, data) as told:
        token = root / "tmp/token"
        token.touch(mode=0o600)
        token.write_text(told["token"])
        environment |= {
            "QINGFENG_API_URL": told["api_url"],
            "QINGFENG_BUREAU": "江州市应急管理局",
            "QINGFENG_TOKEN_FILE": str(token),
        }
        who = ("--secretary", "陈清", "--department", "办公室")
        run(*entry, "init", "--yes", "--json", *who, cwd=data, env=environment)
        if told["token"] in (data / ".env").read_text(encoding="utf-8"):
            sys.exit("init copied the token out of its file")
        run_until_healthy([*entry, *eval_list(said["CMD"])], check, data, environment)
        run(*entry, "backup", data, cwd=data, env=environment)
    if changed := written(root) - before:
        sys.exit(f"written outside /data and /tmp: {sorted(changed)[:5]}")


def placed(text: str, root: Path) -> str:
    """Return a command or value with the image's paths below the folder."""
    places = "|".join(map(re.escape, PLACES))
    return re.sub(rf"(?<![\w.])({places})(?=[/:\s]|$)", lambda found: str(root / found[1][1:]), text)


def eval_list(text: str) -> list[str]:
    """Return the words of an instruction's JSON form."""
    return re.findall(r'"([^"]*)"', text)


def written(root: Path) -> set[tuple[str, int]]:
    """Return the files outside /data and /tmp, each with when it was written."""
    return {(str(file), file.stat().st_mtime_ns) for file in (root / "opt").rglob("*") if file.is_file()}


if __name__ == "__main__":
    main()
