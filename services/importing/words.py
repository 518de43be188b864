"""An import in words: what a file would change, and what of it cannot be taken."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from activities.kind import esc
from services.importing.bank import BankDifference
from services.importing.differences import Difference
from services.importing.matching import names_of
from services.importing.reading import Faulty
from services.importing.roster import Applied
from services.reply import File
from storage.people import Person
from workdays.words import say_date

NAMES = 10
FAULTS = 10
REASON = 100
LINE = 250  # with all lines at their longest a preview still fits into one message


def say_difference(difference: Difference, whole: bool) -> str:
    """Return what a roster would change: counts, the first names of each, and which columns."""
    joiners = [row.name for row, _ in difference.joiners]
    lines = [f"新增{len(joiners)}人{_after_colon(_first(joiners))}"]
    if whole or difference.leavers:
        lines.append(f"调离{len(difference.leavers)}人{_after_colon(names_of(difference.leavers, NAMES))}")
    moves = [
        f"{change.person.name}（{change.person.department.name}→{change.row.department}）"
        for change in difference.movers
    ]
    edits = [f"{change.row.name}（{change.titles}）" for change in difference.edits]
    lines.append(f"处室变动{len(moves)}人{_after_colon(_first(moves))}")
    lines.append(f"信息变动{len(edits)}人{_after_colon(_first(edits))}")
    lines.append(f"不变{len(difference.unchanged)}人")
    if difference.spared:
        lines.append(
            f"所在行有错误、暂不变动{len(difference.spared)}人：{names_of(difference.spared, NAMES)}"
        )
    if not whole and difference.absent:
        lines.append(f"名册上另有{difference.absent}人不在文件中")
    return esc("\n".join(_cut(line, LINE) for line in lines))


def say_warnings(difference: Difference, importer: Person | None) -> str:
    """Return what must be confirmed a second time, or nothing."""
    lines = []
    if difference.many_leave:
        share = round(100 * len(difference.leavers) / difference.roster)
        lines.append(
            f"⚠️ 将有{len(difference.leavers)}人调离，占现有{difference.roster}人的{share}%，超过10%。"
            "请核对文件是否完整。"
        )
    if importer is not None and importer in difference.leavers:
        lines.append("⚠️ 您本人不在文件中：确认后您将列为调离，不能再使用秘书功能。")
    return "\n".join(lines)


def say_applied(applied: Applied, since: date) -> str:
    """Return what was taken over, and what comes next."""
    words = (
        f"名册已更新：新增{applied.joined}人，调离{applied.left}人，"
        f"处室变动{applied.moved}人，信息变动{applied.changed}人。"
    )
    if applied.joined or applied.left:
        words += f"\n新增、调离自{say_date(since)}起计算。"
    return words + ("\n新增人员还没有绑定账号，请用 /invite 发放链接。" if applied.joined else "")


def say_bank(difference: BankDifference) -> str:
    """Return what a bank would change, by type of question."""
    lines = []
    changed = [question for _, question in difference.changed]
    for title, questions in (("新增", difference.added), ("更新（题干相同）", changed)):
        types = Counter(question.type.label for question in questions)
        counts = "、".join(f"{label}{count}道" for label, count in types.items())
        lines.append(f"{title}{len(questions)}道{_after_colon(counts)}")
    lines.append(f"不变{difference.unchanged}道")
    return "\n".join(lines)


def say_faults(faulty: Sequence[Faulty], ignored: Sequence[str]) -> str:
    """Return the first refused rows with number and reason, and the columns that were not read."""
    lines = []
    if faulty:
        lines.append(f"有错误、不导入的{len(faulty)}行：")
        lines += [f"{_place(each)}：{_cut(each.reason, REASON)}" for each in faulty[:FAULTS]]
        if len(faulty) > FAULTS:
            lines.append("其余见随附的表格，改好后可直接发送该表格补导。")
    if ignored:
        lines.append(_cut(f"没有读取的列或表：{_first(ignored)}", LINE))
    return esc("\n".join(lines))


def faults_file(
    faulty: Sequence[Faulty], headings: Sequence[str], *, always: bool = False
) -> tuple[File, ...]:
    """Return the refused rows as a workbook to put right and send again, where the text cannot hold them.

    `always`: even where it can, since a question is put right in its row and not on the phone.
    """
    if not faulty or (len(faulty) <= FAULTS and not always):
        return ()

    def make() -> bytes:
        from reports.rejected import Rejected, rejected_workbook  # openpyxl is loaded when first needed

        rows = [Rejected(each.row, _reason(each), each.cells) for each in faulty]
        return rejected_workbook(rows, headings)

    return (File("未导入的行.xlsx", make),)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _reason(each: Faulty) -> str:
    return f"“{each.sheet}”表：{each.reason}" if each.sheet else each.reason


def _place(each: Faulty) -> str:
    return f"“{each.sheet}”表第{each.row}行" if each.sheet else f"第{each.row}行"


def _first(words: Sequence[str]) -> str:
    more = " 等" if len(words) > NAMES else ""
    return "、".join(words[:NAMES]) + more


def _after_colon(words: str) -> str:
    return f"：{words}" if words else ""
