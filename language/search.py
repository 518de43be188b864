"""Finding the passage that answers a question: words by jieba, pairs of characters where it cuts amiss.

收购物卡 is cut into 收购, 物, 卡; pairs find 购物卡 all the same. So passages are indexed by every pair of
characters and by jieba's longer words, and jieba says which of a question's pairs are words and count fully.
Scores are BM25's, its weights laid down when a document is indexed, for an average length that is assumed.
"""

import re
import unicodedata
from collections import ChainMap, Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from language.everyday import meanings, says_nothing
from language.passages import Passage
from language.segment import cut_finely

MOST_WORDS = 40  # of a question
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_K, _B, _LENGTH = 1.2, 0.5, 120  # of BM25; the length in characters
_PART, _MEANING, _ACROSS = 0.5, 0.8, 0.25  # how well the pairs of a word, its meanings, any pairs do
_ENOUGH = 2  # words of a question with which its other pairs would only cost time
_MORE = 0.3  # of what further words for the same notion add
_WORD_LENGTH = 2
_GENERAL = re.compile("^为了?[^。]*制定本|本[^。]{2,6}由[^。]*解释|起施行。?$")
_GENERAL_SHARE = 0.6
_EXCERPT_STEP = re.compile(r"[^。；！？\n]*[。；！？\n]?")


@dataclass(frozen=True)
class Group:
    """One notion of a question: the tokens that stand for it, each with how well it does."""

    tokens: Mapping[str, float]


@dataclass(frozen=True)
class Hit:
    """A passage that was found, by its document and place."""

    document: int
    place: int
    score: float


def index_of(passages: Sequence[Passage], title: str = "") -> dict[str, list[int]]:
    """Return of each token where it stands: place and weight there, in thousandths, in turn.

    Words of the title and of a passage's heading are among the passage's own.
    """
    above = _tokens(title)
    found: dict[str, list[int]] = defaultdict(list)
    for place, passage in enumerate(passages):
        counts = Counter(_tokens(passage.text))
        counts.update({*_tokens(passage.heading), *above})
        share = _GENERAL_SHARE if _GENERAL.search(passage.text) else 1.0  # about the rule, not a rule
        norm = _K * (1 - _B + _B * len(passage.text) / _LENGTH)
        for token, count in counts.items():
            found[token] += place, round(1000 * share * count * (_K + 1) / (count + norm))
    return found


def groups_of(question: str) -> tuple[Group, ...]:
    """Return what a question asks about; empty where it names nothing."""
    flat = _flat(question)
    groups: dict[str, Group] = {}
    for said, called in _everyday():
        if said in flat:
            meant = [_word(word, _MEANING) for word in called]
            groups[said] = Group(dict(ChainMap(_word(said), *meant)))
    covered = {token for group in groups.values() for token in group.tokens}
    for word in dict.fromkeys(cut_finely(flat)):
        tells = len(word) >= _WORD_LENGTH and _RUN.fullmatch(word) and not says_nothing(word)
        if tells and word not in covered:
            groups[word] = Group(_word(word))
            covered |= groups[word].tokens.keys()
    pairs = (pair for run in _RUN.findall(flat) for pair in _pairs(run))
    for pair in dict.fromkeys(pairs) if len(groups) < _ENOUGH else ():
        if pair not in covered and not says_nothing(pair):
            groups[pair] = Group({pair: _ACROSS})
    if not groups:
        letters = [letter for run in _RUN.findall(flat) for letter in run]
        return tuple(Group({letter: 1.0}) for letter in letters[:1])
    return tuple(groups.values())[:MOST_WORDS]


def tokens_of(groups: Iterable[Group]) -> frozenset[str]:
    """Return the tokens to look up."""
    return frozenset(token for group in groups for token in group.tokens)


def rank(
    groups: Sequence[Group],
    postings: Iterable[tuple[int, str, Sequence[int]]],
    passages: int,
    shares: Mapping[int, float],
) -> list[Hit]:
    """Return the passages found, the best first.

    `postings` has document, token and where it stands there, as index_of() says; `passages` is how many there
    are in all, and `shares` what a document's score is multiplied by, 1 unless named.
    """
    where: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for document, token, found in postings:
        where[token] += [(document, *one) for one in zip(found[::2], found[1::2], strict=True)]
    scores: dict[tuple[int, int], float] = defaultdict(float)
    for group in groups:
        best: dict[tuple[int, int], float] = defaultdict(float)
        told: dict[tuple[int, int], float] = defaultdict(float)
        for token, factor in group.tokens.items():
            stands = where.get(token, [])
            rarity = factor * log(1 + (passages - len(stands) + 0.5) / (len(stands) + 0.5))
            for document, place, weight in stands:
                score = rarity * weight / 1000
                best[document, place] = max(best[document, place], score)
                told[document, place] += score
        for key, score in best.items():
            scores[key] += score + _MORE * (told[key] - score)
    hits = [Hit(key[0], key[1], score * shares.get(key[0], 1.0)) for key, score in scores.items()]
    return sorted(hits, key=lambda hit: (-hit.score, hit.document, hit.place))


def excerpt(text: str, groups: Sequence[Group], most: int) -> str:
    """Return the part of a text, in whole sentences where they fit, that says most of what was asked."""
    if len(text) <= most:
        return text
    sentences = [one for one in _EXCERPT_STEP.findall(text) if one]
    told = [_told(one, groups) for one in sentences]
    best = max(range(len(sentences)), key=lambda i: sum(told[i : i + 2]))
    first, last = best, best
    length = len(sentences[best])
    while last + 1 < len(sentences) and length + len(sentences[last + 1]) <= most:
        last += 1
        length += len(sentences[last])
    while first > 0 and length + len(sentences[first - 1]) <= most:
        first -= 1
        length += len(sentences[first])
    said = "".join(sentences[first : last + 1]).strip()
    cut = said if len(said) <= most else said[:most]
    ends = last + 1 == len(sentences) and len(said) <= most
    return f"{'…' if first else ''}{cut}{'' if ends else '…'}"


def _told(sentence: str, groups: Sequence[Group]) -> float:
    flat = _flat(sentence)
    return sum(
        max((factor for token, factor in group.tokens.items() if token in flat), default=0.0)
        for group in groups
    )


def _tokens(text: str) -> list[str]:
    flat = _flat(text)
    pairs = [pair for run in _RUN.findall(flat) for pair in _pairs(run)]
    long = [word for word in cut_finely(flat) if len(word) > _WORD_LENGTH and _RUN.fullmatch(word)]
    return pairs + [word for word in long if not word.isascii()]


def _pairs(run: str) -> list[str]:
    """Return the pairs of characters of a run, or the run itself where it is a number or Latin letters."""
    if run.isascii() or len(run) == 1:
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _word(word: str, factor: float = 1.0) -> dict[str, float]:
    """Return what stands for a word: the word itself, and less well its pairs."""
    parts = dict.fromkeys(_pairs(word), _PART * factor) if len(word) > _WORD_LENGTH else {}
    return parts | {word: factor}


def _flat(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _everyday() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return everyday words, the longest first, with what rules call them."""
    return tuple(sorted(meanings().items(), key=lambda pair: -len(pair[0])))
