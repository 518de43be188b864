"""Long lists on a phone: a page at a time, with buttons that turn it and labels that are shown whole."""

from collections.abc import Sequence
from typing import TypeVar

from services.reply import Press, Rows, length

T = TypeVar("T")
LABEL = 24  # characters
MESSAGE = 4096  # units, as length() counts them


def page_of(entries: Sequence[T], page: int, a_page: int) -> tuple[Sequence[T], int]:
    """Return what stands on a page, and the page's number, moved to where there is one."""
    page = max(0, min(page, (len(entries) - 1) // a_page))
    return entries[page * a_page : (page + 1) * a_page], page


def turn_rows(to: str, args: tuple[str | int, ...], page: int, number: int, a_page: int) -> Rows:
    """Return the row that turns pages, or none where there is but one page; the page is the last argument."""
    row = []
    if page > 0:
        row.append(Press("上一页", to, (*args, page - 1)))
    if (page + 1) * a_page < number:
        row.append(Press("下一页", to, (*args, page + 1)))
    return (tuple(row),) if row else ()


def in_columns(buttons: Sequence[Press], columns: int) -> Rows:
    """Return buttons in rows of so many."""
    return tuple(tuple(buttons[i : i + columns]) for i in range(0, len(buttons), columns))


def short(label: str, most: int = LABEL) -> str:
    """Return a label cut to what a button shows."""
    return label if len(label) <= most else label[: most - 1] + "…"


def fitting(parts: Sequence[str], around: str) -> Sequence[str]:
    """Return as many of the first parts, a line each, as fit into one message with the words around them."""
    room, count = MESSAGE - length(around), 0
    while count < len(parts) and (room := room - length(parts[count]) - 1) >= 0:
        count += 1
    return parts[:count]
