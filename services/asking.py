"""Asking a secretary for a name, where the next thing depends on who it is."""

from datetime import datetime

from sqlalchemy.orm import Session

from activities.kind import esc
from services.focus import set_focus
from services.reply import Reply
from storage.people import Person


def ask_name(session: Session, asker: Person, purpose: str, now: datetime, prompt: str) -> Reply:
    """Expect a name from somebody; services.naming gives it to what `purpose` stands for."""
    set_focus(session, asker.id, "name", {"for": purpose}, now)
    return Reply(prompt=prompt)


def say_person(person: Person) -> str:
    """Return a person as people tell namesakes apart, escaped: 张三（办公室）."""
    return esc(f"{person.name}（{person.department.name}）")
