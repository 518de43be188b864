"""Which of several processes is on duty: runs the clock and sends."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base

DUTY = "duty"


class Lease(Base):
    """Held by one process until it is renewed or runs out; every new holder raises the fence."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    fence: Mapped[int]
    until: Mapped[datetime]
