"""The kinds there are, in the order in which the secretary is offered them."""

from typing import Any

from activities.commitment import Commitment
from activities.essay import Essay
from activities.kind import Kind
from activities.letters.responsibility import Responsibility
from activities.quiz import Quiz
from activities.reading import Reading
from activities.reminder import Reminder
from activities.study import Study
from activities.survey import Survey
from activities.task.kind import Task

KINDS: dict[str, Kind[Any]] = {
    kind.name: kind
    for kind in (
        Reminder(),
        Study(),
        Commitment(),
        Responsibility(),
        Quiz(),
        Survey(),
        Essay(),
        Reading(),
        Task(),
    )
}
