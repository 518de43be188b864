"""The kinds that have a service of their own, a line each."""

from services.backing import Backing
from services.essays import backing as essays
from services.letters import backing as letters
from services.quiz import backing as quiz
from services.study import backing as study
from services.survey import backing as survey
from services.tasks import backing as tasks

BACKINGS: dict[str, Backing] = {
    "essay": essays.BACKING,
    "commitment": letters.COMMITMENT,
    "responsibility": letters.RESPONSIBILITY,
    "quiz": quiz.BACKING,
    "study": study.BACKING,
    "survey": survey.BACKING,
    "task": tasks.BACKING,
}
