"""Office files that are passed on as they are: nothing in them may run or fetch something elsewhere."""

import re
from collections.abc import Mapping

from language.archive import Archive, Sort
from language.grid import Unreadable

SORTS: Mapping[str, Sort] = {
    suffix: Sort(main, word, f" {office} 或 WPS 打开，另存为新的 {suffix} ", {}, f"不是{suffix}文件。")
    for suffix, main, word, office in (
        (".docx", "word/document.xml", "文档", "Word"),
        (".xlsx", "xl/workbook.xml", "表格", "Excel"),
    )
}
# Links that somebody follows by hand may stay; templates, pictures and tables fetched from elsewhere may not.
_FOLLOWED = "hyperlink"
_RUNS = re.compile(r"(^|/)(vbaproject[^/]*\.bin|activex/|macrosheets/|dialogsheets/)", re.IGNORECASE)


class _Relations:
    """Looks through a part of relations for what is fetched from outside."""

    def __init__(self) -> None:
        self.fetches = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        outside = attributes.get("TargetMode", "").lower() == "external"
        self.fetches |= outside and not attributes.get("Type", "").lower().endswith(_FOLLOWED)

    def end(self, tag: str) -> None:
        """Nothing follows from the end of a tag."""

    def data(self, text: str) -> None:
        """Nothing follows from text."""

    def close(self) -> None:
        """Nothing is handed over."""


def check_passed_on(content: bytes, suffix: str) -> None:
    """Refuse a .docx or .xlsx with macros, or that fetches from elsewhere, or a bomb. Raises Unreadable."""
    archive = Archive(content, SORTS[suffix])
    if any(_RUNS.search(name) for name in archive.names):
        raise Unreadable("里面有宏，不能发给大家。请另存为不含宏的文件后重新发送。")
    for name in sorted(archive.names):
        if name.endswith(".rels"):
            relations = _Relations()
            archive.parse(name, relations)
            if relations.fetches:
                raise Unreadable(
                    "里面引用了外部的文件或网址，打开时会自动读取，不能发给大家。"
                    "请断开外部链接（表格：数据—编辑链接—断开；文档：把图片、模板改为插入本文件）后重新发送。"
                )
