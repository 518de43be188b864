"""Questions of a Word document, whether they stand in its text or in its tables."""

from language.grid import Table, Unreadable
from language.papers import Paper, read_paper
from language.papers.word import word_lines, word_tables
from language.questions import QuestionFile, parse_tables


def read_word(content: bytes, filename: str) -> tuple[tuple[Table, ...], QuestionFile, Paper]:
    """Return a document's tables, the bank in them, and the paper that is its text.

    Where no table is a bank (a table of answers is none), tables belong to the text. Raises Unreadable.
    """
    tables = word_tables(content, filename)
    try:
        bank = parse_tables(tables)
    except Unreadable:
        bank = QuestionFile((), ())
    lines = word_lines(content, filename, tables=not bank.questions)
    return tables, bank, read_paper("\n".join(lines))
