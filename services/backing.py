"""What a rich kind needs of the database beside the common road: each kind has one service that offers it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy.orm import Session

from activities.kind import Verdict
from services.focus import set_focus
from services.office import Office
from services.reply import File, Press, Reply
from storage.activities import Activity
from storage.assignments import Assignment
from storage.people import Person

if TYPE_CHECKING:
    from services.drafting.writing import Writing

ROUTE = "k"
FOCUS = "desk"

More: TypeAlias = Callable[[Session, Office, datetime, Activity, Assignment], Mapping[str, Any]]
After: TypeAlias = Callable[[Session, Office, datetime, Activity, Assignment, Verdict], None]
TakenBack: TypeAlias = Callable[[Session, Office, datetime, Activity, Assignment, int], None]
Paper: TypeAlias = Callable[[Session, Office, datetime, Activity, Assignment], File]
Expand: TypeAlias = Callable[
    [Session, Office, datetime, Activity, Sequence[Person]], Sequence[tuple[int, str]]
]
Warn: TypeAlias = "Callable[[Writing, Any], Iterable[str]]"
Closed: TypeAlias = Callable[[Session, Office, datetime, Activity], None]
StaysClosed: TypeAlias = Callable[[Session, Activity], str]
Fill: TypeAlias = "Callable[[Writing, Any], dict[str, Any]]"
Hosts: TypeAlias = Callable[[Session, Activity], Collection[int]]
Buttons: TypeAlias = Callable[[Session, Activity], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Desk:
    """A secretary, or a host, at one activity: `arg` is what the button carried, `text` what was typed."""

    session: Session
    office: Office
    now: datetime
    person: Person
    activity: Activity
    arg: str = ""
    text: str = ""

    def press(self, label: str, action: str, arg: str = "") -> Press:
        """Return a button that leads to one of the backing's actions."""
        return Press(label, ROUTE, (self.activity.id, action, arg))

    def ask(self, action: str, prompt: str, arg: str = "") -> Reply:
        """Ask for words, which lead to one of the backing's actions."""
        ref = {"activity": self.activity.id, "action": action, "arg": arg}
        set_focus(self.session, self.person.id, FOCUS, ref, self.now)
        return Reply(prompt=prompt)


Act: TypeAlias = Callable[[Desk], Reply]


@dataclass(frozen=True)
class Backing:
    """A rich kind's share of the common road; every part may be left out.

    more:    what View.more holds.
    after:   what follows once a verdict was applied, in the same transaction.
    taken_back: what follows once a secretary took an entry of theirs back; the last argument is who.
    papers:  what Verdict.give names.
    expand:  the (person id, subject) of each assignment at opening; else everybody asked, without a subject.
    fill:    the fields of a draft that nobody types.
    warn:    what the secretary should know of a draft before publishing it, a plain sentence each.
    closed:  what follows when an activity closes.
    stays_closed: why an activity cannot be opened again once it is closed; empty where it can.
    buttons: (label, action) below the secretary's report on an activity.
    actions: what those buttons, and words asked for there, lead to.
    hosts:   who besides the secretaries may do those of the actions that `host_actions` names.
    """

    more: More | None = None
    after: After | None = None
    taken_back: TakenBack | None = None
    papers: Mapping[str, Paper] = field(default_factory=dict)
    expand: Expand | None = None
    fill: Fill | None = None
    warn: Warn | None = None
    closed: Closed | None = None
    stays_closed: StaysClosed | None = None
    buttons: Buttons | None = None
    actions: Mapping[str, Act] = field(default_factory=dict)
    hosts: Hosts | None = None
    host_actions: frozenset[str] = frozenset()


_NONE = Backing()


def backing_of(kind: str) -> Backing:
    """Return what backs a kind: nothing for a simple one."""
    # Here, not above: the services registered there stand on the common road, which asks for them.
    from services.backings import BACKINGS

    return BACKINGS.get(kind, _NONE)
