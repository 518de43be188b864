"""Every button about what is kept, and where it leads."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from services.office import Office
from services.refusals import Outdated
from services.reply import Reply
from services.retention import erasing_screen, person_export
from services.retention import screen as retention_screen
from services.retention.erasing import SCOPES

Plain: TypeAlias = Callable[[Session, Office, datetime, int], Reply]
About: TypeAlias = Callable[[Session, Office, datetime, int, int], Reply]

_PLAIN: Mapping[str, Plain] = {
    "home": retention_screen.home,
    "hold": retention_screen.hold,
    "record": retention_screen.record,
    "export": person_export.ask_whose,
    "erase": erasing_screen.ask_whose,
    "stop": erasing_screen.give_up,
    "mine": person_export.mine,
}
_ABOUT: Mapping[str, About] = {
    "rule": retention_screen.rule,
    "keep": retention_screen.keep,
    "items": erasing_screen.items,
    "sure": erasing_screen.confirm,
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
        return erasing_screen.ask_reason(session, office, now, telegram_id, action, number)
    raise Outdated
