"""The office that runs the bot: its name and its clock's zone."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Office:
    """What services need to know of the bureau. `bot` is the bot's username, for links."""

    bureau: str
    zone: ZoneInfo
    bot: str = ""

    @property
    def committee(self) -> str:
        """Return who signs notices."""
        return f"{self.bureau}机关纪委"

    def local(self, moment: datetime) -> datetime:
        """Return a moment on the office's clock."""
        return moment.astimezone(self.zone)

    def today(self, now: datetime) -> date:
        """Return the office date of a moment."""
        return self.local(now).date()
