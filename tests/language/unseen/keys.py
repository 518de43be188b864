"""What each paper of this folder holds, and how a reading of it is judged.

A key's line is: type|stem|options…|answer. 可 before the type: it may also be refused, with a reason.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from language.question import LABELS, Question, QuestionType

_TYPES = {
    "单": QuestionType.SINGLE,
    "多": QuestionType.MULTIPLE,
    "判": QuestionType.JUDGE,
    "填": QuestionType.BLANK,
    "简": QuestionType.SHORT,
}
_ROOM = re.compile(r"\(\)|_+")


@dataclass(frozen=True)
class Meant:
    """A question as its author meant it, spelled for comparing."""

    label: str
    stem: str
    options: tuple[str, ...]
    answer: str
    optional: bool = False


@dataclass(frozen=True)
class Result:
    """How a paper was read: rightly, as something else, or neither read nor refused."""

    right: int
    asked: int
    wrong: tuple[str, ...]
    lost: tuple[str, ...]


def meant(key: str) -> list[Meant]:
    """Return the questions of a key."""
    found = []
    for line in key.strip().splitlines():
        kind, stem, *options, answer = line.split("|")
        label = LABELS[_TYPES[kind.removeprefix("可")]]
        spelled = tuple(map(_spelled, options))
        found.append(Meant(label, _spelled(stem), spelled, _spelled(answer), kind.startswith("可")))
    return found


def judged(key: str, questions: Iterable[Question], refused: Iterable[Sequence[str]]) -> Result:
    """Compare what was read, and the cells of what was refused, with what a paper's author meant."""
    wanted = meant(key)
    read = [_of(question) for question in questions]
    bare = [Meant(one.label, one.stem, one.options, one.answer) for one in wanted]
    left = [one for one, plain in zip(wanted, bare, strict=True) if plain not in read and not one.optional]
    said = _spelled("".join("".join(cells) for cells in refused))
    need = [one for one in wanted if not one.optional]
    return Result(
        right=len(need) - len(left),
        asked=len(need),
        wrong=tuple(str(one) for one in read if one not in bare),
        lost=tuple(one.stem for one in left if one.stem[:6] not in said),
    )


def _of(question: Question) -> Meant:
    options = () if question.type is QuestionType.JUDGE else question.options
    return Meant(
        question.type.label,
        _spelled(question.stem),
        tuple(map(_spelled, options)),
        _spelled(question.answer_text),
    )


def _spelled(text: str) -> str:
    """Return a text without spaces and room for answers, in half-width signs."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return _ROOM.sub("", folded).rstrip(":")
