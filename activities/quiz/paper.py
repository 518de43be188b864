"""Which questions somebody is asked, and in which order they see them and their options."""

import hashlib
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from activities.kind import View
from activities.quiz.content import QuizContent, questions_in
from language.question import LETTERS, Question, QuestionType

# Options that speak of each other, or explanations that name letters, make sense in their own order only.
_IN_ORDER = re.compile(
    r"以上|上述|以下都|前[一二两三四]项|后[一二两三四]项|[A-H](?:项|选项|[和与、]|[A-H])|[选为]\s*[A-H]"
)


@dataclass(frozen=True)
class Placed:
    """A question where somebody sees it: its number in the paper as drawn, and the seed of the sitting."""

    number: int
    question: Question
    seed: int

    @property
    def order(self) -> tuple[int, ...]:
        """Return the options in the order in which they are shown."""
        question, options = self.question, tuple(range(len(self.question.options)))
        said = "\n".join([*question.options, question.explanation])
        if not self.seed or question.type is QuestionType.JUDGE or _IN_ORDER.search(said):
            return options
        chance = random.Random(f"{self.seed}/{self.number}")  # noqa: S311 repeatable, nothing secret
        return tuple(chance.sample(options, len(options)))

    def letters(self, chosen: Sequence[int]) -> str:
        """Return options as the letters under which they are shown here."""
        return "".join(LETTERS[place] for place, option in enumerate(self.order) if option in chosen)


def paper_name(content: QuizContent, party: bool, sitting: int) -> str:
    """Return which paper somebody sits: Party rules are asked of Party members only.

    Where there is only one it is everybody's.
    """
    for kind in ("retake", "paper") if sitting > 1 else ("paper",):
        for side in ("party", "other") if party else ("other", "party"):
            if questions_in(content, f"{side}_{kind}"):
                return f"{side}_{kind}"
    return "party_paper"


def own_paper(content: QuizContent, view: View) -> tuple[Placed, ...]:
    """Return the questions of the sitting somebody is in, or last was, as they see them.

    A paper that was begun stays the same whatever the roster says since: answers are kept by its numbers.
    """
    reply = view.reply
    party = reply.get("party", view.reader.party)
    questions = questions_in(content, paper_name(content, party, int(reply.get("sitting", 1))))
    return laid_out(questions, int(reply.get("seed", 0)))


def laid_out(questions: Sequence[Question], seed: int) -> tuple[Placed, ...]:
    """Return a paper shuffled by its seed, which always gives the same; 0 leaves it as it is."""
    placed = [Placed(number, question, seed) for number, question in enumerate(questions)]
    if seed:
        random.Random(seed).shuffle(placed)  # noqa: S311 repeatable, nothing secret
    return tuple(placed)


def own_seed(seed: int, more: Mapping[str, Any], sitting: int) -> int:
    """Return the seed of one person's sitting; 0 where the paper is not to be shuffled."""
    if not seed:
        return 0
    name = f"{seed}/{more.get('assignment', 0)}/{sitting}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) or 1
