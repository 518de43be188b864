"""docs/coverage.md names every item of the plan, and nothing that there is not."""

import re
from pathlib import Path

import content
from activities.registry import KINDS
from bot.routes import COMMANDS
from services.registers import BOOKS

COVERAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
ROW = re.compile(r"\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")


def rows() -> list[tuple[int, str, list[str], str]]:
    """Return number, item, what serves it, and how."""
    found = [ROW.fullmatch(line) for line in COVERAGE.read_text(encoding="utf-8").splitlines()]
    return [(int(row[1]), row[2], re.findall(r"`([^`]+)`", row[3]), row[4]) for row in found if row]


def test_every_item_of_the_plan_has_its_row() -> None:
    assert [number for number, *_ in rows()] == list(range(1, 68))
    for number, item, serving, how in rows():
        assert serving, number
        assert len(item.strip()) > 1, number
        assert how.strip().endswith("。"), number


def test_what_a_row_names_is_there() -> None:
    templates = {template.name for template in content.templates()}
    for number, _, serving, _ in rows():
        for name in serving:
            sort, _, which = name.rpartition(":")
            known = {
                "template": templates,
                "register": set(BOOKS),
                "": {*KINDS, "none", *(f"/{command}" for command in COMMANDS)},
            }[sort]
            assert which in known, (number, name)


def test_every_kind_and_register_serves_something() -> None:
    named = {name for _, _, serving, _ in rows() for name in serving}
    assert set(KINDS) <= named
    assert {f"register:{name}" for name in BOOKS} <= named
