"""The pictures of docs/annual-plan.md: `python -m benchmarks.plan_pictures docs/pictures`.

One of our own plans is read, gone through and put in force by the functions behind the buttons, and its year
is played as `qingfeng rehearse` plays it; nothing is drawn that the bot does not say.
"""

import argparse
import html
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.bureau import FIRST_ACCOUNT, OFFICE, found
from benchmarks.plans import PLANS
from bot.cli.rehearse import BEFORE, look, looks
from reports.canvas import Canvas, text_width, wrap
from reports.plan_paper import plan_docx
from reports.plan_picture import plan_png
from services.plan import doors
from services.plan.rehearsing import arrange, copy_office
from services.plan.years import plan_year
from services.reply import Reply
from storage.migrate import migrate
from storage.plans import items_of, plan_in_force

PLAN, PEOPLE, YEAR = "clinic.txt", 42, 2027
OFFICE_OF_PLAN = replace(OFFICE, bureau="青浦市中医院")
SECRETARY = FIRST_ACCOUNT + 1
NOW = datetime(YEAR - 1, 12, 2, 2, 0, tzinfo=UTC)
STOPS = (date(YEAR, 9, 10), date(YEAR, 12, 31))
WIDTH, MARGIN, SIZE, LINE = 900, 36, 26, 40
_TAG = re.compile(r"<[^>]+>")


class Chat:
    """A secretary's chat with the plan, without a messenger: presses by what the button says."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.shown = Reply()

    def press(self, what: str, id_: int = 0, choice: str = "") -> Reply:
        """Press a button by what it carries."""
        reply = doors.press(self.session, OFFICE_OF_PLAN, NOW, SECRETARY, what, id_, choice)
        self.session.flush()
        self.shown = reply if reply.text else self.shown
        return reply

    def tap(self, label: str) -> Reply:
        """Press the button of the shown page whose label begins so."""
        button = next(one for row in self.shown.rows for one in row if one.label.startswith(label))
        what, id_, choice = button.args
        return self.press(str(what), int(id_), str(choice))


def chat_png(reply: Reply) -> bytes:
    """Draw a message with its buttons, as wide as a phone shows it."""
    canvas = Canvas(WIDTH, "#e7eef2")
    plain = html.unescape(_TAG.sub("", reply.text)).splitlines()
    lines = [piece for line in plain for piece in (wrap(line, SIZE, WIDTH - 4 * MARGIN, 9) if line else [""])]
    height = LINE * len(lines) + MARGIN
    canvas.box(MARGIN, MARGIN, WIDTH - 2 * MARGIN, height, "#ffffff", radius=16)
    for place, line in enumerate(lines):
        canvas.text(2 * MARGIN, 2 * MARGIN + LINE * place, line, SIZE, "#222222", bold=place == 0)
    top = MARGIN + height + 10
    for row in reply.rows:
        each = (WIDTH - 2 * MARGIN - 8 * (len(row) - 1)) / len(row)
        for place, button in enumerate(row):
            left = MARGIN + place * (each + 8)
            canvas.box(left, top, each, 52, "#c9dbe6", radius=10)
            size = min(24, 24 * each / max(each, text_width(button.label, 24) + 20))
            canvas.text(left + each / 2, top + 26, button.label, size, "#1f3c52", align="center")
        top += 60
    return canvas.png(top + MARGIN - 8)


def read_and_reviewed(session: Session) -> dict[str, bytes]:
    """Put a plan in force as a secretary does; return what she sees on the way."""
    chat, pictures = Chat(session), {}
    chat.press("yr", 0, str(YEAR))
    text = (PLANS / PLAN).read_text(encoding="utf-8")
    chat.shown = doors.take_text(session, OFFICE_OF_PLAN, NOW, SECRETARY, text)
    pictures["plan-review"] = chat_png(chat.shown)
    chat.tap("逐条补次数")
    pictures["plan-numbers"] = chat_png(chat.shown)
    while any(button.label == "跳过这一条" for row in chat.shown.rows for button in row):
        chat.tap("每半年1次")
    chat.tap("返回清单")
    chat.tap("确认启用")
    plan = plan_in_force(session, YEAR)
    assert plan is not None
    study = next(item for item in items_of(session, plan.id) if "学习研讨" in item.title)
    chat.press("si", study.id)
    chat.tap("每月第一个工作日")
    pictures["plan-series"] = chat_png(chat.shown)
    chat.tap("不设了")
    return pictures


def played(source: Session, session: Session, stops: Sequence[date]) -> dict[str, bytes]:
    """Play the year; return the picture of it at the first stop, and the paper of its end at the last."""
    copy_office(source, session)
    first = date(YEAR, 1, 1) - BEFORE
    rehearsal = arrange(session, OFFICE_OF_PLAN, YEAR, NOW, acting=70)
    plan = plan_in_force(session, YEAR)
    assert rehearsal is not None
    assert plan is not None
    found: dict[str, bytes] = {}
    for stop, name in zip(stops, ("plan-year", "年底"), strict=True):
        now = NOW
        for now in looks(session, OFFICE_OF_PLAN, first, stop):
            look(session, rehearsal, now)
        first = stop.fromordinal(stop.toordinal() + 1)
        year = plan_year(session, OFFICE_OF_PLAN, now, plan)
        found[name] = plan_png(year) if name == "plan-year" else plan_docx(year)
    return found


def main() -> None:
    """Write the pictures into a folder, and print how the paper at the year's end begins."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plan_pictures")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as beside:
        engine = create_engine(found(Path(beside) / "office.db", PEOPLE))
        copy = create_engine("sqlite://")
        migrate(copy)
        with Session(engine) as office, Session(copy, expire_on_commit=False) as session:
            made = read_and_reviewed(office)
            made |= played(office, session, STOPS)
        for one in (engine, copy):
            one.dispose()
    paper = Document(BytesIO(made.pop("年底")))
    for name, content in made.items():
        (folder / f"{name}.png").write_bytes(content)
    for paragraph in paper.paragraphs[:8]:
        print(paragraph.text)


if __name__ == "__main__":
    main()
