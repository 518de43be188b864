"""A secretary at a draft: what every step is given, and the order of the steps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Content, Kind, esc
from activities.registry import KINDS
from services.access import access_secretary
from services.audiences import Audience
from services.calendars import office_calendar
from services.drafting import form
from services.drafting.form import Entry, Shape
from services.drafting.templates import given_fields, offers, short_code
from services.office import Office
from services.refusals import Refusal
from services.reply import Press, Reply
from storage.activities import Draft
from storage.people import Person
from workdays.around import say_placed
from workdays.holidays import Calendar

ROUTE = "n"


class DraftGone(Refusal):
    """A draft that was deleted, or somebody else's: the same answer to both."""

    def __init__(self) -> None:
        super().__init__("这份草稿已删除，或不是您起草的。请用 /new 查看您的草稿，或新起草一份。")


@dataclass(frozen=True)
class Step:
    """Where a draft stands. `again` marks a step taken up from the preview, which leads back there."""

    name: str
    field: str = ""
    again: bool = False

    def __str__(self) -> str:
        return self.name + (f".{self.field}" if self.field else "") + ("*" if self.again else "")

    @classmethod
    def of(cls, text: str) -> "Step":
        """Return the step that was stored, or that a button named."""
        name, _, field = text.removesuffix("*").partition(".")
        return cls(name, field, text.endswith("*"))


PREVIEW = Step("preview")


@dataclass(frozen=True)
class Note:
    """What a step says about what was just done: HTML above the next screen, and a word that pops up.

    `show` names the part of the screen to draw, where it has several.
    """

    text: str = ""
    toast: str = ""
    show: str = ""


