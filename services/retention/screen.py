"""/retention: how long what is kept, what will be cleared and when, and what was."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_secretary
from services.audit.recording import note
from services.calendars import office_calendar
from services.office import Office
from services.paging import in_columns, short
from services.refusals import Outdated
from services.reply import Press, Reply
from services.retention.clock import PUT_OFF, ROUTE, say_counts
from services.retention.erasing import SCOPES
from services.retention.rules import CHOICES, RULES, Rule, keep_for, months_kept, say_months
from storage.erasures import clearance_ahead, latest_clearances, latest_erasures
from storage.people import Person
from workdays.words import say_date

SHOWN = 10


def home(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return the rules, and the way to everything about what is kept. Raises Stranger or NotAllowed."""
    access_secretary(session, telegram_id, office, now)
    return _home(session)


def rule(session: Session, office: Office, now: datetime, telegram_id: int, number: int) -> Reply:
    """Show one rule with the spans to choose from."""
    access_secretary(session, telegram_id, office, now)
    return _rule(session, _of(number), number)


def keep(session: Session, office: Office, now: datetime, telegram_id: int, number: int) -> Reply:
    """Keep something for as long as was chosen: `number` is the rule's place and the choice's."""
    access_secretary(session, telegram_id, office, now)
    place, choice = divmod(number, 100)
    if choice >= len(CHOICES):
        raise Outdated
    keep_for(session, _of(place), CHOICES[choice])
    note(session, on=f"{_of(place).title}：{say_months(CHOICES[choice])}")
    return _rule(session, _of(place), place, toast="已更改。")


def hold(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Put off what was announced."""
    secretary = access_secretary(session, telegram_id, office, now)
    ahead = clearance_ahead(session)
    if ahead is None or ahead.cleared:
        return Reply("这一次的清除已经完成或正在进行，不能再暂缓。", fresh=True)
    calendar = office_calendar(session)
    day = office.today(now) + timedelta(days=PUT_OFF)
    ahead.due_on = day if calendar.is_working(day) else calendar.next_working_day(day)
    ahead.held_by = secretary.id
    session.flush()
    said = (
        f"已暂缓，改到{say_date(ahead.due_on)}清除，届时不再另行通知。"
        "要一直保留的，请用 /retention 把该类的期限改为“长期保存”。"
    )
    return Reply(said, toast="已暂缓。", fresh=True)


def record(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Show what was cleared by age and erased for people, newest first."""
    access_secretary(session, telegram_id, office, now)
    lines = ["<b>清除记录</b>"]
    for round_ in latest_clearances(session, SHOWN):
        assert round_.finished_at is not None  # latest_clearances says so
        held = f"，{_name(session, round_.held_by)}曾暂缓" if round_.held_by else ""
        lines.append(f"\n{say_date(office.today(round_.finished_at))}　到期清除{held}")
        lines += say_counts(round_.cleared) or ["没有需要清除的内容。"]
    for one in latest_erasures(session, SHOWN):
        assert one.done_at is not None  # latest_erasures says so
        who = esc(session.get_one(Person, one.person_id).name)
        lines.append(
            f"\n{say_date(office.today(one.done_at))}　{who}：{SCOPES[one.scope].partition('：')[0]}"
        )
        lines.append(f"事由：{esc(short(one.reason, 100))}（{_name(session, one.asked_by)}办理）")
        lines += [f"· {name}：{number}" for name, number in one.cleared.items()]
    if len(lines) == 1:
        lines.append("还没有清除过。")
    return Reply("\n".join(lines), (_back(),))


def _home(session: Session) -> Reply:
    lines = [
        "<b>资料保存期限</b>",
        "到期的内容在工作日自动清除，提前5个工作日告知您，可以暂缓。办理结果和统计数字始终保留。",
        "要更改第几项的期限，请点“改”和它的号码。",
        "",
    ]
    lines += [
        f"{number}．{one.title}：{say_months(months_kept(session, one))}"
        for number, one in enumerate(RULES, 1)
    ]
    ahead = clearance_ahead(session)
    if ahead is not None:
        lines += ["", f"<b>将于{say_date(ahead.due_on)}清除</b>", *say_counts(ahead.counts)]
    changes = [Press(f"改{number}", ROUTE, ("rule", number)) for number in range(1, len(RULES) + 1)]
    held = ((Press(f"暂缓{PUT_OFF}天", ROUTE, ("hold", 0)),),) if ahead is not None else ()
    people = (Press("导出某人资料", ROUTE, ("export", 0)), Press("清除某人内容", ROUTE, ("erase", 0)))
    rows = (*held, *in_columns(changes, 5), people, (Press("清除记录", ROUTE, ("record", 0)),))
    return Reply("\n".join(lines), rows)


def _rule(session: Session, one: Rule, number: int, toast: str = "") -> Reply:
    now = months_kept(session, one)
    lines = [
        f"<b>{one.title}</b>",
        f"现在的期限：{say_months(now)}（从{one.since}算起；默认{say_months(one.months)}）",
        f"到期后：{one.goes}",
        "",
        "请选择保存多久。改长的立即生效；改短的，从下一次清除起算，清除前仍会告知。",
    ]
    choices = [
        Press(("✓ " if months == now else "") + say_months(months), ROUTE, ("keep", number * 100 + place))
        for place, months in enumerate(CHOICES)
    ]
    return Reply("\n".join(lines), (*in_columns(choices, 4), _back()), toast=toast)


def _of(number: int) -> Rule:
    if not 1 <= number <= len(RULES):
        raise Outdated
    return RULES[number - 1]


def _name(session: Session, person_id: int | None) -> str:
    return esc(session.get_one(Person, person_id).name)


def _back() -> tuple[Press, ...]:
    return (Press("返回", ROUTE, ("home", 0)),)
