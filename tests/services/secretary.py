"""A secretary at the chat, for tests: presses buttons by their labels and types words, each a transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from bot.routes import BUTTONS
from handlers.callbacks import pack, typed, unpack
from services import authoring, words
from services.office import Office
from services.reply import Press, Reply
from storage.activities import Activity, ActivityVersion, Draft
from tests.conftest import add_roster

SERVICES: dict[str, Callable[..., Reply]] = {"n": authoring.press, "nk": authoring.begin}


@dataclass
class Secretary:
    """Speaks to services as the doors do, and keeps the last message seen."""

    engine: Engine
    office: Office
    now: datetime
    telegram_id: int
    seen: Reply = field(default_factory=Reply)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a transaction, committed at the end."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def new(self) -> Reply:
        """Send /new."""
        with self.session() as session:
            return self._show(authoring.new(session, self.office, self.now, self.telegram_id))

    def press(self, *labels: str) -> Reply:
        """Press buttons of the message seen last, one after the other, each by its label."""
        for label in labels:
            self.press_button(self.button(label))
        return self.seen

    def press_button(self, press: Press) -> Reply:
        """Press a button, of whatever message."""
        route, args = unpack(pack(press.to, press.args))
        _, types = BUTTONS[route]
        with self.session() as session:
            given = typed(args, types)
            reply = SERVICES[route](session, self.office, self.now, self.telegram_id, *given)
        return self._show(reply)

    def type(self, *texts: str) -> Reply:
        """Send texts, one after the other."""
        for text in texts:
            with self.session() as session:
                self._show(words.typed(session, self.office, self.now, self.telegram_id, text))
        return self.seen

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def button(self, label: str) -> Press:
        """Return the button whose label is, or begins with, this."""
        buttons = [press for row in self.seen.rows for press in row]
        exact = [press for press in buttons if press.label == label]
        found = exact or [press for press in buttons if press.label.startswith(label)]
        assert found, f"no button {label} among {[press.label for press in buttons]}"
        return found[0]

    def labels(self) -> list[str]:
        """Return the labels of the message seen last."""
        return [press.label for row in self.seen.rows for press in row]

    def draft(self) -> Draft:
        """Return the only draft."""
        with self.session() as session:
            return session.scalars(select(Draft)).one()

    def activities(self) -> list[Activity]:
        """Return what was published or is going to be."""
        with self.session() as session:
            return list(session.scalars(select(Activity).order_by(Activity.id)))

    def content(self) -> dict[str, object]:
        """Return the stored content of the only activity."""
        with self.session() as session:
            return session.scalars(select(ActivityVersion)).one().content

    def _show(self, reply: Reply) -> Reply:
        assert len(reply.text) <= 4096
        self.seen = reply
        return reply


def sit_down(url: str, office: Office, now: datetime) -> Secretary:
    """Return 陈清, the secretary of the sample roster, in front of an empty chat."""
    engine = create_engine(url)
    with Session(engine) as session:
        person_id = add_roster(session)["陈清"]
        session.commit()
    return Secretary(engine, office, now, 1000 + person_id)
