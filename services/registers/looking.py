"""/ledger: the registers, a year of one, its entries one by one, and striking one out."""

from datetime import date, datetime
from functools import partial

from sqlalchemy.orm import Session

from activities.kind import esc
from reports.registers import RegisterYear, register_text, say_coverage
from services.access import access_secretary
from services.office import Office
from services.paging import in_columns, page_of, short, turn_rows
from services.refusals import NotYours, Outdated
from services.registers.books import BOOKS, Book
from services.registers.filling import say_entry
from services.registers.slip import check_counts
from services.registers.years import coverage, register_year, this_year
from services.reply import File, Press, Reply
from services.tasks.ledger import has_tasks
from storage.people import Department, Person
from storage.registers import RegisterEntry, entries, replacement
from workdays.words import say_date, say_moment

LOOK, BEGIN, ENTRY, VOID, TASKS = "b", "bn", "be", "bv", "bt"
A_PAGE = 8
FIRST_YEAR, LAST_YEAR = 2000, 2099


def overview(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return every register with what it counts this year. Raises Stranger or NotAllowed."""
    access_secretary(session, telegram_id, office, now)
    lines = [
        f"<b>台账</b>　{office.today(now).year}年",
        "线下办理的工作在这里计数，只记日期、类别、处室、数量和编号，不记姓名和内容。",
        "",
        *(f"{book.title}：{_standing(session, office, now, book)}" for book in BOOKS.values()),
        "",
        "请选择台账。",
    ]
    year = office.today(now).year
    rows = in_columns([Press(book.title, LOOK, (book.name, "year", year, 0)) for book in BOOKS.values()], 2)
    if has_tasks(session):
        rows = (*rows, (Press("督办整改台账（Excel）", TASKS),))
    return Reply("\n".join(lines), rows)


def look(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    register: str,
    what: str,
    year: int,
    page: int,
) -> Reply:
    """Show a register: its year, its entries one by one, or its workbook; without a name all registers."""
    access_secretary(session, telegram_id, office, now)
    if what == "all":
        return overview(session, office, now, telegram_id)
    if register not in BOOKS or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Outdated
    book = BOOKS[register]
    if what == "list":
        return _list(session, book, year, page)
    figures = register_year(session, office, now, book, year)
    if what == "sheet":
        file = File(f"{book.title}台账_{year}年.xlsx", partial(_workbook, figures), names=True)
        return Reply(toast="正在生成 Excel，稍后发出。", files=(file,))
    return _year(office, now, book, figures)


def show_entry(session: Session, office: Office, now: datetime, telegram_id: int, entry_id: int) -> Reply:
    """Show one entry, with what can be done about it."""
    access_secretary(session, telegram_id, office, now)
    entry, book = _access_entry(session, entry_id)
    lines = [f"<b>{esc(book.title)}</b>", *_details(session, office, entry, book)]
    back = Press("返回清单", LOOK, (book.name, "list", entry.day.year, 0))
    if replacement(session, entry.id) is not None:
        return Reply("\n".join([*lines, "", "这一笔已经更正或作废。"]), ((back,),))
    change = Press("更正", BEGIN, (book.name, entry.id)), Press("作废", VOID, (entry.id, 0))
    return Reply("\n".join(lines), (change, (back,)))


def void(
    session: Session, office: Office, now: datetime, telegram_id: int, entry_id: int, sure: int
) -> Reply:
    """Strike an entry out by one of 0 that replaces it; asks first, unless `sure`."""
    secretary = access_secretary(session, telegram_id, office, now)
    entry, book = _access_entry(session, entry_id)
    back = Press("返回清单", LOOK, (book.name, "list", entry.day.year, 0))
    said = _say(session, entry, book)
    if not sure:
        confirm = Press("确定作废", VOID, (entry.id, 1))
        return Reply(f"要作废这一笔吗？作废后不计入合计，台账中保留记录。\n\n{esc(said)}", ((confirm, back),))
    check_counts(session, entry.id)
    session.add(
        RegisterEntry(
            register=entry.register,
            day=entry.day,
            category=entry.category,
            department_id=entry.department_id,
            number=0,
            replaces=entry.id,
            recorded_at=now,
            recorded_by=secretary.id,
        )
    )
    return Reply(f"<b>已作废：{esc(book.title)}</b>\n{esc(said)}", ((back,),), toast="已作废。")


def _standing(session: Session, office: Office, now: datetime, book: Book) -> str:
    if book.stock is not None:
        return say_coverage(coverage(session, office, now, book))
    return f"{this_year(session, office, now, book)}{book.unit}"


def _year(office: Office, now: datetime, book: Book, figures: RegisterYear) -> Reply:
    year, this = figures.year, office.today(now).year
    text = f"{register_text(figures)}\n\n{esc(book.note)}"
    turn = [Press(f"{year - 1}年", LOOK, (book.name, "year", year - 1, 0))]
    turn += [Press(f"{year + 1}年", LOOK, (book.name, "year", year + 1, 0))] if year < this else []
    rows = (
        (Press("登记一笔", BEGIN, (book.name, 0)),),
        (
            Press("逐笔清单", LOOK, (book.name, "list", year, 0)),
            Press("导出 Excel", LOOK, (book.name, "sheet", year, 0)),
        ),
        tuple(turn),
        (Press("返回", LOOK, ("", "all", 0, 0)),),
    )
    return Reply(text, rows)


def _list(session: Session, book: Book, year: int, page: int) -> Reply:
    counted = entries(session, book.name, date(year, 1, 1), date(year, 12, 31))
    shown, page = page_of(counted, page, A_PAGE)
    pages = (len(counted) - 1) // A_PAGE + 1
    place = f"（第{page + 1}页，共{pages}页）" if pages > 1 else ""
    lines = [f"<b>{esc(book.title)}　{year}年逐笔清单</b>{place}"]
    lines.append("点一笔可以更正或作废。" if counted else "这一年还没有登记。")
    buttons = []
    for number, entry in enumerate(shown, start=page * A_PAGE + 1):
        lines.append(f"{number}．{esc(_say(session, entry, book))}")
        label = f"{number}．{entry.day.month}月{entry.day.day}日 {entry.category} {entry.number}{book.unit}"
        buttons.append((Press(short(label), ENTRY, (entry.id,)),))
    turn = []
    for row in turn_rows(LOOK, (), page, len(counted), A_PAGE):
        turn += [Press(one.label, LOOK, (book.name, "list", year, *one.args)) for one in row]
    rows = [*buttons, *([tuple(turn)] if turn else [])]
    rows.append((Press("登记一笔", BEGIN, (book.name, 0)), Press("返回", LOOK, (book.name, "year", year, 0))))
    return Reply("\n".join(lines), tuple(rows))


def _access_entry(session: Session, entry_id: int) -> tuple[RegisterEntry, Book]:
    entry = session.get(RegisterEntry, entry_id)
    if entry is None or entry.register not in BOOKS or not entry.number:
        raise NotYours
    return entry, BOOKS[entry.register]


def _say(session: Session, entry: RegisterEntry, book: Book) -> str:
    name = session.get_one(Department, entry.department_id).name if entry.department_id else None
    said = say_entry(entry.day, entry.category, name, entry.number, book.unit)
    return f"{said}　编号{entry.reference}" if entry.reference else said


def _details(session: Session, office: Office, entry: RegisterEntry, book: Book) -> list[str]:
    department = session.get_one(Department, entry.department_id).name if entry.department_id else "全局"
    by = session.get_one(Person, entry.recorded_by).name if entry.recorded_by else ""
    return [
        f"日期：{say_date(entry.day)}",
        f"类别：{esc(entry.category)}",
        f"处室：{esc(department)}",
        f"数量：{entry.number}{book.unit}",
        f"编号：{esc(entry.reference or '（不填）')}",
        f"登记：{esc(by)}，{say_moment(office.local(entry.recorded_at))}",
    ]


def _workbook(figures: RegisterYear) -> bytes:
    from reports.register_sheets import register_workbook

    return register_workbook(figures)
