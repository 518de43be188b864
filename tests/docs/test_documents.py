"""Every command, option, setting, target, path and link that a document names is there."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

from activities.registry import KINDS
from bot import show
from bot.cli.main import app
from bot.receiving import webhook
from bot.routes import COMMANDS
from bot.secret_files import SECRETS
from bot.settings import PREFIX, Settings
from bot.settings_page import settings_page
from sandbox.control import Control
from tests.docs.documents import DOCUMENTS, ROOT, code_of, prose_code_of, text_of

TARGETS = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
SETTINGS |= {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
CLI = typer.main.get_command(app)

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)


def command_at(words: list[str]) -> Any:
    """Return the command that words lead to. Fails where there is none."""
    found: Any = CLI
    for word in words:
        if not isinstance(found, TyperGroup):
            break
        assert word in found.commands, f"qingfeng {' '.join(words)}"
        found = found.commands[word]
    return found


@each_document
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(document)):
        if not target.startswith(("http://", "https://", "#")):
            assert (document.parent / target.partition("#")[0]).exists(), target


@each_document
def test_commands_and_their_options_exist(document: Path) -> None:
    for code in code_of(document):
        for said in re.findall(r"(?:^|bin/|exec )qingfeng((?: +[^\s|`#]+)+)", code):
            words = [word for word in said.split() if re.fullmatch(r"[a-z]+", word)]
            command = command_at(words[:2])
            known = {option for parameter in command.params for option in parameter.opts}
            assert set(re.findall(r"--[a-z-]+", said)) <= {*known, "--help"}, code


@each_document
def test_settings_exist(document: Path) -> None:
    named = {name for code in code_of(document) for name in re.findall(rf"\b{PREFIX}[A-Z_]+\b", code)}
    assert named <= SETTINGS


@each_document
def test_targets_exist(document: Path) -> None:
    for code in code_of(document):
        for target in re.findall(r"(?:^|&& )make ([a-z]+)", code):
            assert target in TARGETS, target


@each_document
def test_what_is_sent_in_the_chat_is_a_command(document: Path) -> None:
    for code in prose_code_of(document):
        if re.fullmatch(r"/[a-z]+", code) and code not in served():
            assert code[1:] in COMMANDS, code


@each_document
def test_paths_and_modules_exist(document: Path) -> None:
    rooms = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()} | {"docs", "deploy"}
    for code in code_of(document):
        for path in re.findall(r"(?<![\w/.-])((?:[\w-]+/)+[\w.-]*)", code):
            if path.split("/")[0] in rooms and "…" not in code:
                assert (ROOT / path).exists(), path
        for module in re.findall(r"python -m ([\w.]+)", code):
            place = ROOT / module.replace(".", "/")
            assert place.is_dir() or place.with_suffix(".py").exists() or module in ("venv", "build"), module


def test_every_command_is_in_both_readmes() -> None:
    english, chinese = (set(code_of(ROOT / name)) for name in ("README.md", "README.zh-CN.md"))
    for name in visible_commands():
        for readme in (english, chinese):
            assert any(code.startswith(f"qingfeng {name}") for code in readme), name
    assert {f"/{name}" for name in COMMANDS if name != "start"} <= chinese


def test_every_kind_is_in_the_readme() -> None:
    assert set(KINDS) <= set(code_of(ROOT / "README.md"))


def test_the_page_of_settings_is_current() -> None:
    assert text_of(ROOT / "docs/settings.md") == settings_page(), "run make docs"


def test_every_path_of_the_sandbox_is_told() -> None:
    told = text_of(ROOT / "docs/sandbox.md")
    source = (ROOT / "sandbox/control.py").read_text(encoding="utf-8")
    assert Control.__name__ in source
    for path in re.findall(r'web\.(?:get|post)\("([^"]+)"', source):
        assert f"/control{path}" in told, path


def visible_commands() -> list[str]:
    """Return the commands that help lists."""
    assert isinstance(CLI, TyperGroup)
    return [name for name, command in CLI.commands.items() if not command.hidden]


def served() -> set[str]:
    """Return what begins like a command and is none: paths that are served, and folders of the image."""
    return {webhook.PATH, show.PATH.partition("{")[0], "/healthz", "/metrics", "/data", "/tmp"}
