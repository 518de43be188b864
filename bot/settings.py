"""Every setting: from the environment, else from `.env` in the data folder or here, else a good default."""

import ipaddress
import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.secret_files import SECRETS, SecretFiles, secret_paths

PREFIX = "QINGFENG_"
DEFAULT_HOME = Path("qingfeng-data")
TELEGRAM = "https://api.telegram.org"
MOST_STARS = 1_000_000
PROXY_SCHEMES = ("http", "https", "socks5", "socks5h", "socks4")
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")  # what Telegram takes


def env_file() -> Path:
    """Return where `.env` is written and read: in the data folder where one is named, else here."""
    home = os.environ.get(f"{PREFIX}HOME")
    return Path(home).expanduser() / ".env" if home else Path(".env")


class Settings(BaseSettings):
    """What an operator sets. Chinese titles, since errors are read by the bureau's own staff."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file_encoding="utf-8", extra="ignore")

    token: SecretStr = Field(default=SecretStr(""), title="机器人令牌（向 @BotFather 申请）")
    bureau: str = Field(default="", title="单位名称", description="通知的落款用它")
    zone: str = Field(default="Asia/Shanghai", title="时区")
    home: Path = Field(default=DEFAULT_HOME, title="数据文件夹", description="只有属主能进")
    database_url: str = Field(
        default="",
        title="数据库地址，默认用数据文件夹中的 SQLite",
        description="sqlite:///文件路径 或 postgresql://用户:口令@主机/库名",
    )
    proxy: str = Field(default="", title="代理地址（http:// 或 socks5://）")
    api_url: str = Field(
        default=TELEGRAM, title="Bot API 地址", description="自建 Bot API 服务或沙盒时填写，不含 /bot 和令牌"
    )
    mode: Literal["polling", "webhook"] = Field(
        default="polling", title="接收方式", description="polling 不需要公网地址；多个进程用 webhook"
    )
    webhook_url: str = Field(default="", title="Webhook 公网地址", description="以 https:// 开头")
    webhook_secret: SecretStr = Field(
        default=SecretStr(""), title="Webhook 密钥", description="用 webhook 时必填，字母、数字、_ 和 -"
    )
    listen: str = Field(default="127.0.0.1:8080", title="Webhook 监听地址")
    watch: str = Field(
        default="",
        title="监控监听地址，默认不开",
        description="如 127.0.0.1:9090，提供 /healthz 和 /metrics，不要对公网开放",
    )
    log: Literal["text", "json"] = Field(default="text", title="运行日志的格式", description="都是一行一条")
    paid_stars: int = Field(
        default=0,
        ge=0,
        le=MOST_STARS,
        title="付费加速群发的 Stars 总预算",
        description="0 为不用；超过每秒30条的部分每条0.1 Stars，用完为止，要再用就调高",
    )

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"时区“{zone}”不存在，请填写如 Asia/Shanghai 的名称") from None
        return zone

    @field_validator("proxy")
    @classmethod
    def _known_proxy(cls, proxy: str) -> str:
        if proxy and not _is_address(proxy, PROXY_SCHEMES):
            raise ValueError("代理地址应如 http://127.0.0.1:7890 或 socks5://127.0.0.1:1080")
        return proxy

    @field_validator("api_url")
    @classmethod
    def _plain_address(cls, address: str) -> str:
        if not _is_address(address, ("http", "https")):
            raise ValueError("Bot API 地址应以 http:// 或 https:// 开头")
        return address.rstrip("/")

    @field_validator("webhook_url")
    @classmethod
    def _secure_address(cls, address: str) -> str:
        # A Bot API server of one's own, beside the bot, posts without TLS too.
        if address and not (_is_address(address, ("https",)) or _is_inside(address)):
            raise ValueError("公网地址应以 https:// 开头，Telegram 不接受别的")
        return address

    @field_validator("webhook_secret")
    @classmethod
    def _plain_secret(cls, secret: SecretStr) -> SecretStr:
        if not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("密钥只能用字母、数字、下划线和连字符，最多 256 个")
        return secret

    @field_validator("listen", "watch")
    @classmethod
    def _port_of_ours(cls, listen: str, info: ValidationInfo) -> str:
        if info.field_name == "watch" and not listen:
            return listen
        port = listen.rpartition(":")[2]
        if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
            raise ValueError("监听地址应如 127.0.0.1:8080，端口为 1 至 65535")
        return listen

    @field_validator("home")
    @classmethod
    def _expanded(cls, home: Path) -> Path:
        return home.expanduser()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let what the environment says outrank files it names, and those outrank `.env`."""
        assert isinstance(env_settings, EnvSettingsSource)
        assert isinstance(dotenv_settings, DotEnvSettingsSource)
        given = {**dotenv_settings.env_vars, **env_settings.env_vars}
        return init_settings, env_settings, SecretFiles(settings_cls, given), dotenv_settings

    @property
    def database(self) -> str:
        """Return the database's SQLAlchemy URL."""
        if not self.database_url:
            return f"sqlite:///{self.home.absolute() / 'qingfeng.db'}"
        # The bare scheme that hosting panels hand out means the one driver we carry.
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def zone_info(self) -> ZoneInfo:
        """Return the office's zone."""
        return ZoneInfo(self.zone)


def named_secrets() -> dict[str, Path]:
    """Return the files that the environment or `.env` names for secrets, by the setting they hold."""
    path = env_file()
    stored = dotenv_values(path) if path.exists() else {}
    given = {name.lower(): value for name, value in {**stored, **os.environ}.items()}
    return secret_paths(given, PREFIX)


def unknown_names() -> list[str]:
    """Return what is set as if it were a setting of ours and is none: a slip of the pen, and a silent one."""
    path = env_file()
    given = {*(dotenv_values(path) if path.exists() else ()), *os.environ}
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    known |= {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    return sorted(name for name in given if name.startswith(PREFIX) and name.upper() not in known)


def _is_inside(address: str) -> bool:
    """Tell whether an address can only be reached from the bureau's own network."""
    if not _is_address(address, ("http",)):
        return False
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host  # a name


def load_settings() -> Settings:
    """Return the settings in force. Raises pydantic's ValidationError, with Chinese reasons."""
    return Settings(_env_file=env_file())


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        return False
