"""Which essay handed in so far, this year or before, a text is like."""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from language.likeness import COMMON, Shared, alike_passages, marks_of, share_alike
from storage.essays import Essay, alike_to, keep_marks

LEAST = 0.1  # of the marks: fewer are not even looked at


@dataclass(frozen=True)
class Alike:
    """The essay that a text is most like: which share of the text, and some of the sentences."""

    share: float
    essay_id: int
    passages: tuple[str, ...]
    own: bool  # the author's own, of another time

    @property
    def percent(self) -> int:
        """Return the share as people say it: in tens."""
        return max(10, round(self.share * 10) * 10)


def find_alike(session: Session, essay: Essay, text: str) -> Alike | None:
    """Return the essay handed in by now that the text of `essay` is most like; None where none is."""
    marks = marks_of(text)
    own, rows = alike_to(session, marks, COMMON, max(2, int(len(marks) * LEAST)), apart_from=essay.id)
    shares = [(share_alike(len(marks), own, Shared(row.all, row.own)), -row.essay_id) for row in rows]
    share, number = max(shares, default=(0.0, 0))
    if not share:
        return None
    other = session.get_one(Essay, -number)
    return Alike(share, other.id, alike_passages(text, other.body), other.person_id == essay.person_id)


def note_alike(session: Session, essay: Essay, text: str) -> None:
    """Keep on the essay what a look for others finds now."""
    found = find_alike(session, essay, text)
    essay.alike = {**asdict(found), "percent": found.percent} if found else {}


def enter_marks(session: Session, essay: Essay) -> None:
    """Let later essays be compared with this one as it was handed in."""
    keep_marks(session, essay.id, marks_of(essay.body))
