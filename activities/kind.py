"""What every kind of activity offers, and the plain values it speaks in.

A kind knows neither Telegram nor the database: it is given what was asked (content), who reads it and
where they stand (view) and what they did (action), and answers with what to show and what to record.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any, ClassVar, Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from activities.attachment import Attachment
from workdays.words import say_moment

Outcome = Literal["none", "done", "declined"]
WaitsFor = Literal["person", "other"]


def field_help(
    help_text: str, *, ask: bool = True, long: bool = False, aside: bool = False, parts: bool = False
) -> dict[str, Any]:
    """Return what the authoring dialogue needs beside a content field's title, type and limits.

    `ask=False` marks a field that a service fills; `long` one whose text runs over several lines; `aside`
    one that is only filled in by whoever takes it up from the preview; `parts` one that may be longer than a
    message, and comes in several or as a document.
    """
    return {"help": help_text, "ask": ask, "long": long, "aside": aside, "parts": parts}


class Content(BaseModel):
    """What is asked: a version of an activity's text. Its fields are the form the secretary fills in."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: str = Field(
        title="标题",
        min_length=2,
        max_length=60,
        json_schema_extra=field_help("显示在通知第一行，如：国庆节廉洁提醒"),
    )
    sign_off: str = Field(
        title="落款",
        default="",
        max_length=80,
        json_schema_extra=field_help("发文单位，如：××局机关纪委", long=True),
    )


@dataclass(frozen=True)
class Reader:
    """Who reads. `party` tells which rules bind them: the Party's, or 政务处分法 alone."""

    name: str
    department: str
    party: bool


@dataclass(frozen=True)
class View:
    """Where one person stands in one activity. Times are aware, in the office's zone."""

    reader: Reader
    now: datetime
    opened: datetime
    deadline: datetime | None = None
    version: int = 1
    content_hash: str = ""
    outcome: Outcome = "none"
    stage: str = ""
    waits_for: WaitsFor = "person"
    done_at: datetime | None = None
    way: str = ""
    late: bool = False
    exempt: str | None = None
    closed: bool = False
    reply: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""  # what it is about where one person is asked several times: a department, a letter
    more: Mapping[str, Any] = field(default_factory=dict)  # what the kind's backing looked up
    second: Reader | None = None  # who looks, where it is not the reader but the one who acts after them


@dataclass(frozen=True)
class Button:
    """A button of a screen; action and arg come back in an Action. Both are short ASCII (40 bytes in all)."""

    label: str
    action: str
    arg: str = ""


