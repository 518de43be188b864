"""Which commands the messenger offers to whom, and how a service says that somebody's have changed."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.reply import Reply
from storage import people
from storage.people import Person

HELP = ("help", "使用说明")
STAFF = (
    ("todo", "我的待办"),
    ("me", "我的记录"),
    ("practice", "错题练习（仅自己可见）"),
    ("rules", "查制度"),
    ("suggest", "提建议"),
    ("mydata", "导出我的全部资料"),
)
LEAVE = ("leave", "请假申请")
HEAD = (("report", "本处室办理情况"),)
SECRETARY = (
    ("new", "发布事项"),
    ("report", "查看统计报表"),
    *STAFF,
    ("invite", "邀请与绑定"),
    ("plan", "年度计划"),
    ("template", "导入与模板"),
    ("ledger", "台账登记"),
    ("leave", "请假登记"),
    ("holiday", "节假日安排"),
    ("pair", "群通知"),
    ("role", "角色管理"),
    ("audit", "留痕记录"),
    ("retention", "资料保存与清除"),
    HELP,
)


@dataclass(frozen=True)
class Menu:
    """The commands one account is offered; none for an account that belongs to nobody any more."""

    chat_id: int
    commands: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MenuReply(Reply):
    """A reply after which some accounts' menus are others than before."""

    menus: tuple[Menu, ...] = ()


def role_commands(roles: Collection[str], is_head: bool) -> tuple[tuple[str, str], ...]:
    """Return commands with what they do. An IT admin sees nobody's answers, so has no more than staff."""
    if people.SECRETARY in roles:
        return SECRETARY
    return (*STAFF, LEAVE, *(HEAD if is_head else ()), HELP)


def menus_of(session: Session, *members: Person) -> tuple[Menu, ...]:
    """Return the menus of those people who are linked to an account."""
    return tuple(
        Menu(person.telegram_id, role_commands(people.roles_of(session, person.id), person.is_head))
        for person in members
        if person.telegram_id is not None
    )
