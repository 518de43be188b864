"""Short forms by default; FUZZ=long runs the long ones, SEED=… another roll of the dice."""

import os
import sys
from collections.abc import Callable
from random import Random

import pytest

LONG = os.environ.get("FUZZ") == "long"


@pytest.fixture
def rng() -> Random:
    """Return the dice of a test."""
    return Random(int(os.environ.get("SEED", "2027")))


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Return what says, in the long form, what was found."""

    def say(text: str) -> None:
        if LONG:
            sys.stdout.write(f"\n[{request.node.name}] {text}\n")

    return say