@dataclass
class Writing:
    """A secretary at a draft."""

    session: Session
    office: Office
    now: datetime
    person: Person
    draft: Draft

    @cached_property
    def calendar(self) -> Calendar:
        """Return the office's calendar."""
        return office_calendar(self.session)

    @property
    def local(self) -> datetime:
        """Return now on the office's clock."""
        return self.office.local(self.now)

    @property
    def today(self) -> date:
        """Return the office's date."""
        return self.local.date()

    @property
    def kind(self) -> Kind[Any]:
        """Return the kind of the draft."""
        return KINDS[self.draft.kind]

    @property
    def step(self) -> Step:
        """Return where the draft stands."""
        return Step.of(self.draft.step)

    @property
    def audience(self) -> Audience:
        """Return whom it is asked of, so far."""
        return Audience.model_validate(self.draft.audience)

    @property
    def opens_at(self) -> datetime:
        """Return when it would be opened, as things stand."""
        return self.draft.opens_at or self.now

    def say_moment(self, at: datetime) -> str:
        """Return a moment on the office's clock, with how its day stands to the nearest holiday."""
        return say_placed(self.office.local(at), self.calendar)

    def entries(self) -> list[Entry]:
        """Return all fields of the form."""
        return form.entries(self.kind.content)

    def entry(self) -> Entry:
        """Return the field the draft stands at."""
        return next(entry for entry in self.entries() if entry.name == self.step.field)

    def open_entries(self) -> list[Entry]:
        """Return the fields that the template leaves open."""
        given = given_fields(self.draft.template, self.draft.kind)
        return [entry for entry in self.entries() if entry.name not in given and not entry.aside]

    def wants_file(self) -> bool:
        """Tell whether the step the draft stands at asks for a file."""
        return self.step.name == "ask" and self.entry().shape in (Shape.FILE, Shape.FILES)

    def wants_text_file(self) -> bool:
        """Tell whether the text asked for may come as a Word document or a text file."""
        return self.step.name in ("ask", "parts") and next(
            entry.parts for entry in self.entries() if entry.name == self.step.field
        )

    def content(self) -> tuple[Content | None, list[str]]:
        """Return what is asked if it is complete, else what is still wrong."""
        return form.complete(self.kind.content, self.draft.fields)

    def own_deadline(self) -> datetime | None:
        """Return the deadline that follows from the content, where it has one."""
        content, _ = self.content()
        return self.kind.deadline(content) if content else None

    def deadline(self) -> datetime | None:
        """Return the deadline as it would be published."""
        return self.own_deadline() or self.draft.deadline

    def set_audience(self, audience: Audience) -> None:
        """Keep whom it is asked of; what was drawn for others is drawn anew."""
        self.draft.audience = audience.model_dump(mode="json")
        self.forget_drawn()

    def set_field(self, name: str, value: Any) -> None:
        """Keep a field's value; None takes it back to the default."""
        self.draft.fields = {k: v for k, v in self.draft.fields.items() if k != name}
        if value is not None:
            self.draft.fields = {**self.draft.fields, name: value}
        self.forget_drawn()

    def forget_drawn(self) -> None:
        """Drop what the bot filled in itself, such as papers: the preview fills it anew."""
        typed = {entry.name for entry in self.entries()}
        drawn = {n for n in self.kind.content.model_fields if n not in typed}
        kept = given_fields(self.draft.template, self.draft.kind)
        self.draft.fields = {k: v for k, v in self.draft.fields.items() if k not in drawn or k in kept}

    def fingerprint(self) -> str:
        """Return a short code of all that would be published."""
        draft = self.draft
        parts = (
            draft.fields,
            draft.audience,
            draft.deadline,
            draft.opens_at,
            draft.on_doubt,
            draft.remind_on,
        )
        return short_code(repr([p.astimezone(UTC) if isinstance(p, datetime) else p for p in parts]))

    def order(self) -> list[Step]:
        """Return the steps of this draft from the first to the preview."""
        steps = [Step("template")] if offers(self.draft.kind, self.today, self.calendar) else []
        steps += [Step("ask", entry.name) for entry in self.open_entries()]
        if self.own_deadline() is None:
            steps.append(Step("deadline"))
        return [*steps, Step("audience"), PREVIEW]

    def go(self, step: Step) -> None:
        """Stand at a step."""
        self.draft.step = str(step)

    def go_on(self) -> None:
        """Stand at the step that follows: the preview for one taken up from there."""
        self.go(self._beside(+1))

    def go_back(self) -> None:
        """Stand at the step before."""
        self.go(self._beside(-1))

    def _beside(self, offset: int) -> Step:
        step, order = self.step, self.order()
        if step.again or step not in order:
            return PREVIEW
        return order[max(0, order.index(step) + offset)]

    def press(self, label: str, choice: str) -> Press:
        """Return a button of the step the draft stands at."""
        return Press(label, ROUTE, (self.draft.id, str(self.step), choice))

    def heading(self, note: Note, place: str = "") -> str:
        """Return the first lines of a step: what was just done, and what is being written."""
        title = str(self.draft.fields.get("title", ""))
        named = f"：{esc(title)}" if title else ""
        above = f"{note.text}\n\n" if note.text else ""
        return f"{above}<b>起草{esc(self.kind.title)}</b>{named}{place}"


@dataclass(frozen=True)
class Page:
    """What a step does: draw itself, take a press, and, where it asks for words, take those."""

    draw: Callable[[Writing, Note], Reply]
    press: Callable[[Writing, str], Note]
    typed: Callable[[Writing, str], Note] | None = None


def access_draft(session: Session, office: Office, now: datetime, telegram_id: int, draft_id: int) -> Writing:
    """Return a secretary's own draft, locked until the transaction ends. Raises Refusals, DraftGone too."""
    secretary = access_secretary(session, telegram_id, office, now)
    query = select(Draft).where(Draft.id == draft_id, Draft.person_id == secretary.id)
    draft = session.scalars(query.with_for_update()).one_or_none()
    if draft is None or draft.kind not in KINDS:
        raise DraftGone
    return Writing(session, office, now, secretary, draft)


def warned(sentence: str) -> Note:
    """Return the note that something typed cannot be taken; the sentence is plain text."""
    return Note(f"⚠ {esc(sentence)}")
