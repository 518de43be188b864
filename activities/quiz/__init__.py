"""答题: papers drawn from the bank, answered question by question on buttons or in words."""

from activities.quiz.content import QuizContent
from activities.quiz.kind import Quiz

__all__ = ["Quiz", "QuizContent"]
