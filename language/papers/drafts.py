"""The questions of a paper as they stand there, before anybody knows whether they can be asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from language.cells import one_line
from language.papers.lines import Line
from language.papers.signs import shape
from language.question import QuestionType

_ENDED = re.compile(r"[。!)√×]$")
_SIGNED = re.compile(r"[(]\s*(?:[√×]|对|错|正确|错误)\s*[)][。.]?$")  # judged, and so at its end
_PARTED_FIGURE = re.compile(r"(?<=[0-9])\n(?=[0-9])")


def joined(lines: Sequence[str]) -> str:
    """Join lines that were broken anywhere; a figure that was parted becomes one again."""
    return one_line(_PARTED_FIGURE.sub("", "\n".join(lines)))


@dataclass
class Section:
    """A part of the paper with questions of one type, None where its heading names none."""

    place: int
    word: str = ""  # what the heading calls the type: 不定项选择题
    type: QuestionType | None = None
    points: str = ""
    letters: str = ""  # what the heading of judgements says of A and B: 对错, or 错对


@dataclass
class Draft:
    """One question: its lines as they stood, and what of them is stem, options, answer."""

    section: Section
    line: int
    number: int | None
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    raw: list[str] = field(default_factory=list)
    problem: str = ""
    behind: list[str] = field(default_factory=list)  # lines since the last option, after an empty one
    after_page: bool = False  # begun by a line without a number, behind the end of a page
    continued: int = 0  # lines that were taken for more of the one before
    lists: bool = False  # a line within its stem begins with 1.
    loose: str = ""  # what was taken for more although it stands apart

    @property
    def answered(self) -> bool:
        return bool(self.fields.get("answer"))

    @property
    def whole(self) -> bool:
        """Whether there is more than a stem."""
        return bool(self.options) or self.answered

    @property
    def ended(self) -> bool:
        """Whether the stem is a whole sentence and nothing but a stem is there yet."""
        return not self.whole and bool(_ENDED.search(shape(self.stem_text)))

    @property
    def stem_text(self) -> str:
        return joined(self.stem)

    def add_options(self, options: tuple[tuple[str, str], ...]) -> None:
        """Take options; the same letter a second time means that two questions ran together."""
        if {letter for letter, _ in options} & {letter for letter, _ in self.options}:
            self.problem = "有两组选项，好像两道题连在一起，请分开"
        if not self.options:
            self.loose = ""  # what stood between stem and options belongs to the stem
        self.options += options

    def add_more(self, line: Line, to: str, *, apart: bool = False) -> None:
        """Take a line that goes on with what stood before it, though it may stand apart from it."""
        self.continued += 1
        signed = to == "stem" and _SIGNED.search(shape(self.stem_text))
        if signed or (apart and (to == "option" or (to == "stem" and self.ended))):
            self.loose = line.text
        if to == "stem":
            self.stem.append(line.text)
        elif to == "option":
            letter, text = self.options[-1]
            self.options[-1] = (letter, joined([text, line.text]))
            if line.gap or self.behind:
                self.behind.append(line.text)
        else:
            self.fields[to] = f"{self.fields.get(to, '')}\n{line.text}".strip()
