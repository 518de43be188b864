"""What texts are about: their words weighed by how rare they are in the language at large."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from statistics import median

from language.likeness import sentences_of
from language.segment import cut

# Verbs, and names of late, that an essay may be about; otherwise nouns and set phrases tell it.
_TERMS = """
担当 整改 履职 问责 服务 奉献 学习 落实 警示 自省 自律 清廉 廉洁 二十大 以案促改 八项规定 微腐败 慎独 慎微
"""
_NOUNS = frozenset({"n", "nr", "nrt", "nz", "vn", "an", "j"})
_PHRASES = frozenset({"i", "l"})  # four characters and more: 全心全意, not 说到底


@dataclass(frozen=True)
class Keyword:
    """A word, its weight beside the heaviest (1.0), and in how many of the texts it stands."""

    word: str
    weight: float
    texts: int


def keywords_of(texts: Sequence[str], most: int) -> tuple[Keyword, ...]:
    """Return the words that these texts are about, the heaviest first."""
    rareness, telling = _rareness(), _telling()
    middle = median(rareness.values())
    times: Counter[str] = Counter()
    texts_with: Counter[str] = Counter()
    for text in texts:
        found = [word for sentence in sentences_of(text) for word in cut(sentence) if word in telling]
        times.update(found)
        texts_with.update(set(found))
    weights = {word: number * rareness.get(word, middle) for word, number in times.items()}
    heaviest = sorted(weights, key=lambda word: (-weights[word], word))[:most]
    return tuple(Keyword(word, weights[word] / weights[heaviest[0]], texts_with[word]) for word in heaviest)


def _rareness() -> dict[str, float]:
    """Return each word's inverse document frequency, of the table that comes with jieba."""
    table = resources.files("jieba").joinpath("analyse/idf.txt").read_text(encoding="utf-8")
    pairs = (line.split(" ") for line in table.splitlines() if line)
    return {word: float(rareness) for word, rareness in pairs}


def _telling() -> frozenset[str]:
    """Return the words of jieba's dictionary that say what a text is about."""
    told = set(_TERMS.split())
    for line in resources.files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines():
        word, _, tag = line.split(" ")
        if (tag in _NOUNS and len(word) > 1) or (tag in _PHRASES and len(word) > 3):
            told.add(word)
    return frozenset(told)
