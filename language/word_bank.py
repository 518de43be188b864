"""Questions of a Word document, whether they stand in its text or in its tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from language.grid import Table, Unreadable
from language.headings import find_layouts
from language.papers import Paper, read_paper
from language.papers.word import word_lines, word_tables
from language.question import LETTERS
from language.questions import COLUMNS, QuestionFile, parse_tables


@dataclass(frozen=True)
class WordBank:
    """The bank in a document's tables, and the paper that is its text."""

    tables: tuple[Table, ...]
    bank: QuestionFile
    paper: Paper

    def refused(self) -> Iterator[tuple[str, int, str, tuple[str, ...]]]:
        """Yield table, row, reason and cells under papers.HEADINGS of each row that was not taken."""
        layouts = find_layouts(self.tables, COLUMNS)[0] if self.bank.errors else []
        for error in self.bank.errors:
            layout = next(one for one in layouts if one.table.sheet == error.sheet)
            row = next(one for one in layout.table.rows if one.number == error.row)
            stem = "\n".join(
                part for part in (layout.value(row, "stem"), layout.value(row, "options")) if part
            )
            options = [layout.value(row, f"option{letter}") for letter in LETTERS[:8]]
            ends = (layout.value(row, "answer"), layout.value(row, "explanation"))
            yield error.sheet, error.row, error.reason, (layout.value(row, "type"), stem, *options, *ends)


def read_word(content: bytes, filename: str) -> WordBank:
    """Read a document. Where no table is a bank (one of answers is none), tables belong to the text.

    Raises Unreadable.
    """
    tables = word_tables(content, filename)
    try:
        bank = parse_tables(tables)
    except Unreadable:
        bank = QuestionFile((), ())
    if not bank.questions:
        bank = QuestionFile((), ())
    lines = word_lines(content, filename, tables=not bank.questions)
    return WordBank(tables, bank, read_paper("\n".join(lines)))
