"""Papers written by somebody who had not seen the reader: read rightly or refused, never read as another."""

from dataclasses import replace
from pathlib import Path

import pytest

from language.papers import Paper, read_paper
from language.questions import parse_questions
from language.tables import Unreadable, read_tables
from language.word_bank import read_word
from tests.language.unseen.documents import DOCUMENTS
from tests.language.unseen.keys import judged
from tests.language.unseen.workbooks import BANKS

HERE = Path(__file__).parent
TEXTS = sorted(path.stem for path in HERE.glob("*.txt"))


def is_right(key: str, paper: Paper) -> None:
    result = judged(key, paper.questions, [each.cells for each in paper.refused])
    assert result.wrong == ()
    assert result.lost == ()
    assert all(each.reason for each in paper.refused)
    assert result.right >= 0.95 * result.asked, [(each.reason, each.cells) for each in paper.refused]


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read(name: str) -> None:
    text, key = (HERE / f"{name}.txt").read_text(), (HERE / f"{name}.key").read_text()
    is_right(key, read_paper(text))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read(name: str) -> None:
    make, key = DOCUMENTS[name]
    word = read_word(make(), f"{name}.docx")
    questions = (*(row.question for row in word.bank.questions), *word.paper.questions)
    is_right(key, replace(word.paper, questions=questions))


@pytest.mark.parametrize("name", BANKS)
def test_a_bank_is_read(name: str) -> None:
    make, ending, key = BANKS[name]
    content = make()
    found = parse_questions(content, name + ending)
    rows = {
        (table.sheet, row.number): row.cells for table in read_tables(content, name) for row in table.rows
    }
    refused = [rows[error.sheet, error.row] for error in found.errors]
    result = judged(key, [row.question for row in found.questions], refused)
    assert (result.wrong, result.lost) == ((), ())
    assert result.right == result.asked, found.errors


def test_a_workbook_of_old_excel_is_refused_plainly() -> None:
    with pytest.raises(Unreadable, match="旧版 Excel 格式"):
        parse_questions(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "题库.xls")
