"""Several secretaries are asked about one campaign: what one answers stands in the others' messages."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.asking import say_person
from services.correcting.redrawing import redraw
from services.holidays.campaigns import APPROVED, SKIPPED
from storage.activities import Campaign
from storage.messages import Message
from storage.people import Person

SAID = {APPROVED: "已确认发布", SKIPPED: "已跳过"}
CHANGES = "!"  # ends what a button carries that was drawn knowing the answer it changes


def show_all(session: Session, now: datetime, campaign: Campaign) -> None:
    """Have all the previews of a campaign that were sent say how it stands now."""
    session.flush()
    redraw(
        session,
        now,
        f"{campaign.status}{int(now.timestamp() * 1000)}",
        Message.purpose == "campaign",
        Message.payload["year"].as_integer() == campaign.year,
        Message.payload["holiday"].as_string() == campaign.holiday,
    )


def answered_before(session: Session, campaign: Campaign, person: Person, choice: str) -> str:
    """Return what a colleague has answered that this press did not know of; empty where it may go on."""
    known = choice.endswith(CHANGES) or campaign.answered_by in (None, person.id)
    if known or campaign.status not in SAID:
        return ""
    colleague = session.get_one(Person, campaign.answered_by)
    return f"{colleague.name}{SAID[campaign.status]}，这次没有改动。仍要改的，请再点一次。"


def say_who(session: Session, campaign: Campaign) -> str:
    """Return who answered, to be put behind what was, as HTML; empty where nobody did."""
    by = session.get(Person, campaign.answered_by) if campaign.answered_by else None
    return f"，{say_person(by)}" if by is not None and campaign.status in SAID else ""
