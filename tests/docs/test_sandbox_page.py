"""docs/sandbox.md: its examples run, and what it says can be pressed is on the page."""

import re
import textwrap

import sandbox
from bot.trial.launch import SECRETARY
from sandbox.faults import Faults
from sandbox.methods import METHODS
from tests.docs.documents import ROOT, text_of

PAGE = text_of(ROOT / "docs/sandbox.md")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


async def test_the_example_of_trouble_runs() -> None:
    trouble = next(block for block in BLOCKS if ".fault(" in block)
    named: dict[str, object] = {}
    exec(f"async def example(box):\n{textwrap.indent(trouble, '    ')}", named)  # noqa: S102 our own page
    example = named["example"]
    assert callable(example)
    async with sandbox.serve() as box:
        await example(box)
        assert box.exchange.fate.faults == Faults()


def test_the_example_of_a_test_is_python() -> None:
    compile(
        f"async def example():\n{textwrap.indent(next(b for b in BLOCKS if 'serve()' in b), '    ')}",
        "docs/sandbox.md",
        "exec",
    )


def test_what_can_be_pressed_is_on_the_page() -> None:
    page = text_of(ROOT / "sandbox/browser/index.html")
    labels = {
        label.strip() for row in re.findall(r"^\| (.+?) \|", PAGE, re.MULTILINE) for label in row.split(", ")
    }
    chinese = {label for label in labels if re.search(r"[一-鿿]", label)}
    assert len(chinese) >= 6
    assert {label for label in chinese if f">{label}<" not in page} == set()
    assert SECRETARY in PAGE
    assert f"the {len(METHODS)} methods" in PAGE
