"""What the clock does at every tick, in order. Each is a function of (session, office, now)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from services import doubt, joining, missed, pauses, publishing, updates
from services.audit import monthly
from services.belonging import leaving
from services.chasing import by_clock, escalation
from services.groups import pairing
from services.holidays import campaigns, official
from services.letters import renewing as letters
from services.letters import replacing
from services.managing import clock as extensions
from services.office import Office
from services.plan import danger, series_clock
from services.quiz import regrading, sitting
from services.reporting import digest, tallies
from services.retention import clock as retention_clock
from services.study import clock as study_clock
from services.survey import closing as survey
from services.tasks import handover

Job: TypeAlias = Callable[[Session, Office, datetime], Any]

JOBS: tuple[Job, ...] = (
    campaigns.watch,
    leaving.depart_due,
    missed.hold_missed,
    publishing.publish_due,
    joining.join_due,
    by_clock.remind_due,
    study_clock.watch,
    handover.hand_over,
    extensions.remind_extended,
    series_clock.watch,
    danger.warn_of_danger,
    official.ask_for_holidays,
    by_clock.tell_secretaries_overdue,
    escalation.escalate_due,
    digest.digest_due,
    monthly.tell_head,
    lambda session, office, now: doubt.repeat_uncertain(session, now),
    letters.end_superseded,
    replacing.tell_of_leavers,
    sitting.hand_in_due,
    regrading.regrade_due,
    publishing.close_due,
    pairing.watch,
    survey.note_closed,
    survey.collect,
    retention_clock.watch,
    lambda session, office, now: updates.forget_old(session, now),
    lambda session, office, now: pauses.forget_pauses(session, now),
    lambda session, office, now: tallies.recount(session),
)
