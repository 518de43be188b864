"""What essays need beside the common road, in one place."""

from services.backing import Backing
from services.essays import desk, writing, years

BACKING = Backing(
    more=writing.more,
    after=writing.after,
    papers={"mine": writing.paper},
    buttons=desk.buttons,
    actions={
        "list": desk.listed,
        "open": desk.opened,
        "file": desk.file,
        "ask": desk.ask_reason,
        "return": desk.give_back,
        "export": desk.export,
        "cloud": desk.cloud,
        "year": years.years,
        "yearx": years.sheet,
    },
)
