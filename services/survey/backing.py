"""A survey's share of the common road."""

from services.backing import Backing
from services.survey import desk
from services.survey.filling import after, more
from services.survey.likeness import warnings

STAYS_CLOSED = "问卷结束时答案已经汇总，不能重新开放。还需要填写的，请点“重新征集”。"

BACKING = Backing(
    more=more,
    after=after,
    warn=warnings,
    stays_closed=lambda session, activity: STAYS_CLOSED,
    buttons=desk.buttons,
    actions={"finish": desk.finish, "results": desk.show_results, "export": desk.export},
)
