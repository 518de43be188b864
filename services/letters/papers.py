"""The receipt of a letter, drawn in a process of its own when it is asked for."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from activities.letters.content import LetterContent
from activities.letters.signing import PAPER, Letter
from reports.receipt import Receipt, Signed, receipt_pdf
from services.office import Office
from services.reply import File
from services.views import content_of, kind_of, view_of
from services.worker import in_worker
from storage.activities import Activity
from storage.assignments import Assignment
from storage.letters import Signature, signatures_of
from storage.people import Person
from workdays.words import say_moment

BEIJING = "Asia/Shanghai"


def receipt(
    session: Session, office: Office, now: datetime, activity: Activity, assignment: Assignment
) -> File:
    """Return the receipt of whatever signatures a letter bears so far."""
    kind = letter_of(activity)
    content: LetterContent = content_of(session, activity)
    person = session.get_one(Person, assignment.person_id)
    view = view_of(session, office, now, person, assignment, activity)
    records = signatures_of(session, assignment.id)
    signed = []
    for called, bound in kind.signatures(view):
        at = datetime.fromisoformat(bound["signed"])
        clock = "北京时间" if office.zone.key == BEIJING else office.zone.key
        points = [
            (called, f"{bound['department']}　{bound['name']}"),
            ("签署时间", f"{say_moment(office.local(at))}（{clock}）"),
            ("签署方式", "本人在机器人中读完全文，输入姓名签署"),
            ("校验码", bound["code"]),
            *_place(bound["code"], records),
        ]
        signed.append(Signed(called, tuple(points)))
    if view.outcome == "done" and view.way == PAPER:
        signed.append(Signed(PAPER, (("另有", f"{PAPER}，由纪检秘书登记"),)))
    superior = view.more.get("superior")
    reader = f"{view.reader.department}　{view.reader.name}"
    parties = [(kind.signer, reader)]
    if superior is not None:
        parties.insert(0, ("甲方", f"{superior['department']}　{superior['name']}"))
    made = Receipt(
        bureau=office.bureau,
        kind_title=kind.title,
        title=content.title,
        parties=tuple(f"{called}：{who}" for called, who in parties),
        paragraphs=tuple(part.line for part in content.parts()),
        sign_off=content.sign_off,
        text_points=(("文本", f"第{activity.version}版，摘要（SHA-256）{view.content_hash}"),),
        signed=tuple(signed),
        hands=tuple(called for called, _ in parties),
        printed_at=office.local(now),
    )
    return File(f"{kind.title}签署回执_{person.name}.pdf", partial(in_worker, receipt_pdf, made))


def letter_of(activity: Activity) -> Letter[Any]:
    """Return the kind of an activity that is a letter."""
    kind = kind_of(activity)
    assert isinstance(kind, Letter)  # its backing serves no other
    return kind


def _place(code: str, records: Sequence[Signature]) -> list[tuple[str, str]]:
    """Return where in the chain a signature stands; nothing where its content was erased."""
    found = [record for record in records if f'"code":"{code}"' in (record.body or "")]
    return [("记录编号", f"第{record.number}号，链值 {record.link}") for record in found]
