"""/rules 购物卡: the passages that answer a question, the best first, each with its source and article."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from activities.kind import esc
from language.search import Hit, excerpt, groups_of, rank, tokens_of
from services.access import access_person
from services.office import Office
from services.paging import MESSAGE, short
from services.refusals import NotYours
from services.reply import Press, Reply
from services.rules.keeping import manage_row
from storage.people import Person
from storage.rules import RuleDocument, RulePassage, passage_count, postings

SHOWN = 3
LOOKED_AT = 20
FIRST, OTHER = 300, 110  # characters shown of the best passage, and of the others
LONGEST_QUESTION = 200
BANK_SHARE = 0.8  # an explanation says it again: of two alike the rule itself comes first
USAGE = "查制度：请在 /rules 后面写要查的词或问题，例如：/rules 购物卡，/rules 出差住宿标准"
_NOTE = "以上为检索结果，以正式文件为准。"


def search(session: Session, office: Office, now: datetime, telegram_id: int, question: str) -> Reply:
    """Answer /rules; without a question say how to ask. Raises Stranger."""
    person = access_person(session, telegram_id, office.today(now))
    manage = manage_row(session, person)
    question = question.strip()[:LONGEST_QUESTION]
    if not question:
        return Reply(USAGE, manage, fresh=True)
    found = find(session, person, question)
    if not found:
        shown = esc(short(question))
        text = f"没有查到与“{shown}”有关的内容。{_what_next(session)}"
        return Reply(text, manage, fresh=True)
    groups = groups_of(question)
    lines, buttons = [], []
    for number, (document, passage) in enumerate(found, 1):
        most = FIRST if number == 1 else OTHER
        said = excerpt(passage.text, groups, most)
        heading = f"\n{esc(passage.heading)}" if passage.heading and passage.label and number == 1 else ""
        lines.append(f"<b>{number}．{esc(cited(document, passage))}</b>{heading}\n{esc(said)}\n")
        if said != passage.text:
            buttons.append(Press(f"{number}．看全文", "ru", (document.id, passage.place)))
    rows = (tuple(buttons),) if buttons else ()
    return Reply("\n".join([*lines, _NOTE]), (*rows, *manage), fresh=True)


def find(session: Session, person: Person, question: str) -> Sequence[tuple[RuleDocument, RulePassage]]:
    """Return the best passages somebody may be shown: Party rules' questions are for Party members."""
    groups = groups_of(question)
    where = postings(session, tokens_of(groups))
    if not where:
        return ()
    ids = {document_id for document_id, *_ in where}
    query = select(RuleDocument).where(RuleDocument.id.in_(ids))
    documents = {one.id: one for one in session.scalars(query)}
    shares = {one.id: BANK_SHARE for one in documents.values() if one.source}
    hits = rank(groups, where, passage_count(session), shares)[:LOOKED_AT]
    fitting = "党员" if person.is_party else "非党员"
    passages = _passages(session, hits)
    shown: dict[str, RulePassage] = {}  # by what it says: the bank explains the same more than once
    for hit in hits:
        passage = passages[hit.document, hit.place]
        if passage.audience in ("全体", fitting):
            shown.setdefault(passage.text, passage)
    return [(documents[one.document_id], one) for one in shown.values()][:SHOWN]


def _what_next(session: Session) -> str:
    if not passage_count(session):
        return "本单位还没有上传制度文件，由纪检秘书在 /rules 里上传。"
    return "可以换一个说法再查，例如只写关键的词；或者请教纪检秘书。"


def whole(
    session: Session, office: Office, now: datetime, telegram_id: int, document_id: int, place: int
) -> Reply:
    """Show a passage in full. Raises Stranger or NotYours."""
    person = access_person(session, telegram_id, office.today(now))
    passage = session.get(RulePassage, (document_id, place))
    if passage is None or passage.audience == ("非党员" if person.is_party else "党员"):
        raise NotYours
    document = session.get_one(RuleDocument, document_id)
    head = f"<b>{esc(cited(document, passage))}</b>"
    heading = f"\n{esc(passage.heading)}" if passage.heading and passage.label else ""
    room = MESSAGE - len(head) - len(heading) - 10
    return Reply(f"{head}{heading}\n{esc(short(passage.text, room // 2))}", fresh=True)


def cited(document: RuleDocument, passage: RulePassage) -> str:
    """Return what a passage is cited by: 《公务接待管理办法》第六条."""
    title = passage.source or document.title
    return f"{title if '《' in title else f'《{title}》'}{passage.label or passage.heading}"


def _passages(session: Session, hits: Sequence[Hit]) -> dict[tuple[int, int], RulePassage]:
    if not hits:
        return {}
    keys = tuple_(RulePassage.document_id, RulePassage.place)
    query = select(RulePassage).where(keys.in_([(hit.document, hit.place) for hit in hits]))
    return {(one.document_id, one.place): one for one in session.scalars(query)}
