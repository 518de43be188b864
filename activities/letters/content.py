"""A letter that is signed: its parts in order, its pages, and what changed since the version before."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from pydantic import Field

from activities.kind import Content, field_help

PAGE = 420  # characters of a page: about one screen of a phone


@dataclass(frozen=True)
class Part:
    """A paragraph of a letter: what it is called (第三条), and its words."""

    name: str
    text: str
    number: str = ""  # 三、, put before the words where the paragraph is one of a list

    @property
    def line(self) -> str:
        """Return the paragraph as it is read."""
        return f"{self.number}{self.text}"


class LetterContent(Content):
    """What every letter has beside its own parts. The bot fills in what it replaces and what changed."""

    supersedes: int = Field(
        title="代替的事项", default=0, json_schema_extra=field_help("由机器人填写", ask=False)
    )
    changes: list[str] = Field(
        title="与上一版相比", default_factory=list, json_schema_extra=field_help("由机器人填写", ask=False)
    )

    def parts(self) -> list[Part]:
        """Return the letter's paragraphs in order."""
        raise NotImplementedError


def numbered(items: Sequence[str], called: str = "第{}条") -> list[Part]:
    """Return the paragraphs of a list, numbered as official letters are."""
    return [
        Part(called.format(number), item, f"{number}、")
        for number, item in zip(_numbers(), items, strict=False)
    ]


def paginate(content: LetterContent) -> list[str]:
    """Return the whole letter in pages, never breaking a paragraph; what changed comes first."""
    pages: list[str] = []
    if content.changes:
        head = f"这是修改后的文本，代替原来的版本，需要重新签署。与上一版相比，变动{len(content.changes)}处："
        pages += _filled([head, *(f"\n{change}" for change in content.changes)])
    return pages + _filled([part.line for part in content.parts()])


def changes_between(old: LetterContent, new: LetterContent) -> list[str]:
    """Return what changed from one version to the next, a few lines each: 原 and 现, clause by clause."""
    before, after = old.parts(), new.parts()
    matcher = SequenceMatcher(a=[part.text for part in before], b=[part.text for part in after])
    said = [f"标题\n原：{old.title}\n现：{new.title}"] if old.title != new.title else []
    for what, first, last, from_, to in matcher.get_opcodes():
        if what != "equal":
            said += [_say(*pair) for pair in _pairs(before[first:last], after[from_:to])]
    return said


def _pairs(before: Sequence[Part], after: Sequence[Part]) -> list[tuple[Part | None, Part | None]]:
    """Put what was rewritten beside what it became: the nearest in words, in order; the rest came or went."""
    if len(before) == len(after):
        return list(zip_longest(before, after))
    longer, shorter = (before, after) if len(before) > len(after) else (after, before)
    places: list[int] = []  # of the longer list, which the shorter one's paragraphs stand beside
    for done, part in enumerate(shorter):
        first, last = (places[-1] + 1 if places else 0), len(longer) - (len(shorter) - done)
        near = range(first, last + 1)
        places.append(max(near, key=lambda i: SequenceMatcher(a=longer[i].text, b=part.text).ratio()))
    beside: dict[int, Part] = dict(zip(places, shorter, strict=True))
    pairs: list[tuple[Part | None, Part | None]] = [(part, beside.get(i)) for i, part in enumerate(longer)]
    return [(long, short) if longer is before else (short, long) for long, short in pairs]


def _say(old: Part | None, new: Part | None) -> str:
    if old is None:
        return f"新增{new.name}\n现：{new.text}" if new else ""
    if new is None:
        return f"删去原{old.name}\n原：{old.text}"
    name = new.name if old.name == new.name else f"{new.name}（原{old.name}）"
    return f"{name}\n原：{old.text}\n现：{new.text}"


def _filled(lines: Sequence[str]) -> list[str]:
    pages = [lines[0]]
    for line in lines[1:]:
        if len(pages[-1]) + len(line) > PAGE:
            pages.append(line.lstrip("\n"))
        else:
            pages[-1] += "\n" + line
    return pages


def _numbers() -> list[str]:
    ones = "一二三四五六七八九十"
    return [*ones, *("十" + one for one in ones[:9]), "二十"]
