"""Reads an annual plan: every obligation with its number, people, rhythm and quota."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from language.document import read_document
from language.plan.finding import obligations
from language.plan.obligation import Obligation, Plan
from language.plan.outline import CELL, Paragraph, Row, one_spelling, outline, sentences
from language.plan.people import led_by, timed_by, without_named
from language.plan.rhythm import rhythm_of
from language.plan.tables import Columns, columns_of, merged_down, obligations_of
from language.plan.telling import findings_of

_YEAR: Final = re.compile(r"(20\d{2})(?:[—－~-]20\d{2})?(?:年|学年)")
_PASSED: Final = re.compile(r"（[^）]*(?:通过|印发|修订|公布|施行|讨论稿|征求意见稿|送审稿)[^）]*）")
_TITLE: Final = re.compile(r"(?:计划|要点|方案|安排|清单|分解表|意见)$")


def paragraphs(content: bytes, name: str) -> list[str]:
    """Return the lines of a .docx or .txt plan, the cells of a table's row parted by ｜.

    Raises language.grid.Unreadable, naming the file, for anything that is no readable document.
    """
    return read_document(content, name, cell=CELL, gap="；", numbers=True).split("\n")


def read_plan(text: str | Sequence[str]) -> Plan:
    """Read a plan, given as text or by its paragraphs. What is only an aim is left out."""
    given = text.splitlines() if isinstance(text, str) else text
    lines = [one_spelling(line) for line in given if line.strip()]
    lines = [line for line in lines if not _PASSED.fullmatch(line)]
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
    told = f"{body}；{paragraph.told}"
    responsible, frame = led_by(told), timed_by(told).under(rhythm_of(paragraph.when))
    found: list[Obligation] = []
    headed = bool(paragraph.when)
    for sentence in sentences(without_named(body)):
        findings = findings_of(sentence, responsible, certain=headed, timed=headed)
        found += obligations(paragraph.number, findings, frame)
    return found


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
