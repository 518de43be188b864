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
    bit = {pair: 1 << place for place, pair in enumerate(counts)}
    # As bits of a number, sets are compared ten times faster; most are never compared, see below.
    bits = [sum(map(bit.__getitem__, each)) for each in pairs]
    sizes = [len(each) for each in pairs]
    index: dict[str, list[int]] = defaultdict(list)
    found = []
    for place, question in enumerate(everything):
        mine, size = bits[place], sizes[place]
        # Two sets that share so much share one of their rarest pairs: only those are looked up.
        rare = sorted(pairs[place], key=lambda pair: (counts[pair], pair))[: size - ceil(NEAR * size) + 1]
        if place >= len(old):
            best, like = NEAR, -1
            for other in sorted({other for pair in rare for other in index[pair]}):
                if NEAR * size <= sizes[other] <= size / NEAR:
                    shared = (mine & bits[other]).bit_count()
                    share = shared / (size + sizes[other] - shared)
                    if share >= best and (like < 0 or share > best):
                        best, like = share, other
            if like >= 0 and likeness(everything[like]) != likeness(question):
                found.append((place - len(old), everything[like]))
        for pair in rare:
            index[pair].append(place)
    return found


def _pairs(question: Question) -> frozenset[str]:
    options = () if question.type is QuestionType.JUDGE else question.options
    words = [fold(text) for text in (question.stem, *options)]
    return frozenset(a + b for word in words for a, b in pairwise(f" {word} "))
