"""How much of a text stands in another: the marks a text leaves, and what a count of shared marks says.

A mark is the hash of a few neighbouring words of one sentence. One in so many is kept, chosen by the hash
itself, so that equal sentences leave equal marks and a share of the marks is a share of the text.

What many texts share is nobody's own: the Party's set phrases, an article of a regulation quoted whole. Such
common marks do not count, except where they make up most of a text: then that text is a copy, however
many others have copied it too.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b

from language.segment import cut

RUN = 4  # words in a mark: three make many of an office's phrases, six miss a sentence with one word replaced
KEPT = 4  # one mark in so many is kept
COMMON = 4  # marks of more texts than this are common
FEWEST = 8  # own marks without which a share says nothing: some seventy characters
ALIKE = 0.3  # of the marks that are its own
COPIED = 0.55  # of all its marks, common ones too
PASSAGES, LONGEST_PASSAGE = 3, 60

_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]?")


@dataclass(frozen=True)
class Shared:
    """How many of a text's marks another text has, all and without the common ones."""

    all: int
    own: int


def marks_of(text: str) -> frozenset[int]:
    """Return the marks of a text that are kept, each a number of 63 bits."""
    return frozenset(mark for mark in _all_marks(text) if mark % KEPT == 0)


def share_alike(marks: int, own: int, shared: Shared) -> float:
    """Return which share of a text is alike, 0.0 where it is no more than chance and custom explain.

    `marks` is how many the text has, `own` how many of them are not common.
    """
    found = []
    if own >= FEWEST and shared.own / own >= ALIKE:
        found.append(shared.own / own)
    if marks >= FEWEST and shared.all / marks >= COPIED:
        found.append(shared.all / marks)
    return max(found, default=0.0)


def alike_passages(text: str, other: str) -> tuple[str, ...]:
    """Return the longest sentences of a text that stand in another, in the order of the text."""
    theirs = frozenset(_all_marks(other))
    same = []
    for sentence in sentences_of(text):
        marks = _marks_of_sentence(sentence)
        if marks and sum(mark in theirs for mark in marks) * 2 > len(marks):
            same.append(sentence)
    longest = sorted(same, key=len, reverse=True)[:PASSAGES]
    return tuple(_cut(sentence) for sentence in same if sentence in longest)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text, each with its closing mark."""
    found = (sentence.strip() for sentence in _SENTENCE.findall(text))
    return [sentence for sentence in found if any(letter.isalnum() for letter in sentence)]


def _all_marks(text: str) -> set[int]:
    return {mark for sentence in sentences_of(text) for mark in _marks_of_sentence(sentence)}


def _marks_of_sentence(sentence: str) -> list[int]:
    said = [word for word in cut(sentence.casefold()) if any(letter.isalnum() for letter in word)]
    runs = (said[i : i + RUN] for i in range(len(said) - RUN + 1))
    return [_number("\x1f".join(run)) for run in runs]


def _number(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) >> 1


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_PASSAGE else sentence[: LONGEST_PASSAGE - 1] + "…"
