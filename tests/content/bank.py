"""The shipped tables, read with nothing but the standard library."""

import csv
import io

import content


def questions() -> list[dict[str, str]]:
    """Return the question bank, a dict for each row."""
    return _rows(content.questions_csv())


def people() -> list[dict[str, str]]:
    """Return the demo roster, a dict for each row."""
    return _rows(content.roster_csv())


def _rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""), strict=True))
