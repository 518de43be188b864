"""Reads .xlsx in one streaming pass a sheet.

openpyxl's own reader is not used: its read-only mode knows no merged areas, cannot tell an empty cell from
a formula without a value, and takes the Chinese date formats for numbers; its full mode builds every drawing
and style in the file before a limit can be held. Its conversions of dates and escapes are used.
"""

from language.archive import Archive
from language.cells import clean_text
from language.grid import Table, Unreadable
from language.parts import Outline, Relations, Strings, Styles
from language.sheet import Cells

MAX_SHEETS = 50


def read(content: bytes) -> tuple[Table, ...]:
    """Read the visible sheets that hold something; raises Unreadable."""
    archive = Archive(content)
    outline = Outline()
    archive.parse("xl/workbook.xml", outline)
    relations = Relations()
    archive.parse("xl/_rels/workbook.xml.rels", relations)
    if len(outline.sheets) > MAX_SHEETS:
        raise Unreadable(f"里的工作表超过 {MAX_SHEETS} 张。请只保留需要的工作表后再发。")
    strings, styles = Strings(), Styles()
    if "xl/sharedStrings.xml" in archive:
        archive.parse("xl/sharedStrings.xml", strings)
    if "xl/styles.xml" in archive:
        archive.parse("xl/styles.xml", styles)
    tables: list[Table] = []
    for name, relation in outline.sheets:
        if relation in relations.worksheets:
            cells = Cells(strings.texts, styles.date_styles(), styles.codes(), outline.epoch)
            archive.parse(relations.worksheets[relation], cells)
            if rows := cells.rows():
                tables.append(Table(clean_text(name), rows))
    return tuple(tables)
