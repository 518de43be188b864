"""Which paired groups hear of a holiday's reminder as well: chosen once, kept for the next ones."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.paging import short
from services.refusals import Outdated
from storage.activities import option, set_option
from storage.groups import Group, paired_groups

OPTION_GROUPS = "campaign_groups"
CHOICE = "g"  # in a button below a preview, before the id of a group
UNNAMED = "（未命名的群）"


def told_groups(session: Session) -> Sequence[Group]:
    """Return the paired groups that hear of every holiday's reminder."""
    return paired_groups(session, _chosen(session))


def choices(session: Session, words: str) -> list[tuple[int, str]]:
    """Return each paired group with the label of a button that has it told, or no longer."""
    chosen = _chosen(session)
    return [
        (group.id, short(f"{'✓ ' if group.id in chosen else ''}{words}：{group.title or UNNAMED}"))
        for group in paired_groups(session)
    ]


def is_choice(choice: str) -> bool:
    """Tell whether a button below a holiday's preview carried a group."""
    return choice[:1] == CHOICE and choice[1:].isdecimal()


def toggle(session: Session, group_id: int) -> str:
    """Have a group told, or no longer; return what to say of it. Raises Outdated where it is not paired."""
    if group_id not in {group.id for group in paired_groups(session)}:
        raise Outdated
    chosen = set(_chosen(session)) ^ {group_id}
    set_option(session, OPTION_GROUPS, sorted(chosen))
    told = "同时在这个群里通知" if group_id in chosen else "不在这个群里通知"
    return f"节日提醒发布时{told}，以后的节日照此办理。"


def said(session: Session) -> str:
    """Return which groups are told, as plain text; empty where none is paired."""
    if not paired_groups(session):
        return ""
    told = "、".join(group.title or UNNAMED for group in told_groups(session))
    return f"群内通知：{told or '不发'}"


def _chosen(session: Session) -> tuple[int, ...]:
    kept = option(session, OPTION_GROUPS, [])
    return tuple(id_ for id_ in kept if isinstance(id_, int)) if isinstance(kept, list) else ()
