"""Every button about what is kept, and where it leads."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from services import erasure_screen, person_export, retention_screen
from services.erasure import SCOPES
from services.office import Office
from services.refusals import Outdated
from services.reply import Reply

Plain: TypeAlias = Callable[[Session, Office, datetime, int], Reply]
About: TypeAlias = Callable[[Session, Office, datetime, int, int], Reply]

_PLAIN: Mapping[str, Plain] = {
    "home": retention_screen.home,
    "hold": retention_screen.hold,
    "record": retention_screen.record,
    "export": person_export.ask_whose,
    "erase": erasure_screen.ask_whose,
    "stop": erasure_screen.give_up,
    "mine": person_export.mine,
}
_ABOUT: Mapping[str, About] = {
    "rule": retention_screen.rule,
    "keep": retention_screen.keep,
    "items": erasure_screen.items,
    "sure": erasure_screen.confirm,
}


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, action: str, number: int
) -> Reply:
    """Do what a button says: `number` is what it is about, by the action. Raises Refusals."""
    if action in _PLAIN:
        return _PLAIN[action](session, office, now, telegram_id)
    if action in _ABOUT:
        return _ABOUT[action](session, office, now, telegram_id, number)
    if action in SCOPES:
        return erasure_screen.ask_reason(session, office, now, telegram_id, action, number)
    raise Outdated
