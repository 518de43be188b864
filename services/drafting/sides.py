"""The two halves of an audience while it is chosen: who is asked, and who is left out all the same."""

from typing import Any

from services.audiences import Chosen
from services.drafting.writing import Step, Writing

OUT = "-"  # begins the field of a step that chooses who is left out


def is_out(w: Writing) -> bool:
    """Tell whether the step the draft stands at chooses who is left out."""
    return w.step.field.startswith(OUT)


def chosen_of(w: Writing) -> Chosen:
    """Return the half that the step the draft stands at is about."""
    return w.audience.without if is_out(w) else w.audience


def choose(w: Writing, **changes: Any) -> None:
    """Change the half that the step the draft stands at is about."""
    if is_out(w):
        without = w.audience.without.model_copy(update=changes)
        w.set_audience(w.audience.model_copy(update={"without": without}))
    else:
        w.set_audience(w.audience.model_copy(update=changes))


def step_of(w: Writing, name: str, field: str = "", *, out: bool) -> Step:
    """Return a step of the one half or the other."""
    return Step(name, (OUT if out else "") + field, again=w.step.again)


def upward(w: Writing) -> Step:
    """Return the page that the lists of this half were opened from."""
    return step_of(w, "without", OUT, out=False) if is_out(w) else Step("audience", again=w.step.again)
