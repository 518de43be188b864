"""A survey's share of the common road."""

from services.backing import Backing
from services.survey import desk
from services.survey.filling import after, more
from services.survey.likeness import warnings

BACKING = Backing(
    more=more,
    after=after,
    warn=warnings,
    buttons=desk.buttons,
    actions={"finish": desk.finish, "results": desk.show_results, "export": desk.export},
)
