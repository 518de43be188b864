"""How well annual plans are read: `python -m benchmarks.plans`, recall and precision of each plan we have.

What a plan asks for was written down by hand, a row each. A row is found if an item of its own has its words
and stands in its paragraph; an item is right if it is about any row of its paragraph. The seed's text is an
official document of another office and does not come with the product: without it only our own are measured.
"""

import argparse
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from language.plan import Obligation, paragraphs, read_plan

_HERE = Path(__file__).resolve().parent
PLANS = _HERE.parent / "content/plans"
SEED = _HERE.parents[1] / "shared/seed/annual-plan-2022.txt"
SEED_ROWS = _HERE / "seed_plan.csv"
CORE = frozenset({"3", "4", "8", "22", "23", "27", "41", "58", "59"})
"""The seed's rows whose frequency, number and kind must all be right."""


@dataclass(frozen=True)
class Expected:
    """One thing that a plan asks for. Empty fields are not compared; a quota of ? is 未设定."""

    row: str
    number: str
    title: str
    key: re.Pattern[str]
    every: str
    months: tuple[int, ...]
    quota: str
    kinds: tuple[str, ...]

    def faults(self, item: Obligation) -> list[str]:
        """Return what an item says of times, number and kind that the plan does not."""
        every = item.frequency.every if item.frequency else ""
        months = item.frequency.months if item.frequency else ()
        quota = "?" if item.unset else str(item.quota or "")
        faults = []
        if self.every and every != self.every:
            faults.append(f"{every or 'no period'} for {self.every}")
        if self.months and months != self.months:
            faults.append(f"months {months} for {self.months}")
        if quota != self.quota and (self.quota or self.every):
            faults.append(f"quota {quota or 'none'} for {self.quota or 'none'}")
        if self.kinds and item.kind not in self.kinds:
            faults.append(f"kind {item.kind} for {'|'.join(self.kinds)}")
        return faults


@dataclass
class Score:
    """What was found of one plan; the rows in `must` have to be found and right in everything."""

    name: str
    rows: Sequence[Expected]
    items: Sequence[Obligation]
    must: frozenset[str] = frozenset()
    found: dict[str, Obligation] = field(default_factory=dict)
    wrong: list[Obligation] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Return the share of the rows that an item of their own is about."""
        return len(self.found) / len(self.rows)

    @property
    def precision(self) -> float:
        """Return the share of the items that are about a row."""
        return 1 - len(self.wrong) / max(len(self.items), 1)

    @property
    def missed(self) -> list[Expected]:
        """Return the rows that no item is about."""
        return [row for row in self.rows if row.row not in self.found]

    @property
    def failed(self) -> set[str]:
        """Return those of the rows that must be right that are not."""
        return set(self.must - self.found.keys()) | (self.must & self.faults().keys())

    def faults(self) -> dict[str, list[str]]:
        """Return what is wrong about the rows that were found."""
        told = {row.row: row.faults(self.found[row.row]) for row in self.rows if row.row in self.found}
        return {row: faults for row, faults in told.items() if faults}


def score(
    name: str, items: Sequence[Obligation], rows: Sequence[Expected], must: frozenset[str] = frozenset()
) -> Score:
    """Match items and rows, each at most once, as many as can be."""
    result = Score(name, rows, items, must)
    about = {row.row: [item for item in items if _about(item, row)] for row in rows}
    owner: dict[str, str] = {}

    def place(row: str, tried: set[str]) -> bool:
        for item in about[row]:
            if item.number not in tried:
                tried.add(item.number)
                if item.number not in owner or place(owner[item.number], tried):
                    owner[item.number] = row
                    return True
        return False

    for row in rows:
        place(row.row, set())
    numbers = {item.number: item for item in items}
    result.found = {row: numbers[number] for number, row in owner.items()}
    result.wrong = [item for item in items if not any(item in near for near in about.values())]
    return result


def measured() -> list[Score]:
    """Score every plan there is, the seed first where its text is at hand."""
    own = [_read(path, path.with_suffix(".csv")) for path in sorted(PLANS.glob("*.[td]*[tx]"))]
    return [_read(SEED, SEED_ROWS, CORE), *own] if SEED.exists() else own


def _read(text: Path, rows: Path, must: frozenset[str] = frozenset()) -> Score:
    items = read_plan(paragraphs(text.read_bytes(), text.name)).items
    return score(text.stem, items, expected(rows), must)


def expected(path: Path) -> list[Expected]:
    """Read a table of what a plan asks for."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Expected(
                row["row"],
                row["number"],
                row["title"],
                re.compile(row["key"]),
                row["every"],
                tuple(int(month) for month in row["months"].split()),
                row["quota"],
                tuple(filter(None, row["kind"].split("|"))),
            )
            for row in csv.DictReader(lines)
        ]


def main() -> None:
    """Print the figures; with --verbose also what was missed, what is no obligation, and what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plans")
    parser.add_argument("--verbose", action="store_true", help="name every miss and every fault")
    verbose = parser.parse_args().verbose
    console = Console(width=None if Console().is_terminal else 160)
    table = Table(
        "plan", "rows", "items", "recall", "precision", "times, number and kind right", "of those that must"
    )
    scores = measured()
    for one in scores:
        right = len(one.found) - len(one.faults())
        table.add_row(
            one.name,
            str(len(one.rows)),
            str(len(one.items)),
            f"{one.recall:.1%}",
            f"{one.precision:.1%}",
            f"{right} of {len(one.found)}",
            f"{len(one.must) - len(one.failed)} of {len(one.must)}" if one.must else "",
        )
        if verbose:
            _tell(one, console)
    console.print(table)


def _tell(one: Score, console: Console) -> None:
    titles = {row.row: row.title for row in one.rows}
    for item in one.items:
        every = item.frequency.every if item.frequency else ""
        about = [row for row, found in one.found.items() if found is item]
        mark = "NO" if item in one.wrong else ",".join(about) or "+"
        quota = "未设定" if item.unset else item.quota
        console.print(
            f"  {mark:>4} {item.number} {item.title} [{every} {quota} {item.kind}] {item.responsible} "
            f"{item.participants} {item.tags} {item.parent or ''}",
            markup=False,
        )
    for row in one.missed:
        console.print(f"  {one.name}: missed {row.row} {row.title}", markup=False)
    for row_number, faults in one.faults().items():
        console.print(f"  {one.name}: {row_number} {titles[row_number]}: {'; '.join(faults)}", markup=False)


def _about(item: Obligation, row: Expected) -> bool:
    number = item.number.partition("-")[0]
    return number == row.number and row.key.search(item.title) is not None


if __name__ == "__main__":
    main()
