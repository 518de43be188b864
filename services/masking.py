"""Files that leave the secretary's hands show no full names."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.masking import hiding, shown
from services.reply import File, Reply
from storage.people import Person


def without_names(session: Session, file: File) -> File:
    """Return a file in which everybody who was ever on the roster is 张*; its name says so."""
    names = frozenset(session.scalars(select(Person.name)))
    with hiding(names):
        title, caption = shown(file.name), shown(file.caption)
    path = PurePath(title)
    name = f"{path.stem}（隐去姓名）{path.suffix}"
    stamped = partial(_made, names, file.make_stamped) if file.make_stamped else None
    made = partial(_made, names, file.make)
    return replace(file, name=name, make=made, caption=caption, make_stamped=stamped, names=False)


def masked(session: Session, reply: Reply) -> Reply:
    """Return a reply with its files without full names."""
    return replace(reply, files=tuple(without_names(session, file) for file in reply.files))


def passed_on(session: Session, reply: Reply) -> Reply:
    """Return what answers somebody who wants the files of a reply once more, without full names."""
    return masked(session, Reply(toast=reply.toast, files=reply.files)) if reply.files else reply


def _made(names: frozenset[str], make: Callable[..., bytes], *stamp: str) -> bytes:
    with hiding(names):
        return make(*stamp)
