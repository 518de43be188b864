"""Every setting: from the environment, else from `.env` in the data folder or here, else a good default."""

import os
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "QINGFENG_"
DEFAULT_HOME = Path("qingfeng-data")
TELEGRAM = "https://api.telegram.org"
PROXY_SCHEMES = ("http", "https", "socks5", "socks5h", "socks4")


def env_file() -> Path:
    """Return where `.env` is written and read: in the data folder where one is named, else here."""
    home = os.environ.get(f"{PREFIX}HOME")
    return Path(home) / ".env" if home else Path(".env")


class Settings(BaseSettings):
    """What an operator sets. Chinese titles, since errors are read by the bureau's own staff."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file_encoding="utf-8", extra="ignore")

    token: SecretStr = Field(default=SecretStr(""), title="机器人令牌（向 @BotFather 申请）")
    api_url: str = Field(default=TELEGRAM, title="Bot API 地址")
    proxy: str = Field(default="", title="代理地址（http:// 或 socks5://）")
    home: Path = Field(default=DEFAULT_HOME, title="数据文件夹")
    database_url: str = Field(default="", title="数据库地址，默认用数据文件夹中的 SQLite")
    zone: str = Field(default="Asia/Shanghai", title="时区")
    bureau: str = Field(default="", title="单位名称")
    mode: Literal["polling", "webhook"] = Field(default="polling", title="接收方式")
    webhook_url: str = Field(default="", title="Webhook 公网地址")
    webhook_secret: SecretStr = Field(default=SecretStr(""), title="Webhook 密钥")
    paid_stars: int = Field(default=0, ge=0, le=1_000_000, title="付费加速群发的 Stars 总预算")
    listen: str = Field(default="127.0.0.1:8080", title="Webhook 监听地址")

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
        if proxy and (urlsplit(proxy).scheme not in PROXY_SCHEMES or not urlsplit(proxy).hostname):
            raise ValueError("代理地址应如 http://127.0.0.1:7890 或 socks5://127.0.0.1:1080")
        return proxy

    @field_validator("api_url")
    @classmethod
    def _plain_address(cls, address: str) -> str:
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            raise ValueError("Bot API 地址应以 http:// 或 https:// 开头")
        return address.rstrip("/")

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


def load_settings() -> Settings:
    """Return the settings in force. Raises pydantic's ValidationError, with Chinese reasons."""
    return Settings(_env_file=env_file())
