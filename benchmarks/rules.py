"""How well and how fast rules are searched: `python -m benchmarks.rules`, over our own texts.

The texts are those of the tests, written for them. For the time they are joined by as many invented articles,
put together from words of theirs by chance, as make 2 MB.
"""

import csv
import random
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.row import quantile
from language.passages import Passage, passages_of, title_of
from language.search import groups_of, index_of, rank, tokens_of
from language.segment import cut
from services.rules.indexing import Prepared, store_document
from services.rules.searching import find
from storage.migrate import migrate
from storage.people import Department, Person

TEXTS = Path(__file__).resolve().parents[1] / "tests/language/rules"
AMONG = 3
SIZE = 2_000_000  # bytes
Index = list[tuple[str, tuple[Passage, ...], dict[str, list[int]]]]


def texts() -> Index:
    """Return our texts with their passages and words."""
    found = []
    for path in sorted([*TEXTS.glob("*.md"), *TEXTS.glob("*.txt")]):
        text = path.read_text(encoding="utf-8")
        passages = passages_of(text)
        title = title_of(text, path.name)
        found.append((title, passages, index_of(passages, title)))
    return found


def search(index: Index, question: str) -> list[tuple[str, Passage]]:
    """Return the passages found, the best first, with their documents."""
    groups = groups_of(question)
    wanted = tokens_of(groups)
    postings = [
        (number, token, where[token])
        for number, (_, _, where) in enumerate(index)
        for token in wanted
        if token in where
    ]
    hits = rank(groups, postings, sum(len(passages) for _, passages, _ in index), {})
    return [(index[hit.document][0], index[hit.document][1][hit.place]) for hit in hits]


def missed(index: Index) -> tuple[list[tuple[str, list[str]]], int]:
    """Return the questions whose article is not among the first, with what is; and how many there are."""
    with (TEXTS / "questions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    wrong = []
    for row in rows:
        found = search(index, row["question"])[:AMONG]
        if not any(_is(row, title, passage) for title, passage in found):
            told = [f"{title[-8:]} {one.label} {one.text[:16]}" for title, one in found]
            wrong.append((row["question"], told))
    return wrong, len(rows)


def invented(index: Index, size: int) -> Index:
    """Return documents of so many bytes of invented articles, a hundred each."""
    chance = random.Random(2)
    words = [word for _, passages, _ in index for one in passages for word in cut(one.text)]
    found: Index = []
    written = 0
    while written < size:
        passages = tuple(
            Passage(f"第{number}条", "", "".join(chance.choices(words, k=60)) + "。") for number in range(100)
        )
        written += sum(len(one.text.encode()) for one in passages)
        found.append((f"办法{len(found)}", passages, index_of(passages)))
    return found


def _is(row: dict[str, str], title: str, passage: Passage) -> bool:
    articles = row["article"].split("|")  # a question may be answered by any of several
    right = passage.label in articles or any(passage.text.startswith(one) for one in articles)
    return title.endswith(row["document"]) and right


def _seconds(index: Index, questions: Sequence[str]) -> tuple[float, list[float]]:
    """Return how long the longest document took to store, and each question, in an SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/rules.db")
        migrate(engine)
        now = datetime.now(UTC)
        with Session(engine) as session, session.begin():
            session.add(Department(name="办公室"))
            session.flush()
            session.add(Person(name="陈清", department_id=1, joined=now.date()))
        stored = []
        for document in index:
            began = time.perf_counter()
            with Session(engine) as session, session.begin():
                store_document(session, now, Prepared(*document), None)
            stored.append(time.perf_counter() - began)
        taken = []
        for question in questions:
            began = time.perf_counter()
            with Session(engine) as session:
                find(session, session.get_one(Person, 1), question)
            taken.append(time.perf_counter() - began)
        engine.dispose()
    return max(stored), taken


def main() -> None:
    """Print what was missed, and how long a question takes."""
    console = Console(width=None if Console().is_terminal else 160)
    index = texts()
    wrong, number = missed(index)
    for question, found in wrong:
        console.print(f"missed: {question}: {found}", markup=False)
    console.print(f"{number - len(wrong)} of {number} questions have their article among the first {AMONG}")
    began = time.perf_counter()
    large = [*index, *invented(index, SIZE)]
    console.print(f"{SIZE / 1e6:.0f} MB indexed in {time.perf_counter() - began:.1f} s")
    with (TEXTS / "questions.csv").open(encoding="utf-8", newline="") as lines:
        stored, taken = _seconds(large, [row["question"] for row in csv.DictReader(lines)])
    console.print(f"a document is stored in {stored:.1f} s at most")
    console.print(
        f"a question takes {quantile(taken, 0.5) * 1e3:.0f} ms, "
        f"95 of 100 at most {quantile(taken, 0.95) * 1e3:.0f} ms"
    )


if __name__ == "__main__":
    main()
