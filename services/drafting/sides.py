"""The sides of an audience while it is chosen: who is asked, who is left out, who of them is asked."""

from typing import Any

from services.audiences import Chosen
from services.drafting.writing import Step, Writing

IN = ""
OUT = "-"  # begins the field of a step that chooses who is left out
STILL = "+"  # … and who is asked although an exception fits them
SIDES = (IN, OUT, STILL)
FIELDS = {OUT: "without", STILL: "still"}


def side(w: Writing) -> str:
    """Return the side that the step the draft stands at is about."""
    first = w.step.field[:1]
    return first if first in (OUT, STILL) else IN


def is_out(w: Writing) -> bool:
    """Tell whether the step the draft stands at chooses who is left out."""
    return side(w) == OUT


def chosen_of(w: Writing) -> Chosen:
    """Return the side that the step the draft stands at is about."""
    return of_side(w, side(w))


def of_side(w: Writing, which: str) -> Chosen:
    """Return one side of the audience."""
    found: Chosen = getattr(w.audience, FIELDS[which]) if which else w.audience
    return found


def unsure_side(w: Writing) -> str | None:
    """Return the first side with a name that several people bear of whom none was ticked yet."""
    return next((which for which in SIDES if of_side(w, which).unsure), None)


def choose(w: Writing, **changes: Any) -> None:
    """Change the side that the step the draft stands at is about."""
    if which := side(w):
        changes = {FIELDS[which]: chosen_of(w).model_copy(update=changes)}
    w.set_audience(w.audience.model_copy(update=changes))


def step_of(w: Writing, name: str, field: str = "", *, which: str) -> Step:
    """Return a step of one side."""
    return Step(name, which + field, again=w.step.again)


def upward(w: Writing) -> Step:
    """Return the page that the lists of this side were opened from."""
    return step_of(w, "without", which=OUT) if side(w) else Step("audience", again=w.step.again)
