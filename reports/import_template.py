"""Workbooks to fill in for an import: headings, drop-down cells, how each column is filled, with examples.

Importing this loads openpyxl.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheet import Column, Table, saved, set_page

LAST_ROW = 5_001  # as far as cells drop down
_HEAD, _MUST = PatternFill("solid", start_color="E8EEF5"), PatternFill("solid", start_color="FCE8D5")
_LISTS = "可选值"


@dataclass(frozen=True)
class Field:
    """A column of a template: how it is filled, what may be chosen, and the examples."""

    title: str
    how: str
    width: float = 14
    must: bool = False
    choices: tuple[str, ...] = ()
    several: bool = False  # other entries than one of the choices are taken, too
    examples: tuple[str, ...] = ()


def template_workbook(
    name: str, fields: Sequence[Field], rows: Sequence[Sequence[str | float]] = ()
) -> bytes:
    """Write a sheet to fill in and one that says how; return an .xlsx.

    Examples stand beside the explanations, turned on their side, so that nobody imports them.
    """
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    for place, field in enumerate(fields, 1):
        letter = get_column_letter(place)
        said = f"{field.title}（必填）" if field.must else field.title
        sheet.column_dimensions[letter].width = max(field.width, 2 * len(said) + 2)
        sheet.column_dimensions[letter].number_format = "@"  # figures such as 007 stay as typed
        cell = sheet.cell(1, place, said)
        cell.font, cell.fill = Font(name="黑体", size=11), _MUST if field.must else _HEAD
        cell.alignment = Alignment(horizontal="center", vertical="center")
    for row in rows:
        _fill(sheet, row)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    set_page(sheet, landscape=True, fits=True)
    _drop_downs(workbook, sheet, fields)
    count = max((len(field.examples) for field in fields), default=0)
    columns = [Column("列名", 16, "left"), Column("必填", 6), Column("怎么填", 56, "left")]
    columns += [Column(f"示例{number}", 30, "left") for number in range(1, count + 1)]
    table = Table(workbook, "填写说明", columns, landscape=True)
    table.header()
    for field in fields:
        examples = [*field.examples, *[""] * count][:count]
        table.row([field.title, "是" if field.must else "", field.how, *examples])
    table.close()
    return saved(workbook)


def _fill(sheet: Worksheet, row: Sequence[str | float]) -> None:
    number = sheet.max_row + 1
    for place, value in enumerate(row, 1):
        if value == "":
            continue
        cell = sheet.cell(number, place)
        cell.value = value
        if isinstance(value, str):
            # Kept to the letter, since it is read back; a string cell is never taken for a formula.
            cell.data_type = "s"
            cell.quotePrefix = True
            cell.alignment = Alignment(vertical="top", wrap_text=True)


def _drop_downs(workbook: Workbook, sheet: Worksheet, fields: Sequence[Field]) -> None:
    lists = workbook.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for place, field in enumerate(fields, 1):
        if not field.choices:
            continue
        letter = get_column_letter(place)
        for number, choice in enumerate(field.choices, 1):
            lists.cell(number, place, choice)
        source = f"{quote_sheetname(_LISTS)}!${letter}$1:${letter}${len(field.choices)}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True)
        rule.errorStyle = "warning" if field.several else "stop"
        rule.errorTitle, rule.error = field.title, f"请从列表中选择：{'、'.join(field.choices)}"[:250]
        rule.showErrorMessage = True
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)
