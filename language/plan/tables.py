"""The rows of a plan that is a table: 序号, 工作任务, 频次, 参加范围, 责任单位, 完成时限."""

import re
from dataclasses import dataclass, replace
from typing import Final

from language.plan.finding import Finding, obligations
from language.plan.obligation import Obligation
from language.plan.outline import Row, split
from language.plan.people import bodies
from language.plan.rhythm import Rhythm, rhythm_of
from language.plan.telling import findings_of

_HEADINGS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("number", re.compile(r"序号|编号")),
    ("responsible", re.compile(r"责任(?!内容|事项|目标)|牵头|主办|承办|负责")),
    ("participants", re.compile(r"参加|对象|范围|参与")),
    ("times", re.compile(r"频次|次数|时限|时间|进度|频率|期限|数量")),
    ("detail", re.compile(r"标准|要求|目标(?!任务)|成效|成果|指标")),
    ("task", re.compile(r"任务|内容|事项|项目|工作|措施|活动|举措")),
)
_UNNUMBERED = "表"


@dataclass(frozen=True)
class Columns:
    """Which cells of a row hold what; times may be told in several, the last task is the most particular.

    detail: what says more of a task (工作标准): how many times, or the deeds that it is made of.
    """

    tasks: tuple[int, ...]
    number: int | None
    responsible: int | None
    participants: int | None
    times: tuple[int, ...]
    detail: int | None


def columns_of(cells: tuple[str, ...]) -> Columns | None:
    """Return what a table's columns hold, None where the cells are no heading."""
    named: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        if len(cell) > 12:
            return None
        name = next((name for name, pattern in _HEADINGS if pattern.search(cell)), None)
        if name:
            named.setdefault(name, []).append(place)
    if "task" not in named and "detail" in named:
        named["task"] = named.pop("detail")
    if "task" not in named or len(named) < 2:
        return None

    def first(name: str) -> int | None:
        return named.get(name, [None])[0]

    return Columns(
        tuple(named["task"]),
        first("number"),
        first("responsible"),
        first("participants"),
        tuple(named.get("times", ())),
        first("detail"),
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
    """Return the obligations of a row, and the parts of them that 其中 names."""
    task = next((cell for place in reversed(columns.tasks) if (cell := _cell(row, place))), "")
    if not task:
        return []
    cells = [split(_cell(row, place), "，；") for place in columns.times]
    told = [piece for cell in cells for piece in cell]
    parts = [piece for piece in told if piece.startswith("其中")]
    number = row.number + _cell(row, columns.number) or _UNNUMBERED
    who = bodies(_cell(row, columns.responsible))
    frame = rhythm_of(" ".join(piece for piece in told if piece not in parts))
    rest = f"（{'；'.join(told)}）" if told else ""
    statements = _statements(task, [] if parts else cells)
    detail = _cell(row, columns.detail) if len(statements) == 1 else ""
    found: list[Obligation] = []
    for statement, said in statements:
        findings = _detailed(statement, detail, who, timed=(said or frame).said)
        sentence = f"{statement}{rest}"
        found += [replace(one, sentence=sentence) for one in obligations(number, findings, said or frame)]
    for piece in parts:
        whole = Rhythm(replace(frame.frequency, months=()) if frame.frequency else None)
        findings = [replace(one, part=True) for one in findings_of(piece, who, certain=True)]
        found += obligations(number, findings, whole)
    taking_part = _cell(row, columns.participants).strip("—-－")
    return [replace(one, participants=taking_part or one.participants) for one in found]


def _detailed(task: str, detail: str, who: tuple[str, ...], *, timed: bool) -> list[Finding]:
    """Read a task with the cell that says more of it; the deeds that it is made of stand in its place."""
    findings = findings_of(task, who, certain=True, timed=timed) or [Finding(task, task, responsible=who)]
    if len(findings) > 1 or not detail:
        return findings
    further = findings_of(f"{task}，{detail}", who, certain=True) or findings
    whole, *rest = further
    made_of = any(one.rhythm.sure for one in rest) and not whole.rhythm.said
    return rest if made_of else further


def _statements(task: str, cells: list[list[str]]) -> list[tuple[str, Rhythm | None]]:
    """Part what a cell asks for, each with its own time where a cell says one for each.

    观看警示片，撰写体会｜观看2部，撰写1篇
    """
    for signs in ("；。", "，；。"):
        pieces = split(task, signs)
        for cell in cells:
            if len(pieces) == len(cell) > 1:
                return [(piece, rhythm_of(said)) for piece, said in zip(pieces, cell, strict=True)]
    return [(piece, None) for piece in split(task, "；。")]


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""
