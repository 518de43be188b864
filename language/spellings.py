"""Brings the spellings that people use for a fixed set of values to one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from language.cells import fold, shorten
from language.grid import RowRefused


@dataclass(frozen=True)
class Choice:
    """A named list of values and, for each, the other ways it is written."""

    title: str
    spellings: Mapping[str, Sequence[str]]
    _folded: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        folded = {_key(s): value for value, others in self.spellings.items() for s in (value, *others)}
        object.__setattr__(self, "_folded", folded)

    def read(self, text: str) -> str:
        """Return the value meant, empty for an empty text; raises RowRefused with the values there are."""
        if not text:
            return ""
        value = self._folded.get(_key(text[:100]))
        if value is None:
            accepted = "、".join(self.spellings)
            raise RowRefused(f"{self.title}“{shorten(text)}”不在可选范围内，请填：{accepted}")
        return value


def _key(text: str) -> str:
    return fold(text) or text  # √ and × have no letters to compare by
