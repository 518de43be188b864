"""What answers earn.

Single choice and 判断 are right or wrong. Multiple choice gives half the points for a right but incomplete
choice and none as soon as something wrong is ticked, so ticking everything earns nothing. Of several blanks
or key points each gives its share. What a person has ruled on a short answer outranks the count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from activities.quiz.content import QuizContent, questions_in
from activities.quiz.paper import paper_name
from language.free_text import fits, points_found
from language.question import Question, QuestionType

Given = Sequence[Any]  # indices of options, or the words typed: one text for each blank, or one in all


@dataclass(frozen=True)
class Marks:
    """What a paper earned, question by question in the order in which it was drawn."""

    questions: tuple[Question, ...]
    given: tuple[Given, ...]
    earned: tuple[float, ...]
    ruled: tuple[bool, ...]

    @property
    def score(self) -> float:
        return round(sum(self.earned), 2)

    @property
    def full(self) -> float:
        return round(sum(question.points for question in self.questions), 2)

    @property
    def wrong(self) -> list[Question]:
        """Return what was answered and did not earn all; what was left out is not among it."""
        rows = zip(self.questions, self.given, self.earned, strict=True)
        return [question for question, given, earned in rows if given and earned < question.points]

    def passed(self, pass_mark: int) -> bool:
        """Tell whether the score reaches a percentage of the full one."""
        return self.score * 100 >= pass_mark * self.full

    def doubtful(self, number: int) -> bool:
        """Tell whether a person should look at an answer: a short one that did not get all, not ruled on."""
        question = self.questions[number]
        short = question.type is QuestionType.SHORT and bool(self.given[number])
        return short and not self.ruled[number] and self.earned[number] < question.points


def mark(question: Question, given: Given) -> float:
    """Return the points earned by what was chosen or typed."""
    match question.type:
        case QuestionType.BLANK:
            right = sum(
                fits(text, wordings) for text, wordings in zip(given, question.expected, strict=False)
            )
            return round(question.points * right / len(question.expected), 2)
        case QuestionType.SHORT:
            found = sum(points_found(given[0], question.expected)) if given else 0
            return round(question.points * found / len(question.expected), 2)
    right_ones, picked = set(question.answer), set(given)
    if picked == right_ones:
        return question.points
    if question.type is QuestionType.MULTIPLE and picked and picked < right_ones:
        return question.points / 2
    return 0.0


def marked(
    questions: Sequence[Question], answers: Mapping[str, Given], ruled: Mapping[str, float] | None = None
) -> Marks:
    """Mark a paper; answers and rulings (shares of the points) by number as drawn."""
    ruled = ruled or {}
    given = tuple(answers.get(str(number), ()) for number in range(len(questions)))
    earned = tuple(
        round(question.points * ruled[str(number)], 2)
        if str(number) in ruled
        else mark(question, given[number])
        for number, question in enumerate(questions)
    )
    rulings = tuple(str(number) in ruled for number in range(len(questions)))
    return Marks(tuple(questions), given, earned, rulings)


def sittings(content: QuizContent, reply: Mapping[str, Any]) -> Iterator[tuple[int, str, Marks]]:
    """Yield (sitting, name of the paper, marks) of each paper that somebody has handed in."""
    for number in map(int, reply.get("results", {})):
        earlier = number < reply["sitting"]
        kept = reply["earlier"] if earlier else reply
        name = paper_name(content, reply["party"], number)
        yield number, name, marked(questions_in(content, name), kept["answers"], kept.get("ruled"))


def with_results(content: QuizContent, reply: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reply with the results of what was handed in: each sitting's, and the best, which counts."""
    results = {
        str(number): {"score": m.score, "full": m.full, "passed": m.passed(content.pass_mark)}
        for number, _, m in sittings(content, reply)
    }
    best = max(
        results.values(), key=lambda result: (result["passed"], result["score"] / (result["full"] or 1))
    )
    return {**reply, "results": results, **best}
