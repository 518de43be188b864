"""The rule documents a secretary keeps: sending one, replacing it, taking it away."""

from datetime import datetime

from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_person, access_secretary
from services.focus import current_focus, drop_focus, set_focus
from services.office import Office
from services.paging import page_of, short, turn_rows
from services.refusals import NotYours, Outdated
from services.reply import Press, Reply, Rows
from services.rules.indexing import Prepared, store_document
from storage import people
from storage.people import Person
from storage.rules import RuleDocument, remove_document, uploaded
from workdays.words import say_date

FOCUS = "rules"
ROUTE = "rv"
A_PAGE = 10
PROMPT = "请发送制度文件（.docx、.txt 或 .md），一次一个。不要发送涉密和内部文件。"


def manage_row(session: Session, person: Person) -> Rows:
    """Return the way to the documents, for a secretary."""
    if people.SECRETARY not in people.roles_of(session, person.id):
        return ()
    return ((Press("管理制度文件", ROUTE, ("list", 0)),),)


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, action: str, number: int
) -> Reply:
    """Do what a button among the documents says; `number` is a page or a document. Raises Refusals."""
    secretary = access_secretary(session, telegram_id, office, now)
    match action:
        case "list":
            return _list(session, office, number)
        case "send":
            set_focus(session, secretary.id, FOCUS, {}, now)
            return Reply(prompt=PROMPT)
        case "ask" | "drop":
            document = session.get(RuleDocument, number)
            if document is None or document.source:
                raise NotYours
            return _drop(session, office, document, sure=action == "drop")
    raise Outdated


def wants_rules(session: Session, office: Office, now: datetime, telegram_id: int) -> bool:
    """Tell whether a rule document was asked for last. Raises Stranger."""
    person = access_person(session, telegram_id, office.today(now))
    focus = current_focus(session, person.id, now)
    return focus is not None and focus.purpose == FOCUS


def receive(session: Session, office: Office, now: datetime, telegram_id: int, prepared: Prepared) -> Reply:
    """Take a document that was read; another may follow. Raises Refusals."""
    secretary = access_secretary(session, telegram_id, office, now)
    if not prepared.passages:
        return Reply("这个文件里没有成段的文字，没有收下。请换一个文件再发。")
    drop_focus(session, secretary.id)
    replaced = store_document(session, now, prepared, secretary.id)
    articles = sum(bool(one.label) for one in prepared.passages)
    cut = f"共{articles}条" if articles else f"共{len(prepared.passages)}段"
    said = "已替换原来的同名文件" if replaced else "已收下"
    text = f"{said}：《{esc(prepared.title)}》，{cut}。大家现在可以用 /rules 查到。"
    rows = ((Press("再发一个", ROUTE, ("send", 0)), Press("管理制度文件", ROUTE, ("list", 0))),)
    return Reply(text, rows, fresh=True)


def words_instead(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, object], text: str
) -> Reply:
    """Say that a file was asked for, not words."""
    return Reply(f"这里要发送文件。{PROMPT}")


def _list(session: Session, office: Office, page: int, said: str = "") -> Reply:
    documents = uploaded(session)
    shown, page = page_of(documents, page, A_PAGE)
    lines = [*([said, ""] if said else []), "<b>制度文件</b>"]
    lines += [
        f"《{esc(one.title)}》　{one.passages}段　{say_date(office.today(one.uploaded_at))}" for one in shown
    ]
    if not documents:
        lines.append("还没有制度文件。发送后大家就可以用 /rules 查；题库里的解析也一并可查。")
    rows = [(Press(short(f"删除：{one.title}"), ROUTE, ("ask", one.id)),) for one in shown]
    turn = tuple(
        tuple(Press(one.label, ROUTE, ("list", *one.args)) for one in row)
        for row in turn_rows(ROUTE, (), page, len(documents), A_PAGE)
    )
    return Reply("\n".join(lines), ((Press("发送文件", ROUTE, ("send", 0)),), *rows, *turn))


def _drop(session: Session, office: Office, document: RuleDocument, *, sure: bool) -> Reply:
    if not sure:
        choice = Press("确认删除", ROUTE, ("drop", document.id)), Press("返回", ROUTE, ("list", 0))
        return Reply(f"删除《{esc(document.title)}》？删除后用 /rules 查不到它。", (choice,))
    title = esc(document.title)
    remove_document(session, document.id)
    return _list(session, office, 0, f"已删除《{title}》。")
