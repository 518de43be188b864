"""How long the bureau keeps what, by kind of thing: the rules, their defaults, and the days they come to."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from activities.registry import KINDS
from services.office import Office
from storage.activities import option, set_option

OPTION = "retention"
FOR_GOOD = 0
CHOICES = (3, 6, 12, 24, 36, 60, 120, FOR_GOOD)  # months
_LETTERS = ("commitment", "responsibility")


@dataclass(frozen=True)
class Rule:
    """What is kept for so many months, counted from `since`, and what goes then.

    `kinds` are the kinds of activity whose answers it is about, empty for anything else. What is `untold` is
    for its owner's eyes alone: nobody hears how much of it there is.
    """

    name: str
    title: str
    unit: str
    months: int
    since: str
    goes: str
    kinds: tuple[str, ...] = ()
    untold: bool = False


RULES: tuple[Rule, ...] = (
    Rule("words", "未对应事项的文字", "条", 6, "收到", "文字和没收下的文件删除"),
    Rule("drafts", "没有发布的草稿和导入预览", "份", 3, "最后改动", "整份删除"),
    Rule("leave", "请假事由", "条", 12, "假期结束", "事由清除，起止日期和类别保留"),
    Rule("suggestions", "建议和往来答复", "件", 24, "最后一次往来", "整件删除"),
    Rule("practice", "错题练习", "题", 12, "应复习日", "删除，不另告知（仅本人可见）", untold=True),
    Rule(
        "survey", "记名问卷的答案", "份", 24, "问卷结束", "文字和谁选了什么清除，各选项人数保留", ("survey",)
    ),
    Rule("quiz", "答题的作答内容", "份", 24, "答题结束", "所选答案清除，得分和是否合格保留", ("quiz",)),
    Rule("essay", "体会文章", "份", 36, "事项结束", "题目、正文和文件清除，谁交过保留", ("essay",)),
    Rule(
        "matters",
        "其他事项的说明文字",
        "份",
        24,
        "事项结束",
        "请假事由、进展说明等清除，办理结果保留",
        tuple(name for name in KINDS if name not in ("survey", "quiz", "essay", *_LETTERS)),
    ),
    Rule(
        "signatures",
        "承诺书、责任书签署内容",
        "份",
        FOR_GOOD,
        "事项结束",
        "签署内容清除，校验链保留",
        _LETTERS,
    ),
    Rule("audit", "留痕记录", "条", FOR_GOOD, "办理", "内容清除，校验链保留"),
    Rule("files", "不再使用的文件", "个", 3, "存入", "删除"),
    Rule("technical", "已发消息的文字、失效链接、出错记录", "条", 6, "发出、失效或记录", "文字清除或删除"),
    Rule("leavers", "调离人员的名册资料", "人", 36, "调离", "姓名改为“已清除”，其余资料清空"),
)
BY_NAME: Mapping[str, Rule] = {rule.name: rule for rule in RULES}


def months_kept(session: Session, rule: Rule) -> int:
    """Return for how many months the bureau keeps this, FOR_GOOD for ever."""
    chosen = option(session, OPTION, {})
    months = chosen.get(rule.name) if isinstance(chosen, dict) else None
    return rule.months if months is None else int(months)


def keep_for(session: Session, rule: Rule, months: int) -> None:
    """Keep this for so many months from now on."""
    chosen = option(session, OPTION, {})
    set_option(session, OPTION, {**(chosen if isinstance(chosen, dict) else {}), rule.name: months})
    session.flush()


def say_months(months: int) -> str:
    """Return a span as people say it."""
    if months == FOR_GOOD:
        return "长期保存"
    return f"{months // 12}年" if months % 12 == 0 else f"{months}个月"


def cutoff(session: Session, rule: Rule, today: date) -> date | None:
    """Return the day before which this is to go, None where it is kept for good."""
    months = months_kept(session, rule)
    return None if months == FOR_GOOD else months_before(today, months)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def midnight(office: Office, day: date) -> datetime:
    """Return the moment a day begins at the office."""
    return datetime.combine(day, time.min, office.zone)
