"""A file somebody sent, told apart by its headings and read into rows; any thread may do it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from language import papers, roster
from language import questions as bank
from language.answers import find_type
from language.grid import RowError
from language.headings import Column, Layout, find_layouts
from language.papers import Paper
from language.papers.in_cells import sheets_as_paper
from language.papers.word import is_word
from language.question import Question
from language.roster import RosterRow
from language.tables import Unreadable, read_tables
from language.word_bank import read_word

MAX_MEGABYTES = 10
OWN_SHEETS = frozenset({"留痕", "填写说明", "说明"})  # of our own files, and of most others' templates
ELSEWHERE = "年度计划请先发送 /plan，点“导入计划”，再发送文件；制度文件请先发送 /rules，点“管理制度文件”。"


@dataclass(frozen=True)
class Faulty:
    """A row that was refused: where it stood, why, and its cells."""

    row: int
    reason: str
    sheet: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Upload:
    """What a file held: roster rows or questions, and what of it was not taken."""

    kind: Literal["roster", "questions"]
    filename: str
    roster: tuple[RosterRow, ...] = ()
    questions: tuple[Question, ...] = ()
    faulty: tuple[Faulty, ...] = ()
    headings: tuple[str, ...] = ()  # of the table the faulty rows stand in
    ignored: tuple[str, ...] = ()


def read_upload(content: bytes, filename: str) -> Upload:
    """Read a roster, else a question bank, else a paper. Raises Unreadable with a sentence for the sender."""
    try:
        return read_roster(content, filename)
    except Unreadable as no_roster:
        try:
            return read_questions(content, filename)
        except Unreadable as no_questions:
            if found := _read_paper(content, filename):
                return found
            if str(no_roster) == str(no_questions):  # nothing to do with headings
                raise
            raise Unreadable(
                f"没有导入：看不出《{filename[:60]}》是名册还是题库。\n"
                f"如是名册：{no_roster}\n如是题库：{no_questions}\n{ELSEWHERE}"
            ) from no_questions


def read_roster(content: bytes, filename: str) -> Upload:
    """Read a roster. Raises Unreadable."""
    found = roster.parse_roster(content, filename)
    headings, faulty = _cells_of(content, filename, found.errors, roster.COLUMNS)
    return Upload(
        "roster",
        filename,
        roster=found.rows,
        faulty=tuple(replace(each, sheet="") for each in faulty),  # a roster is read from one sheet
        headings=headings,
        ignored=found.ignored_headings,
    )


def read_questions(content: bytes, filename: str) -> Upload:
    """Read a question bank. Raises Unreadable."""
    found = bank.parse_questions(content, filename)
    headings, faulty = _bank_cells(content, filename, found.errors)
    sheets = (f"工作表“{sheet}”" for sheet in found.ignored_sheets if sheet not in OWN_SHEETS)
    return Upload(
        "questions",
        filename,
        questions=tuple(row.question for row in found.questions),
        faulty=faulty,
        headings=headings,
        ignored=(*found.ignored_headings, *sheets),
    )


def read_pasted(content: bytes, filename: str) -> Upload:
    """Read the questions of a text that was pasted, cells out of a table too."""
    if b"\t" in content:
        try:
            return read_questions(content, filename)
        except Unreadable:
            pass  # a paper with gaps between its options
    return _of_paper(papers.read_paper(content.decode()), filename)


def _read_paper(content: bytes, filename: str) -> Upload | None:
    """Return a paper's questions, None where the file holds none.

    Raises Unreadable for a document without any.
    """
    if content.startswith(b"PK"):
        try:
            paper = papers.read_paper(sheets_as_paper(read_tables(content, filename)))
        except Unreadable:
            return _read_word(content, filename)
    else:
        try:
            paper = papers.read_paper_file(content, filename)
        except Unreadable:
            return None
    return _of_paper(paper, filename) if paper.questions else None


def _read_word(content: bytes, filename: str) -> Upload | None:
    if not is_word(content):
        return None
    word = read_word(content, filename)
    paper = word.paper
    if not (paper.questions or paper.refused or word.bank.questions):
        raise Unreadable(
            f"《{filename[:60]}》里没有找到题目。"
            f"题目请写成“1. 题干”，选项写成“A. 选项”，答案写成“答案：A”。\n{ELSEWHERE}"
        )
    of_text = _of_paper(paper, filename)
    return replace(
        of_text,
        questions=(*(row.question for row in word.bank.questions), *of_text.questions),
        faulty=(
            *(Faulty(row, why, sheet, cells) for sheet, row, why, cells in word.refused()),
            *of_text.faulty,
        ),
        ignored=tuple(word.bank.ignored_headings),
    )


def _of_paper(paper: Paper, filename: str) -> Upload:
    if len(paper.questions) > bank.MAX_QUESTIONS:
        raise Unreadable(f"超过 {bank.MAX_QUESTIONS} 道题。请分成几次发送。")
    faulty = tuple(Faulty(each.line, each.reason, "", each.cells) for each in paper.refused)
    return Upload("questions", filename, questions=paper.questions, faulty=faulty, headings=papers.HEADINGS)


def _bank_cells(
    content: bytes, filename: str, errors: Sequence[RowError]
) -> tuple[tuple[str, ...], tuple[Faulty, ...]]:
    """Return refused rows of all sheets under the same headings, each with the type its sheet states."""
    if not errors:
        return (), ()
    layouts = {
        layout.table.sheet: layout for layout in find_layouts(read_tables(content, filename), bank.COLUMNS)[0]
    }
    keys = [c.key for c in bank.COLUMNS if any(c.key in layout.columns for layout in layouts.values())]
    if "type" not in keys:
        keys.insert(0, "type")
    headings = tuple(_heading(layouts.values(), key) for key in keys)
    faulty = []
    for error in errors:
        layout = layouts[error.sheet]
        row = next(row for row in layout.table.rows if row.number == error.row)
        sheets = find_type(layout.table.sheet)
        cells = tuple(
            layout.value(row, key) or (sheets.label if key == "type" and sheets else "") for key in keys
        )
        faulty.append(Faulty(error.row, error.reason, error.sheet, cells))
    return headings, tuple(faulty)


def _heading(layouts: Iterable[Layout], key: str) -> str:
    for layout in layouts:
        if key in layout.columns:
            row = next(row for row in layout.table.rows if row.number == layout.heading_row)
            return row.value(layout.columns[key])
    return "题型"


def _cells_of(
    content: bytes, filename: str, errors: Sequence[RowError], columns: Sequence[Column]
) -> tuple[tuple[str, ...], tuple[Faulty, ...]]:
    """Return the headings, and the refused rows with their cells, which take a second look at the file."""
    if not errors:
        return (), ()
    tables = read_tables(content, filename)
    cells = {(table.sheet, row.number): row.cells for table in tables for row in table.rows}
    layout = find_layouts(tables, columns)[0][0]
    headings = cells.get((layout.table.sheet, layout.heading_row), ())
    return headings, tuple(
        Faulty(error.row, error.reason, error.sheet, cells.get((error.sheet, error.row), ()))
        for error in errors
    )
