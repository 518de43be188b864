"""How far somebody has read a letter, as the reply remembers it: page by page, none passed over."""

from collections.abc import Mapping
from typing import Any

from activities.kind import Button, Verdict, View


def remembered(view: View) -> Mapping[str, Any]:
    """Return what is remembered of whoever looks."""
    second: Mapping[str, Any] = view.reply.get("second", {})
    return second if view.second else view.reply


def remembering(view: View, new: Mapping[str, Any]) -> dict[str, Any]:
    """Return the assignment's reply with more remembered of whoever looks."""
    if view.second:
        return {**view.reply, "second": {**remembered(view), **new}}
    return {**view.reply, **new}


def reached(view: View, how_far: str) -> int:
    """Return the page somebody is on, or the furthest they saw, of this version of the text."""
    own = remembered(view)
    same_text = own.get("version", view.version) == view.version
    return int(own.get(how_far, 0)) if same_text else 0


def has_read(view: View, pages: int) -> bool:
    """Tell whether somebody has seen every page."""
    return reached(view, "furthest") >= pages - 1


def turned(view: View, page: int) -> Verdict:
    """Return what turning to a page comes to."""
    furthest = reached(view, "furthest")
    if page > furthest + 1:
        return Verdict(say="请逐页阅读。")
    read = {"page": page, "furthest": max(page, furthest), "version": view.version}
    return Verdict(reply=remembering(view, read))


def turning(action: str, page: int, pages: int) -> tuple[Button, ...]:
    """Return the buttons that turn to the pages beside this one."""
    back = (Button("上一页", action, str(page - 1)),) if page > 0 else ()
    return (*back, Button("下一页", action, str(page + 1))) if page < pages - 1 else back
