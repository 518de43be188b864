"""What an act is: its kind, its name, and what it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

# What acts are listed under, in this order.
KINDS: Mapping[str, str] = {
    "publish": "发布与变更事项",
    "record": "代录与更正办理情况",
    "chase": "催办",
    "people": "名册与账号",
    "leave": "请假",
    "role": "角色与审批",
    "ledger": "台账",
    "plan": "年度计划",
    "content": "题库与制度",
    "setting": "设置",
    "export": "导出",
    "look": "查看个人情况",
    "server": "服务器操作",
}
About: TypeAlias = tuple[tuple[str, int | str], ...]


@dataclass(frozen=True)
class Act:
    """An act: its kind, and its name in the office's words.

    about:  what it is about: names of services.audit.subjects, each with the argument that holds it, a place
            among a button's or a key of what typed words answer.
    why:    the reason that lies in the act itself.
    typed:  the words typed are the reason.
    always: an act though no row but messages is changed, such as a look into somebody's record.
    own:    none where somebody does it about themselves.
    hosts:  an act also of somebody without a role.
    shows:  changes nothing, as far as is known; where it does all the same, it is named OTHER.
    back:   its file comes back to be read again, so nothing is added to it.
    """

    kind: str
    words: str
    about: About = ()
    why: str = ""
    typed: bool = False
    always: bool = False
    own: bool = False
    hosts: bool = False
    shows: bool = False
    back: bool = False


@dataclass(frozen=True)
class By:
    """Which act it is, by one of the arguments; `rest` for any other. None is no act of the office."""

    at: int | str
    acts: Mapping[str, Act | None]
    rest: Act | None = None


Declared: TypeAlias = Act | By | None


OTHER = Act("setting", "其他操作", shows=True)
ACTIVITY: About = (("activity", 0),)
PERSON: About = (("person", 0),)
ASKED: About = (("assignment", 0),)
ASKED_AT_DESK: About = (("assignment", 2),)
MISTAKEN = "登记有误，撤销"


def published(words: str, about: About = ACTIVITY) -> Act:
    """Return an act on what is published."""
    return Act("publish", words, about)


def exported(words: str, about: About = ACTIVITY) -> Act:
    """Return an act that hands something out."""
    return Act("export", words, about)


def looked(words: str, about: About) -> Act:
    """Return an act that looks into somebody's record."""
    return Act("look", words, about, always=True, own=True)


def showing(kind: str, words: str, about: About = (), *, hosts: bool = False) -> Act:
    """Return what is no act of its own, unless a file comes of it."""
    return Act(kind, words, about, hosts=hosts, shows=True)
