"""Stars for paid broadcasting: set aside before they are spent, so that no crash spends beyond the budget.

Counted in tenths of a Star, what one message above the free rate costs. What is set aside counts as spent
until it is given back; what a killed process held is never given back, which errs on the side of the budget.
"""

from sqlalchemy.orm import Session

from services.duty import check_duty
from storage.activities import Option, option, set_option

COUNTED = "paid_tenths"


def reserve(session: Session, wanted: int, budget: int, fence: int | None = None) -> int:
    """Set aside up to `wanted` tenths within the whole `budget`; return how many. Raises OffDuty."""
    check_duty(session, fence)
    counted = _counted(session)
    granted = max(0, min(wanted, budget - counted))
    if granted:
        set_option(session, COUNTED, counted + granted)
    return granted


def give_back(session: Session, tenths: int) -> None:
    """Take back what was set aside and is surely not spent."""
    set_option(session, COUNTED, max(0, _counted(session) - tenths))


def _counted(session: Session) -> int:
    session.get(Option, COUNTED, with_for_update=True)
    counted = option(session, COUNTED, 0)
    assert isinstance(counted, int)  # nothing else is ever stored
    return counted