@dataclass(frozen=True)
class Screen:
    """What a person sees: text as the messenger's HTML, rows of buttons, and a file where there is one."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    file: Attachment | None = None


@dataclass(frozen=True)
class Action:
    """What a person did: pressed a button, or typed the text that an Ask of that name had asked for.

    `file` is the document that the text was read from, where one was sent.
    """

    name: str
    arg: str = ""
    text: str = ""
    file: Attachment | None = None


@dataclass(frozen=True)
class Ask:
    """A request for typed text: it will come back as an Action of this name.

    `file` tells that a Word document or a text file is taken in its place.
    """

    name: str
    prompt: str
    file: bool = False


@dataclass(frozen=True)
class Notice:
    """Something the secretaries are told, with buttons that reach the kind's decide().

    Where the kind says that heads decide, the head of the person's department is told too.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What an action comes to. None means unchanged; a verdict that changes nothing records no fact.

    One that changes something and asks as well goes on asking: a text in several messages.
    """

    say: str = ""
    alert: bool = False
    outcome: Outcome | None = None
    stage: str | None = None
    waits_for: WaitsFor | None = None
    way: str | None = None
    exempt: str | None = None
    reply: Mapping[str, Any] | None = None
    kept: Mapping[str, Any] | None = None  # for the kind's backing alone: no fact ever holds it
    late: bool | None = None  # of what is done; None leaves it to the clock
    ask: Ask | None = None
    tell: tuple[Notice, ...] = ()
    files: tuple[Attachment, ...] = ()  # sent with the answer
    give: str = ""  # which paper of the kind's backing is sent with the answer
    show: str = ""  # which part of the screen to draw, where a kind has several and does not store it

    @property
    def changes(self) -> bool:
        """Tell whether there is anything to record."""
        moved = (
            self.outcome,
            self.stage,
            self.waits_for,
            self.way,
            self.exempt,
            self.reply,
            self.kept,
        )
        return any(value is not None for value in moved)


C = TypeVar("C", bound=Content)


class Kind(ABC, Generic[C]):
    """One kind of thing that can be asked. To add one: a subclass in its own file, a line in the registry."""

    name: ClassVar[str]
    title: ClassVar[str]
    content: type[C]
    entry_title: ClassVar[str] = "线下办理"  # what the secretary's own entry for a person is called
    stages: ClassVar[tuple[str, ...]] = ()  # where somebody may stand on the way, counted in reports
    expected: ClassVar[str] = ""  # the stage of those whom the secretary may enter all at once
    most_reminders: ClassVar[int] = 2  # automatic ones
    due_word: ClassVar[str] = "截止"  # what its deadline is
    alike: ClassVar[bool] = False  # names nobody: whoever stands alike sees the same, word for word
    takes_documents: ClassVar[bool] = False  # a Word or text file may be sent for it; see Ask.file
    head_decides: ClassVar[bool] = False  # a Notice goes to the head of the person's department too
    # What a 更正 leaves alone: these fields; and everything, once somebody is done with a text that binds.
    fixed: ClassVar[frozenset[str]] = frozenset()
    binding: ClassVar[bool] = False

    @abstractmethod
    def screen(self, content: C, view: View, show: str = "") -> Screen:
        """Return what the person sees now."""

    def preview(self, content: C, view: View) -> Screen:
        """Return what an author is shown of what people will see."""
        return self.screen(content, view)

    @abstractmethod
    def judge(self, content: C, view: View, action: Action) -> Verdict:
        """Return what the person's action comes to."""

    def looked_again(self, content: C, view: View, action: Action) -> Verdict:
        """Return what an action comes to once the person is done: it changes nothing."""
        return Verdict(say="您已办理过，不用重复操作。")

    def decide(self, content: C, view: View, action: Action) -> Verdict:
        """Return what a secretary's answer to a Notice comes to."""
        return Verdict(say="此项无需审批。")

    def entered(self, content: C, view: View) -> Verdict:
        """Return what it comes to when the secretary enters that the person did it elsewhere."""
        return Verdict(outcome="done", stage="", waits_for="person", way=self.entry_title)

    def deadline(self, content: C) -> datetime | None:
        """Return the deadline that follows from the content, where it has one of its own."""
        return None

    def for_all(self, content: C, zone: ZoneInfo) -> str:
        """Return, as HTML, what a group may read besides title and deadline: nobody's name."""
        return ""

    def may_keep_words(self, content: C) -> bool:
        """Tell whether words that came too late, or to nothing, may be kept with the name of their writer."""
        return True

    def notable(self, old: C, new: C, now: datetime) -> str:
        """Return, as HTML, what a 更正 changed that everybody must hear of; empty where editing will do."""
        return ""

    def paper_with_news(self, view: View) -> str:
        """Return which paper of the kind's backing goes with such news, empty for none."""
        return ""

    def open_to_exempt(self, view: View) -> bool:
        """Tell whether somebody who is exempt may do it all the same."""
        return False

    def can_act(self, view: View) -> bool:
        """Tell whether there is anything left that the person could press."""
        return not is_settled(view)

    def wants_reminder(self, view: View) -> bool:
        """Tell whether this waits for the person, so that a reminder concerns them."""
        return view.outcome == "none" and self.can_act(view) and view.waits_for == "person"

    def heads_up(self, view: View) -> str:
        """Return what somebody who has answered is to remember when reminders go out; empty for nothing."""
        return ""

    def say_overdue(self, title: str, count: int) -> str:
        """Return what the secretaries are told once the deadline has passed."""
        return (
            f"《{esc(title)}》已到截止时间，还有{count}人未办理。可在报表中查看名单、手动催办或登记线下办理。"
        )

    def figures(self, replies: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
        """Return the kind's own lines for a report, from the replies of those who are done."""
        return ()

    def without_words(self, reply: Mapping[str, Any]) -> dict[str, Any]:
        """Return what of a reply its figures are drawn from: all that stays once the reply is cleared."""
        return {}

    def remark(self, view: View) -> str:
        """Return the kind's own word on one person for the secretary's lists: passed or not, a reason."""
        return ""

    def own_remark(self, view: View) -> str:
        """Return the same for the person's own record, which may say more."""
        return self.remark(view)


def esc(text: str) -> str:
    """Return text that may stand inside the messenger's HTML."""
    return escape(text, quote=False)


def says_something(text: str) -> bool:
    """Tell whether there is a word or a number in a text: a full stop is no reason."""
    return any(letter.isalnum() for letter in text)


def heading(tag: str, title: str) -> str:
    """Return the customary first line: 【清风行动】 and the title, bold."""
    return f"<b>【{esc(tag)}】{esc(title)}</b>"


def closing_lines(sign_off: str) -> str:
    """Return the sign-off as a paragraph of its own, or nothing."""
    return f"\n\n{esc(sign_off)}" if sign_off else ""


def deadline_line(view: View) -> str:
    """Return the line that says until when, or nothing."""
    return f"\n\n办理截止：{say_moment(view.deadline)}" if view.deadline else ""


def standing_line(view: View) -> str:
    """Return the line that tells somebody who is through how they stand, or nothing."""
    if view.outcome == "done" and view.done_at:
        late = "（逾期补办）" if view.late else ""
        return f"\n\n✅ 您已于{say_moment(view.done_at)}{view.way or '办理'}{late}，无需再操作。"
    if view.exempt:
        return f"\n\n您此项已免：{esc(view.exempt)}。"
    if view.closed:
        return "\n\n此项已结束，不再受理。如需补办，请联系纪检秘书。"
    return ""


def is_settled(view: View) -> bool:
    """Tell whether there is nothing left for the person to press."""
    return view.outcome == "done" or view.exempt is not None or view.closed
