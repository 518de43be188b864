"""Whose word it takes before something is published, and what needs it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.office import Office
from services.refusals import Refusal
from storage import people
from storage.activities import option
from storage.approvals import OPTION_KINDS
from storage.people import Person


class NoApprover(Refusal):
    """A kind needs the approver's word, and there is nobody to ask."""

    def __init__(self) -> None:
        super().__init__(
            "这类事项要先审批，但还没有绑定账号的纪委书记，所以没有送出。"
            "请用 /role 授予并邀请，或在 /role 的“哪些事项要审批”里关掉。"
        )


def approvers(session: Session, office: Office, now: datetime) -> Sequence[Person]:
    """Return who may agree."""
    return people.with_role(session, people.APPROVER, office.today(now))


def approved_kinds(session: Session) -> frozenset[str]:
    """Return the kinds that need the approver's word."""
    chosen = option(session, OPTION_KINDS, [])
    return frozenset(map(str, chosen)) if isinstance(chosen, list) else frozenset()


def needs_approval(session: Session, office: Office, now: datetime, kind: str, person: Person) -> bool:
    """Tell whether it takes somebody else's word that a person may publish a kind."""
    return kind in approved_kinds(session) and person not in approvers(session, office, now)


def reachable_approvers(session: Session, office: Office, now: datetime) -> list[Person]:
    """Return who can be asked. Raises NoApprover."""
    found = [one for one in approvers(session, office, now) if one.telegram_id is not None]
    if not found:
        raise NoApprover
    return found
