"""Reads .csv: its encoding and delimiter are found from the content."""

import codecs
import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice

from language.cells import clean_text
from language.grid import MAX_COLUMNS, MAX_ROWS, Row, Table, Unreadable, too_many_columns, too_many_rows

_DELIMITERS = ",;\t"
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # ="001": how exports keep leading zeros
_BINARY = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\ufffe\uffff]")


def read(content: bytes) -> tuple[Table, ...]:
    """Read the one table of a .csv; raises Unreadable."""
    text = decode(content)
    if text is None:
        raise Unreadable("不是表格，或者文字编码无法识别。请用 Excel 或 WPS 打开，另存为 .xlsx 后再发。")
    rows: list[Row] = []
    # Strict, since a quotation mark left open would silently swallow the rows after it.
    records = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for number, record in enumerate(records, start=1):
            cells = [_cell(value) for value in record]
            while cells and not cells[-1]:
                cells.pop()
            if not cells:
                continue
            if len(cells) > MAX_COLUMNS:
                raise too_many_columns()
            if len(rows) == MAX_ROWS:
                raise too_many_rows()
            rows.append(Row(number, tuple(cells)))
    except csv.Error as error:
        raise Unreadable(
            f"的第 {records.line_num} 行附近引号不成对或内容不完整，无法读取。"
            "请用 Excel 或 WPS 打开检查，另存为 .xlsx 后再发。"
        ) from error
    return (Table("", tuple(rows)),) if rows else ()


def decode(content: bytes) -> str | None:
    """Return the text of a file in an encoding that is in use here; None for anything else."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            break
        return text
    return None


def _delimiter(text: str) -> str:
    """Choose the delimiter that gives the most of the first rows the same width, then the widest."""

    def score(delimiter: str) -> tuple[int, int]:
        records = csv.reader(StringIO(text[:20_000], newline=""), delimiter=delimiter)
        widths = Counter(len(record) for record in islice(records, 30) if len(record) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(_DELIMITERS, key=score)


def _cell(value: str) -> str:
    text = clean_text(value)
    quoted = _AS_TEXT.fullmatch(text)
    return quoted[1].replace('""', '"') if quoted else text
