"""How alike two titles are: shared pairs of neighbouring characters, the way people shorten names."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")
ALIKE = 0.45
SHORTENED = 0.9  # what a title that stands in the other in full is worth, of 1
FEWEST = 3  # pairs, without which standing in another says nothing


def alike(one: str, other: str) -> float:
    """Return how alike two titles are, 0.0 to 1.0."""
    a, b = _pairs(one), _pairs(other)
    if not a or not b:
        return 0.0
    shared = len(a & b)
    dice = 2 * shared / (len(a) + len(b))
    within = SHORTENED * shared / min(len(a), len(b)) if min(len(a), len(b)) >= FEWEST else 0.0
    return max(dice, within if within >= 2 / 3 else 0.0)


def pair_off(old: Sequence[tuple[T, str]], new: Sequence[tuple[T, str]]) -> list[tuple[T, T]]:
    """Return what of two lists is the same thing, the most alike first; each stands in one pair at most."""
    scored = sorted(
        ((alike(a, b), -i, -j) for i, (_, a) in enumerate(old) for j, (_, b) in enumerate(new)), reverse=True
    )
    pairs, used_old, used_new = [], set(), set()
    for score, i, j in scored:
        if score >= ALIKE and i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((old[-i][0], new[-j][0]))
    return pairs


def best(title: str, among: Iterable[tuple[T, str]]) -> tuple[T | None, float]:
    """Return what is most like a title, and how much; None where nothing is like it at all."""
    found: tuple[T | None, float] = (None, 0.0)
    for one, name in among:
        score = alike(title, name)
        if score > found[1]:
            found = one, score
    return found


def _pairs(text: str) -> set[str]:
    letters = [letter for letter in text.casefold() if letter.isalnum() and not letter.isdigit()]
    return {a + b for a, b in pairwise(letters)}
