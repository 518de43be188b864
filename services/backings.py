"""The kinds that have a service of their own, a line each."""

from services.backing import Backing
from services.drafting.papers import draw_papers
from services.essays import backing as essays
from services.letters import backing as letters
from services.study import backing as study
from services.survey import backing as survey
from services.tasks import backing as tasks

BACKINGS: dict[str, Backing] = {
    "essay": essays.BACKING,
    "commitment": letters.COMMITMENT,
    "responsibility": letters.RESPONSIBILITY,
    "quiz": Backing(fill=draw_papers),
    "study": study.BACKING,
    "survey": survey.BACKING,
    "task": tasks.BACKING,
}
