"""A whole paper: its questions, and what of it was refused and why."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from language.grid import RowRefused
from language.papers.building import build, take_inline
from language.papers.drafts import Draft
from language.papers.gift import build_gift, is_gift, pieces
from language.papers.outline import Outline
from language.papers.page import lines_of
from language.papers.signs import EMPTY, shape
from language.papers.word import word_lines
from language.question import LETTERS, Question, likeness

HEADINGS = ("题型", "题干", *(f"选项{letter}" for letter in LETTERS[:8]), "正确答案", "解析")
BREAK = " ↵ "  # where a line ends in a cell that holds a whole question: cells are written on one line
_TITLE = 40
_SAYS = re.compile(r"[。?.√×]$|[(]\s*(?:[√×A-H]|对|错|正确|错误)\s*[)]")


@dataclass(frozen=True)
class RefusedText:
    """A question that was not taken: its first line, why, and its parts under HEADINGS."""

    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """What a paper held."""

    questions: tuple[Question, ...]
    refused: tuple[RefusedText, ...]
    lines: tuple[int, ...] = ()  # where each question begins


def read_paper_file(content: bytes, filename: str) -> Paper:
    """Read a .docx or a text file. Raises Unreadable, naming the file."""
    return read_paper("\n".join(word_lines(content, filename)))


def read_paper(text: str) -> Paper:
    """Read the questions of a text. What leaves any doubt is refused with a reason, never guessed."""
    if is_gift(text):
        return _read_gift(text)
    outline = Outline(lines_of(text.splitlines())).read()
    drafts = [draft for draft in outline.drafts if not _is_title(draft)]
    trouble = outline.entries.give(drafts)
    found: list[tuple[int, Question]] = []
    refused: list[RefusedText] = []
    for draft in drafts:
        try:
            if trouble and not draft.answered:
                raise RowRefused(f"没有答案：{trouble}")
            found.append((draft.line, build(draft)))
        except RowRefused as error:
            refused.append(RefusedText(draft.line, str(error), _cells(draft)))
    return _without_copies(found, refused)


def _read_gift(text: str) -> Paper:
    found: list[tuple[int, Question]] = []
    refused: list[RefusedText] = []
    for piece in pieces(text):
        try:
            found.append((piece.line, build_gift(piece)))
        except RowRefused as error:
            cells = ("", BREAK.join(piece.text.splitlines()), *[""] * (len(HEADINGS) - 2))
            refused.append(RefusedText(piece.line, str(error), cells))
    return _without_copies(found, refused)


def _without_copies(found: Sequence[tuple[int, Question]], refused: list[RefusedText]) -> Paper:
    seen: dict[tuple[str, frozenset[str]], int] = {}
    kept: list[tuple[int, Question]] = []
    for line, question in found:
        first = seen.setdefault(likeness(question), line)
        if first == line:
            kept.append((line, question))
        else:
            refused.append(RefusedText(line, f"与第 {first} 行的题重复：题干和选项相同", cells_of(question)))
    refused.sort(key=lambda each: each.line)
    return Paper(tuple(one for _, one in kept), tuple(refused), tuple(line for line, _ in kept))


def cells_of(question: Question) -> tuple[str, ...]:
    """Return a question under HEADINGS."""
    options = question.options if not question.type.is_typed else ()
    if question.type.label == "判断题":
        options = ()
    filled = [*options, *[""] * 8][:8]
    return (question.type.label, question.stem, *filled, question.answer_text, question.explanation)


def _cells(draft: Draft) -> tuple[str, ...]:
    """Return what was found of a question under HEADINGS, or all of it as it stood where that is unsure."""
    if draft.problem:
        return ("", BREAK.join(draft.raw), *[""] * (len(HEADINGS) - 2))
    kind = draft.section.type.label if draft.section.type else ""
    options = dict(draft.options)
    filled = [options.get(letter, "") for letter in LETTERS[:8]]
    stem, answer = draft.stem_text, draft.fields.get("answer", "")
    if not answer:
        with suppress(RowRefused):  # several in the stem stay there
            stem, answer = take_inline(stem, tuple(options.values()), draft.section.type)
    return (kind, stem, *filled, answer, draft.fields.get("explanation", ""))


def _is_title(draft: Draft) -> bool:
    """Tell whether what looked like a question is a title, or the line for name and office."""
    said = shape(draft.stem_text)
    if draft.number is not None or draft.whole or len(said) > _TITLE or _SAYS.search(said):
        return False
    return ":" in said or not (EMPTY.search(said) or "_" in said)
