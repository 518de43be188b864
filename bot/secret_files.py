"""Secrets from files: `QINGFENG_TOKEN_FILE` names one that holds the token, as containers and systemd do."""

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

SECRETS = ("token", "webhook_secret", "database_url")
"""The settings that may be kept in a file of their own."""

LARGEST = 64 * 1024  # bytes
MOUNTED = Path(
    "/run/secrets"
)  # where containers mount them, readable by all, and the container is their wall


class SecretFiles(PydanticBaseSettingsSource):
    """Settings read from the files that others name. A file that cannot be read is a ValueError."""

    def __init__(self, settings: type[BaseSettings], given: Mapping[str, str | None]) -> None:
        super().__init__(settings)
        self._prefix = str(settings.model_config.get("env_prefix", "")).lower()
        self._given = given

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return a setting's value, None where no file is named for it."""
        named = self._given.get(f"{self._prefix}{field_name}_file") if field_name in SECRETS else None
        return (_content(Path(named)) if named else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields
        found = {name: self.get_field_value(fields[name], name)[0] for name in SECRETS}
        return {name: value for name, value in found.items() if value is not None}


class UnreadableSecret(Exception):
    """A file named for a secret cannot be read; str() says which."""


def secret_paths(given: Mapping[str, str | None], prefix: str) -> dict[str, Path]:
    """Return the files that are named for secrets, by the setting they hold."""
    named = {name: given.get(f"{prefix.lower()}{name}_file") for name in SECRETS}
    return {name: Path(path) for name, path in named.items() if path}


def is_exposed(path: Path) -> bool:
    """Tell whether other users of the machine can read or change a file."""
    if path.is_relative_to(MOUNTED):
        return False
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _content(path: Path) -> str:
    try:
        with path.expanduser().open(encoding="utf-8") as file:
            return file.read(LARGEST).strip()
    except (OSError, UnicodeDecodeError):
        raise UnreadableSecret(f"密钥文件 {path} 读不出来。请检查它在不在，以及属主和权限。") from None
