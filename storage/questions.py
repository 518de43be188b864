"""The question bank."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class BankQuestion(Base):
    """One question of the bank; `question` is language.questions.Question as JSON. Unique by its stem."""

    __tablename__ = "bank_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    stem: Mapped[str] = mapped_column(String(1000), unique=True)
    category: Mapped[str] = mapped_column(default="", index=True)
    audience: Mapped[str] = mapped_column(default="全体")
    enabled: Mapped[bool] = mapped_column(default=True)
    question: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
