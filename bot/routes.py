"""Every way in, in one visible list: commands, and the routes buttons name."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from handlers import (
    assignments,
    audit,
    authoring,
    campaigns,
    chasing,
    correcting,
    desk,
    enrolment,
    groups,
    inviting,
    leave,
    leftovers,
    managing,
    missed,
    naming,
    pasting,
    plan,
    practice,
    privacy,
    registers,
    reports,
    roles,
    rules,
    suggestions,
    uploads,
    words,
)

Handler: TypeAlias = Callable[..., Awaitable[None]]

# Command -> handler of a Turn.
COMMANDS: dict[str, Handler] = {
    "todo": words.todo,
    "me": words.me,
    "practice": practice.begin,
    "new": authoring.new,
    "report": reports.report,
    "ledger": registers.overview,
    "plan": plan.overview,
    "template": pasting.templates,
    "holiday": campaigns.overview,
    "audit": audit.show,
    "start": enrolment.start,
    "invite": inviting.menu,
    "role": roles.show,
    "leave": leave.show,
    "pair": groups.overview,
    "mydata": privacy.mine,
    "retention": privacy.retention,
    "rules": rules.search,
    "suggest": suggestions.show,
    "help": words.help_,
}

# Route of a button -> handler, and the types of its arguments.
BUTTONS: dict[str, tuple[Handler, tuple[type[Any], ...]]] = {
    "a": (assignments.tap, (int, int, str, str)),
    "ak": (managing.kinds, (str,)),
    "ap": (managing.answer, (int, str)),
    "au": (audit.press, (str, int, str, str, int)),
    "b": (registers.look, (str, str, int, int)),
    "bd": (registers.press, (int, str, str)),
    "be": (registers.entry, (int,)),
    "bk": (uploads.starter_bank, ()),
    "bn": (registers.begin, (str, int)),
    "bt": (registers.tasks, ()),
    "bv": (registers.void, (int, int)),
    "c": (campaigns.answer, (int, str, str)),
    "cm": (campaigns.answer_missed, (int, str)),
    "d": (assignments.decide, (int, int, str, str)),
    "gg": (roles.grant, (int, str)),
    "gl": (roles.begin, (str,)),
    "gp": (groups.press, (int, str)),
    "gr": (roles.ask_withdraw, (int, str)),
    "gx": (roles.withdraw, (int, str)),
    "he": (campaigns.ask_days, ()),
    "hn": (campaigns.answer_notice, (int, str)),
    "hs": (campaigns.switch, (str,)),
    "im": (uploads.press, (int, str)),
    "iu": (inviting.part, (int,)),
    "iv": (inviting.press, (str,)),
    "iw": (uploads.who, (int, int, int)),
    "k": (desk.press, (int, str, str)),
    "le": (leave.end, (int, int)),
    "lk": (leave.kind, (int, int)),
    "ln": (leave.begin, ()),
    "lq": (leave.asked, (str, int)),
    "lo": (leftovers.press, (str, int)),
    "lp": (leave.turn_page, (int,)),
    "ml": (managing.waiting, ()),
    "ms": (missed.answer, (int, str)),
    "n": (authoring.press, (int, str, str)),
    "nk": (authoring.begin, (str,)),
    "o": (assignments.show, (int,)),
    "p": (plan.press, (str, int, str)),
    "pn": (naming.chosen, (str, int)),
    "pr": (practice.press, (int, str, str)),
    "pv": (privacy.press, (str, int)),
    "qb": (pasting.begin, ()),
    "qp": (pasting.press, (int, str)),
    "r": (reports.activity, (int,)),
    "rb": (reports.back, (int,)),
    "rc": (reports.chase, (int, int)),
    "rd": (reports.department, (int, int)),
    "re": (reports.entries, (int, int, int)),
    "rk": (chasing.calls, ()),
    "rl": (reports.overview, (int,)),
    "rm": (reports.export_masked, (int,)),
    "ro": (chasing.limits, (str, int)),
    "rp": (reports.pending, (int, int, int)),
    "rs": (reports.departments, (int, int)),
    "ru": (rules.whole, (int, int)),
    "rv": (rules.manage, (str, int)),
    "rt": (reports.enter, (int, int, int)),
    "rw": (reports.enter_department, (int, int, int)),
    "rx": (reports.export, (int,)),
    "sg": (suggestions.press, (int, str)),
    "tp": (pasting.template, (str,)),
    "u": (correcting.press, (int, str, str)),
    "v": (reports.view, (str, str, int)),
    "vm": (reports.my_year, (int,)),
}

TEXT: Handler = words.typed
EDITED: Handler = words.edited  # a message that was sent before
UNKNOWN: Handler = words.unknown  # a command there is none of
OTHER: Handler = words.other  # a picture, a voice, a sticker
DOCUMENT: Handler = uploads.received
CONTACT: Handler = enrolment.contact
GROUP: Handler = groups.in_group  # whatever comes from a group
MEMBERSHIP: Handler = enrolment.membership  # the bot was blocked, or is welcome again
STRANGER: Handler = enrolment.stranger  # an account on no roster
