"""Numbers for all items that have none, one screen after the other: a press or a typed number each."""

from dataclasses import replace

from activities.kind import esc
from services.paging import in_columns
from services.plan.desk import Desk, button
from services.plan.wording import promise_of, read_quota, say_kind, say_promise
from services.reply import Press, Reply, Rows
from storage.plans import PlanItem, items_of

# What a press sets: how often, and how many times.
CHOICES = {
    "w1": ("week", 1),
    "m1": ("month", 1),
    "q1": ("quarter", 1),
    "h1": ("half", 1),
    "y1": ("year", 1),
    "y2": ("year", 2),
    "y4": ("year", 4),
    "hd": ("holiday", None),
    "og": ("ongoing", None),
}
LABELS = {
    "w1": "每周1次",
    "m1": "每月1次",
    "q1": "每季度1次",
    "h1": "每半年1次",
    "y1": "每年1次",
    "y2": "每年2次",
    "y4": "每年4次",
    "hd": "重要节假日",
    "og": "经常性，不计次",
}
# 《支部工作条例》 and what is customary: offered first, never set by itself.
USUAL = (
    ("主题党日", "m1"),
    ("党员大会", "q1"),
    ("支委会", "m1"),
    ("党小组会", "m1"),
    ("民主生活会", "y1"),
    ("组织生活会", "y1"),
    ("民主评议", "y1"),
    ("谈心谈话", "y1"),
    ("党课", "y1"),
    ("责任书", "y1"),
    ("承诺书", "y1"),
    ("大会", "y1"),
    ("集体学习", "q1"),
    ("汇报", "h1"),
)


def open_items(desk: Desk, plan_id: int) -> list[PlanItem]:
    """Return the items without a number: first those of which the plan blanks it out or says 定期."""
    open_ = [one for one in items_of(desk.session, plan_id) if _is_open(one)]
    return sorted(open_, key=lambda one: (not one.unset, one.place))


def begin(desk: Desk) -> Reply:
    """Ask about the first item without a number."""
    plan = desk.plan()
    found = open_items(desk, plan.id)
    return _ask(desk, found[0], len(found)) if found else _done(desk, plan.id)


def choose(desk: Desk) -> Reply:
    """Take a press for an item, or pass it over, and ask about the next."""
    item = desk.item()
    following = _following(desk, item)
    if desk.choice in CHOICES:
        item.every, item.quota = CHOICES[desk.choice]
        item.unset = False
        item.months = item.months if item.every in ("year", "month") else []
    desk.session.flush()
    return _go_on(desk, item, following)


def typed(desk: Desk) -> Reply:
    """Take a typed number, of the year or of the period that the words name, and ask about the next."""
    item = desk.item()
    number = read_quota(desk.text)
    if number is not None:
        every: str = item.every if item.every not in ("", "ongoing", "holiday", "once") else "year"
    else:
        from language.plan.rhythm import rhythm_of  # its rules are compiled when first needed

        said = rhythm_of(desk.text[:60]).settled()
        number, every = said.quota, said.frequency.every if said.frequency else ""
    if number is None or not every:
        return Reply("没看懂。请发送全年的次数，如：4；或写“每季度2次”。")
    following = _following(desk, item)
    item.every, item.quota, item.unset = every, number, False
    desk.session.flush()
    return replace(_go_on(desk, item, following), fresh=True)


def _is_open(item: PlanItem) -> bool:
    # 经常性 is an answer: such an item is done all the time and not counted.
    return item.unset or (item.quota is None and item.every == "")


def _following(desk: Desk, item: PlanItem) -> list[PlanItem]:
    """Return the items without a number that come after one; taken before that one has its own."""
    place = (not item.unset, item.place)
    return [one for one in open_items(desk, item.plan_id) if (not one.unset, one.place) > place]


def _go_on(desk: Desk, item: PlanItem, following: list[PlanItem]) -> Reply:
    return _ask(desk, following[0], len(following)) if following else _done(desk, item.plan_id)


def _ask(desk: Desk, item: PlanItem, left: int) -> Reply:
    desk.ask("number", item.id)
    text = (
        f"<b>补次数</b>（还有{left}条）\n\n<b>{esc(item.title)}</b>\n"
        f"原文（{esc(item.number)}）：{esc(item.sentence[:600])}\n"
        f"办理方式：{esc(say_kind(item.kind))}\n现在是：{esc(say_promise(promise_of(item)))}\n\n"
        "多久几次？点一个按钮，或发送全年的次数（如：4）。"
    )
    usual = next((choice for word, choice in USUAL if word in item.title), None)
    first: tuple[Press, ...] = ()
    if usual is not None:
        first = (button(f"按惯例：{LABELS[usual]}", "nk", item.id, usual),)
    offered = [button(label, "nk", item.id, one) for one, label in LABELS.items() if one != usual]
    rows: Rows = (*((first,) if first else ()), *in_columns(offered, 3))
    away = (button("跳过这一条", "nk", item.id, "skip"), button("先到这里", "rv", item.plan_id, 0))
    return Reply(text, (*rows, away))


def _done(desk: Desk, plan_id: int) -> Reply:
    desk.expect_nothing()
    left = len(open_items(desk, plan_id))
    text = "<b>补次数</b>：过完一遍了。"
    text += f"还有{left}条没有次数，随时可以再补。" if left else "没有缺次数的了。"
    return Reply(text, ((button("返回清单", "rv", plan_id, 0),),))
