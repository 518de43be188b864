"""The rows of a plan that is a table: 序号, 工作任务, 频次, 参加范围, 责任单位, 完成时限."""

import re
from dataclasses import dataclass, replace
from typing import Final

from language.plan.clauses import PART, obligation
from language.plan.deeds import deeds_of
from language.plan.obligation import Obligation
from language.plan.outline import Row, split
from language.plan.people import bodies
from language.plan.rhythm import Rhythm, rhythm_of

_HEADINGS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("number", re.compile(r"序号|编号")),
    ("responsible", re.compile(r"责任|牵头|主办|承办|负责")),
    ("participants", re.compile(r"参加|对象|范围|参与")),
    ("times", re.compile(r"频次|次数|时限|时间|进度|频率|期限|数量")),
    ("task", re.compile(r"任务|内容|事项|项目|工作|措施|活动|举措")),
)
_UNNUMBERED = "表"


@dataclass(frozen=True)
class Columns:
    """Which cells of a row hold what; times may be told in several."""

    task: int
    number: int | None
    responsible: int | None
    participants: int | None
    times: tuple[int, ...]


def columns_of(cells: tuple[str, ...]) -> Columns | None:
    """Return what a table's columns hold, None where the cells are no heading."""
    named: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        if len(cell) > 12:
            return None
        name = next((name for name, pattern in _HEADINGS if pattern.search(cell)), None)
        if name:
            named.setdefault(name, []).append(place)
    if "task" not in named or len(named) < 2:
        return None

    def first(name: str) -> int | None:
        return named.get(name, [None])[0]

    # The last of several is the most particular: 项目, 工作内容.
    return Columns(
        named["task"][-1],
        first("number"),
        first("responsible"),
        first("participants"),
        tuple(named.get("times", ())),
    )


def merged_down(row: Row, above: Row | None, columns: Columns) -> Row:
    """Return a row with the number and the bodies of the one above where its own cells are empty (merged)."""
    if above is None:
        return row
    carried = {columns.number, columns.responsible}
    return replace(
        row,
        cells=tuple(
            cell or (_cell(above, place) if place in carried else "") for place, cell in enumerate(row.cells)
        ),
    )


def obligations_of(row: Row, columns: Columns) -> list[Obligation]:
    """Return the obligation of a row, and the part of it that 其中 names."""
    task = _cell(row, columns.task)
    if not task:
        return []
    cells = [split(_cell(row, place), "，；") for place in columns.times]
    told = [piece for cell in cells for piece in cell]
    parts = [piece for piece in told if piece.startswith("其中")]
    number = row.number + _cell(row, columns.number) or _UNNUMBERED
    who = bodies(_cell(row, columns.responsible))
    taking_part = _cell(row, columns.participants).strip("—-－")
    clauses = split(task, "，；。")
    for cell in cells:
        if len(clauses) == len(cell) > 1 and not parts:  # 观看警示片，撰写体会｜观看2部，撰写1篇
            return [
                obligation(number, task, deed.title, rhythm_of(piece), who, taking_part, None)
                for clause, piece in zip(clauses, cell, strict=True)
                for deed in deeds_of(clause, certain=True)
            ]
    deeds = deeds_of(clauses[0], certain=True)
    said = rhythm_of(" ".join(piece for piece in told if piece not in parts))
    rhythm = said.under(rhythm_of(clauses[0]))
    title = deeds[0].title if len(deeds) == 1 else clauses[0]
    told_whole = "；".join(told)
    sentence = f"{task}（{told_whole}）" if told else task
    found = [obligation(number, sentence, title, rhythm, who, taking_part, None)]
    for piece in parts:
        found += [
            obligation(
                number,
                piece,
                deed.title,
                rhythm_of(piece).under(_whole(rhythm)),
                who,
                taking_part,
                PART,
            )
            for deed in deeds_of(piece, certain=True)
        ]
    return found


def _whole(rhythm: Rhythm) -> Rhythm:
    """Return the period of a whole for its part, without the months that its own number is spread over."""
    return Rhythm(replace(rhythm.frequency, months=()) if rhythm.frequency else None)


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""
