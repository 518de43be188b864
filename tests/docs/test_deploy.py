"""Dockerfile, compose.yaml and the systemd unit say what the program takes, and give away nothing."""

import configparser
import re

import yaml

from bot.settings import PREFIX, Settings
from tests.docs.documents import ROOT, text_of

KNOWN = {f"{PREFIX}{name.upper()}{end}" for name in Settings.model_fields for end in ("", "_FILE")}
FILES = ("Dockerfile", "compose.yaml", "deploy/qingfeng.service")


def test_settings_they_name_exist() -> None:
    for name in FILES:
        assert set(re.findall(rf"{PREFIX}[A-Z_]+", text_of(ROOT / name))) <= KNOWN, name


def test_the_image_runs_as_nobody_special_and_says_how_it_is() -> None:
    last = text_of(ROOT / "Dockerfile").rpartition("\nFROM ")[2]
    assert "\nUSER 10001\n" in last
    assert re.search(r"\nHEALTHCHECK .*\\\n +CMD .*bot\.healthcheck", last)
    assert '\nENTRYPOINT ["qingfeng"]\n' in last


def test_containers_may_write_only_where_they_must_and_read_secrets_from_files() -> None:
    composed = yaml.safe_load(text_of(ROOT / "compose.yaml"))
    bot = composed["services"]["bot"]
    assert bot["read_only"] is True
    assert (bot["tmpfs"], bot["cap_drop"], bot["volumes"]) == (["/tmp"], ["ALL"], ["data:/data"])
    for name in ("QINGFENG_TOKEN_FILE", "QINGFENG_DATABASE_URL_FILE"):
        assert bot["environment"][name].rpartition("/")[2] in bot["secrets"]
    assert not {"QINGFENG_TOKEN", "QINGFENG_DATABASE_URL"} & set(bot["environment"])
    ignored = text_of(ROOT / ".dockerignore").split()
    assert {".git", ".env", "secrets", "qingfeng-data"} <= set(ignored)
    assert "secrets/" in text_of(ROOT / ".gitignore").split()


def test_the_unit_restarts_and_gives_the_bot_time_to_end() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # its documented use
    unit.read_string(text_of(ROOT / "deploy/qingfeng.service"))
    service = unit["Service"]
    assert (service["Restart"], service["ProtectSystem"], service["UMask"]) == ("always", "strict", "0077")
    assert int(service["TimeoutStopSec"]) > 10
    assert service["ExecStart"].endswith("qingfeng run")
