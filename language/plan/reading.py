"""Reads an annual plan: every obligation with its number, people, rhythm and quota."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from language.document import read_document
from language.plan.clauses import PART, clauses, obligation, retimed
from language.plan.deeds import Deed, deeds_of, thing_of
from language.plan.obligation import Obligation, Plan
from language.plan.outline import CELL, Paragraph, Row, one_spelling, outline, sentences, split
from language.plan.people import led_by, participants_of, subject_of, without_named
from language.plan.rhythm import Rhythm, rhythm_of, without
from language.plan.tables import Columns, columns_of, merged_down, obligations_of

_YEAR: Final = re.compile(r"(20\d{2})(?:[—－~-]20\d{2})?(?:年|学年)")
_TITLE: Final = re.compile(r"(?:计划|要点|方案|安排|清单|分解表|意见)$")
_RIDER: Final = re.compile(
    r"(?:原则上|频次)?(?:每|全年|年内|不少于|不得少于|至少|人均|一般|原则上|频次|.{1,6}前(?:完成|办结|报))"
)
_HELD_BY: Final = re.compile(r"^[一二三四上下、]*(?:季度|半年)?(?:由|邀请).*(?:主讲|授课)$")
_AMOUNTS: Final = re.compile(r".{0,20}分别.{0,8}[件篇幅份个]、.*[件篇幅份个]$")  # 各校分别报送五件、八件
_AGENDA: Final = re.compile(r"^(?:通报|研判)")
_BETWEEN_TWO: Final = re.compile(r"[^，、]{2,12}[同与和对][^，、]{2,14}")
_ALL: Final = re.compile(r"全体|全院|全局|每[名位个]")


def paragraphs(content: bytes, name: str) -> list[str]:
    """Return the lines of a .docx or .txt plan, the cells of a table's row parted by ｜.

    Raises language.grid.Unreadable, naming the file, for anything that is no readable document.
    """
    return read_document(content, name, cell=CELL).split("\n")


def read_plan(text: str | Sequence[str]) -> Plan:
    """Read a plan, given as text or by its paragraphs. What is only an aim is left out."""
    given = text.splitlines() if isinstance(text, str) else text
    lines = [one_spelling(line) for line in given if line.strip()]
    title = next((line for line in lines[:3] if len(line) < 50 and _TITLE.search(line)), "")
    year = _YEAR.search(title) or _YEAR.search("".join(lines[:3]))
    found: list[Obligation] = []
    columns: Columns | None = None
    above: Row | None = None
    for part in outline(line for line in lines if line != title):
        if isinstance(part, Paragraph):
            columns = above = None
            found += _of_paragraph(part)
        elif header := columns_of(part.cells):
            columns, above = header, None
        elif columns is not None:
            above = merged_down(part, above, columns)
            found += obligations_of(above, columns)
    return Plan(tuple(_numbered(found)), title, int(year[1]) if year else None)


def _of_paragraph(paragraph: Paragraph) -> list[Obligation]:
    heading = paragraph.heading
    body = paragraph.body or (heading if paragraph.alone else "")
    if heading and heading != body and rhythm_of(heading).counted:
        body = f"{heading}。{body}"  # 每月召开1次例会。… promises as much as any sentence
    responsible = led_by(body)
    found: list[Obligation] = []
    for sentence in sentences(without_named(body)):
        found += _of_sentence(paragraph.number, sentence, responsible)
    return found


def _of_sentence(number: str, sentence: str, responsible: tuple[str, ...]) -> list[Obligation]:
    """Read a sentence: a time that stands alone is that of the next deed, a number of the one before."""
    found: list[Obligation] = []
    waiting, subject, parts, bare = Rhythm(), "", False, ""
    for piece in clauses(sentence):
        clause, said = piece.text, rhythm_of(piece.text)
        if found and _AMOUNTS.match(clause):
            continue
        frame = Rhythm(found[-1].frequency) if found and clause.startswith("包括") else piece.frame
        rhythm = said.under(frame).under(waiting)
        # 其中甲不少于8学时，乙不少于4学时: what follows with a number of its own is a part as well.
        parts = bool(found) and (clause.startswith("其中") or (parts and said.counted and not piece.anew))
        deeds = _deeds_of(clause, rhythm, found, certain=parts and said.counted)
        if not deeds and bare and said.counted and _RIDER.match(clause):
            deeds = deeds_of(bare, timed=True)  # 全员培训，每人每年不少于40学时
        bare = "" if deeds else clause
        if deeds:
            subject = "" if _ALL.match(clause) else subject_of(deeds[0].before) or subject
            part = PART if parts else None
            rhythm = rhythm.under(Rhythm(found[-1].frequency)) if parts else rhythm
            found += [
                obligation(
                    number,
                    sentence,
                    deed.title,
                    rhythm,
                    responsible or tuple(filter(None, [subject_of(deed.before) or subject])),
                    participants_of(clause),
                    part,
                )
                for deed in deeds
            ]
            waiting = Rhythm()
        elif found and rhythm.said and (rhythm.counted or _RIDER.match(clause)):
            found[-1] = retimed(found[-1], rhythm)
        elif rhythm.frequency or rhythm.said:
            waiting = rhythm
    return found


def _deeds_of(clause: str, rhythm: Rhythm, found: Sequence[Obligation], *, certain: bool) -> list[Deed]:
    """Return what a clause asks for, in the light of what its sentence asked for before it."""
    if found:
        if clause.startswith("包括"):
            return [
                Deed(piece, clause) for piece in split(clause.removeprefix("包括"), "、及") if len(piece) > 2
            ]
        if _HELD_BY.match(clause) or (_AGENDA.match(clause) and found[-1].title.endswith(("会", "会议"))):
            return []
        bare = without(clause)
        if (
            rhythm.counted
            and _BETWEEN_TWO.fullmatch(bare)
            and not thing_of(bare)
            and (thing := thing_of(found[-1].title))
        ):
            return [Deed(f"{bare}{thing}", bare)]  # 书记与甲谈话1次，副书记与乙2次
    return deeds_of(clause, timed=rhythm.said, certain=certain)


def _numbered(found: list[Obligation]) -> Iterator[Obligation]:
    """Yield the obligations with numbers of their own, parts with the number of what they are part of."""
    times: Counter[str] = Counter()
    whole = Obligation("", "", "")
    seen: set[tuple[str, str]] = set()
    for one in found:
        if (one.number, one.title) in seen:
            continue
        seen.add((one.number, one.title))
        times[one.number] += 1
        own = f"{one.number}-{times[one.number]}" if times[one.number] > 1 else one.number
        if one.parent is None:
            whole = replace(one, number=own)
            yield whole
        else:
            yield replace(
                one,
                number=own,
                parent=whole.number,
                responsible=one.responsible or whole.responsible,
                participants=one.participants or whole.participants,
            )
