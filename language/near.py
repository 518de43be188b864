"""Finds questions that ask nearly the same: most pairs of neighbouring characters are shared."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from language.cells import fold
from language.question import Question, QuestionType, likeness

NEAR = 0.75  # of all pairs of either question are shared by both


def near_pairs(new: Sequence[Question], old: Sequence[Question]) -> list[tuple[int, Question]]:
    """Return the places of new questions that are like an old one or an earlier new one, with that one.

    The same question in other spelling is not near but the same, and is not told here.
    """
    everything = [*old, *new]
    pairs = [_pairs(question) for question in everything]
    counts = Counter(pair for each in pairs for pair in each)
    index: dict[str, list[int]] = defaultdict(list)
    found = []
    for place, question in enumerate(everything):
        mine = pairs[place]
        # Two sets that share so much share one of their rarest pairs: only those are looked up.
        rare = sorted(mine, key=lambda pair: (counts[pair], pair))[: len(mine) - ceil(NEAR * len(mine)) + 1]
        if place >= len(old):
            others = {other for pair in rare for other in index[pair]}
            best = max(((_share(mine, pairs[other]), -other) for other in others), default=(0.0, 0))
            other = everything[-best[1]]
            if best[0] >= NEAR and likeness(other) != likeness(question):
                found.append((place - len(old), other))
        for pair in rare:
            index[pair].append(place)
    return found


def _pairs(question: Question) -> frozenset[str]:
    options = () if question.type is QuestionType.JUDGE else question.options
    words = [fold(text) for text in (question.stem, *options)]
    return frozenset(a + b for word in words for a, b in pairwise(f" {word} "))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one else 0.0
