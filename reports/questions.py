"""How the questions of a quiz fared, as text and as a workbook. It names questions, never people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workdays.words import say_moment

HARDEST = 5
STEM = 40  # characters of a question in a list
FACILITY = ("得分率", "大家在这道题上得分之和÷满分之和，只计第一次答题，未答计0分。")
DISCRIMINATION = (
    "区分度",
    "总分最高的27%的人在这道题上的得分率，减去总分最低的27%的人的得分率；不足20人答题时不计。",
)
CLAUSES = ("条款得分率", "依据同一条款的各题得分之和÷满分之和。")


@dataclass(frozen=True)
class QuestionLine:
    """One question: its number, how many answered it, and how it fared; None where too few did."""

    number: int
    type: str
    stem: str
    answer: str
    basis: str
    people: int
    facility: float | None
    discrimination: float | None


@dataclass(frozen=True)
class ClauseLine:
    """A clause that questions rest on, and the share of points that they earned."""

    basis: str
    people: int  # answers given
    rate: float


@dataclass(frozen=True)
class Analysis:
    """All questions in the order of the papers; clauses, the most missed first."""

    bureau: str
    title: str
    sat: int
    questions: tuple[QuestionLine, ...]
    clauses: tuple[ClauseLine, ...]


def hardest(analysis: Analysis) -> Sequence[QuestionLine]:
    """Return the questions that most points were lost on."""
    lost = [one for one in analysis.questions if one.facility is not None and one.facility < 1]
    return sorted(lost, key=lambda one: one.facility or 0)[:HARDEST]


def say_share(share: float | None) -> str:
    """Return a share in percent, or a dash."""
    return "—" if share is None else f"{share:.0%}"


def say_apart(apart: float | None) -> str:
    """Return a discrimination with its sign, or a dash."""
    return "—" if apart is None else f"{apart:+.2f}".replace("-", "−")


def analysis_text(analysis: Analysis) -> list[str]:
    """Return the short of it as lines of plain text."""
    if not analysis.sat:
        return ["还没有人交卷，暂无分析。"]
    lines = [f"已交卷{analysis.sat}人，共{len(analysis.questions)}题。"]
    lost = hardest(analysis)
    if not lost:
        return [*lines, "所有题目大家都答对了。"]
    lines += ["", "失分最多的题："]
    for one in lost:
        stem = one.stem if len(one.stem) <= STEM else one.stem[:STEM] + "…"
        lines.append(f"第{one.number}题　得分率{say_share(one.facility)}　{stem}")
    if analysis.clauses:
        lines += ["", "失分最多的条款："]
        lines += [f"{one.basis}　得分率{say_share(one.rate)}" for one in analysis.clauses[:HARDEST]]
    return [*lines, "", _rule(FACILITY)]


def analysis_workbook(analysis: Analysis, as_of: datetime) -> bytes:
    """Write 题目分析, 失分条款 and 口径说明; return an .xlsx. Loads openpyxl."""
    from reports.sheet import Column, Table, Value, definitions_sheet, new_workbook, saved

    workbook = new_workbook()
    heading = f"截至 {say_moment(as_of)}，已交卷{analysis.sat}人。按题目统计，不涉及个人。"
    columns = [
        Column("题号", 6),
        Column("题型", 9),
        Column("题干", 60, "left"),
        Column("答案", 18, "left"),
        Column("依据", 34, "left"),
        Column("答题人数", 10),
        Column("得分率", 9, format="0.0%"),
        Column("区分度", 9, format="0.00"),
    ]
    table = Table(workbook, "题目分析", columns, landscape=True)
    table.title(f"{analysis.bureau} {analysis.title} 题目分析")
    table.line(heading, align="center")
    table.header()
    for one in analysis.questions:
        facility = "—" if one.facility is None else one.facility
        apart = "—" if one.discrimination is None else one.discrimination
        about: list[Value] = [one.number, one.type, one.stem, one.answer, one.basis, one.people]
        table.row([*about, facility, apart])
    table.line(_rule(FACILITY) + _rule(DISCRIMINATION))
    table.close()
    clauses = [Column("序号", 6), Column("依据条款", 60, "left"), Column("答题次数", 10)]
    table = Table(workbook, "失分条款", [*clauses, Column("得分率", 10, format="0.0%")], landscape=False)
    table.title("失分条款（得分率由低到高）")
    table.line(heading, align="center")
    table.header()
    for number, clause in enumerate(analysis.clauses, 1):
        table.row([number, clause.basis, clause.people, clause.rate])
    table.line(_rule(CLAUSES))
    table.close()
    definitions_sheet(workbook, (FACILITY, DISCRIMINATION, CLAUSES))
    return saved(workbook)


def _rule(rule: tuple[str, str]) -> str:
    return "＝".join(rule)
