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
_HOW_MANY = re.compile("[一二三四五六七八九十百千万两几多0-9]+个?")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_K, _B, _LENGTH = 1.2, 0.5, 120  # of BM25; the length in characters
_PART, _MEANING, _ACROSS = 0.5, 0.8, 0.25  # how well the pairs of a word, its meanings, any pairs do
_LETTERS = 0.5  # how well the letters of a word do, apart from each other
_TAKEN = "\n"
_TELLING = frozenset(
    "车酒烟茶卡饭餐陪借假票钱赌奖罚油课稿密娃函"
)  # words of one character that say what about
_ENOUGH = 2  # words of a question with which its other pairs would only cost time
_MORE = 0.3  # of what further words for the same notion add
_WORD_LENGTH = 2
_GENERAL = re.compile("^为了?[^。]*制定本|本[^。]{2,6}由[^。]*解释|起施行。?$")
_GENERAL_SHARE = 0.6
_EXCERPT_STEP = re.compile(r"[^。；！？\n]*[。；！？\n]?")


@dataclass(frozen=True)
class Group:
    """One notion of a question: the tokens that stand for it, each with how well it does.

    Where none of them stands anywhere, a passage with all of `letters` does a little: 年假 finds 年休假.
    """

    tokens: Mapping[str, float]
    letters: tuple[str, ...] = ()

    @property
    def looked_up(self) -> frozenset[str]:
        """Return all that is to be looked up for it."""
        return frozenset((*self.tokens, *self.letters))


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
    left = flat
    for pattern, called in _everyday():
        for found in pattern.finditer(left):
            said = found[0]
            meant = [_word(word, _MEANING) for word in called]
            groups[said] = Group(dict(ChainMap(_word(said), *meant)))
        left = pattern.sub(_TAKEN, left)  # 酒店 says nothing of 酒
    covered = {token for group in groups.values() for token in group.tokens}
    for word in sorted(dict.fromkeys(cut_finely(flat)), key=lambda one: -len(one)):  # 办公室 before 办公
        long = (
            len(word) >= _WORD_LENGTH
            and _RUN.fullmatch(word)
            and not (says_nothing(word) or _HOW_MANY.fullmatch(word))
        )
        if word in _TELLING and not any(word in said for said in groups):
            groups[word] = Group({word: _LETTERS})
        elif long and word not in covered:
            groups[word] = Group(_word(word), _letters(word))
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
    return frozenset(token for group in groups for token in group.looked_up)


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
        if not best:
            best = told = _by_letters(group.letters, where, passages)
        for key, score in best.items():
            scores[key] += score + _MORE * (told[key] - score)
    hits = [Hit(key[0], key[1], score * shares.get(key[0], 1.0)) for key, score in scores.items()]
    return sorted(hits, key=lambda hit: (-hit.score, hit.document, hit.place))


def _by_letters(
    letters: Sequence[str], where: Mapping[str, Sequence[tuple[int, int, int]]], passages: int
) -> dict[tuple[int, int], float]:
    """Return how well passages that hold all the letters of a word do for it."""
    stands = [
        {(document, place): weight for document, place, weight in where.get(one, ())} for one in letters
    ]
    if len(stands) < _WORD_LENGTH:
        return {}
    both = set(stands[0]).intersection(*stands[1:])
    rarity = _LETTERS * log(1 + (passages - len(both) + 0.5) / (len(both) + 0.5))
    return {key: rarity * min(one[key] for one in stands) / 1000 for key in both}


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
    letters = [letter for run in _RUN.findall(flat) if not run.isascii() for letter in run]
    return pairs + letters + [word for word in long if not word.isascii()]


def _pairs(run: str) -> list[str]:
    """Return the pairs of characters of a run, or the run itself where it is a number or Latin letters."""
    if run.isascii() or len(run) == 1:
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _word(word: str, factor: float = 1.0) -> dict[str, float]:
    """Return what stands for a word: the word itself, and less well its pairs."""
    parts = dict.fromkeys(_pairs(word), _PART * factor) if len(word) > _WORD_LENGTH else {}
    return parts | {word: factor}


def _letters(word: str) -> tuple[str, ...]:
    return () if word.isascii() else tuple(dict.fromkeys(word))


def _flat(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _everyday() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Return everyday words, the longest first, with what rules call them."""
    longest_first = sorted(meanings().items(), key=lambda pair: -len(pair[0]))
    return tuple(
        (re.compile(re.escape(said).replace("…", ".{1,4}")), called) for said, called in longest_first
    )
