"""Questions that stand in the cells of a workbook the way they stand on paper."""

import re
from collections.abc import Sequence

from language.answers import find_type, judge_answer, plain_options
from language.cells import one_line
from language.grid import RowRefused, Table
from language.papers.building import take_inline
from language.papers.lines import Line, label_of
from language.papers.options import options_in
from language.papers.signs import shape
from language.question import LETTERS, QuestionType

_LABELLED = re.compile(r"(?:答案|解析)\s*:")
_PARTS = re.compile(r"[\n|｜]+|[；;](?=.)|\$+")


def options_of_cell(text: str) -> tuple[str, ...]:
    """Return the options that stand together in one cell: lettered, or parted by | or lines.

    Raises RowRefused where the letters do not follow one another.
    """
    before, options = _lettered(text)
    if options and not before:
        return options
    return plain_options([part.strip() for part in _PARTS.split(text) if part.strip()]) if text else ()


def stem_with_options(stem: str, answer: str) -> tuple[str, tuple[str, ...]]:
    """Part a stem from the options that stand below it in its cell, and take the answer out of it.

    A stem without options comes back as it is. Raises RowRefused where the answer there is another one.
    """
    before, options = _lettered(stem)
    if not options or not before:
        return stem, ()
    if any(label_of(Line(0, line)) for line in stem.split("\n")) or _LABELLED.search(shape(stem)):
        raise RowRefused("题干里还写着“答案”“解析”等，请移到各自的列里，题干只留题目和选项")
    clean, inline = take_inline(one_line(before), options, None)
    if inline and _bare(inline) != _bare(answer):
        raise RowRefused(f"题干里的答案“{inline}”和答案列的“{answer}”不一致")
    return clean, options


def without_answer(stem: str, options: Sequence[str], answer: str, kind: QuestionType | None) -> str:
    """Return a stem without the answer that stands in it. Raises RowRefused where that is another one."""
    judged = kind is QuestionType.JUDGE
    clean, inline = take_inline(stem, () if judged else tuple(options), kind)
    if not inline or (judged and not re.search(r"[(（]", stem)):
        return stem
    if judged:
        same = judge_answer((), inline) == judge_answer(options, answer)
    else:
        same = _bare(inline) == _bare(answer)
    if not same:
        raise RowRefused(f"题干里的答案“{inline}”和答案列的“{answer}”不一致")
    return re.sub(r"（　）(?=[。.]?$)", "", clean) if judged else clean


def sheets_as_paper(tables: Sequence[Table]) -> str:
    """Return sheets without headings as the text of a paper, a sheet named after a type with that heading."""
    lines: list[str] = []
    for table in tables:
        if find_type(table.sheet):
            lines.append(table.sheet)
        whole = any("\n" in cell for row in table.rows for cell in row.cells)
        for row in table.rows:
            cells = [cell for place, cell in enumerate(row.cells) if cell and place not in row.merged]
            # A cell with lines of its own is a question; elsewhere each row is a line of the paper.
            lines += ["", *cells] if whole else ["  ".join(cells)]
    return "\n".join(lines)


def _lettered(text: str) -> tuple[str, tuple[str, ...]]:
    before: list[str] = []
    options: list[tuple[str, str]] = []
    for line in text.split("\n"):
        found = options_in(line, LETTERS[len(options)] if len(options) < 8 else "A")
        if found.options:
            options += found.options
            if found.before:
                before.append(found.before)
        elif options:
            letter, said = options[-1]
            options[-1] = (letter, one_line(f"{said}\n{line}"))
        else:
            before.append(line)
    options.sort()
    letters = "".join(letter for letter, _ in options)
    if letters != LETTERS[: len(letters)]:
        raise RowRefused("选项的字母不连续，请每个选项单独一格")
    return "\n".join(before), tuple(said for _, said in options)


def _bare(answer: str) -> str:
    return "".join(sorted(re.sub(r"[\s,、;|/]+", "", shape(answer)).upper()))
