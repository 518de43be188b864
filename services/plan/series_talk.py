"""周期安排 in the chat: a rule for an item or a draft, its next dates as a check, one left out, an end."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select

from activities.kind import esc
from services import authoring
from services.calendars import office_calendar
from services.drafting.checking import check
from services.drafting.writing import Writing, access_draft
from services.paging import in_columns, short
from services.plan.coming import AHEAD, PREPARE, REACH, TO_DO, coming, recurrence_of
from services.plan.desk import Desk, button
from services.plan.series import BY_OPENING, what_is_kept
from services.plan.wording import REGISTER
from services.plan.years import by_campaign
from services.refusals import NotYours, Outdated
from services.reply import Reply, Rows
from storage.activities import Draft
from storage.plans import AnnualPlan, PlanItem, PlanLink
from storage.series import OPEN, SKIPPED, Series, SeriesTime, running, series_of_item, times_of
from workdays.rules import Time
from workdays.typed import Unclear
from workdays.words import say_date, say_weekday

SHOWN = 5
RULES = (
    "每月第一个工作日",
    "每月最后一个工作日",
    "每周五",
    "每季度末月15日",
    "每半年末月15日",
    "节前3个工作日",
)
FITTING = {"month": 0, "week": 2, "quarter": 3, "half": 4, "holiday": 5}  # of RULES, by what a plan promises
ASK = "多久一次？请点按钮，或直接发送，如：每月10日，遇节假日提前，至11月30日止，除5月外。"


def begin_for_item(desk: Desk) -> Reply:
    """Ask for the rule of an item, or show the one it has."""
    item = desk.item()
    there = series_of_item(desk.session, item.id)
    if there is not None:
        return _card(desk, there)
    if item.kind.startswith(REGISTER) or by_campaign(item):
        return Reply(toast="这一条由台账或清风行动计次，不用设周期。", alert=True)
    year = desk.session.get_one(AnnualPlan, item.plan_id).year
    series = _new(desk, item.kind, item.title)
    series.item_id, series.last = item.id, date(year, 12, 31)
    return _ask(desk, series)


def begin_for_draft(desk: Desk) -> Reply:
    """Ask for the rule by which copies of a draft come again. Raises DraftGone."""
    w = access_draft(desk.session, desk.office, desk.now, desk.telegram_id, desk.id)
    link = select(PlanLink.item_id).where(PlanLink.draft_id == w.draft.id, PlanLink.item_id.is_not(None))
    item = desk.session.get(PlanItem, desk.session.scalars(link).first() or 0)
    if item is not None and (there := series_of_item(desk.session, item.id)) is not None:
        return _card(desk, there)
    title = str(w.draft.fields.get("title") or w.draft.fields.get("session") or w.kind.title)
    series = _new(desk, w.draft.kind, title)
    series.template, series.on_doubt = w.draft.template, w.draft.on_doubt
    series.fields, series.audience = what_is_kept(w), w.draft.audience
    if item is not None:
        series.item_id = item.id
        series.last = date(desk.session.get_one(AnnualPlan, item.plan_id).year, 12, 31)
    return _ask(desk, series)


def choose_rule(desk: Desk) -> Reply:
    """Take a rule from a button, or ask for another."""
    series = _access(desk)
    if desk.choice.isdecimal() and int(desk.choice) < len(RULES):
        return _take_rule(desk, series, RULES[int(desk.choice)])
    return _ask(desk, series)


def rule_typed(desk: Desk) -> Reply:
    """Take the rule that was typed."""
    return _take_rule(desk, _access(desk), desk.text[:200])


def card(desk: Desk) -> Reply:
    """Show a series."""
    return _card(desk, _access(desk))


def confirm(desk: Desk) -> Reply:
    """Let a series begin."""
    series = _access(desk)
    if not series.rule:
        return _ask(desk, series)
    if series.confirmed_at is None:
        series.confirmed_at = desk.now
        desk.session.flush()
    return _card(desk, series, "已启用。")


def leave_out(desk: Desk) -> Reply:
    """Leave the time of a day out, or take it back."""
    series = _access(desk)
    key = _keys(desk, series).get(desk.choice)
    if key is None:
        raise Outdated
    left = [one for one in series.left_out if one != key]
    series.left_out = left if key in series.left_out else [*left, key]
    desk.session.flush()
    return _card(desk, series, "已除去这一次。" if key in series.left_out else "已恢复。")


def turn(desk: Desk) -> Reply:
    """Let the days of a series be those of publishing, or those until when."""
    series = _access(desk)
    if series.kind != "study":
        series.opening = not series.opening
    return _card(desk, series, "已改。")


def automatic(desk: Desk) -> Reply:
    """Let a series publish by itself, or no longer."""
    series = _access(desk)
    series.automatic = not series.automatic
    return _card(desk, series, "已改。")


def end(desk: Desk) -> Reply:
    """Let a series come no more; a draft that was made already stays among the drafts."""
    series = _access(desk)
    if series.confirmed_at is None:
        desk.session.delete(series)
        desk.expect_nothing()
        return Reply("没有设周期。", toast="没有设周期。")
    series.ended_at = desk.now
    for row in times_of(desk.session, series.id):
        row.state = SKIPPED if row.state == OPEN else row.state
    text = f"周期安排“{esc(series.title)}”已停止，以后不再起草。已备好的草稿还在 /new 里。"
    return Reply(text, ((button("返回周期安排", "sl"),),), toast="已停止。")


def listed(desk: Desk) -> Reply:
    """List the series that go on."""
    calendar = office_calendar(desk.session)
    lines, buttons = ["<b>周期安排</b>（到时先把草稿发给您，确认后才发布）"], []
    for number, one in enumerate(running(desk.session), start=1):
        found = coming(desk.session, one, calendar, desk.today, desk.today + REACH)
        following = f"下次{say_date(found[0].day)}" if found else "以后没有了"
        lines.append(f"{number}．{esc(short(one.title, 30))}：{esc(one.rule)}，{following}")
        buttons.append(button(f"{number}", "sc", one.id))
    if not buttons:
        lines.append("还没有。可在 /plan 里点开一条，或在草稿预览里点“设为周期”。")
    return Reply("\n".join(lines), (*in_columns(buttons[:50], 5), (button("返回计划", "home"),)))


def publish(desk: Desk) -> Reply:
    """Publish the draft of a time as it was shown; one that was changed since is shown first."""
    row, draft = _open_time(desk)
    w = Writing(desk.session, desk.office, desk.now, desk.person, draft)
    check(w)
    as_shown = draft.activity_id is not None or w.fingerprint() == row.shown
    choice = ("now" if draft.opens_at is None else "send") if as_shown else "go"
    return authoring.press(
        desk.session, desk.office, desk.now, desk.telegram_id, draft.id, draft.step, choice
    )


def skip(desk: Desk) -> Reply:
    """Drop the draft of a time; the next one comes as ever."""
    row, draft = _open_time(desk)
    if draft.activity_id is not None:
        return Reply(toast="这一期已经发布，不能跳过。", alert=True)
    row.state = SKIPPED
    desk.session.delete(draft)
    desk.session.flush()
    series = desk.session.get_one(Series, row.series_id)
    text = f"已跳过“{esc(series.title)}”{say_date(row.day)}这一期，不会发布。以后各期照常。"
    return Reply(text, ((button("查看周期安排", "sc", series.id),),), toast="已跳过。")


def _new(desk: Desk, kind: str, title: str) -> Series:
    unfinished = delete(Series).where(Series.person_id == desk.person.id, Series.confirmed_at.is_(None))
    desk.session.execute(unfinished)
    series = Series(
        person_id=desk.person.id,
        kind=kind,
        title=title[:60],
        read_on=desk.today,
        opening=kind in BY_OPENING,
        created_at=desk.now,
        rule="",
        left_out=[],
        fields={},
        audience={},
    )
    desk.session.add(series)
    desk.session.flush()
    return series


def _ask(desk: Desk, series: Series) -> Reply:
    desk.ask("rule", series.id)
    item = desk.session.get(PlanItem, series.item_id) if series.item_id is not None else None
    first = FITTING.get(item.every) if item is not None else None
    order = sorted(range(len(RULES)), key=lambda n: n != first)
    rows: Rows = in_columns([button(RULES[n], "sr", series.id, n) for n in order], 2)
    away = (
        button("不设了", "se", series.id) if series.confirmed_at is None else button("返回", "sc", series.id)
    )
    return Reply(f"<b>周期安排</b>：{esc(series.title)}\n{ASK}", (*rows, (away,)))


def _take_rule(desk: Desk, series: Series, rule: str) -> Reply:
    was, series.rule, series.read_on = (series.rule, series.read_on), " ".join(rule.split()), desk.today
    try:
        found = coming(desk.session, series, office_calendar(desk.session), desk.today, desk.today + REACH)
    except Unclear as unclear:
        series.rule, series.read_on = was
        return Reply(esc(str(unclear)))
    if not found:
        series.rule, series.read_on = was
        return Reply("按这个周期，以后一次也没有（可能已过截止日）。请再发一次，写明多久一次、到哪天为止。")
    series.left_out = []
    desk.session.flush()
    return _card(desk, series)


def _card(desk: Desk, series: Series, toast: str = "") -> Reply:
    if series.ended_at is not None:
        return Reply(toast="这个周期安排已停止。", alert=True)
    if not series.rule:
        return _ask(desk, series)
    desk.expect_nothing()
    calendar = office_calendar(desk.session)
    found = coming(desk.session, series, calendar, desk.today + timedelta(days=1), desk.today + REACH)[:SHOWN]
    until = recurrence_of(series, calendar).until
    lines = [f"<b>周期安排</b>：{esc(series.title)}", f"周期：{esc(series.rule)}"]
    lines += [f"到{say_date(until)}为止"] if until is not None else []
    lines += ["", f"以后{len(found)}次：" if found else "以后没有了。"]
    lines += [f"{n}．{say_date(one.day)}（{say_weekday(one.day)}）" for n, one in enumerate(found, start=1)]
    lines += ["", f"日期是{_meaning(series)}。", _manner(series)]
    if series.confirmed_at is None:
        lines.append("\n请核对日期。点“确认启用”后开始。")
    return Reply("\n".join(lines), _rows(desk, series, found), toast=toast)


def _meaning(series: Series) -> str:
    if series.opening:
        return f"发布的日期，发布后{TO_DO}个工作日截止；再往前{PREPARE}个工作日，草稿发给您"
    word = "开会的日期" if series.kind == "study" else "截止的日期"
    return f"{word}，提前{AHEAD}个工作日发布；再往前{PREPARE}个工作日，草稿发给您"


def _manner(series: Series) -> str:
    if series.automatic:
        return "到时自动发布：草稿齐全、不用审批的，到发布时间自动发出，事先告诉您，可以改或取消。"
    return "到时由您确认：您点“发布”才会发出，没有答复不会发布。"


def _rows(desk: Desk, series: Series, found: Sequence[Time]) -> Rows:
    out = [
        button(f"除去{one.day.month}月{one.day.day}日", "sx", series.id, f"{one.day:%Y%m%d}") for one in found
    ]
    keys = {key: day for day, key in _keys(desk, series).items()}
    back = [
        button(f"恢复{int(keys[key][4:6])}月{int(keys[key][6:])}日", "sx", series.id, keys[key])
        for key in series.left_out
        if key in keys
    ]
    change = [button("改周期", "sr", series.id)]
    if series.kind != "study":
        change.append(button("改为截止日期" if series.opening else "改为发布日期", "st", series.id))
    rows: Rows = (*in_columns([*out, *back[:SHOWN]], 2), tuple(change))
    rows += ((button("改为由我确认" if series.automatic else "改为自动发布", "sa", series.id),),)
    if series.confirmed_at is None:
        return (*rows, (button("确认启用", "sk", series.id), button("不设了", "se", series.id)))
    return (*rows, (button("停止", "se", series.id), button("全部周期安排", "sl")))


def _keys(desk: Desk, series: Series) -> dict[str, str]:
    """Return the keys of the times to come by their days as buttons name them, those left out as well."""
    found = recurrence_of(series, office_calendar(desk.session)).times(
        office_calendar(desk.session), desk.today + timedelta(days=1), desk.today + REACH
    )
    return {f"{one.day:%Y%m%d}": one.key for one in found}


def _access(desk: Desk) -> Series:
    series = desk.session.get(Series, desk.id, with_for_update=True)
    if series is None:
        raise NotYours
    if series.ended_at is not None:
        raise Outdated
    return series


def _open_time(desk: Desk) -> tuple[SeriesTime, Draft]:
    row = desk.session.get(SeriesTime, desk.id, with_for_update=True)
    if row is None:
        raise NotYours
    draft = desk.session.get(Draft, row.draft_id) if row.draft_id is not None else None
    if draft is None:
        raise Outdated
    if draft.person_id != desk.person.id:
        raise NotYours
    return row, draft
