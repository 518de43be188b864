"""What backs the two kinds of letters."""

from typing import Any

from activities.letters.responsibility import ResponsibilityContent
from services.backing import Backing
from services.drafting.writing import Writing
from services.letters import desk, replacing
from services.letters.lines import check_lines, expand, warn
from services.letters.paper import ACTION, enter_papers
from services.letters.papers import receipt
from services.letters.records import after, more, taken_back
from services.letters.renewing import fill, renew

ACTIONS = {
    ACTION: enter_papers,
    "waits": desk.waits,
    "threads": desk.threads,
    "thread": desk.thread,
    "renew": renew,
    "chain": desk.chain,
}


REPLACING = {
    replacing.CHOOSE: replacing.choose,
    replacing.NAME: replacing.named,
    replacing.SURE: replacing.confirm,
    replacing.DO: replacing.change,
}


def _fill_responsibility(w: Writing, content: ResponsibilityContent) -> dict[str, Any]:
    check_lines(w, content)
    return fill(w, content)


COMMITMENT = Backing(
    more=more,
    after=after,
    taken_back=taken_back,
    papers={"receipt": receipt},
    fill=fill,
    buttons=desk.buttons,
    actions=ACTIONS,
)
RESPONSIBILITY = Backing(
    more=more,
    after=after,
    taken_back=taken_back,
    papers={"receipt": receipt},
    expand=expand,
    fill=_fill_responsibility,
    warn=warn,
    buttons=desk.buttons,
    actions=ACTIONS | REPLACING,
)
