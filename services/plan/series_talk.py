"""周期安排 in the chat: a rule for an item or a draft, its next dates as a check, one left out, an end."""

from datetime import date

from sqlalchemy import delete, select

from activities.kind import esc
from services import authoring
from services.calendars import office_calendar
from services.drafting.checking import check
from services.drafting.writing import Writing, access_draft
from services.paging import in_columns, short
from services.plan.coming import REACH, coming
from services.plan.desk import Desk, button
from services.plan.series import BY_OPENING, what_is_kept
from services.plan.series_card import RULES, ask_rule, keys_of, show_card
from services.plan.wording import REGISTER
from services.plan.years import by_campaign
from services.refusals import NotYours, Outdated
from services.reply import Reply
from storage.activities import Draft
from storage.plans import AnnualPlan, PlanItem, PlanLink
from storage.series import OPEN, SKIPPED, Series, SeriesTime, running, series_of_item, times_of
from workdays.typed import Unclear
from workdays.words import say_date


def begin_for_item(desk: Desk) -> Reply:
    """Ask for the rule of an item, or show the one it has."""
    item = desk.item()
    there = series_of_item(desk.session, item.id)
    if there is not None:
        return show_card(desk, there)
    if item.kind.startswith(REGISTER) or by_campaign(item):
        return Reply(toast="这一条由台账或清风行动计次，不用设周期。", alert=True)
    year = desk.session.get_one(AnnualPlan, item.plan_id).year
    series = _new(desk, item.kind, item.title)
    series.item_id, series.last = item.id, date(year, 12, 31)
    return ask_rule(desk, series)


def begin_for_draft(desk: Desk) -> Reply:
    """Ask for the rule by which copies of a draft come again. Raises DraftGone."""
    w = access_draft(desk.session, desk.office, desk.now, desk.telegram_id, desk.id)
    link = select(PlanLink.item_id).where(PlanLink.draft_id == w.draft.id, PlanLink.item_id.is_not(None))
    item = desk.session.get(PlanItem, desk.session.scalars(link).first() or 0)
    if item is not None and (there := series_of_item(desk.session, item.id)) is not None:
        return show_card(desk, there)
    title = str(w.draft.fields.get("title") or w.draft.fields.get("session") or w.kind.title)
    series = _new(desk, w.draft.kind, title)
    series.template, series.on_doubt = w.draft.template, w.draft.on_doubt
    series.fields, series.audience = what_is_kept(w), w.draft.audience
    if item is not None:
        series.item_id = item.id
        series.last = date(desk.session.get_one(AnnualPlan, item.plan_id).year, 12, 31)
    return ask_rule(desk, series)


def choose_rule(desk: Desk) -> Reply:
    """Take a rule from a button, or ask for another."""
    series = _access(desk)
    if desk.choice.isdecimal() and int(desk.choice) < len(RULES):
        return _take_rule(desk, series, RULES[int(desk.choice)])
    return ask_rule(desk, series)


def rule_typed(desk: Desk) -> Reply:
    """Take the rule that was typed."""
    return _take_rule(desk, _access(desk), desk.text[:200])


def card(desk: Desk) -> Reply:
    """Show a series."""
    return show_card(desk, _access(desk))


def confirm(desk: Desk) -> Reply:
    """Let a series begin."""
    series = _access(desk)
    if not series.rule:
        return ask_rule(desk, series)
    if series.confirmed_at is None:
        series.confirmed_at = desk.now
        desk.session.flush()
    return show_card(desk, series, "已启用。")


def leave_out(desk: Desk) -> Reply:
    """Leave the time of a day out, or take it back."""
    series = _access(desk)
    key = keys_of(desk, series).get(desk.choice)
    if key is None:
        raise Outdated
    left = [one for one in series.left_out if one != key]
    series.left_out = left if key in series.left_out else [*left, key]
    desk.session.flush()
    return show_card(desk, series, "已除去这一次。" if key in series.left_out else "已恢复。")


def turn(desk: Desk) -> Reply:
    """Let the days of a series be those of publishing, or those until when."""
    series = _access(desk)
    if series.kind != "study":
        series.opening = not series.opening
    return show_card(desk, series, "已改。")


def automatic(desk: Desk) -> Reply:
    """Let a series publish by itself, or no longer."""
    series = _access(desk)
    series.automatic = not series.automatic
    return show_card(desk, series, "已改。")


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
    return show_card(desk, series)


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
